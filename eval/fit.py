"""Fit the weights of ranking, reading and abstention on test sets: `make fit DATA="SET SET …"`.

Each stage is fitted on what the stage before it gives for documents that it was not fitted on (cross-validation by
document), so that a later stage does not take the confidence of training for that of use. The same sets give the same
file, byte for byte. Sets are never stored: the file holds the weights and the report of the fit.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from eval.cases import CORPUS, Question, TestSet, read_set
from eval.learning import (
    DIGITS,
    Choice,
    Flags,
    Numbers,
    calibration_error,
    fit_choice,
    fit_logistic,
    logistic,
    ranking_quality,
    tolerated,
)
from eval.workbench import cached_index
from ingest.sync import sync
from rag.embedder import open_embedder
from rag.errors import PreuveError
from rag.extract import (
    ANSWERED_FEATURES,
    RIGHT_FEATURES,
    SENTENCE_FEATURES,
    Reader,
    answered_features,
    right_features,
)
from rag.index import open_index
from rag.rank import PASSAGE_FEATURES
from rag.retrieve import Gathering, Retriever, Search
from rag.settings import Settings
from rag.types import Span
from rag.weights import FILE, Weights

FOLDS = 5
RIDGE = {"passage": 0.002, "sentence": 0.02, "answer": 0.0005}
"""Weight of the squared weights (features in standard deviations) beside the mean loss of a question."""


@dataclass(frozen=True, slots=True)
class Case:
    """A question with what the search gathered for it."""

    set_name: str
    question: Question
    gathering: Gathering
    retriever: Retriever
    fold: int

    def proves(self, file: str, span: Span) -> bool:
        return any(place.file == file and place.span.overlaps(span) for place in self.question.places)


def _by_fold(folds: Sequence[int], fit: Callable[[int], Numbers]) -> dict[int, Numbers]:
    """What `fit` gives when it leaves a fold out, for each fold."""
    return {fold: fit(fold) for fold in sorted(set(folds))}


def gather(sets: Sequence[TestSet], settings: Settings) -> list[Case]:
    """Search for every question, each set in an index of its corpus."""
    cases: list[Case] = []
    for each in sets:
        chosen = replace(settings, index=cached_index(each.directory, settings))
        sync([each.directory / CORPUS], chosen)
        retriever = Retriever(open_index(chosen.index), open_embedder(chosen.embedder, chosen.index), chosen, _blank())
        folds = _folds(each)
        cases.extend(
            Case(each.name, question, retriever.gather(question.question, question.language), retriever, folds[at])
            for at, question in enumerate(each.questions)
        )
    return cases


def _folds(each: TestSet) -> list[int]:
    """A fold for each question: that of its document; questions without one are dealt out in turn.

    Documents of one name in several sets (translations) share a fold.
    """
    numbers = {
        document: sum(document.encode()) % FOLDS
        for document in {question.document or "" for question in each.questions}
    }
    return [
        numbers[question.document] if question.document else at % FOLDS for at, question in enumerate(each.questions)
    ]


def _blank() -> Weights:
    return Weights(
        dict.fromkeys(PASSAGE_FEATURES, 0.0),
        dict.fromkeys(SENTENCE_FEATURES, 0.0),
        dict.fromkeys((*ANSWERED_FEATURES, "bias"), 0.0),
        dict.fromkeys((*RIGHT_FEATURES, "bias"), 0.0),
        ((0.0, 1.0), (1.0, 0.0)),
    )


def passage_stage(cases: Sequence[Case]) -> tuple[Numbers, list[Search]]:
    """The weights of passages, and for each case its search ranked by weights fitted without its fold."""
    choices = [
        Choice(
            case.gathering.features,
            np.array([case.proves(hit.passage.file, _span(hit.passage)) for hit in case.gathering.hits], dtype=bool),
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


def _span(part: Any) -> Span:
    return Span(part.start, part.end)


def sentence_stage(
    cases: Sequence[Case], searches: Sequence[Search], settings: Settings
) -> tuple[Numbers, list[Reader]]:
    """The weights of sentences, and a reader for each fold that was fitted without it."""
    reader = Reader(settings, _blank())
    choices = []
    for case, search in zip(cases, searches, strict=True):
        found = reader.candidates(search)
        if found:
            right = np.array([case.proves(each.hit.passage.file, each.span) for each in found], dtype=bool)
            choices.append(Choice(np.stack([each.features for each in found]), right, case.fold))
    left_out = _by_fold(
        [case.fold for case in cases],
        lambda fold: fit_choice([choice for choice in choices if choice.fold != fold], RIDGE["sentence"]),
    )
    readers = [
        Reader(settings, replace(_blank(), sentence=dict(zip(SENTENCE_FEATURES, left_out[fold].tolist(), strict=True))))
        for fold in sorted(left_out)
    ]
    return fit_choice(choices, RIDGE["sentence"]), readers


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the reader would cite for a case: the features of the decision, and whether a citation proves a fact."""

    answered: Numbers
    chosen: Numbers
    right: bool
    citations: int
    hits: int


def outcomes(cases: Sequence[Case], searches: Sequence[Search], readers: Sequence[Reader]) -> list[Outcome]:
    """The answer of each case before the decision to abstain."""
    result = []
    for case, search in zip(cases, searches, strict=True):
        reader = readers[case.fold]
        found = reader.candidates(search)
        if not found:
            result.append(Outcome(np.zeros(len(ANSWERED_FEATURES)), np.zeros(len(RIGHT_FEATURES)), False, 0, 0))
            continue
        cited = reader.cited(search, found)
        hits = sum(case.proves(hit.passage.file, span) for hit, span in cited)
        chosen = right_features(search, found)
        result.append(Outcome(answered_features(search, found), chosen, hits > 0, len(cited), hits))
    return result


def answer_stage(cases: Sequence[Case], results: Sequence[Outcome]) -> tuple[Numbers, Numbers, Numbers]:
    """The weights of both logistic models (bias last), and each case's probability by weights fitted without its fold.

    Whether a sentence is the right one is learnt from questions that the documents answer.
    """
    answered = np.stack([result.answered for result in results])
    chosen = np.stack([result.chosen for result in results])
    right = np.array([result.right for result in results])
    answerable = np.array([case.question.answerable for case in cases])
    folds = np.array([case.fold for case in cases])

    def both(known: Flags) -> tuple[Numbers, Numbers]:
        sure = known & answerable
        return (
            fit_logistic(answered[known], answerable[known], RIDGE["answer"]),
            fit_logistic(chosen[sure], right[sure], RIDGE["answer"]),
        )

    probabilities = np.zeros(len(cases))
    for fold in sorted(set(folds.tolist())):
        here = folds == fold
        first, second = both(~here)
        probabilities[here] = logistic(answered[here], first) * logistic(chosen[here], second)
    return (*both(np.ones(len(cases), dtype=bool)), probabilities)


def report(
    cases: Sequence[Case], searches: Sequence[Search], results: Sequence[Outcome], chances: Numbers
) -> dict[str, Any]:
    """What each set shows in cross-validation; shares, by set."""
    sets: dict[str, Any] = {}
    for name in dict.fromkeys(case.set_name for case in cases):
        at = [index for index, case in enumerate(cases) if case.set_name == name]
        answerable = np.array([cases[index].question.answerable for index in at])
        right = np.array([results[index].right for index in at])
        chance = chances[at]
        ranks = [
            [cases[index].proves(hit.passage.file, _span(hit.passage)) for hit in searches[index].hits]
            for index in at
            if cases[index].question.answerable
        ]
        given = [results[index] for index in at if cases[index].question.answerable]
        row: dict[str, Any] = {"questions": len(at), "answerable": int(answerable.sum())}
        row |= {f"hit@{k}": float(np.mean([any(rank[:k]) for rank in ranks])) for k in (1, 5, 10)}
        row["citation overlap"] = sum(each.hits for each in given) / max(1, sum(each.citations for each in given))
        row["fact coverage"] = float(right[answerable].mean())
        row["citations"] = sum(each.citations for each in given) / max(1, len(given))
        row["calibration error"] = calibration_error(chance, right)
        if not answerable.all():
            row["auroc"] = ranking_quality(chance[answerable], chance[~answerable])
            limit = np.sort(chance[answerable])[int(0.15 * answerable.sum())]
            row["hallucination at error 0.15"] = float((chance[~answerable] >= limit).mean())
        sets[name] = {key: round(value, 4) if isinstance(value, float) else value for key, value in row.items()}
    return sets


def fit(sets: Sequence[TestSet], settings: Settings) -> dict[str, Any]:
    """The content of the weights file."""
    cases = gather(sets, settings)
    passage, searches = passage_stage(cases)
    sentence, readers = sentence_stage(cases, searches, settings)
    results = outcomes(cases, searches, readers)
    answered, chosen, chances = answer_stage(cases, results)
    right = np.array([result.right for result in results])
    return {
        "passage": _named(PASSAGE_FEATURES, passage),
        "sentence": _named(SENTENCE_FEATURES, sentence),
        "answered": _named((*ANSWERED_FEATURES, "bias"), answered),
        "right": _named((*RIGHT_FEATURES, "bias"), chosen),
        "tolerated": tolerated(chances, right),
        "report": {
            "how": "cross-validation by document, without abstention",
            "embedder": settings.embedder,
            "sets": report(cases, searches, results, chances),
        },
    }


def _named(names: Sequence[str], values: Numbers) -> dict[str, float]:
    return {name: round(float(value), DIGITS) for name, value in zip(names, values, strict=True)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line: fit on sets and write the weights file."""
    parser = argparse.ArgumentParser(prog="make fit", description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path, metavar="SET")
    parser.add_argument("--output", type=Path, default=FILE)
    chosen = parser.parse_args(arguments)
    try:
        content = fit([read_set(directory) for directory in chosen.sets], Settings())
    except PreuveError as error:
        print(f"preuve: {error}", file=sys.stderr)
        return error.exit_code
    chosen.output.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(content["report"], indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
