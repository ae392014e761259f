"""What is measured, and how samples become figures."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from rag.errors import PreuveError


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value; `most` or `least` is the bar that the project sets for it."""

    group: str
    name: str
    value: float
    unit: str
    passages: int | None = None
    most: float | None = None
    least: float | None = None

    @property
    def kept(self) -> bool | None:
        """Whether the bar is kept; `None` where there is none."""
        if self.most is None and self.least is None:
            return None
        return (self.most is None or self.value <= self.most) and (self.least is None or self.value >= self.least)

    def record(self) -> dict[str, Any]:
        return {**asdict(self), "kept": self.kept}


@dataclass(frozen=True, slots=True)
class Run:
    """What a process took: seconds by the clock and of the processor, children included, and its output.

    `peak` is the most memory in bytes that it, or one of its children alone, has held.
    """

    wall: float
    processor: float
    peak: int
    output: str


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Run:
    """Run a command to its end. Raises `PreuveError` where it fails."""
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=errors, env={**os.environ, **(environment or {})})
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if process.returncode:
            errors.seek(0)
            said = errors.read().strip().splitlines() or ["no word"]
            raise PreuveError(f"{' '.join(command)} ended with {process.returncode}: {said[-1]}")
        return Run(wall, usage.ru_utime + usage.ru_stime, _bytes(usage), output.read())


def peak_memory() -> int:
    """The most memory that this process has held, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():
        # Linux lets ru_maxrss begin with the peak of the process that this one was forked from.
        return 1024 * int(status.read_text().partition("VmHWM:")[2].split()[0])
    return _bytes(resource.getrusage(resource.RUSAGE_SELF))


def _bytes(usage: resource.struct_rusage) -> int:
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def interleaved(rounds: int, sides: Mapping[str, Callable[[], Any]]) -> dict[str, list[float]]:
    """Seconds of each side in each round, one after the other, so that a busy machine slows all of them alike."""
    samples: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, side in sides.items():
            started = time.perf_counter()
            side()
            samples[name].append(time.perf_counter() - started)
    return samples


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share of the others lies (the nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def middle_ratio(first: Sequence[float], second: Sequence[float]) -> float:
    """The ratio of the medians of two sides."""
    return median(first) / median(second)
