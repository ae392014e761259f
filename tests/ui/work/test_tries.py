"""Trying questions costs nobody anything: few, soon, one at a time, and after those who ask."""

from __future__ import annotations

import asyncio
import threading
import time

from rag.about.questions import Raised
from rag.answers import Answer
from rag.errors import IndexMissing
from rag.stopping import StopSignal
from rag.types import Span
from tests.fixtures.memory_assistant import MemoryAssistant, document
from ui.work import tries
from ui.work.gate import Gate
from ui.work.tries import OFFERED, TRIED, Tries

TEXT = "The committee reviews every model. The harbour opened long ago.\n"
MEMORY = MemoryAssistant([document("a.txt", TEXT)])
REVIEWS = Raised("Which committee reviews a model?", "a.txt", Span(0, 34))
CUP = Raised("Who won the cup?", "a.txt", Span(0, 34))
ELSEWHERE = Raised("When was the harbour opened long ago?", "a.txt", Span(0, 34))


def ask(question: str, stop: StopSignal) -> Answer | None:
    return MEMORY.tried(question)


async def found(gate: Gate, *coming: Raised, asking: tries.Try = ask, stop: StopSignal | None = None) -> list[str]:
    trying = Tries(gate)
    try:
        return await trying.answered(lambda: coming, asking, stop or StopSignal())
    finally:
        trying.close()


async def test_what_is_not_answered_or_by_something_else_is_left_out() -> None:
    assert await found(Gate(100), CUP, REVIEWS, ELSEWHERE) == [REVIEWS.question]


async def test_few_are_offered_and_few_are_tried() -> None:
    assert len(await found(Gate(100), *[REVIEWS] * 9)) == OFFERED
    asked: list[str] = []

    def count(question: str, stop: StopSignal) -> Answer | None:
        asked.append(question)
        return None

    assert await found(Gate(100), *[CUP] * 99, asking=count) == []
    assert len(asked) == TRIED


async def test_who_asks_goes_first_and_what_takes_too_long_is_given_up(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    gate = Gate(100)
    with gate.entry(1):
        waiting = asyncio.ensure_future(found(gate, REVIEWS))
        await asyncio.sleep(0.3)
        assert not waiting.done()
    assert await waiting == [REVIEWS.question]
    monkeypatch.setattr(tries, "SECONDS", 0.3)
    with gate.entry(1):
        began = time.monotonic()
        assert await found(gate, REVIEWS) == []
    assert time.monotonic() - began < 2


async def test_it_ends_when_it_is_stopped() -> None:
    stop, began = StopSignal(), threading.Event()

    def slow(question: str, stop: StopSignal) -> Answer | None:
        began.set()
        stop.wait(20)
        return MEMORY.tried(question)

    waiting = asyncio.ensure_future(found(Gate(100), REVIEWS, asking=slow, stop=stop))
    await asyncio.to_thread(began.wait, 20)
    stop.set()
    assert await waiting == []


async def test_where_the_documents_cannot_be_asked_nothing_is_offered() -> None:
    def broken(question: str, stop: StopSignal) -> Answer | None:
        raise IndexMissing("gone")

    assert await found(Gate(100), REVIEWS, asking=broken) == []


async def test_many_tabs_do_not_heap_up() -> None:
    trying, stop = Tries(Gate(100)), StopSignal()

    def slow(question: str, stop: StopSignal) -> Answer | None:
        stop.wait(20)
        return None

    waiting = [asyncio.ensure_future(trying.answered(lambda: [REVIEWS], slow, stop)) for _ in range(tries.WAITING)]
    await asyncio.sleep(0.1)
    assert await trying.answered(lambda: [REVIEWS], ask, StopSignal()) == []
    stop.set()
    assert await asyncio.gather(*waiting) == [[]] * tries.WAITING
    trying.close()
