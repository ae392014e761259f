"""One call of a chat model with its retries, as a task of an event loop.

Limits on time and length are kept here, not left to the providers' packages, which differ. Their own retries are
switched off.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TYPE_CHECKING

from rag.chat.model_errors import judged
from rag.chat.thoughts import WITHDRAWN, ThoughtFilter
from rag.errors import ModelError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

_LOOP_PERIOD = 80  # characters that a text may repeat over and over before it counts as caught in a loop
_LOOP_LENGTH = 800


@dataclass(frozen=True, slots=True)
class Limits:
    """What one call may take.

    Seconds until the first text, between two pieces of text, and in all; retries after the first attempt, seconds
    before the first retry (doubled for each more) and the longest `Retry-After` that is waited for; characters of an
    answer and tokens that the server is asked for; failed calls in a row after which no call is made for `pause`
    seconds.
    """

    first: float = 30.0
    idle: float = 20.0
    total: float = 120.0
    retries: int = 3
    backoff: float = 0.5
    retry_after: float = 20.0
    characters: int = 16_000
    tokens: int = 1024
    failures: int = 5
    pause: float = 30.0


@asynccontextmanager
async def _within(seconds: float, problem: str) -> AsyncIterator[None]:
    """Raises `ModelError` where it takes longer.

    asyncio's own `TimeoutError` does not come where a provider's package has left a cancellation of its own behind.
    """
    try:
        async with asyncio.timeout(seconds) as limit:
            yield
    except (TimeoutError, asyncio.CancelledError):
        if not limit.expired():
            raise
        raise ModelError(problem) from None


class Call:
    """One call with its retries, run in an event loop; `out` takes text, then an error or `None`."""

    def __init__(
        self,
        chat: BaseChatModel,
        messages: list[BaseMessage],
        limits: Limits,
        describe: Callable[[BaseException], str],
        closes_alone: bool,
    ) -> None:
        self._chat = chat
        self._messages = messages
        self._limits = limits
        self._describe = describe
        self.closes_alone = closes_alone
        self._characters = 0
        self._tail = ""
        self._late = f"the model did not finish within {limits.total:g} s"
        self._until = time.monotonic() + limits.total
        self.out: SimpleQueue[str | ModelError | None] = SimpleQueue()

    async def run(self) -> None:
        # Somebody may be waiting for the last word, whatever ends the call.
        last: ModelError | None = ModelError("the call of the model was given up")
        try:
            async with _within(self._limits.total, self._late):
                await self._attempts()
            last = None if self._characters else ModelError("the model gave no usable answer: it wrote nothing")
        except ModelError as error:
            last = error
        finally:
            self.out.put(last)

    async def _attempts(self) -> None:
        for attempt in range(self._limits.retries + 1):
            try:
                return await self._attempt()
            except ModelError:
                raise
            except Exception as error:  # noqa: BLE001, each provider raises errors of its own
                problem, again, after = judged(error, self._describe)
                if not again or self._characters or attempt == self._limits.retries:
                    raise problem from None  # the cause may hold a key
            wait = self._limits.backoff * 2**attempt * random.uniform(0.5, 1.5)  # noqa: S311, only to spread retries
            await asyncio.sleep(wait if after is None else min(max(after, wait), self._limits.retry_after))
        return None

    async def _attempt(self) -> None:
        thoughts = ThoughtFilter(self.closes_alone)
        patience = self._limits.first
        async with aclosing(self._chat.astream(self._messages)) as stream:  # type: ignore[type-var]
            while True:
                phase = "did not begin to answer" if patience == self._limits.first else "stopped writing"
                async with _within(patience, f"the model {phase} for {patience:g} s"):
                    chunk = await anext(stream, None)
                # `asyncio.wait_for` of Python 3.11, which providers' packages use, drops a cancellation that comes
                # together with a chunk.
                if time.monotonic() > self._until:
                    raise ModelError(self._late)
                if chunk is None:
                    break
                if chunk.content or chunk.additional_kwargs:
                    patience = self._limits.idle
                self._write(thoughts.feed(str(chunk.text)))
                self.closes_alone = self.closes_alone or thoughts.closed_alone
        self._write(thoughts.finish())

    def _write(self, text: str) -> None:
        if text.startswith(WITHDRAWN):
            text = text.removeprefix(WITHDRAWN)
            self._characters, self._tail = 0, ""
            self.out.put(WITHDRAWN)
        if not self._characters:
            text = text.lstrip()
        if not text:
            return
        kept = text[: self._limits.characters - self._characters]
        self._characters += len(kept)
        self.out.put(kept)
        if len(kept) < len(text):
            raise ModelError(f"the model wrote more than {self._limits.characters} characters and was stopped")
        self._tail = (self._tail + kept)[-_LOOP_LENGTH:]
        period = self._tail.find(self._tail[:_LOOP_PERIOD], 1, 2 * _LOOP_PERIOD)
        if len(self._tail) == _LOOP_LENGTH and period > 0 and self._tail[period:] == self._tail[:-period]:
            raise ModelError("the model repeats itself and was stopped")
