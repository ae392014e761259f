"""A place inside of the gate is taken exactly as long as its work goes on."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from rag.errors import Busy, Stopped
from ui.work.gate import Gate


class Stubborn:
    """Work that yields one thing and then ends when it is let go, whatever the signal says."""

    def __init__(self) -> None:
        self.begun = 0
        self.go = threading.Event()

    def __call__(self) -> Iterator[str]:
        self.begun += 1
        yield "begun"
        assert self.go.wait(30)
        yield "ended"


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.005)


async def test_a_thread_that_still_works_is_not_free_and_counts_once() -> None:
    gate, work = Gate(100, at_once=1, waiting=1), Stubborn()
    with gate.entry(0) as place:
        stream = place.stream(work)
        assert await anext(stream) == "begun"
        await stream.aclose()
        assert place.stop.is_set()
    assert gate.inside == 1
    with gate.entry(0) as second:
        assert gate.inside == 2
        with pytest.raises(Busy), gate.entry(0):
            raise AssertionError("there is no room")
        waiting = asyncio.ensure_future(anext(second.stream(lambda: iter(["now"]))))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        work.go.set()
        assert await asyncio.wait_for(waiting, 20) == "now"
    await until(lambda: gate.inside == 0)


async def test_what_waits_and_is_given_up_frees_its_place_at_once_and_never_begins() -> None:
    gate, first, second = Gate(100, at_once=1, waiting=5), Stubborn(), Stubborn()
    with gate.entry(0) as place:
        stream = place.stream(first)
        await anext(stream)
        with gate.entry(0) as other:
            waiting = asyncio.ensure_future(anext(other.stream(second)))
            await asyncio.sleep(0.05)
            assert gate.inside == 2
            other.give_up()
            with pytest.raises(Stopped):
                await asyncio.wait_for(waiting, 20)
        await until(lambda: gate.inside == 1)
        first.go.set()
        assert [item async for item in stream] == ["ended"]
    await until(lambda: gate.inside == 0)
    assert second.begun == 0


async def test_whoever_is_slow_to_take_an_answer_holds_no_place() -> None:
    gate = Gate(100, at_once=1, waiting=0)
    with gate.entry(0) as place:
        stream = place.stream(lambda: iter(range(1000)))
        assert await anext(stream) == 0
        await until(lambda: gate.inside == 0)
        with gate.entry(0) as other:
            assert [item async for item in other.stream(lambda: iter("x"))] == ["x"]
        assert [item async for item in stream] == list(range(1, 1000))


async def test_work_that_looks_at_the_signal_ends_and_no_other_item_is_asked_of_it() -> None:
    gate, given = Gate(100, at_once=1, waiting=0), []

    def endless() -> Iterator[int]:
        for number in range(10**9):
            given.append(number)
            yield number
            time.sleep(0.001)

    with gate.entry(0) as place:
        stream = place.stream(endless)
        await anext(stream)
        place.give_up()
        with pytest.raises(Stopped):
            async for _ in stream:
                pass
    await until(lambda: gate.inside == 0)
    count = len(given)
    await asyncio.sleep(0.05)
    assert len(given) == count


async def test_a_place_is_given_up_from_another_thread_while_anything_is_awaited() -> None:
    gate = Gate(100, at_once=1, waiting=0)
    never: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    with gate.entry(0) as place:
        threading.Timer(0.05, place.give_up).start()
        with pytest.raises(Stopped):
            await asyncio.wait_for(place.until(asyncio.shield(never)), 20)
        assert not never.done()
        place.give_up()
        with pytest.raises(Stopped):
            await anext(place.stream(lambda: iter("x")))
    await until(lambda: gate.inside == 0)


async def test_a_place_without_work_is_free_at_the_end_of_its_block() -> None:
    gate = Gate(100, at_once=1, waiting=0)
    for _ in range(3):
        with gate.entry(0):
            assert gate.inside == 1
        assert gate.inside == 0
