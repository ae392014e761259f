"""How an ingest advances: what it tells, and how long it will take."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

WINDOW = 60.0
"""Seconds of the recent past from which the rate is taken."""
SETTLED = 3.0
"""Seconds of embedding before a remaining time is told: earlier it would be a guess."""
PUBLISHING = 0.002
"""Seconds that publishing takes for a passage: a guess for a machine at rest; 6 ms were seen on a busy one."""


class Progress(Protocol):
    """Told how an ingest advances. A `size` is in bytes of files; those of all files are known from the beginning."""

    def start(self, files: int, size: int) -> None: ...

    def file(self, name: str) -> None:
        """A file is being read."""
        ...

    def page(self, name: str, number: int, total: int) -> None:
        """Of the pages of a file that are pictures of text, this one is being recognised."""
        ...

    def skipped(self, size: int) -> None:
        """A file has nothing to embed: it is unchanged or refused."""
        ...

    def embedded(self, passages: int, size: int) -> None: ...

    def publishing(self, documents: int) -> None: ...


class Silent:
    """A `Progress` that says nothing."""

    def start(self, files: int, size: int) -> None: ...

    def file(self, name: str) -> None: ...

    def page(self, name: str, number: int, total: int) -> None: ...

    def skipped(self, size: int) -> None: ...

    def embedded(self, passages: int, size: int) -> None: ...

    def publishing(self, documents: int) -> None: ...


class Pace:
    """The rate of an ingest and its remaining time; `clock` gives seconds."""

    def __init__(self, size: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._size = size
        self.passages = 0
        self._done = 0
        self._marks: deque[tuple[float, int, int]] = deque([(clock(), 0, 0)])

    def skip(self, size: int) -> None:
        """Some of the files cost nothing: they count neither as work nor for the rate."""
        self._size -= size

    def add(self, passages: int, size: int) -> None:
        self.passages += passages
        self._done += size
        now = self._clock()
        self._marks.append((now, self.passages, self._done))
        while len(self._marks) > 2 and self._marks[0][0] < now - WINDOW:
            self._marks.popleft()

    @property
    def rate(self) -> float:
        """Passages embedded a second, lately; 0 where nothing can be told yet."""
        (began, first, _), (ended, last, _) = self._marks[0], self._marks[-1]
        return (last - first) / (ended - began) if ended > began else 0.0

    @property
    def remaining(self) -> float | None:
        """Seconds until all is embedded and published, or `None` where that cannot be told yet."""
        (began, _, first), (ended, _, last) = self._marks[0], self._marks[-1]
        if last <= first or ended - began < SETTLED:
            return None
        left = max(0, self._size - self._done)
        expected = self.passages * (1.0 + left / self._done)
        return left * (ended - began) / (last - first) + expected * PUBLISHING
