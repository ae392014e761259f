"""How far an ingest is, for those who look at a terminal."""

from __future__ import annotations

import math
import sys
from typing import Any

from tqdm import tqdm

from ingest.progress import Pace
from ui.neutralise import visible_line

NAME_WIDTH = 40
PERIOD = 0.2
"""Seconds between two pictures of the bar."""


def _duration(seconds: float) -> str:
    """A time as people say it: not more exact than it can be known."""
    if seconds < 60:
        return f"{5 * math.ceil(seconds / 5)} s"
    minutes = math.ceil(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"


def pace_line(pace: Pace) -> str:
    """How far an ingest is, such as `12,400 passages, 231/s, about 3 min left`."""
    parts = [f"{pace.passages:,} passages"]
    if pace.rate:
        parts.append(f"{pace.rate:.0f}/s")
    if pace.remaining is not None:
        parts.append(f"about {_duration(pace.remaining)} left")
    return ", ".join(parts)


class TerminalProgress:
    """A bar on standard error, of the bytes that have been embedded; only where somebody looks at it."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None
        self._pace: Pace | None = None
        self._name = ""
        self._files = self._read = 0

    def start(self, files: int, size: int) -> None:
        self._files = files
        self._pace = Pace(size)
        self._bar = tqdm(
            total=size, file=sys.stderr, disable=not sys.stderr.isatty(), leave=False, mininterval=PERIOD,
            bar_format="{percentage:3.0f}%|{bar:20}| {desc}",
        )  # fmt: skip

    def file(self, name: str) -> None:
        self._read += 1
        self._name = f"file {self._read:,} of {self._files:,}: {visible_line(name[-NAME_WIDTH:])}"
        self._draw(0)

    def page(self, name: str, number: int, total: int) -> None:  # noqa: ARG002
        before = self._name
        self._name = f"{before}, recognising page {number:,} of {total:,}"
        self._draw(0)
        self._name = before

    def skipped(self, size: int) -> None:
        if self._pace is not None:
            self._pace.skip(size)
        self._draw(size)

    def embedded(self, passages: int, size: int) -> None:
        if self._pace is not None:
            self._pace.add(passages, size)
        self._draw(size)

    def publishing(self, documents: int) -> None:
        if self._bar is not None:
            self._bar.set_description_str(f"publishing {documents} documents")
            self._bar.close()

    def _draw(self, size: int) -> None:
        if self._bar is not None and self._pace is not None:
            self._bar.set_description_str(f"{pace_line(self._pace)} · {self._name}", refresh=False)
            self._bar.update(size)
