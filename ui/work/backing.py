"""The backups that a running server makes of its store by itself."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime
from typing import Protocol, Self

from rag.errors import StoreProblem

_log = logging.getLogger(__name__)

LOOK_SECONDS = 600.0
"""How often it is looked whether a backup is due: a machine that sleeps counts no seconds."""


class Shelf(Protocol):
    """What is needed of `ui.store.backups.Backups`."""

    def due(self, now: datetime) -> bool: ...

    def make(self) -> object: ...


class Backing:
    """Makes the backups of a shelf as they become due, in a thread of its own; use it as a context manager.

    One that fails is told in the log, and tried again.
    """

    def __init__(self, shelf: Shelf, seconds: float = LOOK_SECONDS) -> None:
        self._shelf = shelf
        self._seconds = seconds
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="preuve-backups", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        # A backup that is being made is a draft until it is whole: nobody has to wait for it.
        self._over.set()

    def _run(self) -> None:
        while not self._over.is_set():
            try:
                if self._shelf.due(datetime.now(UTC)):
                    self._shelf.make()
            except StoreProblem as problem:
                _log.warning("preuve: no backup was made: %s", problem)
            self._over.wait(self._seconds)
