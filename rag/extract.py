"""The answer without a model: the sentences that answer, verbatim, each with its citation, or an abstention."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.citations import cite
from rag.cues import fits, leans
from rag.rank import Inquiry, Numbers, View, matches
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
    only in the one `after`, only in the passage's `context`; `leaning` is `before` where the sentence opens with a word that
    stands for something said before, and `new` counts the terms that the question does not have.
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
        return [Candidate(found[at][0], found[at][1], float(chances[at]), features[at]) for at in order]

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
        sentences = []
        for hit, span in self.cited(search, candidates):
            citation = cite(hit.passage, span)
            sentences.append(AnswerSentence(citation.quote, True, (citation,)))
        return Reading(tuple(sentences), probability, False)

    def cited(self, search: Search, candidates: Sequence[Candidate]) -> list[tuple[Hit, Span]]:
        """The places to cite, the likeliest first.

        A sentence that opens with a word which stands for something said before is cited with the sentence before it.
        """
        best = candidates[0]
        return [(best.hit, self._whole(best))]

    def _whole(self, candidate: Candidate) -> Span:
        passage = candidate.hit.passage
        at = passage.sentences.index(candidate.span)
        text = passage.text[candidate.span.start - passage.start : candidate.span.end - passage.start]
        if at and leans(text, passage.language):
            return Span(passage.sentences[at - 1].start, candidate.span.end)
        return candidate.span


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
