"""Scores of predictions: every measure with its interval, over all questions and by kind, language, format and set."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from eval.metrics.abstention import ranked_losses, selective_risk
from eval.metrics.bootstrap import Interval, Numbers, Resampling, pooled_interval, ratio_intervals
from eval.metrics.catalogue import BETTER, MEASURES
from eval.metrics.items import Item, examine
from eval.metrics.places import proven
from eval.metrics.pooled import row_of, statistics
from eval.sets.cases import TestSet
from eval.sets.predictions import Key, Prediction, pairs

CURVE_POINTS = 200

Table = dict[str, Interval]


@dataclass(frozen=True, slots=True)
class Scores:
    """The outcome of scoring; `unusable` questions of the sets are counted and not scored.

    `numerators` and `denominators` are (questions, measures) in the order of `items` and `MEASURES`; the tables by
    group name give the same measures over the questions of each group.
    """

    items: tuple[Item, ...]
    numerators: Numbers
    denominators: Numbers
    metrics: Table
    by_kind: Mapping[str, Table]
    by_language: Mapping[str, Table]
    by_format: Mapping[str, Table]
    by_set: Mapping[str, Table]
    risk_coverage: tuple[tuple[float, float], ...]
    unusable: int


def score(sets: Sequence[TestSet], predictions: Mapping[Key, Prediction]) -> Scores:
    """Score `predictions` on every question of `sets`; a question without a prediction counts as failed."""
    items = examine(pairs(sets, predictions), {each.name: each.corpus for each in sets})
    ratios = np.array([[measure.formula(item) for measure in MEASURES] for item in items]).reshape(-1, len(MEASURES), 2)
    numerators, denominators = ratios[:, :, 0].copy(), ratios[:, :, 1].copy()
    metrics = _ratio_table(items, numerators, denominators) | _pooled_table(items)
    ordered = {name: metrics[name] for name in BETTER if name in metrics}

    def grouped(name: Callable[[Item], str]) -> dict[str, Table]:
        return _grouped(items, numerators, denominators, name)

    return Scores(
        items,
        numerators,
        denominators,
        ordered,
        by_kind=grouped(lambda item: item.question.kind),
        by_language=grouped(lambda item: item.question.language),
        by_format=grouped(lambda item: item.question.format or ""),
        by_set=grouped(lambda item: item.pair.set_name),
        risk_coverage=risk_coverage(items),
        unusable=sum(len(each.unusable) for each in sets),
    )


def cluster(item: Item) -> str:
    """What resampling draws: the document of the first place, or the question itself where there is none."""
    document = item.question.document
    return f"{item.pair.set_name}\0{'question' if document is None else 'file'}\0{document or item.question.id}"


def outcome(item: Item) -> str:
    """One word for what happened to a question."""
    if item.failed:
        return "failed"
    if not item.question.answerable:
        return "rightly silent" if item.abstained else "hallucinated"
    if item.abstained:
        return "wrongly silent"
    found = proven(item)
    return "proven" if found == len(item.facts) else "partly proven" if found else "not proven"


OUTCOMES = ("proven", "partly proven", "not proven", "wrongly silent", "rightly silent", "hallucinated", "failed")


def _ratio_table(items: Sequence[Item], numerators: Numbers, denominators: Numbers) -> Table:
    resampling = Resampling([cluster(item) for item in items])
    found = ratio_intervals(numerators, denominators, resampling)
    return {measure.name: interval for measure, interval in zip(MEASURES, found, strict=True)}


def _grouped(
    items: Sequence[Item], numerators: Numbers, denominators: Numbers, name: Callable[[Item], str]
) -> dict[str, Table]:
    groups: dict[str, list[int]] = {}
    for number, item in enumerate(items):
        groups.setdefault(name(item), []).append(number)
    return {
        group: _ratio_table([items[number] for number in rows], numerators[rows], denominators[rows])
        for group, rows in sorted(groups.items())
        if group
    }


def _pooled_table(items: Sequence[Item]) -> Table:
    resampling = Resampling([cluster(item) for item in items])
    found = statistics([row_of(item) for item in items])
    return {
        name: pooled_interval(statistic.value, len(items), resampling, statistic.n) for name, statistic in found.items()
    }


def risk_coverage(items: Sequence[Item]) -> tuple[tuple[float, float], ...]:
    """Points (share of all questions answered, mean loss among them) as the confidence threshold falls."""
    given = [item for item in items if item.answered]
    if not given:
        return ()
    ranks, losses = ranked_losses(given)
    covered, risk = selective_risk(ranks, losses, np.ones(len(given)))
    chosen = np.unique(np.linspace(0, len(covered) - 1, CURVE_POINTS).round().astype(int))
    return tuple((round(float(covered[at]) / len(items), 6), round(float(risk[at]), 6)) for at in chosen)
