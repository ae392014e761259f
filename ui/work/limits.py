"""How often something may happen in a time, for each of many keys."""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from collections.abc import Hashable

KEYS = 10_000
"""Keys that are remembered at most; beyond that, those go for which nothing happened lately."""


class Limit:
    """At most `count` events within `seconds`, for each key. Not for several threads."""

    def __init__(self, count: int, seconds: float) -> None:
        self.count = count
        self.seconds = seconds
        self._events: dict[Hashable, deque[float]] = defaultdict(deque)

    def wait(self, key: Hashable) -> int:
        """Whole seconds until another event is allowed; 0 where one is now."""
        now = time.monotonic()
        events = self._fresh(key, now)
        return 0 if len(events) < self.count else max(1, math.ceil(events[0] + self.seconds - now))

    def count_one(self, key: Hashable) -> None:
        """An event has happened."""
        now = time.monotonic()
        if len(self._events) >= KEYS:
            for old in [each for each in self._events if not self._fresh(each, now)]:
                del self._events[old]
        self._fresh(key, now).append(now)

    def take_back(self, key: Hashable) -> None:
        """The latest event of a key counts no more."""
        if events := self._events.get(key):
            events.pop()

    def forget(self, key: Hashable) -> None:
        """The events of a key count no more."""
        self._events.pop(key, None)

    def _fresh(self, key: Hashable, now: float) -> deque[float]:
        events = self._events[key]
        while events and events[0] <= now - self.seconds:
            events.popleft()
        return events
