"""What an endurance run has seen, and which promises are broken by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

WARM_UP = 0.2
"""Share of the time after which memory has to be flat, at most `LONGEST_WARM_UP` seconds."""
LONGEST_WARM_UP = 300.0
CONNECTIONS = 10
"""Connections to the database of an open generation that Chroma keeps at most; it opens them as the load needs them."""
MEGABYTES, LATENCY = 1.0, 2.0
"""Growth of memory in 10 minutes, and the last minute's 95th percentile relative to the first's, that are too much."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Seconds since the beginning, resident megabytes, open file descriptors, and those of Chroma's connections apart.

    The latter come and go with the load and end with their generation.
    """

    at: float
    memory: float
    files: int
    connections: int = 0


@dataclass(slots=True)
class Record:
    """What happened. `latencies` are pairs of the time of a question and how long it took, in seconds."""

    samples: list[Sample] = field(default_factory=list)
    latencies: list[tuple[float, float]] = field(default_factory=list)
    citations: int = 0
    wrong: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    ingests: int = 0
    kills: int = 0
    failed: list[str] = field(default_factory=list)
    generations: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The figures of a run and the promises among them that are broken."""

    minutes: float
    questions: int
    citations: int
    ingests: int
    kills: int
    generations: int
    megabytes_in_ten_minutes: float
    files_at_first: int
    files_at_last: int
    most_connections: int
    milliseconds_at_first: float
    milliseconds_at_last: float
    wrong: int
    lost: int
    broken: tuple[str, ...]


def slope(samples: Sequence[Sample]) -> float:
    """Growth of memory in megabytes a 10 minutes, by least squares; 0 for fewer than two samples."""
    if len(samples) < 2:
        return 0.0
    return float(np.polyfit([s.at for s in samples], [s.memory for s in samples], 1)[0]) * 600.0


def percentile(latencies: Sequence[float]) -> float:
    """The 95th percentile in milliseconds; 0 where nothing was asked."""
    return float(np.percentile(latencies, 95)) * 1000.0 if latencies else 0.0


def judge(record: Record, seconds: float) -> Verdict:
    """What the record says about the promises."""
    warm = min(WARM_UP * seconds, LONGEST_WARM_UP)
    settled = [sample for sample in record.samples if sample.at >= warm] or record.samples
    minute = min(60.0, seconds / 4)
    first = percentile([took for at, took in record.latencies if at < minute])
    last = percentile([took for at, took in record.latencies if at >= seconds - minute])
    # A generation that is being opened has files of its own; the fewest are those at rest.
    quarter = len(settled) // 4 + 1
    opened = [min((s.files for s in part), default=0) for part in (settled[:quarter], settled[-quarter:])]
    growth = slope(settled)
    connections = max((sample.connections for sample in settled), default=0)
    checks = {
        f"memory grows by {growth:.2f} MB in 10 minutes": growth >= MEGABYTES,
        f"open files went from {opened[0]} to {opened[1]}": opened[0] != opened[1],
        # While a generation is being exchanged there are two.
        f"Chroma holds {connections} connections": connections > 2 * CONNECTIONS,
        f"the 95th percentile went from {first:.0f} to {last:.0f} ms": last >= LATENCY * first,
        f"{len(record.wrong)} citations are wrong: {'; '.join(record.wrong[:3])}": bool(record.wrong),
        f"{len(record.lost)} documents were missed: {'; '.join(record.lost[:3])}": bool(record.lost),
        f"ingests failed: {'; '.join(record.failed[:3])}": bool(record.failed),
        "nothing was asked": not record.latencies,
        "no ingest was killed": not record.kills,
    }
    return Verdict(
        seconds / 60, len(record.latencies), record.citations, record.ingests, record.kills, len(record.generations),
        growth, opened[0], opened[1], connections, first, last, len(record.wrong), len(record.lost),
        tuple(what for what, broken in checks.items() if broken),
    )  # fmt: skip
