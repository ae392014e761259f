"""People who ask at once, through the API and through the page, and ask again where they are told that all are busy."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence

import httpx

from bench.soak.record import Asked, Record
from bench.soak.served import Served
from bench.soak.tab import Failed, Listeners, Tab, client_of

THOUGHT = (2.0, 8.0)
"""Seconds, at least and at most, between an answer and the next question of the same person."""

PATIENCE = 120.0
"""Seconds of repeating after which a question counts as never answered."""

AGAIN = 5.0
"""Seconds after which the page is asked again where all are busy; the API says by itself when."""

TALK = 6
"""Questions of a conversation on the page; then it is begun anew, as the state of a tab grows with it."""

Attempt = Callable[[str], Awaitable[float]]
"""Asks once: 0 where there was an answer, else after how many seconds to ask again."""


class Person:
    """Asks one question after the other until the time is over."""

    def __init__(self, number: int, questions: Sequence[str], record: Record, until: float) -> None:
        self._chance = random.Random(number)  # noqa: S311 - the same people every time
        self._questions = questions
        self._record = record
        self._until = until
        self._number = number

    async def by_api(self, client: httpx.AsyncClient) -> None:
        """Ask through `/api/ask`."""

        async def attempt(question: str) -> float:
            reply = await client.post("/api/ask", json={"question": question})
            if reply.status_code == httpx.codes.TOO_MANY_REQUESTS:
                return float(reply.headers["retry-after"])
            if reply.status_code != httpx.codes.OK:
                raise Failed(f"POST /api/ask gave {reply.status_code}: {reply.text[:200]}")
            return 0.0

        while time.monotonic() < self._until:
            await self._one(attempt)

    async def by_page(self, client: httpx.AsyncClient, listeners: Listeners) -> None:
        """Ask in a tab of the page."""
        async with Tab(client, listeners) as tab:

            async def attempt(question: str) -> float:
                return 0.0 if await tab.ask(question) else AGAIN

            asked = 0
            while time.monotonic() < self._until:
                await self._one(attempt)
                asked += 1
                if asked % TALK == 0:
                    await tab.renew()

    async def _one(self, attempt: Attempt) -> None:
        """Think, ask until there is an answer, and note how long that took."""
        await asyncio.sleep(self._chance.uniform(*THOUGHT))
        question, first = self._chance.choice(self._questions), time.monotonic()
        while True:
            began = time.monotonic()
            wait = await attempt(question)
            took = time.monotonic() - began
            if not wait:
                self._record.asked.append(Asked(began, took, began + took - first))
                return
            self._record.busy.append(took)
            if began - first > PATIENCE:
                self._record.errors.append(f"not answered within {PATIENCE:.0f} s: {question}")
                return
            await asyncio.sleep(wait + self._chance.uniform(0, 1))


async def crowd(server: Served, listeners: Listeners, questions: Sequence[str], record: Record, until: float) -> None:
    """Everybody asks until then, every second one on the page; what goes wrong is noted, and they begin again."""

    async def live(number: int, cookie: str) -> None:
        person = Person(number, questions, record, until)
        while time.monotonic() < until:
            try:
                async with client_of(server.url, cookie) as client:
                    await (person.by_page(client, listeners) if number % 2 else person.by_api(client))
            except (Failed, httpx.HTTPError) as problem:
                record.errors.append(f"{type(problem).__name__}: {problem}")
                await asyncio.sleep(1.0)

    await asyncio.gather(*(live(number, cookie) for number, cookie in enumerate(server.cookies)))
