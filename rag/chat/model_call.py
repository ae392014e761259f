"""One call of a chat model with its retries, as a task of an event loop.

Limits on time and length are kept here, not left to the providers' packages, which differ. Their own retries are
switched off.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from rag.answers import Cause
from rag.chat.dialects.chunks import Ended, arrived, ended
from rag.chat.dialects.citations import Citing, pieces
from rag.chat.dialects.envelopes import Envelope
from rag.chat.dialects.marks import WITHDRAWN
from rag.chat.dialects.thoughts import ThoughtFilter
from rag.chat.limits import Limits
from rag.chat.model_errors import LOADING, Judgement, Server, judged
from rag.chat.quirks import CITATIONS, Quirks
from rag.chat.words import failure
from rag.errors import ModelError
from rag.events import Waiting

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

Said = str | Cause | Waiting | Citing
"""What a call gives out: text, what has to be known of the answer, that somebody waits, or what text is cited from."""

Build = Callable[[Quirks], "BaseChatModel"]
"""Makes the object that a server with these quirks is asked through."""

_LOOP_PERIOD = 80  # characters that a text may repeat over and over before it counts as caught in a loop
_LOOP_LENGTH = 800
_LOADING_PAUSE = 1.0  # seconds between two looks whether a server has loaded its model
_TOLD = 1.0  # seconds from which on a pause before another attempt is told


@asynccontextmanager
async def _within(seconds: float, problem: ModelError) -> AsyncIterator[None]:
    """Raises `ModelError` where it takes longer.

    asyncio's own `TimeoutError` does not come where a provider's package has left a cancellation of its own behind.
    """
    try:
        async with asyncio.timeout(seconds) as limit:
            yield
    except (TimeoutError, asyncio.CancelledError):
        if not limit.expired():
            raise
        raise problem from None


class _Again(Exception):
    """The server has a quirk that is known now: ask again."""


class Call:
    """One call with its retries, run in an event loop; `out` takes what is said, then an error or `None`.

    `quirks` are those of the server, as far as they are known; what the call finds out is added. `cited` are messages
    for a provider that cites by itself, sent in the place of `messages` as long as it does not refuse that. `sent` are
    those that were sent last, and `usage` is what the provider has counted, by LangChain's names.
    """

    def __init__(
        self,
        build: Build,
        messages: list[BaseMessage],
        limits: Limits,
        quirks: Quirks,
        server: Server,
        describe: Callable[[BaseException], str],
        options: Mapping[str, Any] | None = None,
        cited: Sequence[BaseMessage] = (),
    ) -> None:
        self._build = build
        self._messages = messages
        self._cited = list(cited)
        self.sent: list[BaseMessage] = messages
        self.usage: Mapping[str, Any] = {}
        self._limits = limits
        self.quirks = quirks
        self._server = server
        self._describe = describe
        self._options = dict(options or {})  # of this call alone
        self._characters = 0
        self._tail = ""
        self._late = failure("late", limits.total)
        self._until = time.monotonic() + limits.total
        self._patient = time.monotonic() + limits.first
        self.out: SimpleQueue[Said | ModelError | None] = SimpleQueue()

    async def run(self) -> None:
        # Somebody may be waiting for the last word, whatever ends the call.
        last: ModelError | None = failure("given up")
        try:
            async with _within(self._limits.total, self._late):
                await self._attempts()
            last = None if self._characters else failure("nothing")
        except ModelError as error:
            last = error
        finally:
            self.out.put(last)

    async def _attempts(self) -> None:
        attempt = 0
        while True:
            try:
                return await self._attempt()
            except ModelError:
                raise
            except _Again:
                continue
            except Exception as error:  # noqa: BLE001, each provider raises errors of its own
                found = judged(error, self._server, self.quirks.refused, self._describe)
            if found.parameter and not self._characters:
                self.quirks = self.quirks.without(found.parameter)
                continue
            attempt += found.error.code != LOADING
            await self._pause(found, attempt)

    async def _pause(self, found: Judgement, attempt: int) -> None:
        """Wait before another attempt, or raise what speaks against one; its cause may hold a key."""
        if self._characters:
            raise (failure("broken") if found.error.code == "unreachable" else found.error) from None
        if found.error.code == LOADING:
            if time.monotonic() > self._patient:
                raise found.error from None
            wait = min(_LOADING_PAUSE, self._limits.first / 4)
        elif not found.again or attempt > self._limits.retries:
            raise found.error from None
        else:
            wait = self._limits.backoff * 2 ** (attempt - 1) * random.uniform(0.5, 1.5)  # noqa: S311, to spread retries
            if found.after is not None:
                wait = min(max(found.after, wait), self._limits.retry_after)
        if wait >= _TOLD:
            self.out.put(Waiting(round(wait), Cause(found.error.code, found.error.values)))
        await asyncio.sleep(wait)

    async def _attempt(self) -> None:
        thoughts, envelope = ThoughtFilter(self.quirks.closes_alone), Envelope()
        patience, waiting = self._limits.first, True
        end: Ended | None = None
        chat, cites = self._build(self.quirks), bool(self._cited) and CITATIONS not in self.quirks.refused
        self.sent = self.quirks.fitted(self._cited if cites else self._messages)
        async with aclosing(chat.astream(self.sent, **self._options)) as stream:  # type: ignore[type-var]
            while True:
                async with _within(patience, failure("silent" if waiting else "stalled", patience)):
                    chunk = await anext(stream, None)
                # `asyncio.wait_for` of Python 3.11, which providers' packages use, drops a cancellation that comes
                # together with a chunk.
                if time.monotonic() > self._until:
                    raise self._late
                if chunk is None:
                    break
                if arrived(chunk):
                    patience, waiting = self._limits.idle, False
                end = end or ended(chunk)
                self.usage = getattr(chunk, "usage_metadata", None) or self.usage
                for text in self._texts(chunk, cites):
                    left = thoughts.feed(text)
                    if left.startswith(WITHDRAWN):
                        envelope = Envelope()
                        self._withdraw()
                    self._write(envelope.feed(left.removeprefix(WITHDRAWN)))
                if thoughts.closed_alone:
                    self.quirks = replace(self.quirks, closes_alone=True)
        self._write(envelope.feed(thoughts.finish()) + envelope.finish())
        self._told(end, thoughts.called or envelope.called)

    def _texts(self, chunk: Any, cites: bool) -> Iterator[str]:
        """The text of a chunk; what a provider that cites says of it is given out before it."""
        if not cites:
            yield str(chunk.text)
            return
        for piece in pieces(chunk.content):
            if isinstance(piece, str):
                yield piece
            else:
                self.out.put(piece)

    def _told(self, end: Ended | None, called: bool) -> None:
        """What the end of a model means for the answer. Raises `ModelError` where there is none, `_Again` to retry."""
        room = self._limits.thinking if self.quirks.thinks else self._limits.tokens
        if self._characters:
            if end is Ended.LENGTH:
                self.out.put(Cause("cut", (str(room),)))
            elif end is Ended.FILTER:
                self.out.put(Cause("filter ended"))
            return
        if end is Ended.LENGTH and not self.quirks.thinks:
            self.quirks = replace(self.quirks, thinks=True)
            raise _Again
        if end is Ended.LENGTH:
            raise failure("thought", room)
        if end is Ended.FILTER:
            raise failure("filtered")
        if end is Ended.CALL or called:
            raise failure("called")

    def _withdraw(self) -> None:
        self._characters, self._tail = 0, ""
        self.out.put(WITHDRAWN)

    def _write(self, text: str) -> None:
        if not self._characters:
            text = text.lstrip()
        if not text:
            return
        kept = text[: self._limits.characters - self._characters]
        self._characters += len(kept)
        self.out.put(kept)
        if len(kept) < len(text):
            raise failure("long", self._limits.characters)
        self._tail = (self._tail + kept)[-_LOOP_LENGTH:]
        period = self._tail.find(self._tail[:_LOOP_PERIOD], 1, 2 * _LOOP_PERIOD)
        if len(self._tail) == _LOOP_LENGTH and period > 0 and self._tail[period:] == self._tail[:-period]:
            raise failure("repeats")
