"""The answer without a model: the sentences that answer, verbatim, each with its citation, or an abstention."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.citations import cite
from rag.questions import Kind
from rag.rank import Inquiry, Numbers, View, matches
from rag.retrieve import Search
from rag.settings import Settings
from rag.text import fold_plain, skeleton
from rag.types import AnswerSentence, Hit, Span
from rag.weights import Weights, fitted_weights

PASSAGES_READ = 8
"""Best passages whose sentences are read."""

SENTENCE_FEATURES = (
    "passage",
    "coverage",
    "before",
    "after",
    "elsewhere",
    "context",
    "phrase",
    "length",
    "opening",
    "number",
    "name",
    "cue",
    "empty",
)

_NUMBER_WORDS = {
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt trente quarante"
    " cinquante soixante cent mille moitie tiers quart double triple dizaine douzaine centaine millier".split(),
    "en": "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen twenty thirty"
    " forty fifty sixty hundred thousand half third quarter double twice dozen".split(),
    "ar": "اثنان اثنين ثلاثه ثلاث اربعه اربع خمسه خمس سته ست سبعه سبع ثمانيه ثماني تسعه تسع عشره عشر عشرون عشرين ثلاثون"
    " ثلاثين اربعون اربعين خمسون خمسين مايه الف نصف ثلث ربع".split(),
}
_CUES = {
    "fr": {
        Kind.REASON: r"\bparce qu|\bcar\b|en raison|a cause|afin (?:de|d'|que|qu')|grace a|\bdu fait\b|puisqu|\bpour (?!le|la|les|un|une|des|ce)\w+er\b|c'est pourquoi|permet",
        Kind.DEFINITION: r"\best (?:un|une|le|la|l')|\bsont (?:des|les)|designe|appel|defini|signifie|consiste|c'est[ -]a[ -]dire",
        Kind.MANNER: r"\ben \w+ant\b|grace a|au moyen|\bpar (?:le|la|les|un|une|des)\b|a l'aide|avec",
        Kind.NAME: r"appel|nomm|surnom|intitul|\bdit\b|connu sous|denomm|[«\"]",
    },
    "en": {
        Kind.REASON: r"\bbecause\b|\bdue to\b|\bsince\b|\bin order to\b|\bso that\b|\bas a result\b|\bcaus|\breason|\bled to\b|\bto \w+",
        Kind.DEFINITION: r"\b(?:is|are|was|were) (?:an?|the)\b|refer|known as|called|defin|means?\b",
        Kind.MANNER: r"\bby \w+ing\b|\busing\b|\bthrough\b|\bby means\b|\bwith\b|\bby\b",
        Kind.NAME: r"call|nam|known as|titled|dubbed|[\"]",
    },
    "ar": {
        Kind.REASON: r"بسبب|لان|من اجل|نتيجه|نظرا|لذلك|بهدف|حيث|ادي|لكي",
        Kind.DEFINITION: r"\b(?:هو|هي)\b|يسمي|تسمي|يعرف|تعرف|يعني|عباره عن|يشير",
        Kind.MANNER: r"عن طريق|من خلال|بواسطه|باستخدام|عبر",
        Kind.NAME: r"يسمي|تسمي|سمي|اسم|يدعي|يعرف|معروف|لقب|[\"]",
    },
}
_CUE_PATTERNS = {
    language: {kind: re.compile(pattern) for kind, pattern in patterns.items()} for language, patterns in _CUES.items()
}
_YEAR = re.compile(r"(?:1\d|20)\d\d")
_CAPITALISED = re.compile(r"(?<![.!?…\w] )(?<!^)(?<![\w])([A-ZÀ-ÖØ-Þ][\w’'-]+)")
_LATIN = re.compile(r"[A-Za-z]{2,}")


def _fits(
    kind: Kind, text: str, terms: Sequence[str], asked: frozenset[str], language: str
) -> tuple[float, float, float]:
    """Whether a sentence holds a number, a name, a turn of phrase such as the kind of question asks for."""
    plain = skeleton(fold_plain(text))
    new = [term for term in terms if term not in asked]
    if kind == Kind.DATE:
        dated = any(
            _YEAR.fullmatch(term) or (term[:1] == "d" and term[-1:].isdigit()) or re.fullmatch(r"m\d\d?", term)
            for term in new
        )
        century = any(term[:-1].isdigit() and term[-1] == "e" for term in new)
        return float(dated or century), 0.0, 0.0
    if kind == Kind.AMOUNT:
        number = any(term[0].isdigit() for term in new)
        words = set(plain.split()) & set(_NUMBER_WORDS.get(language, ()))
        return float(number or bool(words)), 0.0, 0.0
    if kind in (Kind.PERSON, Kind.PLACE, Kind.NAME):
        asked_text = " ".join(asked)
        if language == "ar":
            named = bool(_LATIN.search(text))
        else:
            named = any(skeleton(fold_plain(word))[:5] not in asked_text for word in _CAPITALISED.findall(text))
        cue = _CUE_PATTERNS.get(language, {}).get(kind)
        return 0.0, float(named), float(bool(cue and cue.search(plain)))
    cue = _CUE_PATTERNS.get(language, {}).get(kind)
    if cue:
        return 0.0, 0.0, float(bool(cue.search(plain)))
    if kind == Kind.LIST:
        return 0.0, 0.0, min(1.0, (plain.count(",") + plain.count("،") + plain.count(";")) / 3)
    return 0.0, 0.0, 0.0


def sentence_features(inquiry: Inquiry, seen: View, passage: float) -> Numbers:
    """The features of the sentences of a passage, shape `(sentences, len(SENTENCE_FEATURES))`.

    `passage` is the passage's own score. Shares of clues are weighted: in the sentence, only in the one `before`,
    only in the one `after`, only `elsewhere` in the passage, only in its `context`.
    """
    clues = inquiry.of(seen.passage.language)
    asked = frozenset(clue.term for clue in clues)
    weight = np.array([clue.weight for clue in clues])
    total = float(weight.sum()) or 1.0
    found = matches(seen, clues)
    nothing = np.zeros(len(clues))
    union = found.max(axis=0) if len(clues) else nothing
    context = np.array([clue.term in seen.context for clue in clues], dtype=float)
    rows = np.zeros((seen.sentences, len(SENTENCE_FEATURES)))
    for at in range(seen.sentences):
        span = seen.passage.sentences[at]
        text = seen.passage.text[span.start - seen.passage.start : span.end - seen.passage.start]
        terms = seen.terms[seen.borders[at] : seen.borders[at + 1]]
        here = found[at]
        before = np.maximum((found[at - 1] if at else nothing) - here, 0.0)
        after = np.maximum((found[at + 1] if at + 1 < seen.sentences else nothing) - np.maximum(here, before), 0.0)
        near = np.maximum(here, np.maximum(before, after))
        elsewhere = np.maximum(union - near, 0.0)
        outside = np.maximum(context - np.maximum(union, near), 0.0)
        number, name, cue = _fits(inquiry.kind, text, terms, asked, seen.passage.language)
        rows[at] = (
            passage,
            here @ weight / total,
            before @ weight / total,
            after @ weight / total,
            elsewhere @ weight / total,
            outside @ weight / total,
            _side_by_side(terms, inquiry, seen.passage.language),
            math.log1p(len(terms)),
            float(at == 0),
            number,
            name,
            cue,
            float(not set(terms) - asked),
        )
    return rows


def _side_by_side(terms: Sequence[str], inquiry: Inquiry, language: str) -> float:
    """Share of the neighbouring clues that are neighbours in the sentence too."""
    clues = inquiry.of(language)
    pairs = set(itertools.pairwise(terms)) | set(zip(terms, terms[2:], strict=False))
    total = found = 0.0
    for left, right in itertools.pairwise(clues):
        weight = min(left.weight, right.weight)
        total += weight
        found += weight * ((left.term, right.term) in pairs)
    return found / total if total else 0.0


ANSWER_FEATURES = ("chance", "margin", "coverage", "missing", "nearby", "dense", "agreement")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer, with its probability to be the one among those that were read."""

    hit: Hit
    span: Span
    chance: float
    features: Numbers


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader found: sentences with citations, the probability that they answer, and whether it abstained."""

    sentences: tuple[AnswerSentence, ...]
    probability: float
    abstained: bool
    note: str | None = None


class Reader:
    """Answers with sentences of the passages that were found; safe to use from several threads."""

    def __init__(self, settings: Settings, weights: Weights | None = None) -> None:
        self._settings = settings
        self._weights = weights or fitted_weights()
        self._sentence = np.array([self._weights.sentence[name] for name in SENTENCE_FEATURES])
        self._answer = np.array([self._weights.answer[name] for name in ANSWER_FEATURES])
        self._threshold = self._weights.threshold(settings.tolerated_errors)

    def candidates(self, search: Search) -> list[Candidate]:
        """The sentences of the best passages, the likeliest first."""
        found: list[tuple[Hit, Span]] = []
        rows = []
        scores = np.array([hit.score for hit in search.hits])
        shares = scores - scores.max(initial=0.0)
        shares = shares - math.log(float(np.exp(shares).sum()) or 1.0)
        for hit, share in list(zip(search.hits, shares, strict=True))[:PASSAGES_READ]:
            if not hit.passage.sentences:
                continue
            rows.append(sentence_features(search.inquiry, search.views[hit.passage.id], float(share)))
            found.extend((hit, span) for span in hit.passage.sentences)
        if not found:
            return []
        features = np.concatenate(rows)
        points = features @ self._sentence
        chances = np.exp(points - points.max())
        chances /= chances.sum()
        order = np.argsort(-chances, kind="stable")
        return [Candidate(*found[at], float(chances[at]), features[at]) for at in order]

    def read(self, search: Search) -> Reading:
        """The sentences that answer, or an abstention."""
        candidates = self.candidates(search)
        if not candidates:
            return Reading((), 0.0, True)
        features = answer_features(search, candidates)
        bias = self._weights.answer["bias"]
        probability = 1.0 / (1.0 + math.exp(-float(features @ self._answer) - bias))
        if probability < self._threshold:
            return Reading((), probability, True)
        chosen = self._chosen(candidates)
        sentences = []
        for candidate in chosen:
            citation = cite(candidate.hit.passage, candidate.span)
            sentences.append(AnswerSentence(citation.quote, True, (citation,)))
        return Reading(tuple(sentences), probability, False)

    def _chosen(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        best = candidates[0]
        return [best]


def answer_features(search: Search, candidates: Sequence[Candidate]) -> Numbers:
    """What tells whether the best sentence answers, shape `(len(ANSWER_FEATURES),)`."""
    best = candidates[0]
    second = candidates[1].chance if len(candidates) > 1 else 0.0
    seen = search.views[best.hit.passage.id]
    clues = search.inquiry.of(seen.passage.language)
    found = matches(seen, clues)
    union = found.max(axis=0) if len(clues) else np.zeros(0)
    context = np.array([clue.term in seen.context for clue in clues], dtype=float)
    weight = np.array([clue.weight for clue in clues])
    total = float(weight.sum()) or 1.0
    held = np.maximum(union, context)
    rarest = float(weight @ (held < 0.5)) / total
    named = dict(zip(SENTENCE_FEATURES, best.features, strict=True))
    dense = best.hit.dense if best.hit.dense is not None else 0.0
    return np.array(
        [
            best.chance,
            best.chance - second,
            named["coverage"],
            rarest,
            named["before"] + named["after"],
            dense * search.worth,
            float(best.hit is search.hits[0]),
        ]
    )
