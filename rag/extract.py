"""The answer without a model: the sentences that answer, verbatim, each with its citation, or an abstention."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from rag.citations import cite
from rag.cues import leans
from rag.decision import (
    ANSWERED_FEATURES,
    RIGHT_FEATURES,
    Candidate,
    answered_features,
    logistic,
    right_features,
)
from rag.items import last_item
from rag.language import analyse
from rag.matching import Numbers
from rag.questions import Kind
from rag.rank import Inquiry
from rag.reading import SENTENCE_FEATURES, sentence_features
from rag.retrieve import Search
from rag.settings import Settings
from rag.types import AnswerSentence, Hit, Span
from rag.weights import Weights, fitted_weights

PASSAGES_READ = 8
"""Best passages whose sentences are read."""
MOST_CITED = 3
"""Sentences that are cited at most."""
AS_GOOD = 0.5
"""Chance of another item of a list, or of another file that may disagree, relative to the best sentence."""


Place = tuple[Hit, Span]
"""What is cited: a stretch of a passage."""


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
        candidates = [Candidate(hit, span, 0.0, row) for (hit, span), row in zip(found, features, strict=True)]
        return by_chance(candidates, self._sentence)

    def read(self, search: Search) -> Reading:
        """The sentences that answer, or an abstention."""
        candidates = self.candidates(search)
        if not candidates:
            return Reading((), 0.0, True)
        chosen = self.chosen(search, candidates)
        probability = self.probability(search, chosen)
        if probability < self._threshold:
            return Reading((), probability, True)
        cited = self.places(chosen)
        sentences = []
        for hit, span in cited:
            citation = cite(hit.passage, span)
            sentences.append(AnswerSentence(citation.quote, True, (citation,)))
        apart = any(_disagree(search.inquiry, cited[0], other) for other in cited[1:])
        note = _NOTES.get(search.inquiry.language, _NOTES["en"]) if apart else None
        return Reading(tuple(sentences), probability, False, note)

    def probability(self, search: Search, chosen: Sequence[Candidate]) -> float:
        """The probability that what is cited answers: that the documents do, times that this is the right place."""
        answered = logistic(answered_features(search, chosen[0]), self._answered)
        return answered * logistic(right_features(search, chosen), self._right)

    def chosen(self, search: Search, candidates: Sequence[Candidate]) -> list[Candidate]:
        """The sentences to cite, the likeliest first; `candidates` likewise.

        One for a fact; others where they are likely enough to hold the answer too, where they are items of a list, or
        where another file gives another value.
        """
        best = candidates[0]
        chosen = [best]
        for each in candidates[1:MOST_CITED]:
            likely = each.chance >= self._weights.further
            if not likely and each.chance >= AS_GOOD * best.chance:
                if search.inquiry.kind == Kind.LIST:
                    likely = each.hit.passage.file == best.hit.passage.file
                else:
                    likely = _disagree(search.inquiry, (best.hit, best.span), (each.hit, each.span))
            if likely:
                chosen.append(each)
        return chosen

    def places(self, chosen: Sequence[Candidate]) -> list[Place]:
        """The places to cite for these sentences, in their order; sentences that follow each other are one place.

        A sentence that opens with a word which stands for something said before is cited with the sentence before it,
        one that announces a list with the list.
        """
        places: list[Place] = []
        for each in chosen:
            joined = _whole(each)
            at = len(places)
            for index, (hit, span) in reversed(list(enumerate(places))):
                if hit is each.hit and _touch(hit, span, joined):
                    joined = Span(min(span.start, joined.start), max(span.end, joined.end))
                    del places[index]
                    at = index
            places.insert(at, (each.hit, joined))
        return places


def by_chance(candidates: Sequence[Candidate], weights: Numbers) -> list[Candidate]:
    """The candidates with the chances that weights, shape `(len(SENTENCE_FEATURES),)`, give them, the likeliest first.

    Equal ones stay in their order.
    """
    if not candidates:
        return []
    points = np.stack([each.features for each in candidates]) @ weights
    chances = np.exp(points - points.max())
    chances /= chances.sum()
    order = np.argsort(-chances, kind="stable")
    return [replace(candidates[at], chance=float(chances[at])) for at in order]


def _touch(hit: Hit, one: Span, other: Span) -> bool:
    """Whether no sentence of their passage lies between two places."""
    between = Span(min(one.end, other.end), max(one.start, other.start)) if not one.overlaps(other) else None
    return between is None or not any(between.contains(span) for span in hit.passage.sentences)


def _whole(candidate: Candidate) -> Span:
    passage = candidate.hit.passage
    at = passage.sentences.index(candidate.span)
    text = passage.text[candidate.span.start - passage.start : candidate.span.end - passage.start]
    first = at - 1 if at and leans(text, passage.language) else at
    spans = [Span(span.start - passage.start, span.end - passage.start) for span in passage.sentences]
    last = last_item(passage.text, spans, at)
    return Span(passage.sentences[first].start, passage.sentences[last].end)


_NOTES = {
    "fr": "Les documents ne donnent pas tous la même valeur : les deux sont citées.",
    "en": "The documents do not all give the same value: both are cited.",
    "ar": "لا تعطي الوثائق كلها القيمة نفسها: ذُكرت القيمتان معا.",
}


def _disagree(inquiry: Inquiry, one: Place, other: Place) -> bool:
    """Whether two files give different numbers to a question that asks for one, in sentences with the same clues."""
    if inquiry.kind not in (Kind.DATE, Kind.AMOUNT) or one[0].passage.file == other[0].passage.file:
        return False
    held, values = [], []
    for hit, span in (one, other):
        passage = hit.passage
        clues = {clue.term for clue in inquiry.of(passage.language)}
        text = passage.text[span.start - passage.start : span.end - passage.start]
        terms = {token.term for token in analyse(text, passage.language)}
        held.append(terms & clues)
        values.append({term for term in terms - clues if term[0].isdigit()})
    return bool(held[0]) and held[0] == held[1] and all(values) and not values[0] & values[1]
