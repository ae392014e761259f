"""Gates for continuous integration: a measure must reach a value, or must not get worse than in an earlier report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eval.metrics.bootstrap import Interval
from eval.metrics.catalogue import BETTER, Better, known_measure
from eval.report.report import Record, shown
from rag.errors import UsageError

Gate = tuple[str, float]
"""Name of a measure and its limit."""


def parse_gate(text: str, option: str) -> Gate:
    """`METRIC=VALUE`; raises `UsageError` for another form, an unknown measure or a value that is no number."""
    name, sign, value = text.partition("=")
    try:
        limit = float(value)
    except ValueError:
        limit = float("nan")
    if not sign or limit != limit:
        raise UsageError(f"{option} {text}: expected METRIC=VALUE, as in span_precision=0.45")
    return known_measure(name.strip()), limit


def broken_limits(metrics: Mapping[str, Interval], under: Sequence[Gate], over: Sequence[Gate]) -> list[str]:
    """A line for each measure that is below its lower limit or above its upper one; an undefined value is broken."""
    broken: list[str] = []
    for gates, word, sign in ((under, "under", 1.0), (over, "over", -1.0)):
        for name, limit in gates:
            value = metrics[name].value
            if value is None:
                broken.append(f"{name} has no value on these questions; its limit is {shown(limit)}")
            elif sign * value < sign * limit:
                broken.append(f"{name} is {shown(value)}, {word} its limit {shown(limit)}")
    return broken


def broken_drops(metrics: Mapping[str, Interval], report: Record, drops: Sequence[Gate]) -> list[str]:
    """A line for each measure that is worse than in `report` by more than its limit."""
    broken: list[str] = []
    for name, limit in drops:
        if BETTER[name] is Better.NEITHER:
            raise UsageError(f"--fail-drop {name}: neither direction of this measure is better; choose another")
        value, before = metrics[name].value, report["metrics"].get(name, {}).get("value")
        if before is None:
            raise UsageError(f"--fail-drop {name}: the earlier report has no value for it; choose another measure")
        if value is None:
            broken.append(f"{name} has no value on these questions; it was {shown(before)}")
            continue
        loss = before - value if BETTER[name] is Better.HIGHER else value - before
        if loss > limit + 1e-9:
            broken.append(f"{name} went from {shown(before)} to {shown(value)}, worse by more than {shown(limit)}")
    return broken
