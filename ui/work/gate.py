"""How many questions are answered at once and how many may wait; the rest is told at once that the program is busy."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from rag.errors import Busy, TooOften
from ui.work.limits import Limit

Result = TypeVar("Result")


class Gate:
    """Admits `at_once` questions to threads of their own and lets `waiting` more wait.

    One person may ask `a_minute` questions in a minute. Used from one event loop.
    """

    def __init__(self, a_minute: int, at_once: int = 2, waiting: int = 20) -> None:
        self._often = Limit(a_minute, 60.0)
        self._room = at_once + waiting
        self._inside = 0
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="preuve-ask")

    @property
    def inside(self) -> int:
        """Questions that are being answered or wait."""
        return self._inside

    @contextmanager
    def entry(self, person: int) -> Iterator[None]:
        """A place inside, as long as the block runs.

        Raises `TooOften` where this person has asked too many questions lately, and `Busy` where there is no place.
        """
        if seconds := self._often.wait(person):
            raise TooOften(f"more than {self._often.count} questions in a minute: ask again in {seconds} s", seconds)
        if self._inside >= self._room:
            raise Busy(f"{self._inside} questions are being answered or wait: ask again in a moment")
        self._often.count_one(person)
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1

    async def stream(self, work: Callable[[], Iterator[Result]]) -> AsyncIterator[Result]:
        """What `work` yields, as it comes; `work` runs in a thread as soon as one is free. Raises what it raises."""
        loop = asyncio.get_running_loop()
        arrived: asyncio.Queue[tuple[Result] | None] = asyncio.Queue()

        def pump() -> None:
            try:
                for item in work():
                    loop.call_soon_threadsafe(arrived.put_nowait, (item,))
            finally:
                loop.call_soon_threadsafe(arrived.put_nowait, None)

        running = loop.run_in_executor(self._threads, pump)
        while (item := await arrived.get()) is not None:
            yield item[0]
        await running
