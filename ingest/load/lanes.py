"""Two children for the same work: one for what is quick, and one for what turned out not to be.

Whoever asks about a file that takes long waits with others who do, and nobody else waits with them.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

from ingest.load.limits import Limits
from ingest.load.process import Worker
from rag.errors import FileRefused

QUICK_SECONDS = 2.0
"""What a file may take before it counts as slow; twenty times what an ordinary page takes to be drawn."""

WAITING = 2
"""How many may be in the slow lane at once; the next are told that it is busy."""

REMEMBERED = 1_000
"""Files of which it is known that they are slow."""

Value = TypeVar("Value")


class Lanes:
    """Does work with one of two workers, each of which does one thing at a time; used from several threads."""

    def __init__(self, command: Sequence[str], limits: Limits, quick: float = QUICK_SECONDS) -> None:
        self._quick = Worker(command, replace(limits, seconds=min(quick, limits.seconds)))
        self._patient = Worker(command, limits)
        self._quick_lane, self._slow_lane = threading.Lock(), threading.Lock()
        self._places = threading.BoundedSemaphore(WAITING)
        self._slow: OrderedDict[str, None] = OrderedDict()
        self._closed = False

    def run(self, file: str, work: Callable[[Worker], Value]) -> Value:
        """What `work` gives for a file, which is called anything; it may be done again by the patient worker.

        Raises what it raises, and `FileRefused` (`busy`; `crashed` once it is closed).
        """
        if file not in self._slow:
            with self._open(self._quick_lane):
                try:
                    # Somebody who waited here may have asked for a file that has turned out to be slow meanwhile.
                    if file not in self._slow:
                        return work(self._quick)
                except FileRefused as refused:
                    if refused.code != "timeout":
                        raise
                    self._remember(file)
        with self._place(), self._open(self._slow_lane):
            return work(self._patient)

    def close(self) -> None:
        """End the children, in the middle of what they do; whoever waits for them is told so."""
        self._closed = True
        for worker, lane in ((self._quick, self._quick_lane), (self._patient, self._slow_lane)):
            while not lane.acquire(timeout=0.05):
                worker.interrupt()  # again: a child may have been about to start
            worker.close()
            lane.release()

    def _remember(self, file: str) -> None:
        self._slow[file] = None
        while len(self._slow) > REMEMBERED:
            self._slow.popitem(last=False)

    @contextmanager
    def _open(self, lane: threading.Lock) -> Iterator[None]:
        """A lane for oneself, unless everything ends: whoever has waited must not start a child then."""
        with lane:
            if self._closed:
                raise FileRefused("crashed", "the program ends: nothing is read any more")
            yield

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise FileRefused("busy", "other files that take long are being looked at: try again in a moment")
        try:
            yield
        finally:
            self._places.release()
