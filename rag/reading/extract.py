"""The answer without a model: the sentences that answer, verbatim, each with its citation, or an abstention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from rag.answers import AnswerSentence, Cause, Hit, Instead
from rag.language.cues import values
from rag.language.folding import fold_plain, skeleton
from rag.language.language import analyse
from rag.language.questions import Kind, asks_whether
from rag.language.remarks import APART
from rag.reading.contacts import has_no_contact, with_a_contact
from rag.reading.counting import counts_something_else, of_what_is_asked
from rag.reading.decision import (
    ANSWERED_FEATURES,
    RIGHT_FEATURES,
    SURE_FEATURES,
    answered_features,
    logistic,
    right_features,
    sure_features,
)
from rag.reading.each import each_of_them
from rag.reading.exceptions import with_exception
from rag.reading.instead import instead
from rag.reading.places import places, sentence
from rag.reading.reading import SECOND_FEATURES, SENTENCE_FEATURES, read, weighed
from rag.reading.rows import is_another_row, measures_nothing, of_the_row_named
from rag.reading.sections import LITTLE, section
from rag.reading.trained.pointed import Point
from rag.reading.unknown import measures_an_unknown, names_an_unknown, names_another_time
from rag.reading.versions import preferred
from rag.search.rank import Inquiry
from rag.search.search import Candidate, Search
from rag.search.units import Form
from rag.search.weights import Weights, fitted_weights
from rag.settings import Settings
from rag.stopping import StopSignal, go_on
from rag.types import Span

MOST_CITED = 3
"""Sentences that are cited at most."""
AS_GOOD = 0.5
"""Chance of another item of a list, or of another file that may disagree, relative to the best sentence."""
WORTH_SAYING = 0.5
"""Share of the probability from which on something is an answer, from which on it is offered as "perhaps"."""
_COVERAGE = SENTENCE_FEATURES.index("coverage")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader found: sentences with citations, the probability that they answer, and whether it abstained.

    `suggestion` is the best of what was not likely enough to be an answer; `instead` is the one particular in which the
    best sentence differs from the question; `cause` is what has to be known of the sentences.
    """

    sentences: tuple[AnswerSentence, ...]
    probability: float
    abstained: bool
    cause: Cause | None = None
    suggestion: AnswerSentence | None = None
    instead: Instead | None = None


class Reader:
    """Answers with sentences of the passages that were found; safe to use from several threads."""

    def __init__(self, settings: Settings, weights: Weights | None = None, point: Point | None = None) -> None:
        """`point` is the trained reader, `None` where the settings have none."""
        self._point = point
        self._weights = weights or fitted_weights(settings.reader)
        self._sentence = np.array([self._weights.sentence[name] for name in SENTENCE_FEATURES])
        self._second = np.array([self._weights.second[name] for name in SECOND_FEATURES])
        self._keep_order = bool(settings.answer.reranker)
        self._answered = np.array([self._weights.answered[name] for name in (*ANSWERED_FEATURES, "bias")])
        self._right = np.array([self._weights.right[name] for name in (*RIGHT_FEATURES, "bias")])
        self._sure = np.array([self._weights.sure[name] for name in (*SURE_FEATURES, "bias")])
        self._threshold = self._weights.threshold(settings.answer.tolerated_errors)

    def look(self, search: Search, stop: StopSignal | None = None) -> Search:
        """A search with the sentences of its best passages, the likeliest first, its passages ranked again by them.

        The order of a cross-encoder stays. Raises `Stopped` where `stop` is set before the end.
        """
        return weighed(read(search, self._point, stop), self._sentence, self._second, self._keep_order)

    def read(self, search: Search, stop: StopSignal | None = None) -> Reading:
        """The sentences that answer, or an abstention; of a search that was looked at.

        Raises `Stopped` where `stop` is set before the end.
        """
        go_on(stop)
        if not search.sentences:
            return Reading((), 0.0, True)
        search = of_the_row_named(with_a_contact(of_what_is_asked(search)))
        best = _with_its_items(search)
        part = section(search, best)
        chosen = part or self._likely(search, best)
        probability = self.probability(search, chosen)
        version = preferred(search, chosen)
        cited = places(with_exception(search, each_of_them(search, version.chosen)))
        told = None if version.sure else instead(search, version.chosen[0])
        # An article that is asked for by its number and was found is what was asked for, whatever words it has.
        if version.sure or part:
            probability = max(probability, self._threshold)
        if told is not None:
            # « Est-ce en 2019 ? » is answered by « en 2024 », « Combien en 2019 ? » is not.
            whether = asks_whether(search.inquiry.text, search.inquiry.language)
            least, most = (self._threshold, 1.0) if whether else (0.0, self._threshold * WORTH_SAYING)
            probability = min(max(probability, least), most)
        if not version.sure and _cannot_answer(search, version.chosen[0]):
            probability = min(probability, self._threshold * WORTH_SAYING)
        if probability < self._threshold:
            likely = told is not None or probability >= self._threshold * WORTH_SAYING
            suggestion = sentence(cited[0], search.passage_at) if likely else None
            return Reading((), probability, True, suggestion=suggestion, instead=told)
        sentences = []
        for place in cited:
            go_on(stop)
            sentences.append(sentence(place, search.passage_at))
        first = cited[0]
        apart = any(_disagree(search.inquiry, (first.hit, first.span), (other.hit, other.span)) for other in cited[1:])
        cause = version.cause or (Cause(APART) if apart else None)
        return Reading(tuple(sentences), probability, False, cause, instead=told)

    def probability(self, search: Search, chosen: Sequence[Candidate]) -> float:
        """The probability that what is cited answers: that the documents do, and that this is the right place.

        None where it shares no word with the question and its vector says nothing either.
        """
        if search.worth == 0.0 and not chosen[0].held.any():
            return 0.0
        answered = logistic(answered_features(search, chosen[0]), self._answered)
        right = logistic(right_features(search, chosen), self._right)
        return logistic(sure_features(answered, right), self._sure)

    def chosen(self, search: Search) -> list[Candidate]:
        """What to cite, the likeliest first.

        One for a fact; others where they are likely enough to hold the answer too, where they are items of a list, or
        where another file gives another value. A list as a whole where its items are likely together, and the text of
        an article where nothing but its number is asked for.
        """
        best = _with_its_items(search)
        return section(search, best) or self._likely(search, best)

    def _likely(self, search: Search, best: Candidate) -> list[Candidate]:
        """The best candidate, and others that are likely enough to answer too."""
        chosen = [best]
        others = [each for each in search.sentences if each.unit is not best.unit]
        for each in others[: MOST_CITED - 1]:
            likely = each.chance >= self._weights.further
            if not likely and each.chance >= AS_GOOD * best.chance:
                if search.inquiry.kind == Kind.LIST:
                    likely = each.hit.passage.file == best.hit.passage.file
                else:
                    likely = _disagree(search.inquiry, (best.hit, best.span), (each.hit, each.span))
            if likely:
                chosen.append(each)
        return chosen


def _cannot_answer(search: Search, best: Candidate) -> bool:
    """Whether something that is asked for is known not to be there, whatever speaks for the best candidate."""
    return (
        names_an_unknown(search)
        or counts_something_else(search, best)
        or is_another_row(search, best)
        or measures_nothing(search, best)
        or names_another_time(search, best)
        or has_no_contact(search, best)
        or measures_an_unknown(search, best)
    )


def _with_its_items(search: Search) -> Candidate:
    """The likeliest candidate, or the likeliest list, whose chance is that of its items together.

    An item that holds a word of the question itself is what answers, unless a list is asked for: of the others only
    what stands above them speaks of the question, and that is said of all.
    """
    listed = search.inquiry.kind is Kind.LIST
    items = [each for each in search.sentences if each.unit.form is Form.ITEM]
    best = search.sentences[0]
    for each in search.sentences:
        if each.unit.form is not Form.LIST:
            continue
        own = [
            item.chance
            for item in items
            if item.hit is each.hit and each.unit.contains(item.unit) and (listed or item.features[_COVERAGE] <= LITTLE)
        ]
        together = replace(each, chance=each.chance + sum(own))
        if together.chance > best.chance:
            best = together
    return best


def _disagree(inquiry: Inquiry, one: tuple[Hit, Span], other: tuple[Hit, Span]) -> bool:
    """Whether two files give different numbers to a question that asks for one, in sentences with the same clues."""
    if inquiry.kind not in (Kind.DATE, Kind.AMOUNT) or one[0].passage.file == other[0].passage.file:
        return False
    held: list[set[str]] = []
    given: list[set[str]] = []
    for hit, span in (one, other):
        passage = hit.passage
        clues = {clue.term for clue in inquiry.of(passage.language)}
        text = passage.text[span.start - passage.start : span.end - passage.start]
        terms = {token.term for token in analyse(text, passage.language)}
        held.append(terms & clues)
        given.append(values(inquiry.kind, terms - clues, skeleton(fold_plain(text))))
    return bool(held[0]) and held[0] == held[1] and all(given) and not given[0] & given[1]
