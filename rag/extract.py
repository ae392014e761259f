"""The answer without a model: the sentences that answer, verbatim, each with its citation, or an abstention."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.citations import cite
from rag.cues import fits, leans
from rag.items import last_item
from rag.language import analyse
from rag.questions import Kind
from rag.rank import RELATIVE, Inquiry, Numbers, View, matches
from rag.retrieve import Search
from rag.settings import Settings
from rag.types import AnswerSentence, Hit, Span
from rag.weights import Weights, fitted_weights

PASSAGES_READ = 8
"""Best passages whose sentences are read."""

SENTENCE_FEATURES = (
    "passage",
    "coverage",
    "before",
    "after",
    "context",
    "phrase",
    "new",
    "leaning",
    "number",
    "name",
    "cue",
)


def sentence_features(inquiry: Inquiry, seen: View, passage: float) -> Numbers:
    """The features of the sentences of a passage, shape `(sentences, len(SENTENCE_FEATURES))`.

    `passage` is the passage's own score. Shares of clues are weighted: in the sentence, only in the one `before`,
    only in the one `after`, only in the passage's `context`. `leaning` is `before` where the sentence opens with a word
    that stands for something said before; `new` grows with the terms that the question does not have.
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
        outside = np.maximum(context - np.maximum(union, near), 0.0)
        number, name, cue = fits(inquiry.kind, text, terms, asked, seen.passage.language)
        rows[at] = (
            passage,
            here @ weight / total,
            before @ weight / total,
            after @ weight / total,
            outside @ weight / total,
            _side_by_side(terms, inquiry, seen.passage.language),
            math.log1p(len(set(terms) - asked)),
            before @ weight / total if leans(text, seen.passage.language) else 0.0,
            number,
            name,
            cue,
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


ANSWERED_FEATURES = ("score", "unmatched", "names")
"""What tells whether the documents answer at all: see `answered_features`."""
RIGHT_FEATURES = ("chance", "share")
"""What tells whether the best sentence is the one that answers: see `right_features`."""

AS_GOOD = 0.5
"""Chance of another item of a list, or of another file that may disagree, relative to the best sentence."""


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
        self._answered = np.array([self._weights.answered[name] for name in (*ANSWERED_FEATURES, "bias")])
        self._right = np.array([self._weights.right[name] for name in (*RIGHT_FEATURES, "bias")])
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
        return [Candidate(found[at][0], found[at][1], float(chances[at]), features[at]) for at in order]

    def read(self, search: Search) -> Reading:
        """The sentences that answer, or an abstention."""
        candidates = self.candidates(search)
        if not candidates:
            return Reading((), 0.0, True)
        probability = self.probability(search, candidates)
        if probability < self._threshold:
            return Reading((), probability, True)
        sentences = []
        cited = self.cited(search, candidates)
        for hit, span in cited:
            citation = cite(hit.passage, span)
            sentences.append(AnswerSentence(citation.quote, True, (citation,)))
        note = _NOTES.get(search.inquiry.language, _NOTES["en"]) if _disagree(search.inquiry, cited) else None
        return Reading(tuple(sentences), probability, False, note)

    def probability(self, search: Search, candidates: Sequence[Candidate]) -> float:
        """The probability that what is cited answers: that the documents do, times that this is the right place."""
        answered = _logistic(answered_features(search, candidates), self._answered)
        return answered * _logistic(right_features(search, candidates), self._right)

    def cited(self, search: Search, candidates: Sequence[Candidate]) -> list[tuple[Hit, Span]]:
        """The places to cite, the likeliest first: one for a fact, more for a list or where two files disagree.

        A sentence that opens with a word which stands for something said before is cited with the sentence before it,
        one that announces a list with the list.
        """
        best = candidates[0]
        good = [each for each in candidates[: self._settings.citations] if each.chance >= AS_GOOD * best.chance]
        if search.inquiry.kind == Kind.LIST:
            items = [(each.hit, self._whole(each)) for each in good if each.hit.passage.file == best.hit.passage.file]
            return [item for item in items if not any(_inside(item, other) for other in items)]
        places = [(best.hit, self._whole(best))]
        for each in good[1:]:
            pair = [places[0], (each.hit, self._whole(each))]
            if _disagree(search.inquiry, pair):
                return pair
        return places

    def _whole(self, candidate: Candidate) -> Span:
        passage = candidate.hit.passage
        at = passage.sentences.index(candidate.span)
        text = passage.text[candidate.span.start - passage.start : candidate.span.end - passage.start]
        first = at - 1 if at and leans(text, passage.language) else at
        spans = [Span(span.start - passage.start, span.end - passage.start) for span in passage.sentences]
        last = last_item(passage.text, spans, at)
        return Span(passage.sentences[first].start, passage.sentences[last].end)


def _inside(place: tuple[Hit, Span], other: tuple[Hit, Span]) -> bool:
    """Whether a place is a part of another one of the same file."""
    return place[1] != other[1] and other[1].contains(place[1])


_NOTES = {
    "fr": "Les documents ne donnent pas tous la même valeur : les deux sont citées.",
    "en": "The documents do not all give the same value: both are cited.",
    "ar": "لا تعطي الوثائق كلها القيمة نفسها: ذُكرت القيمتان معا.",
}


def _disagree(inquiry: Inquiry, places: Sequence[tuple[Hit, Span]]) -> bool:
    """Whether two files give different numbers to a question that asks for one, in sentences with the same clues."""
    if inquiry.kind not in (Kind.DATE, Kind.AMOUNT) or len(places) < 2:
        return False
    if len({hit.passage.file for hit, _ in places}) < 2:
        return False
    held, values = [], []
    for hit, span in places[:2]:
        passage = hit.passage
        clues = {clue.term for clue in inquiry.of(passage.language)}
        text = passage.text[span.start - passage.start : span.end - passage.start]
        terms = {token.term for token in analyse(text, passage.language)}
        held.append(terms & clues)
        values.append({term for term in terms - clues if term[0].isdigit()})
    return bool(held[0]) and held[0] == held[1] and all(values) and not values[0] & values[1]


def answered_features(search: Search, candidates: Sequence[Candidate]) -> Numbers:
    """Whether the documents answer, shape `(len(ANSWERED_FEATURES),)`.

    `score` is that of the passage of the best sentence; `unmatched` the weighted share of the clues that neither the
    sentence, nor those beside it, nor the headings and the file's name hold; `names` the same among the clues that are
    names or numbers.
    """
    best = candidates[0]
    seen = search.views[best.hit.passage.id]
    clues = search.inquiry.of(seen.passage.language)
    at = seen.passage.sentences.index(best.span)
    near = matches(seen, clues)[max(0, at - 1) : at + 2].max(axis=0)
    context = np.array([clue.term in seen.context for clue in clues], dtype=float)
    weight = np.array([clue.weight for clue in clues])
    missing = np.maximum(near, context) < RELATIVE
    exact = np.array([clue.exact for clue in clues], dtype=bool)
    unmatched = float(weight[missing].sum()) / (float(weight.sum()) or 1.0)
    names = float(weight[missing & exact].sum()) / (float(weight[exact].sum()) or 1.0)
    return np.array([best.hit.score, unmatched, names])


def right_features(search: Search, candidates: Sequence[Candidate]) -> Numbers:
    """Whether the best sentence is the right one, shape `(len(RIGHT_FEATURES),)`.

    `chance` is its log-odds among all sentences that were read, `share` the logarithm of the share of its passage.
    """
    best = candidates[0]
    scores = np.array([hit.score for hit in search.hits])
    share = math.exp(best.hit.score - float(scores.max())) / float(np.exp(scores - scores.max()).sum())
    odds = math.log((best.chance + 1e-6) / (1.0 - best.chance + 1e-6))
    return np.array([odds, math.log(share + 1e-3)])


def _logistic(features: Numbers, weights: Numbers) -> float:
    return 1.0 / (1.0 + math.exp(-float(features @ weights[:-1]) - float(weights[-1])))
