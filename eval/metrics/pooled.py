"""Measures of all questions together, which are no sums of shares: of confidence, of time, and gaps between groups."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from eval.metrics.abstention import area_under_risk, confidence, loss, ranking_quality, ranks_of
from eval.metrics.bootstrap import Numbers
from eval.metrics.items import Item

GAP_QUESTIONS = 5
"""A language or format with fewer answerable questions takes no part in a gap."""


@dataclass(frozen=True, slots=True)
class Row:
    """What pooled measures need to know of one question.

    `loss` is 1 less the share of its facts that are proven. `parity_format` is empty for a question that is not asked
    of several formats alike; such questions cannot be compared between formats.
    """

    answerable: bool
    answered: bool
    confidence: float
    loss: float
    seconds: float | None
    language: str
    parity_format: str


@dataclass(frozen=True, slots=True)
class Statistic:
    """A value of question weights, and how many questions it concerns."""

    value: Callable[[Numbers], float | None]
    n: int


def row_of(item: Item) -> Row:
    """The row of an examined question."""
    question, prediction = item.question, item.prediction
    return Row(
        question.answerable,
        item.answered,
        round(confidence(item), 9),
        round(loss(item), 9),
        None if prediction is None else prediction.seconds,
        question.language,
        (question.format or "") if question.parity else "",
    )


def statistics(rows: Sequence[Row]) -> dict[str, Statistic]:
    """The pooled measures of questions by name; each is a function of as many weights as there are rows."""
    answerable = np.array([row.answerable for row in rows])
    answered = np.array([row.answered for row in rows], dtype=np.float64)
    ranks = ranks_of(np.array([row.confidence for row in rows]))
    losses = np.array([row.loss for row in rows])
    seconds = np.array([np.nan if row.seconds is None else row.seconds for row in rows])
    timed = int((~np.isnan(seconds)).sum())
    order = np.argsort(seconds, kind="stable")[:timed]
    quantile = functools.partial(_quantile, seconds[order], order)
    found = {
        "auroc": Statistic(lambda weights: ranking_quality(ranks, answerable, weights), len(rows)),
        "aurc": Statistic(lambda weights: area_under_risk(ranks, losses, weights * answered), int(answered.sum())),
        "seconds_mean": Statistic(functools.partial(_mean, seconds[order], order), timed),
        "seconds_p50": Statistic(functools.partial(quantile, 0.5), timed),
        "seconds_p95": Statistic(functools.partial(quantile, 0.95), timed),
    }
    for name, groups in (
        ("language_gap", [row.language for row in rows]),
        ("format_gap", [row.parity_format for row in rows]),
    ):
        members = _members(groups, answerable)
        concerned = int(sum(member.sum() for member in members))
        found[name] = Statistic(functools.partial(_gap, 1.0 - losses, members), concerned)
    return found


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


def _mean(values: Numbers, order: npt.NDArray[np.int64], weights: Numbers) -> float | None:
    """The weighted mean of `values`; `order` says whose weight belongs to each."""
    total = weights[order].sum()
    return float((values * weights[order]).sum() / total) if total else None


def _quantile(values: Numbers, order: npt.NDArray[np.int64], share: float, weights: Numbers) -> float | None:
    """The smallest of the sorted `values` that at least `share` of the weight does not exceed."""
    summed = np.cumsum(weights[order])
    if not summed.size or not summed[-1]:
        return None
    return float(values[np.searchsorted(summed, share * summed[-1])])
