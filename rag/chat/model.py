"""The chat model: the one module that talks to one, through LangChain, and translates what goes wrong.

A call runs as a task of one event loop in a thread of its own, since only an asynchronous call can be given up at any
moment (`rag.chat.model_call`); whoever reads the answer reads a plain iterator.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from rag.chat.breaker import Breaker
from rag.chat.dialects.marks import WITHDRAWN
from rag.chat.limits import Limits
from rag.chat.local.gguf import PROVIDER, GgufServer
from rag.chat.model_call import Build, Call, Said
from rag.chat.model_errors import CONTEXT, Server
from rag.chat.providers import build_model, quieten
from rag.chat.quirks import CITATIONS, Quirks
from rag.chat.redaction import redacted, secrets_of, without
from rag.chat.words import failure
from rag.errors import ModelError, SettingError
from rag.events import Waiting

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

CITING = frozenset(("anthropic",))
"""Providers that cite by themselves."""
_POLL = 0.05  # seconds between looks at the stop signal while nothing arrives
_GRACE = 5.0  # seconds for a call to end after the whole time has passed


@dataclass(frozen=True, slots=True)
class Exchange:
    """One call for inspection: what was sent, what came back, and what went wrong; without the model's keys.

    `usage` are the tokens that the provider has counted, those of its cache apart, where it says so.
    """

    messages: tuple[tuple[str, str], ...]
    text: str
    seconds: float
    error: str | None
    usage: Mapping[str, int] = field(default_factory=dict)


Record = Callable[[Exchange], None]


def open_model(name: str, url: str = "", limits: Limits | None = None, record: Record | None = None) -> ChatModel:
    """The model `provider:name`; `url` is the base URL of a server that speaks the provider's protocol.

    Keys come from the provider's own environment variable; a server at `url` may do without.

    Raises:
        SettingError: the name has no provider, the provider is unknown, its package, its key or its file is missing.
        ModelError: the file of a model cannot be loaded.
    """
    limits = limits or Limits()
    provider, rest = provider_of(name), name.partition(":")[2]
    if not (provider and rest):
        raise SettingError(f"model is {name!r}: write provider:name, such as ollama:qwen3:4b or openai:gpt-5-mini")
    quieten()
    if provider == PROVIDER:
        return _open_file(name, Path(rest).expanduser(), limits, record)

    @lru_cache(maxsize=8)
    def build(quirks: Quirks) -> BaseChatModel:
        return build_model(name, provider, url, limits, quirks)

    return ChatModel(name, build(Quirks()), limits, record, build, Server(rest, url, provider))


def provider_of(name: str) -> str:
    """The provider of a model that is named `provider:name`."""
    return name.partition(":")[0]


def _open_file(name: str, path: Path, limits: Limits, record: Record | None) -> ChatModel:
    """The model of a GGUF file, served by a process that ends with the model."""
    served = GgufServer(path, limits.window)

    @lru_cache(maxsize=8)
    def build(quirks: Quirks) -> BaseChatModel:
        return build_model("openai:local", "openai", served.url, limits, quirks, served.key)

    return ChatModel(name, build(Quirks()), limits, record, build, Server(path.name, served.url, "openai"), served)


class ChatModel:
    """A chat model with limits, retries and a circuit breaker; safe to use from several threads."""

    def __init__(
        self,
        name: str,
        chat: BaseChatModel,
        limits: Limits | None = None,
        record: Record | None = None,
        build: Build | None = None,
        server: Server | None = None,
        served: GgufServer | None = None,
    ) -> None:
        """`build` makes another `chat` for a server that has quirks; what these are is found out by asking.

        `served` is the process of a model of this machine; it obeys grammars, and ends when the model is closed.
        """
        self.name = name
        self._build = build or (lambda _: chat)
        self._server = server or Server()
        self._served = served
        self._limits = limits or Limits()
        self._record = record
        self._secrets = secrets_of(chat)
        self._quirks = Quirks()
        self._breaker = Breaker(self._limits.failures, self._limits.pause)

    @property
    def cites(self) -> bool:
        """Whether its provider cites by itself, as far as is known."""
        return self._server.provider in CITING and CITATIONS not in self._quirks.refused

    def ask(self, messages: Sequence[BaseMessage], stop: threading.Event | None = None) -> str:
        """The whole answer. Raises `ModelError`."""
        said = (text for text in self.stream(messages, stop) if isinstance(text, str))
        return "".join(said).rpartition(WITHDRAWN)[2].strip()

    def close(self) -> None:
        """End the process of a model of this machine."""
        if self._served is not None:
            self._served.close()

    def stream(
        self,
        messages: Sequence[BaseMessage],
        stop: threading.Event | None = None,
        grammar: str = "",
        cited: Sequence[BaseMessage] = (),
    ) -> Iterator[Said]:
        """The answer as it is written, without thoughts; closing the iterator or setting `stop` gives up the call.

        A piece that is `WITHDRAWN` says that all before it was a thought after all; a `Cause` is what has to be known
        of the answer, `Waiting` says that nothing comes. A model that obeys a `grammar` (GBNF) writes by it. A provider
        that cites by itself is sent `cited`, where there are any, and says with `Citing` what its text is cited from.

        Raises:
            ModelError: the model cannot be reached, breaks off, writes nothing usable or does not end; what was
                written until then has been given out.
        """
        self._breaker.admit(self.name)
        options = {"extra_body": {"grammar": grammar}} if grammar and self._served else {}
        call = Call(
            self._build, list(messages), self._limits, self._quirks, self._server, self._described, options, cited
        )
        started = time.monotonic()
        written: list[str] = []
        problem: ModelError | None = None
        task = asyncio.run_coroutine_threadsafe(call.run(), _event_loop())
        try:
            for text in _received(call.out, stop, started + self._limits.total + _GRACE):
                if isinstance(text, str):
                    written.append(text)
                yield text
            if not (stop and stop.is_set()):
                self._breaker.succeeded()
        except ModelError as error:
            problem = error
            if error.code != CONTEXT:
                self._breaker.failed()
            raise
        finally:
            task.cancel()
            self._quirks = call.quirks
            self._keep(call, "".join(written), time.monotonic() - started, problem)

    def _keep(self, call: Call, written: str, seconds: float, problem: ModelError | None) -> None:
        """Tell of a call whoever wants to inspect it."""
        if self._record:
            sent = tuple((message.type, without(self._secrets, _shown(message.content))) for message in call.sent)
            answer = without(self._secrets, written.replace(WITHDRAWN, "</think>"))
            self._record(Exchange(sent, answer, seconds, str(problem) if problem else None, _counts(call.usage)))

    def _described(self, error: BaseException) -> str:
        return redacted(str(error), self._secrets)


def _shown(content: str | list[str | dict[Any, Any]]) -> str:
    """What a message holds; as JSON where that is more than text."""
    return content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)


def _counts(usage: Mapping[str, Any]) -> dict[str, int]:
    """Tokens by what they were spent on: a flat form of what LangChain keeps."""
    counts = {name: usage[name] for name in ("input_tokens", "output_tokens") if name in usage}
    details = usage.get("input_token_details") or {}
    return counts | {name: details[name] for name in ("cache_read", "cache_creation") if name in details}


def _received(out: SimpleQueue[Said | ModelError | None], stop: threading.Event | None, until: float) -> Iterator[Said]:
    since, told = time.monotonic(), 0
    while not (stop and stop.is_set()):
        try:
            item = out.get(timeout=_POLL)
        except Empty:
            # The call ends itself before; but whoever asked does not depend on what a provider's package makes of that.
            if time.monotonic() > until:
                raise failure("endless") from None
            waited = int(time.monotonic() - since)
            if waited > told:
                told = waited
                yield Waiting(waited)
            continue
        if item is None:
            return
        if isinstance(item, ModelError):
            raise item
        since, told = time.monotonic(), 0
        yield item


@lru_cache(maxsize=1)
def _event_loop() -> asyncio.AbstractEventLoop:
    """The loop that all calls run in: providers' packages share connections, which belong to one loop."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="chat-model", daemon=True).start()
    return loop
