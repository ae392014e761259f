"""The chat model: the one module that talks to one, through LangChain, and translates what goes wrong.

A call runs as a task of one event loop in a thread of its own, since only an asynchronous call can be given up at any
moment; whoever reads the answer reads a plain iterator. Limits on time and length are kept here, not left to the
providers' packages, which differ. Their own retries are switched off.
"""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from rag.breaker import Breaker
from rag.errors import ModelError, SettingError
from rag.model_errors import judged
from rag.redaction import redacted, secrets_of, without
from rag.thoughts import WITHDRAWN, ThoughtFilter

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

EXTRAS = {"openai": "openai", "ollama": "ollama", "anthropic": "anthropic", "mistralai": "mistral"}
"""Providers whose package an extra of this program installs."""

_POLL = 0.05  # seconds between looks at the stop signal while nothing arrives
_GRACE = 5.0  # seconds for a call to end after the whole time has passed
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


@dataclass(frozen=True, slots=True)
class Exchange:
    """One call for inspection: what was sent, what came back, and what went wrong; without the model's keys."""

    messages: tuple[tuple[str, str], ...]
    text: str
    seconds: float
    error: str | None


Record = Callable[[Exchange], None]


def open_model(name: str, url: str = "", limits: Limits | None = None, record: Record | None = None) -> ChatModel:
    """The model `provider:name`; `url` is the base URL of a server that speaks the provider's protocol.

    Keys come from the provider's own environment variable; a server at `url` may do without.

    Raises:
        SettingError: the name has no provider, the provider is unknown, its package or its key is missing.
    """
    limits = limits or Limits()
    provider, colon, rest = name.partition(":")
    if not (colon and provider and rest):
        raise SettingError(f"model is {name!r}: write provider:name, such as ollama:qwen3:4b or openai:gpt-5-mini")
    return ChatModel(name, _build(name, provider, url, limits), limits, record)


def _build(name: str, provider: str, url: str, limits: Limits) -> BaseChatModel:
    options = _options(provider, url, limits)
    try:
        return _constructed(name, provider, options)
    except SettingError as error:
        if not (url and provider == "openai" and "api_key" in str(error)):
            raise
    return _constructed(name, provider, options | {"api_key": "none"})


def _constructed(name: str, provider: str, options: dict[str, Any]) -> BaseChatModel:
    # Heavy, and needed only where a model is set.
    from langchain.chat_models import init_chat_model
    from langchain_core.language_models import BaseChatModel

    try:
        model = init_chat_model(name, **options)
    except ImportError:
        package = f"'preuve[{EXTRAS[provider]}]'" if provider in EXTRAS else f"langchain-{provider}"
        raise SettingError(f"model is {name!r}: its package is not installed; run: pip install {package}") from None
    except Exception as error:  # noqa: BLE001, each provider raises errors of its own
        # Without its cause, which may hold a key.
        raise SettingError(f"model is {name!r}: {redacted(str(error))}") from None
    if not isinstance(model, BaseChatModel):
        raise SettingError(f"model is {name!r}: it cannot be chosen while the program runs")
    return model


def _options(provider: str, url: str, limits: Limits) -> dict[str, Any]:
    if provider == "ollama":
        return {"temperature": 0.0, "num_predict": limits.tokens} | ({"base_url": url} if url else {})
    options: dict[str, Any] = {"max_tokens": limits.tokens, "max_retries": 0}
    if url:
        # Servers that know only the older name of the limit would write without end.
        extra = {"extra_body": {"max_tokens": limits.tokens}} if provider == "openai" else {}
        return options | {"base_url": url, "temperature": 0.0} | extra
    return options if provider == "openai" else options | {"temperature": 0.0}


class ChatModel:
    """A chat model with limits, retries and a circuit breaker; safe to use from several threads."""

    def __init__(
        self, name: str, chat: BaseChatModel, limits: Limits | None = None, record: Record | None = None
    ) -> None:
        self.name = name
        self._chat = chat
        self._limits = limits or Limits()
        self._record = record
        self._secrets = secrets_of(chat)
        self._closes_alone = False
        self._breaker = Breaker(self._limits.failures, self._limits.pause)

    def ask(self, messages: Sequence[BaseMessage], stop: threading.Event | None = None) -> str:
        """The whole answer. Raises `ModelError`."""
        return "".join(self.stream(messages, stop)).rpartition(WITHDRAWN)[2].strip()

    def stream(self, messages: Sequence[BaseMessage], stop: threading.Event | None = None) -> Iterator[str]:
        """The answer as it is written, without thoughts; closing the iterator or setting `stop` gives up the call.

        A piece that is `WITHDRAWN` says that all before it was a thought after all.

        Raises:
            ModelError: the model cannot be reached, breaks off, writes nothing usable or does not end; what was
                written until then has been given out.
        """
        self._breaker.admit(self.name)
        call = _Call(self._chat, list(messages), self._limits, self._described, self._closes_alone)
        started = time.monotonic()
        written: list[str] = []
        problem: ModelError | None = None
        task = asyncio.run_coroutine_threadsafe(call.run(), _event_loop())
        try:
            for text in _received(call.out, stop, started + self._limits.total + _GRACE):
                written.append(text)
                yield text
            if not (stop and stop.is_set()):
                self._breaker.succeeded()
        except ModelError as error:
            problem = error
            self._breaker.failed()
            raise
        finally:
            task.cancel()
            self._closes_alone = self._closes_alone or call.closes_alone
            if self._record:
                sent = tuple((message.type, without(self._secrets, str(message.text))) for message in messages)
                answer = without(self._secrets, "".join(written).replace(WITHDRAWN, "</think>"))
                seconds = time.monotonic() - started
                self._record(Exchange(sent, answer, seconds, str(problem) if problem else None))

    def _described(self, error: BaseException) -> str:
        return redacted(str(error), self._secrets)


def _received(out: SimpleQueue[str | ModelError | None], stop: threading.Event | None, until: float) -> Iterator[str]:
    while not (stop and stop.is_set()):
        try:
            item = out.get(timeout=_POLL)
        except Empty:
            # The call ends itself before; but whoever asked does not depend on what a provider's package makes of that.
            if time.monotonic() > until:
                raise ModelError("the model did not finish, and its connection does not end") from None
            continue
        if item is None:
            return
        if isinstance(item, ModelError):
            raise item
        yield item


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


class _Call:
    """One call with its retries, run in the event loop; `out` takes text, then an error or `None`."""

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


@lru_cache(maxsize=1)
def _event_loop() -> asyncio.AbstractEventLoop:
    """The loop that all calls run in: providers' packages share connections, which belong to one loop."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="chat-model", daemon=True).start()
    return loop
