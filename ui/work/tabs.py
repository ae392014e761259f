"""Whose each tab is, and of how many of them the server keeps anything: 0.2 MB each."""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

OF_A_PERSON = 100
"""Tabs of a person of which the server knows anything; with more, all of that person's oldest is forgotten."""

CLOSED = 50
"""Closed tabs of all people that are still known, in case that one comes back whose connection was lost for a while."""


class Tabs:
    """The tabs of a server, each of the person who used it first.

    `forget` is told the name of a tab that is nobody's any more, so that its state does not outlive its owner's claim.
    Used from one event loop.
    """

    def __init__(self, forget: Callable[[str], object] = lambda _: None) -> None:
        self._forget = forget
        self._owners: dict[str, int] = {}
        self._of: defaultdict[int, OrderedDict[str, None]] = defaultdict(OrderedDict)
        self._open: Counter[str] = Counter()
        self._closed: OrderedDict[str, None] = OrderedDict()

    def belongs(self, tab: str, person: int) -> bool:
        """Whether a tab that a person uses was not first somebody else's."""
        if self._owners.setdefault(tab, person) != person:
            return False
        own = self._of[person]
        own[tab] = None
        own.move_to_end(tab)
        if len(own) > OF_A_PERSON:
            self._drop(next(iter(own)))
        return True

    @contextmanager
    def opened(self, tab: str) -> Iterator[None]:
        """Inside of it, the browser holds a connection that says that a tab is open."""
        self._open[tab] += 1
        self._closed.pop(tab, None)
        try:
            yield
        finally:
            self._open[tab] -= 1
            if not self._open[tab]:
                del self._open[tab]
                self._close(tab)

    def _close(self, tab: str) -> None:
        if tab not in self._owners:
            return
        self._closed[tab] = None
        if len(self._closed) > CLOSED:
            self._drop(next(iter(self._closed)))

    def _drop(self, tab: str) -> None:
        person = self._owners.pop(tab)
        del self._of[person][tab]
        if not self._of[person]:
            del self._of[person]
        self._closed.pop(tab, None)
        self._forget(tab)
