"""Scores of predictions: every measure with its interval, over all questions and by kind, language, format and set."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from eval.bootstrap import Interval, Numbers, Resampling, pooled_interval, ratio_intervals
from eval.cases import TestSet
from eval.metrics.abstention import area_under_risk, ranked_losses, ranking_quality, selective_risk
from eval.metrics.catalogue import BETTER, MEASURES
from eval.metrics.items import Item, examine
from eval.metrics.places import fact_coverage, proven
from eval.predictions import Key, Prediction, pairs

CURVE_POINTS = 200
GAP_QUESTIONS = 5
"""A language or format with fewer answerable questions takes no part in a gap."""

Table = dict[str, Interval]


@dataclass(frozen=True, slots=True)
class Scores:
    """The outcome of scoring.

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
    count = len(items)
    resampling = Resampling([cluster(item) for item in items])

    def interval(statistic: Callable[[Numbers], float | None], n: int) -> Interval:
        return pooled_interval(statistic, count, resampling, n)

    answerable = np.array([item.question.answerable for item in items])
    answered = np.array([item.answered for item in items], dtype=np.float64)
    ranks, losses = ranked_losses(items)
    seconds = np.array([_seconds(item) for item in items])
    order = np.argsort(seconds, kind="stable")
    timed = int((~np.isnan(seconds)).sum())
    quantile = functools.partial(_quantile, seconds[order][:timed], order[:timed])
    table = {
        "auroc": interval(lambda weights: ranking_quality(ranks, answerable, weights), count),
        "aurc": interval(lambda weights: area_under_risk(ranks, losses, weights * answered), int(answered.sum())),
        "seconds_mean": interval(lambda weights: _mean(seconds, weights), timed),
        "seconds_p50": interval(lambda weights: quantile(weights, 0.5), timed),
        "seconds_p95": interval(lambda weights: quantile(weights, 0.95), timed),
    }
    coverage = np.array([fact_coverage(item)[0] for item in items])
    for name, groups in (("language_gap", _languages(items)), ("format_gap", _formats(items))):
        members = _members(groups, answerable)
        gap = functools.partial(_gap, coverage, members)
        table[name] = interval(gap, int(sum(member.sum() for member in members)))
    return table


def _languages(items: Sequence[Item]) -> list[str]:
    return [item.question.language for item in items]


def _formats(items: Sequence[Item]) -> list[str]:
    """Formats of the questions that are asked of several formats alike; other questions are not comparable."""
    return [(item.question.format or "") if item.question.parity else "" for item in items]


def _members(groups: Sequence[str], answerable: npt.NDArray[np.bool_]) -> list[Numbers]:
    """For each group of enough answerable questions, 1 for its questions; nothing where there are not two groups."""
    found = [np.array([group == name for group in groups]) & answerable for name in sorted(set(groups) - {""})]
    large = [member.astype(np.float64) for member in found if member.sum() >= GAP_QUESTIONS]
    return large if len(large) > 1 else []


def _gap(values: Numbers, members: Sequence[Numbers], weights: Numbers) -> float | None:
    """Largest less smallest weighted mean over groups; `None` with fewer than two groups."""
    sums = [(weights * member).sum() for member in members]
    means = [
        float((weights * member * values).sum() / total) for member, total in zip(members, sums, strict=True) if total
    ]
    return max(means) - min(means) if len(means) > 1 else None


def _seconds(item: Item) -> float:
    seconds = None if item.prediction is None else item.prediction.seconds
    return float("nan") if seconds is None else seconds


def _mean(values: Numbers, weights: Numbers) -> float | None:
    known = ~np.isnan(values)
    total = weights[known].sum()
    return float((values[known] * weights[known]).sum() / total) if total else None


def _quantile(values: Numbers, order: npt.NDArray[np.int64], weights: Numbers, share: float) -> float | None:
    """The smallest of the sorted `values` that at least `share` of the weight does not exceed.

    `order` says whose weight belongs to each value.
    """
    summed = np.cumsum(weights[order])
    if not summed.size or not summed[-1]:
        return None
    return float(values[np.searchsorted(summed, share * summed[-1])])


def risk_coverage(items: Sequence[Item]) -> tuple[tuple[float, float], ...]:
    """Points (share of all questions answered, mean loss among them) as the confidence threshold falls."""
    given = [item for item in items if item.answered]
    if not given:
        return ()
    ranks, losses = ranked_losses(given)
    covered, risk = selective_risk(ranks, losses, np.ones(len(given)))
    chosen = np.unique(np.linspace(0, len(covered) - 1, CURVE_POINTS).round().astype(int))
    return tuple((round(float(covered[at]) / len(items), 6), round(float(risk[at]), 6)) for at in chosen)
