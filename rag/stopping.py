"""Giving up what nobody waits for: the signal is looked at between any two steps that take a while.

A step between two looks is to take well under a second, also for the longest question that is accepted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock

from rag.errors import Stopped

StopSignal = Event
"""Set by whoever does not want to wait any more."""

LOOK_SECONDS = 0.1
"""How often somebody who waits for another thread looks whether that is still wanted."""


def go_on(stop: StopSignal | None) -> None:
    """Raises `Stopped` where the signal is set."""
    if stop is not None and stop.is_set():
        raise Stopped("it was stopped before it was answered: ask again")


@contextmanager
def held(lock: Lock, stop: StopSignal | None) -> Iterator[None]:
    """The lock, which another thread may hold for long. Raises `Stopped` where the signal is set meanwhile."""
    go_on(stop)
    while not lock.acquire(timeout=LOOK_SECONDS):
        go_on(stop)
    try:
        yield
    finally:
        lock.release()
