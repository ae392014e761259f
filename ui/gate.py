"""How many questions are answered at once and how many may wait; the rest is told at once that the program is busy."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from rag.errors import Busy

Result = TypeVar("Result")


class Gate:
    """Admits `at_once` questions to threads of their own and lets `waiting` more wait. Used from one event loop."""

    def __init__(self, at_once: int = 2, waiting: int = 20) -> None:
        self._room = at_once + waiting
        self._inside = 0
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="preuve-ask")

    @property
    def inside(self) -> int:
        """Questions that are being answered or wait."""
        return self._inside

    @contextmanager
    def entry(self) -> Iterator[None]:
        """A place inside, as long as the block runs. Raises `Busy` where there is none."""
        if self._inside >= self._room:
            raise Busy(f"{self._inside} questions are being answered or wait: ask again in a moment")
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1

    async def run(self, work: Callable[[], Result]) -> Result:
        """The result of `work`, done in a thread as soon as one is free."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def close(self) -> None:
        """Forget what waits; what runs is not waited for."""
        self._threads.shutdown(wait=False, cancel_futures=True)
