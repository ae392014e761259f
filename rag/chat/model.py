"""The chat model: the one module that talks to one, through LangChain, and translates what goes wrong.

A call runs as a task of one event loop in a thread of its own, since only an asynchronous call can be given up at any
moment (`rag.chat.model_call`); whoever reads the answer reads a plain iterator.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from rag.chat.breaker import Breaker
from rag.chat.model_call import Call, Limits
from rag.chat.redaction import redacted, secrets_of, without
from rag.chat.thoughts import WITHDRAWN
from rag.errors import ModelError, SettingError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

EXTRAS = {"openai": "openai", "ollama": "ollama", "anthropic": "anthropic", "mistralai": "mistral"}
"""Providers whose package an extra of this program installs."""

_POLL = 0.05  # seconds between looks at the stop signal while nothing arrives
_GRACE = 5.0  # seconds for a call to end after the whole time has passed


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
        call = Call(self._chat, list(messages), self._limits, self._described, self._closes_alone)
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


@lru_cache(maxsize=1)
def _event_loop() -> asyncio.AbstractEventLoop:
    """The loop that all calls run in: providers' packages share connections, which belong to one loop."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="chat-model", daemon=True).start()
    return loop
