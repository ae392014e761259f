"""Costly work of many senders: one piece at a time, and one sender after the other."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from rag.errors import Busy

T = TypeVar("T")

SENDERS = 16
"""Senders that wait at once; a password takes about 0.1 s, so that nobody waits for much more than a second."""


class Turns:
    """Whoever sends much waits for themselves alone: each sender in turn gets one piece done. For one event loop."""

    def __init__(self, name: str) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self._working = False

    async def run(self, sender: str, work: Callable[..., T], *arguments: Any) -> T:
        """What `work` gives, in a thread, when it is the turn of `sender`. Raises `Busy` where too many wait."""
        await self._turn(sender)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work, *arguments)
        finally:
            self._pass_on()

    async def _turn(self, sender: str) -> None:
        if not self._working:
            self._working = True
            return
        if sender not in self._waiting and len(self._waiting) >= SENDERS:
            raise Busy("too many are waiting: try again in a moment")
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(sender, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():
                self._pass_on()  # it had come already
            raise

    def _pass_on(self) -> None:
        """It is the turn of the sender who waits longest; whoever has more to do comes last after that."""
        while self._waiting:
            sender, turns = self._waiting.popitem(last=False)
            turn = turns.popleft()
            if turns:
                self._waiting[sender] = turns
            if not turn.done():
                turn.set_result(None)
                return
        self._working = False
