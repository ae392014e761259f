"""Fit the weights of ranking, reading and abstention on test sets: `make fit DATA="SET SET …"`.

The stages are those of `eval.fitting.stages`. The same sets give the same file, byte for byte. Sets are never stored:
the file holds the weights and the report of the fit.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from eval.fitting.gathered import Case, gather, without_answer
from eval.fitting.halves import FIRST, Crosswise
from eval.fitting.learning import (
    DIGITS,
    Flags,
    Numbers,
    calibration_error,
    ranking_quality,
    tolerated,
)
from eval.fitting.stages import (
    Outcome,
    answer_stage,
    further_stage,
    outcomes,
    passage_stage,
    sentence_stage,
)
from eval.sets.cases import TestSet, read_set
from rag.errors import PreuveError
from rag.reading.decision import ANSWERED_FEATURES, RIGHT_FEATURES, SURE_FEATURES
from rag.reading.reading import SECOND_FEATURES, SENTENCE_FEATURES, read
from rag.reading.trained.pointed import Point
from rag.search.rank import PASSAGE_FEATURES
from rag.search.search import Search
from rag.search.weights import FILES
from rag.settings import READERS, TRAINED, Settings, make_settings


def report(
    cases: Sequence[Case],
    searches: Sequence[Search],
    results: Sequence[Outcome],
    chances: Numbers,
    threshold: float = 0.0,
) -> dict[str, Any]:
    """What each set shows in cross-validation where no answer is given below a probability; shares, by set."""
    sets: dict[str, Any] = {}
    for name in dict.fromkeys(case.set_name for case in cases):
        at = [index for index, case in enumerate(cases) if case.set_name == name]
        answerable = np.array([cases[index].question.answerable for index in at])
        right = np.array([results[index].right for index in at])
        chance = chances[at]
        given = chance >= threshold
        answers = [results[index] for index, told in zip(at, given & answerable, strict=True) if told]
        citations = max(1, sum(each.citations for each in answers))
        row: dict[str, Any] = {"questions": len(at), "answerable": int(answerable.sum())}
        if not threshold:
            row |= _retrieved([(cases[index], searches[index]) for index in at])
        row["citation overlap"] = sum(each.hits for each in answers) / citations
        row["fact coverage"] = float((right & given)[answerable].mean())
        row["citations"] = sum(each.citations for each in answers) / max(1, int(answerable.sum()))
        row["citations in a right file"] = sum(each.in_files for each in answers) / citations
        if threshold:
            row["wrongly silent"] = float((~given)[answerable].mean())
            row |= {} if answerable.all() else {"hallucination": float(given[~answerable].mean())}
        else:
            row |= _probable(chance, answerable, right)
        sets[name] = {key: round(value, 4) if isinstance(value, float) else value for key, value in row.items()}
    return sets


def _retrieved(asked: Sequence[tuple[Case, Search]]) -> dict[str, float]:
    ranks = [[case.found(hit) for hit in search.hits] for case, search in asked if case.question.answerable]
    return {f"hit@{k}": float(np.mean([any(rank[:k]) for rank in ranks])) for k in (1, 5, 10)}


def _probable(chance: Numbers, answerable: Flags, right: Flags) -> dict[str, float]:
    """What a set shows of the probabilities."""
    row = {"calibration error": calibration_error(chance, right)}
    if not answerable.all():
        row["auroc"] = ranking_quality(chance[answerable], chance[~answerable])
        limit = np.sort(chance[answerable])[int(0.15 * answerable.sum())]
        row["hallucination at error 0.15"] = float((chance[~answerable] >= limit).mean())
    return row


def fit(sets: Sequence[TestSet], settings: Settings, point: Point | None) -> dict[str, Any]:
    """The content of the weights file; `point` is what a trained reader says of passages, where there is one."""
    asked = gather(sets, settings)
    cases = asked + without_answer(asked)
    passage, searches = passage_stage(cases)
    sentence, second, searches = sentence_stage(cases, [read(search, point) for search in searches])
    further = further_stage(cases, searches, settings)
    results = outcomes(cases, searches, settings, further)
    decision, chances = answer_stage(cases, results)
    chances, results = chances[: len(asked)], results[: len(asked)]
    right = np.array([result.right for result in results])
    table = tolerated(chances, right, _counts(asked))
    threshold = float(np.interp(settings.answer.tolerated_errors, *np.array(table).T))
    shown = asked, searches[: len(asked)], results, chances
    return {
        "passage": _named(PASSAGE_FEATURES, passage),
        "sentence": _named(SENTENCE_FEATURES, sentence),
        "second": _named(SECOND_FEATURES, second),
        "answered": _named((*ANSWERED_FEATURES, "bias"), decision.answered),
        "right": _named((*RIGHT_FEATURES, "bias"), decision.right),
        "sure": _named((*SURE_FEATURES, "bias"), decision.sure),
        "further": further,
        "tolerated": table,
        "report": {
            "how": "cross-validation by document",
            "embedder": settings.embedding.embedder,
            "reader": settings.reader,
            "without abstention": report(*shown),
            f"with abstention, {settings.answer.tolerated_errors} tolerated errors": report(*shown, threshold),
        },
    }


LEFT_OPEN = 0.2
"""Share of questions that the documents do not answer, of those that people ask; test sets have up to a half."""


def _counts(cases: Sequence[Case]) -> Numbers:
    """How much each question counts for what is tolerated.

    The sets with unanswerable questions count alike, others nothing: where every question has an answer any threshold
    looks good. In each the unanswerable ones count as many as people ask. Where no set has one, all count alike;
    questions in another language, which are asked more seldom than these sets have them, do not count.
    """
    open_sets = {case.set_name for case in cases if not case.question.answerable}
    kinds = [
        (case.set_name, case.question.answerable)
        if not case.crossed and (not open_sets or case.set_name in open_sets)
        else None
        for case in cases
    ]
    sizes = Counter(kinds)
    shares = {True: 1.0 - LEFT_OPEN, False: LEFT_OPEN} if open_sets else {True: 1.0}
    return np.array([shares[kind[1]] / sizes[kind] if kind is not None else 0.0 for kind in kinds])


def _named(names: Sequence[str], values: Numbers) -> dict[str, float]:
    return {name: round(float(value), DIGITS) for name, value in zip(names, values, strict=True)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line: fit on sets and write the weights file."""
    parser = argparse.ArgumentParser(prog="make fit", description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path, metavar="SET")
    parser.add_argument("--reader", choices=READERS, default=TRAINED, help="what tells which sentence answers")
    parser.add_argument(
        "--first", type=Path, default=FIRST, metavar="FILE",
        help="what training had learnt before the reader of the program (%(default)s)",
    )  # fmt: skip
    parser.add_argument("--output", type=Path, help="the weights (default: those that the program has for the reader)")
    chosen = parser.parse_args(arguments)
    try:
        sets = [read_set(directory) for directory in chosen.sets]
        settings = make_settings(reader=chosen.reader)
        content = fit(sets, settings, Crosswise(settings, chosen.first).point if chosen.reader == TRAINED else None)
    except PreuveError as error:
        print(f"preuve: {error}", file=sys.stderr)
        return error.exit_code
    output = chosen.output or FILES[chosen.reader]
    output.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(content["report"], indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
