"""What a soak has seen, and which promises are broken by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

TOLD_SECONDS = 1.0
"""Within which whoever cannot be answered has to be told that all are busy."""

SLOWER = 2.0
"""How many times the 95th percentile without an ingest that with one may be."""

FLAT = 10.0
"""Megabytes by which memory may grow in ten minutes and be called flat."""

WARM_UP = 0.3
"""Share of the time after which memory has to be flat: caches fill, and the first generations are exchanged."""

BACK = 20.0
"""Megabytes that may be left of tabs that were opened and closed."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was answered, in seconds: when its answer was asked for, how long that took, and how long the
    person has waited in all, with the times that they were told to ask again."""

    at: float
    took: float
    waited: float


@dataclass(slots=True)
class Record:
    """What happened. `busy` are the seconds until somebody was told so; `memory` is pairs of seconds and megabytes."""

    asked: list[Asked] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)
    uploads: int = 0
    ingests: int = 0
    traces: int = 0


@dataclass(slots=True)
class Tabs:
    """Tabs that were opened and closed, and the megabytes before them, at most, and in the end."""

    opened: int = 0
    errors: list[str] = field(default_factory=list)
    before: float = 0.0
    most: float = 0.0
    after: float = 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """The figures of a soak and the promises among them that are broken."""

    figures: dict[str, float]
    broken: tuple[str, ...]


def percentile(seconds: Sequence[float], share: float = 95.0) -> float:
    """In seconds; 0 where there are none."""
    return float(np.percentile(seconds, share)) if seconds else 0.0


def growth(memory: Sequence[tuple[float, float]]) -> float:
    """Megabytes in ten minutes after the warm-up, by least squares; 0 for fewer than two samples."""
    if len(memory) < 2:
        return 0.0
    first, last = memory[0][0], memory[-1][0]
    settled = [(at, held) for at, held in memory if at >= first + WARM_UP * (last - first)]
    if len(settled) < 2:
        return 0.0
    return float(np.polyfit([at for at, _ in settled], [held for _, held in settled], 1)[0]) * 600.0


def judge(alone: Record, beside: Record, tabs: Tabs) -> Verdict:
    """What is to be said of questions without anything beside them, of those with an ingest, and of tabs."""
    busy = alone.busy + beside.busy
    quick, slow = (percentile([each.took for each in record.asked]) for record in (alone, beside))
    waits = [percentile([each.waited for each in record.asked]) for record in (alone, beside)]
    grown, left = growth(beside.memory), tabs.after - tabs.before
    errors = alone.errors + beside.errors + tabs.errors
    figures = {
        "questions answered, without an ingest": len(alone.asked),
        "questions answered, with uploads and an ingest": len(beside.asked),
        "times told that all are busy": len(busy),
        "slowest to be told so, seconds": max(busy, default=0.0),
        "95th percentile of an answer without an ingest, seconds": quick,
        "95th percentile of an answer with one, seconds": slow,
        "the same with all repeating, without an ingest, seconds": waits[0],
        "the same with all repeating, with one, seconds": waits[1],
        "uploads": beside.uploads,
        "ingests beside": beside.ingests,
        "growth of memory in ten minutes, MB": grown,
        "tabs opened and closed": tabs.opened,
        "memory before the tabs, MB": tabs.before,
        "memory at most, MB": tabs.most,
        "memory after the tabs, MB": tabs.after,
        "errors": len(errors),
        "errors in the log of the server": alone.traces + beside.traces,
    }
    checks = {
        f"{len(errors)} errors: {'; '.join(sorted(set(errors))[:3])}": bool(errors),
        f"{alone.traces + beside.traces} errors stand in the log of the server": bool(alone.traces + beside.traces),
        f"somebody was told after {max(busy, default=0.0):.1f} s that all are busy": max(busy, default=0.0)
        > TOLD_SECONDS,
        f"the 95th percentile went from {quick:.2f} to {slow:.2f} s": slow > SLOWER * quick,
        f"memory grows by {grown:.1f} MB in ten minutes": grown > FLAT,
        f"{left:.1f} MB are left of {tabs.opened} tabs": left > BACK,
        "nothing was asked": not (alone.asked and beside.asked),
        "nothing was uploaded or ingested": not (beside.uploads and beside.ingests),
    }
    return Verdict(figures, tuple(what for what, broken in checks.items() if broken))
