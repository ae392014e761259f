"""A circuit breaker: a server that keeps failing is left alone for a while."""

from __future__ import annotations

import threading
import time

from rag.chat.words import failure


class Breaker:
    """Stops calling a server that keeps failing, for a while."""

    def __init__(self, failures: int, pause: float) -> None:
        """Opens after so many failures in a row, for `pause` seconds."""
        self._most = failures
        self._pause = pause
        self._lock = threading.Lock()
        self._failures = 0
        self._until = 0.0

    def admit(self, name: str) -> None:
        """Raises `ModelError` while no call is made."""
        with self._lock:
            left = self._until - time.monotonic()
            if left > 0:
                raise failure("resting", name, self._failures, f"{left:.0f}")

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= self._most:
                self._until = time.monotonic() + self._pause

    def succeeded(self) -> None:
        with self._lock:
            self._failures = 0
            self._until = 0.0
