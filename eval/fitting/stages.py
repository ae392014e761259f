"""The stages that are fitted: passages, sentences, how many are cited, whether to answer.

Each is fitted on what the stage before it gives for documents that it was not fitted on (cross-validation by
document), so that a later stage does not take the confidence of training for that of use.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from eval.fitting.gathered import Case, blank
from eval.fitting.learning import (
    Choice,
    Flags,
    Numbers,
    fit_choice,
    fit_logistic,
    logistic,
)
from rag.reading.decision import (
    ANSWERED_FEATURES,
    RIGHT_FEATURES,
    answered_features,
    right_features,
    sure_features,
)
from rag.reading.extract import Reader
from rag.reading.places import Place, places
from rag.reading.reading import second_features, weighed
from rag.search.search import Candidate, Search
from rag.settings import Settings

SLACK = 0.02
"""Balance that is given up so that more of the needed facts are covered."""
FURTHER = tuple(round(0.1 + 0.02 * step, 2) for step in range(21))
"""The chances from which on another sentence may be cited, of which the fit takes one."""
RIDGE = {"passage": 0.002, "sentence": 0.01, "answer": 0.0005}
"""Weight of the squared weights (features in standard deviations) beside the mean loss of a question."""


def _by_fold(folds: Sequence[int], fit: Callable[[int], Numbers]) -> dict[int, Numbers]:
    """What `fit` gives when it leaves a fold out, for each fold."""
    return {fold: fit(fold) for fold in sorted(set(folds))}


def passage_stage(cases: Sequence[Case]) -> tuple[Numbers, list[Search]]:
    """The weights of passages, and for each case its search, ranked by weights fitted without its fold."""
    choices = [
        Choice(
            case.gathering.features,
            np.array([case.found(hit) for hit in case.gathering.hits], dtype=bool),
            case.fold,
        )
        for case in cases
    ]
    left_out = _by_fold(
        [case.fold for case in cases],
        lambda fold: fit_choice([choice for choice in choices if choice.fold != fold], RIDGE["passage"]),
    )
    searches = [case.retriever.rank(case.gathering, left_out[case.fold]) for case in cases]
    return fit_choice(choices, RIDGE["passage"]), searches


def sentence_stage(cases: Sequence[Case], searches: Sequence[Search]) -> tuple[Numbers, Numbers, list[Search]]:
    """The weights of sentences and those that rank passages again, and each case's search by weights without its fold.

    The searches that are given are read; those that come back have their sentences and passages in order.
    """
    choices = [
        Choice(
            np.stack([each.features for each in search.sentences]),
            np.array([case.proves(each.hit.passage.file, each.span) for each in search.sentences], dtype=bool),
            case.fold,
        )
        for case, search in zip(cases, searches, strict=True)
        if search.sentences
    ]
    folds = [case.fold for case in cases]
    left_out = _by_fold(
        folds,
        lambda fold: fit_choice([choice for choice in choices if choice.fold != fold], RIDGE["sentence"]),
    )
    again = [
        Choice(
            second_features(search, left_out[case.fold]),
            np.array([case.found(hit) for hit in search.hits], dtype=bool),
            case.fold,
        )
        for case, search in zip(cases, searches, strict=True)
        if search.sentences
    ]
    second = _by_fold(
        folds, lambda fold: fit_choice([choice for choice in again if choice.fold != fold], RIDGE["passage"])
    )
    ordered = [
        weighed(search, left_out[case.fold], second[case.fold]) for case, search in zip(cases, searches, strict=True)
    ]
    return fit_choice(choices, RIDGE["sentence"]), fit_choice(again, RIDGE["passage"]), ordered


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the reader would cite for a case: the features of the decision, and how many citations prove a fact.

    `in_files`: how many are in a file that proves one.
    """

    answered: Numbers
    chosen: Numbers
    citations: int
    hits: int
    in_files: int

    @property
    def right(self) -> bool:
        return self.hits > 0


def citing(settings: Settings, further: float) -> Reader:
    """A reader that cites further sentences from a chance on; it ranks none."""
    return Reader(settings, replace(blank(), further=further))


def cited(case: Case, search: Search, reader: Reader) -> tuple[list[Candidate], list[Place], int]:
    """What the reader chooses of the sentences read, the places it cites for them, and how many prove a fact."""
    chosen = reader.chosen(search)
    found = places(chosen)
    return chosen, found, sum(case.proves(place.hit.passage.file, place.span) for place in found)


def further_stage(cases: Sequence[Case], searches: Sequence[Search], settings: Settings) -> float:
    """The chance from which on another sentence is cited: the least of those whose balance is the best, or nearly so.

    The balance is the harmonic mean of the share of citations that prove and the share of questions with such a
    citation, over the answerable questions of a set in the language of its documents, and of that the mean over the
    sets.
    """
    asked = [
        (case, search)
        for case, search in zip(cases, searches, strict=True)
        if search.sentences and case.question.answerable and not case.crossed
    ]
    sizes = Counter(case.set_name for case in cases if case.question.answerable and not case.crossed)

    def balance(further: float) -> float:
        reader = citing(settings, further)
        citations, hits, right = Counter[str](), Counter[str](), Counter[str]()
        for case, search in asked:
            _, given, proving = cited(case, search, reader)
            citations[case.set_name] += len(given)
            hits[case.set_name] += proving
            right[case.set_name] += proving > 0
        both = [(hits[name] / max(1, citations[name]), right[name] / sizes[name]) for name in sizes]
        return float(np.mean([2 * share * covered / (share + covered or 1.0) for share, covered in both]))

    balances = {further: round(balance(further), 6) for further in FURTHER}
    enough = max(balances.values()) - SLACK
    return min(further for further, value in balances.items() if value >= enough)


def outcomes(cases: Sequence[Case], searches: Sequence[Search], settings: Settings, further: float) -> list[Outcome]:
    """The answer of each case before the decision to abstain."""
    reader = citing(settings, further)
    result = []
    for case, search in zip(cases, searches, strict=True):
        if not search.sentences:
            result.append(Outcome(np.zeros(len(ANSWERED_FEATURES)), np.zeros(len(RIGHT_FEATURES)), 0, 0, 0))
            continue
        chosen, given, hits = cited(case, search, reader)
        files = {place.file for place in case.question.places}
        in_files = sum(place.hit.passage.file in files for place in given)
        features = answered_features(search, chosen[0]), right_features(search, chosen)
        result.append(Outcome(*features, len(given), hits, in_files))
    return result


@dataclass(frozen=True, slots=True)
class Decision:
    """The weights of the three logistic models of `rag.reading.decision`, the bias last."""

    answered: Numbers
    right: Numbers
    sure: Numbers


def answer_stage(cases: Sequence[Case], results: Sequence[Outcome]) -> tuple[Decision, Numbers]:
    """The weights of the decision, and each case's probability by weights fitted without its fold.

    Whether the documents answer is learnt from questions without their article too; whether a sentence is the right one
    from questions that the documents answer; how sure to be of both from the questions of the test sets as they are.
    """
    answered = np.stack([result.answered for result in results])
    chosen = np.stack([result.chosen for result in results])
    right = np.array([result.right for result in results])
    answerable = np.array([case.question.answerable for case in cases])
    folds = np.array([case.fold for case in cases])
    absent = np.array([case.absent for case in cases])

    def odds(rows: Flags, first: Numbers, second: Numbers) -> Numbers:
        both = zip(logistic(answered[rows], first), logistic(chosen[rows], second), strict=True)
        return np.stack([sure_features(float(one), float(other)) for one, other in both])

    def fit(known: Flags) -> Decision:
        sure, real = known & answerable, known & ~absent
        first = fit_logistic(answered[known], answerable[known], RIDGE["answer"])
        second = fit_logistic(chosen[sure], right[sure], RIDGE["answer"])
        return Decision(first, second, fit_logistic(odds(real, first, second), right[real], RIDGE["answer"]))

    probabilities = np.zeros(len(cases))
    for fold in sorted(set(folds.tolist())):
        here = folds == fold
        left_out = fit(~here)
        probabilities[here] = logistic(odds(here, left_out.answered, left_out.right), left_out.sure)
    return fit(np.ones(len(cases), dtype=bool)), probabilities
