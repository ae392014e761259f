"""How many questions are answered at once and how many may wait; the rest is told at once that the program is busy."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import TypeVar

from rag.errors import Busy, Stopped, TooOften
from rag.stopping import StopSignal
from ui.work.limits import Limit

Result = TypeVar("Result")

_GIVEN_UP = "the question was stopped before it was answered: ask again"


class Place:
    """The place of one question inside of a gate, in one of its threads as soon as one is free.

    Setting `stop` asks what is at work to end. The place is free again (`freed` is called, in the event loop) when its
    work has ended: neither later, for somebody who is slow to take the answer, nor sooner, since a thread that still
    works for somebody who is gone is not free for somebody else.
    """

    def __init__(self, threads: ThreadPoolExecutor, freed: Callable[[], None]) -> None:
        self.stop = StopSignal()
        self._threads = threads
        self._freed = freed
        self._loop = asyncio.get_running_loop()
        self._gone: asyncio.Future[None] = self._loop.create_future()
        self._job: Future[None] | None = None
        self._given_up = False

    def give_up(self) -> None:
        """Nobody waits any more: the work ends soon, or does not begin; what awaits the place raises `Stopped`.

        May be called from any thread, and more than once.
        """
        self._given_up = True
        self.stop.set()
        self._in_loop(self._end)

    def leave(self) -> None:
        """Whoever was in it is gone; a place with no work in it is free."""
        if self._job is None:
            self._freed()

    async def until(self, coming: Awaitable[Result]) -> Result:
        """What is awaited; raises `Stopped` where the place is given up before."""
        task = asyncio.ensure_future(coming)
        try:
            await asyncio.wait((task, self._gone), return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                return task.result()
            raise Stopped(_GIVEN_UP)
        finally:
            task.cancel()

    async def stream(self, work: Callable[[], Iterator[Result]]) -> AsyncGenerator[Result]:
        """What `work` yields, as it comes. Raises what it raises, and `Stopped`; whoever ends this gives the place up.

        To be called once.
        """
        arrived: asyncio.Queue[tuple[Result] | None] = asyncio.Queue()

        def pump() -> None:
            try:
                for item in work():
                    if self.stop.is_set():
                        break
                    self._in_loop(arrived.put_nowait, (item,))
            finally:
                self._in_loop(arrived.put_nowait, None)

        job = self._job = self._threads.submit(pump)
        job.add_done_callback(lambda _: self._in_loop(self._freed))
        try:
            while (item := await self.until(arrived.get())) is not None:
                yield item[0]
            await self.until(asyncio.wrap_future(job))
            if self._given_up:  # and the work has seen it before what awaits the place was told
                raise Stopped(_GIVEN_UP)
        finally:
            self.stop.set()
            self._end()

    def _end(self) -> None:
        if self._job is not None:
            self._job.cancel()
        if not self._gone.done():
            self._gone.set_result(None)

    def _in_loop(self, react: Callable[..., None], *values: object) -> None:
        with suppress(RuntimeError):  # the server has ended, and its loop with it
            self._loop.call_soon_threadsafe(react, *values)


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
    def entry(self, person: int) -> Iterator[Place]:
        """A place inside, until its work has ended, or else the block.

        Raises `TooOften` where this person has asked too many questions lately, and `Busy` where there is no place.
        """
        if seconds := self._often.wait(person):
            raise TooOften(f"more than {self._often.count} questions in a minute: ask again in {seconds} s", seconds)
        if self._inside >= self._room:
            raise Busy(f"{self._inside} questions are being answered or wait: ask again in a moment")
        self._often.count_one(person)
        place = Place(self._threads, self._free)
        self._inside += 1
        try:
            yield place
        finally:
            place.leave()

    def _free(self) -> None:
        self._inside -= 1
