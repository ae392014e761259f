"""Intervals by resampling documents: questions about one document are not independent of each other.

Cluster bootstrap with percentile intervals (Efron and Tibshirani 1993; Field and Welsh 2007). The seed is fixed, so
the same predictions give the same intervals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

ROUNDS = 1000
SEED = 20_260_101
LEVEL = 0.95
_BATCH = 50

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with its interval; `None` where it is not defined. `n` is how many questions it concerns."""

    value: float | None
    low: float | None
    high: float | None
    n: int

    def record(self) -> dict[str, float | int | None]:
        """As JSON; six digits."""
        return {"value": _rounded(self.value), "low": _rounded(self.low), "high": _rounded(self.high), "n": self.n}


class Resampling:
    """Weights of questions in each round: how often the document of a question was drawn."""

    def __init__(self, clusters: Sequence[str], rounds: int = ROUNDS, seed: int = SEED) -> None:
        self.names, self._members = np.unique(np.array(clusters, dtype=object), return_inverse=True)
        self._rounds, self._seed = rounds, seed

    @property
    def possible(self) -> bool:
        """One document alone says nothing about other documents."""
        return len(self.names) > 1

    def _drawn(self) -> Iterator[Numbers]:
        """Batches of shape (rounds of the batch, documents); the same ones at every call."""
        generator = np.random.default_rng(self._seed)
        count = len(self.names)
        for done in range(0, self._rounds, _BATCH):
            drawn = generator.integers(count, size=(min(_BATCH, self._rounds - done), count))
            yield np.array([np.bincount(row, minlength=count) for row in drawn], dtype=np.float64)

    def sums(self, values: Numbers) -> Numbers:
        """Weighted sums of `values` (questions, measures) in each round: (rounds, measures)."""
        clustered = np.zeros((len(self.names), values.shape[1]))
        np.add.at(clustered, self._members, values)
        # Not `@`: the threads of a BLAS wait for each other on a busy machine, and its sums depend on its build.
        return np.concatenate([np.einsum("rd,dm->rm", drawn, clustered) for drawn in self._drawn()])

    def ratios(self, numerators: Numbers, denominators: Numbers) -> Numbers:
        """Ratios of weighted sums in each round, both (questions, measures): (rounds, measures)."""
        summed = self.sums(np.concatenate([numerators, denominators], axis=1))
        return ratios(*np.split(summed, 2, axis=1))

    def replicates(self, statistic: Callable[[Numbers], float | None]) -> Numbers:
        """A statistic of question weights, in each round; NaN where it is not defined."""
        return np.array([_or_nan(statistic(weights[self._members])) for drawn in self._drawn() for weights in drawn])


def bounds(replicates: Numbers) -> tuple[float | None, float | None]:
    """The percentile interval of the rounds in which the value is defined."""
    defined = replicates[~np.isnan(replicates)]
    if not defined.size:
        return None, None
    low, high = np.quantile(defined, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def ratios(numerators: Numbers, denominators: Numbers) -> Numbers:
    """Element-wise quotient, NaN where the denominator is 0."""
    return np.divide(numerators, denominators, out=np.full_like(numerators, np.nan), where=denominators > 0)


def ratio_intervals(numerators: Numbers, denominators: Numbers, resampling: Resampling) -> list[Interval]:
    """Ratio of sums with its interval for each measure; both arrays are (questions, measures)."""
    values = ratios(numerators.sum(axis=0), denominators.sum(axis=0))
    counts = (denominators > 0).sum(axis=0)
    rounds = None
    if resampling.possible:
        rounds = resampling.ratios(numerators, denominators)
    found: list[Interval] = []
    for column, value in enumerate(values):
        low, high = (None, None) if rounds is None or np.isnan(value) else bounds(rounds[:, column])
        found.append(Interval(None if np.isnan(value) else float(value), low, high, int(counts[column])))
    return found


def pooled_interval(
    statistic: Callable[[Numbers], float | None], count: int, resampling: Resampling, n: int
) -> Interval:
    """A statistic of question weights with its interval; `count` is the number of questions, `n` those concerned."""
    value = statistic(np.ones(count))
    if value is None or not resampling.possible:
        return Interval(value, None, None, 0 if value is None else n)
    return Interval(value, *bounds(resampling.replicates(statistic)), n)


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6) + 0.0
