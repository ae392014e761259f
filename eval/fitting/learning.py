"""The small models that are fitted on test sets, and what is asked of a probability."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]

DIGITS = 4
TOLERATED = tuple(round(0.05 * step, 2) for step in range(21))
BINS = 10


@dataclass(frozen=True, slots=True)
class Choice:
    """Candidates of a question, shape `(candidates, features)`, and which of them are right."""

    features: Numbers
    right: Flags
    fold: int


def fit_choice(choices: Sequence[Choice], ridge: float) -> Numbers:
    """Weights whose softmax over the candidates of a question puts the most probability on the right ones.

    Conditional logit (McFadden 1974) with a ridge penalty; questions without a right candidate say nothing.
    """
    useful = [choice for choice in choices if choice.right.any()]
    features = np.concatenate([choice.features for choice in useful])
    right = np.concatenate([choice.right for choice in useful])
    sizes = [len(choice.right) for choice in useful]
    starts = np.cumsum([0, *sizes[:-1]])
    question = np.repeat(np.arange(len(useful)), sizes)
    spread = features.std(axis=0) + 1e-9
    table = features / spread

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        points = table @ weights
        chances = np.exp(points - np.maximum.reduceat(points, starts)[question])
        chances /= np.add.reduceat(chances, starts)[question]
        hit = np.add.reduceat(chances * right, starts) + 1e-12
        slope = table.T @ (chances - chances * right / hit[question]) / len(useful)
        return float(ridge * weights @ weights - np.log(hit).mean()), slope + 2 * ridge * weights

    weights: Numbers = _minimum(loss, table.shape[1]) / spread
    return weights


def fit_logistic(features: Numbers, right: Flags, ridge: float) -> Numbers:
    """Weights and, last, the bias of a logistic regression with a ridge penalty."""
    spread = features.std(axis=0) + 1e-9
    table = np.hstack([features / spread, np.ones((len(features), 1))])

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        points = table @ weights
        total = float(np.mean(np.logaddexp(0.0, points) - right * points))
        slope = table.T @ (1 / (1 + np.exp(-points)) - right) / len(table)
        penalty = np.append(2 * ridge * weights[:-1], 0.0)
        return total + ridge * float(weights[:-1] @ weights[:-1]), slope + penalty

    found = _minimum(loss, table.shape[1])
    return np.append(found[:-1] / spread, found[-1])


def _minimum(loss: Callable[[Numbers], tuple[float, Numbers]], size: int) -> Numbers:
    options = {"maxiter": 2000, "ftol": 1e-13, "gtol": 1e-9}
    found = minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B", options=options)
    return np.asarray(found.x, dtype=np.float64)


def logistic(features: Numbers, weights: Numbers) -> Numbers:
    chance: Numbers = 1 / (1 + np.exp(-(features @ weights[:-1] + weights[-1])))
    return chance


def tolerated(probabilities: Numbers, right: Flags, counts: Numbers) -> list[list[float]]:
    """For each share of wrong answers the least probability at which no greater share of the answers was wrong.

    `counts` says how much each answer counts, shape `(n,)`.
    """
    order = np.argsort(-probabilities, kind="stable")
    given = np.cumsum(counts[order])
    wrong = np.cumsum(counts[order] * ~right[order]) / np.maximum(given, 1e-9)
    table = []
    for share in TOLERATED:
        within = np.flatnonzero(wrong <= share)
        value = 0.0 if share >= 1.0 else (float(probabilities[order][within[-1]]) if len(within) else 1.0)
        table.append([share, round(value, DIGITS)])
    return table


def calibration_error(probabilities: Numbers, right: Flags) -> float:
    """Expected calibration error over ten bins of equal width (Naeini et al. 2015)."""
    bins = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    gaps = [
        abs(float(probabilities[bins == at].mean()) - float(right[bins == at].mean())) * float((bins == at).mean())
        for at in range(BINS)
        if (bins == at).any()
    ]
    return float(sum(gaps))


def ranking_quality(positive: Numbers, negative: Numbers) -> float:
    """How often a positive scores above a negative, a tie counting half (Mann and Whitney 1947)."""
    above = (positive[:, None] > negative[None, :]).mean()
    return float(above + (positive[:, None] == negative[None, :]).mean() / 2)
