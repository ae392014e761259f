"""What is measured, and how samples become figures."""

from __future__ import annotations

import json
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


_LAUNCHER = """
import json, os, subprocess, sys, time
started = time.perf_counter()
process = subprocess.Popen(sys.argv[2:])
_, status, usage = os.wait4(process.pid, 0)
wall = time.perf_counter() - started
with open(sys.argv[1], "w") as report:
    json.dump([os.waitstatus_to_exitcode(status), wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss], report)
"""


def run(command: Sequence[str]) -> Run:
    """Run a command to its end. Raises `PreuveError` where it fails.

    A small process starts it: Linux lets the peak memory of a process begin with that of the one that started it.
    """
    with tempfile.TemporaryDirectory() as place:
        report = Path(place) / "report.json"
        done = subprocess.run(
            [sys.executable, "-S", "-c", _LAUNCHER, str(report), *command], capture_output=True, text=True, check=False
        )
        code, wall, processor, peak = json.loads(report.read_bytes())
    if code:
        said = done.stderr.strip().splitlines() or ["no word"]
        raise PreuveError(f"{' '.join(command)} ended with {code}: {said[-1]}")
    return Run(wall, processor, peak * (1 if sys.platform == "darwin" else 1024), done.stdout)


def peak_memory() -> int:
    """The most memory that this process has held, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():
        # Linux lets ru_maxrss begin with the peak of the process that this one was forked from.
        return 1024 * int(status.read_text().partition("VmHWM:")[2].split()[0])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


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
