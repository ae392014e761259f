"""Two systems on the same questions: paired differences with intervals, and the questions that changed side.

Paired cluster bootstrap: in each round both systems are scored on the same drawn documents, so that what makes a
question hard for both does not widen the interval (Efron and Tibshirani 1993; Koehn 2004 for systems of language).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from eval.metrics.bootstrap import Interval, Numbers, Resampling, bounds, ratios
from eval.metrics.catalogue import BETTER, MEASURES, Better
from eval.metrics.pooled import Row, statistics
from eval.report.report import Origin, Record, read_report, report_record, shown, shown_range
from eval.running.score import OUTCOMES, score
from eval.sets.cases import TestSet
from eval.sets.predictions import Key, read_predictions
from rag.errors import TestSetError, UsageError

SHOWN_CHANGES = 20


@dataclass(frozen=True, slots=True)
class Side:
    """One system: for each question its document, outcome and shares by measure."""

    name: str
    questions: Mapping[Key, Record]
    digests: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """A question whose outcome differs between the sides."""

    set_name: str
    id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """`before` and `after` are values on the shared questions; `differences` are after less before."""

    names: tuple[str, str]
    shared: int
    unshared: int
    before: Mapping[str, float | None]
    after: Mapping[str, float | None]
    differences: Mapping[str, Interval]
    changes: tuple[Change, ...]

    def record(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "before": self.names[0],
            "after": self.names[1],
            "shared": self.shared,
            "unshared": self.unshared,
            "metrics": {
                name: {"before": _rounded(self.before[name]), "after": _rounded(self.after[name])}
                | {"difference": interval.record(), "verdict": verdict(name, interval)}
                for name, interval in self.differences.items()
            },
            "changed": [
                {"set": change.set_name, "id": change.id, "before": change.before, "after": change.after}
                for change in self.changes
            ],
        }

    def text(self) -> str:
        """As a table for the terminal."""
        lines = [f"before: {self.names[0]}   after: {self.names[1]}   shared questions: {self.shared}"]
        if self.unshared:
            lines.append(f"{self.unshared} questions of only one side are left out")
        lines.append(f"{'measure':<26} {'before':>8} {'after':>8} {'change':>8}  {'95 % interval':<18} verdict")
        for name, interval in self.differences.items():
            lines.append(
                f"{name:<26} {shown(self.before[name]):>8} {shown(self.after[name]):>8} {shown(interval.value):>8}  "
                f"{shown_range(interval):<18} {verdict(name, interval)}"
            )
        lines.append(f"{len(self.changes)} questions changed side")
        lines += [
            f"  {change.set_name} {change.id}: {change.before} → {change.after}"
            for change in self.changes[:SHOWN_CHANGES]
        ]
        if len(self.changes) > SHOWN_CHANGES:
            lines.append(f"  … and {len(self.changes) - SHOWN_CHANGES} more; --json lists all")
        return "\n".join(lines)


def read_side(path: Path, sets: Sequence[TestSet]) -> Side:
    """A report (or its folder), or a predictions file of `sets`, which is scored first.

    Raises `TestSetError` for a file that is neither, `UsageError` for predictions without a set.
    """
    if path.is_dir() or path.suffix == ".json":
        report = read_report(path)
    elif not sets:
        raise UsageError(f"{path} looks like predictions: name their test set with --set SET, or give a report.json")
    else:
        report = report_record(score(sets, read_predictions(path, sets)), sets, Origin(path.name))
    if "questions" not in report:
        raise TestSetError(f"{path} is a summary without its questions; compare report.json files of --report")
    return Side(
        str(path),
        {(question["set"], question["id"]): question for question in report["questions"]},
        {each["name"]: each["digest"] for each in report["sets"]},
    )


def compare(before: Side, after: Side) -> Comparison:
    """Compare two sides on the questions that both have.

    Raises `TestSetError` where they share none, or where a test set has changed in between.
    """
    for name in before.digests.keys() & after.digests.keys():
        if before.digests[name] != after.digests[name]:
            raise TestSetError(
                f"the test set {name} is not the same in {before.name} and {after.name}; score both again"
            )
    keys = [key for key in before.questions if key in after.questions]
    if not keys:
        raise TestSetError(f"{before.name} and {after.name} share no question; compare runs of one test set")
    resampling = Resampling([before.questions[key]["cluster"] for key in keys])
    old, new = (_measured(side, keys, resampling) for side in (before, after))
    differences = {name: old[name].to(new[name]) for name in BETTER if old[name].n or new[name].n}
    return Comparison(
        (before.name, after.name),
        len(keys),
        len(before.questions.keys() ^ after.questions.keys()),
        {name: measured.value for name, measured in old.items()},
        {name: measured.value for name, measured in new.items()},
        differences,
        _changes(before, after, keys),
    )


@dataclass(frozen=True, slots=True)
class _Measured:
    """A measure of one side: its value, its value in each round, and how many questions it concerns."""

    value: float | None
    rounds: Numbers
    n: int

    def to(self, after: _Measured) -> Interval:
        """After less before, with the interval of the paired rounds; without a value where a side has none."""
        n = max(self.n, after.n)
        if self.value is None or after.value is None:
            return Interval(None, None, None, n)
        return Interval(after.value - self.value, *bounds(after.rounds - self.rounds), n)


def _measured(side: Side, keys: Sequence[Key], resampling: Resampling) -> dict[str, _Measured]:
    numerators, denominators = _shares(side, keys)
    whole = ratios(numerators.sum(axis=0), denominators.sum(axis=0))
    rounds = resampling.ratios(numerators, denominators)
    undefined = np.full(len(rounds), np.nan)
    found = {
        measure.name: _Measured(
            None if np.isnan(whole[column]) else float(whole[column]),
            rounds[:, column] if resampling.possible else undefined,
            int((denominators[:, column] > 0).sum()),
        )
        for column, measure in enumerate(MEASURES)
    }
    for name, statistic in statistics([Row(**side.questions[key]["row"]) for key in keys]).items():
        value = statistic.value(np.ones(len(keys)))
        if value is None:
            found[name] = _Measured(None, undefined, 0)
        else:
            replicates = resampling.replicates(statistic.value) if resampling.possible else undefined
            found[name] = _Measured(value, replicates, statistic.n)
    return found


def verdict(name: str, difference: Interval) -> str:
    """Whether the interval leaves out zero, and which way that is."""
    if difference.low is None or difference.high is None or difference.low <= 0 <= difference.high:
        return "no clear difference"
    if BETTER[name] is Better.NEITHER:
        return "different"
    return "better" if (difference.low > 0) == (BETTER[name] is Better.HIGHER) else "worse"


def _shares(side: Side, keys: Sequence[Key]) -> tuple[Numbers, Numbers]:
    """Numerators and denominators, (questions, measures)."""
    rows = [[side.questions[key]["shares"].get(measure.name, (0, 0)) for measure in MEASURES] for key in keys]
    found = np.array(rows, dtype=np.float64)
    return found[:, :, 0].copy(), found[:, :, 1].copy()


def _changes(before: Side, after: Side, keys: Sequence[Key]) -> tuple[Change, ...]:
    """Changed questions, those that got worse first."""
    changed = [
        Change(*key, before.questions[key]["outcome"], after.questions[key]["outcome"])
        for key in keys
        if before.questions[key]["outcome"] != after.questions[key]["outcome"]
    ]
    good = ("proven", "rightly silent")
    return tuple(
        sorted(
            changed,
            key=lambda change: (change.after in good, OUTCOMES.index(change.before), change.set_name, change.id),
        )
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
