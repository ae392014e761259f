"""Questions that are tried before they are offered: one at a time for everybody, and only while nobody asks any."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from rag.about.questions import Raised
from rag.answers import Answer, Certainty
from rag.errors import PreuveError
from rag.stopping import StopSignal
from ui.work.gate import Gate

OFFERED = 3
"""Questions that are offered at most."""
TRIED = 10
"""Questions that are tried at most for these."""
SECONDS = 30.0
"""Longest time for all of them, waiting included."""
WAITING = 8
"""Tabs that wait for their turn; beyond, a tab gets no questions."""
PAUSE = 0.1
"""Seconds between two looks whether somebody still waits for an answer."""

Try = Callable[[str, StopSignal], Answer | None]
"""What the documents answer to a question; see `rag.assistant.Assistant.tried`."""


class Tries:
    """Tries questions in a thread of its own; what people ask goes first (`gate`)."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="preuve-tries")
        self._inside = 0

    def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def answered(self, coming: Callable[[], Sequence[Raised]], ask: Try, stop: StopSignal) -> list[str]:
        """Those of the questions that `coming` gives which are answered where they should be; few, and soon.

        Setting `stop` ends it. To be called in the event loop.
        """
        if self._inside >= WAITING:
            return []
        self._inside += 1
        try:
            return await asyncio.wrap_future(
                self._thread.submit(self._try, coming, ask, stop, time.monotonic() + SECONDS)
            )
        finally:
            self._inside -= 1

    def _try(self, coming: Callable[[], Sequence[Raised]], ask: Try, stop: StopSignal, until: float) -> list[str]:
        found: list[str] = []
        with suppress(PreuveError):  # what is wrong with the documents is told where somebody asks
            for raised in coming()[:TRIED] if self._free(stop, until) else ():
                if len(found) == OFFERED or not self._free(stop, until):
                    break
                if answers(raised, ask(raised.question, stop)):
                    found.append(raised.question)
        return [] if stop.is_set() else found

    def _free(self, stop: StopSignal, until: float) -> bool:
        """Whether to go on, which waits as long as somebody's question is being answered."""
        while self._gate.inside and time.monotonic() < until and not stop.wait(PAUSE):
            pass
        return not stop.is_set() and time.monotonic() < until


def answers(raised: Raised, answer: Answer | None) -> bool:
    """Whether an answer is likely one, and cites what raised the question."""
    if answer is None or answer.certainty in (None, Certainty.MAYBE):
        return False
    return any(
        citation.file == raised.file and citation.start < raised.span.end and raised.span.start < citation.end
        for sentence in answer.sentences
        for citation in sentence.citations
    )
