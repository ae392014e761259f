"""A tab of the page without a browser: it speaks to the page's own listeners as the page's script does."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any, Self

import httpx

from ui.words.lexicon import WORDS

GRADIO = "/gradio_api"
LANGUAGE = "en"


class Failed(Exception):
    """Something other than what a page expects came back."""


class Listeners:
    """The private listeners of a page by their names: their numbers, and how many values they take."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._known = {each["api_name"]: each for each in config["dependencies"]}

    def body(self, name: str, tab: str, *data: Any) -> dict[str, Any]:
        """What a page sends to have a listener run."""
        listener = self._known[name]
        values = [*data, *([None] * (len(listener["inputs"]) - len(data)))]
        return {"data": values, "fn_index": listener["id"], "session_hash": tab, "trigger_id": None}


class Tab:
    """One tab of the person of a client: opened as a context, it is closed at its end."""

    def __init__(self, client: httpx.AsyncClient, listeners: Listeners) -> None:
        self._client = client
        self._listeners = listeners
        self._name = uuid.uuid4().hex[:11]
        self._streams = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Load the page, hold its heartbeat, and have it filled, as a browser does."""
        _checked(await self._client.get("/"))
        beat = self._client.stream("GET", f"{GRADIO}/heartbeat/{self._name}", timeout=None)
        _checked(await self._streams.enter_async_context(beat))
        await self.call("arrive")
        await self.call("wait")
        _checked(await self._client.post(f"{GRADIO}/run/predict", json=self._listeners.body("settle", self._name)))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._streams.aclose()

    async def call(self, name: str, *data: Any) -> str:
        """Everything that a queued listener sends, as text. Raises `Failed`."""
        _checked(await self._client.post(f"{GRADIO}/queue/join", json=self._listeners.body(name, self._name, *data)))
        return "".join([each async for each in self._messages()])

    async def _messages(self) -> AsyncIterator[str]:
        address = f"{GRADIO}/queue/data?session_hash={self._name}"
        async with self._client.stream("GET", address) as stream:
            _checked(stream)
            async for line in stream.aiter_lines():
                if not line.startswith("data:"):
                    continue
                message = json.loads(line.removeprefix("data:"))
                yield line
                if message["msg"] == "process_completed":
                    if not message["success"]:
                        raise Failed(f"a listener failed: {line[:200]}")
                    return
        raise Failed("the stream of a tab ended before its answer")

    async def ask(self, question: str) -> bool:
        """Whether a question was answered; false where the page says that the server is busy. Raises `Failed`."""
        said = await self.call("ask", question)
        if WORDS[LANGUAGE].busy in said:
            return False
        if 'class=\\"answer\\"' not in said and 'class=\\"abstained\\"' not in said:
            raise Failed(f"no answer on the page: {said[-300:]}")
        return True

    async def renew(self) -> None:
        """Begin another conversation."""
        _checked(await self._client.post(f"{GRADIO}/run/predict", json=self._listeners.body("renew", self._name)))


def _checked(reply: httpx.Response) -> httpx.Response:
    if reply.status_code != httpx.codes.OK:
        raise Failed(f"{reply.request.method} {reply.request.url.path} gave {reply.status_code}")
    return reply


def client_of(url: str, cookie: str) -> httpx.AsyncClient:
    """The browser of a person."""
    headers = {"cookie": cookie, "accept-language": LANGUAGE}
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=4)
    return httpx.AsyncClient(base_url=url, headers=headers, timeout=60.0, limits=limits)


async def listeners_of(url: str, cookie: str) -> Listeners:
    """Those of the page that a server shows."""
    async with client_of(url, cookie) as client:
        return Listeners(_checked(await client.get("/config")).json())


async def open_and_close(client: httpx.AsyncClient, listeners: Listeners, question: str = "") -> None:
    """A tab that is opened, perhaps asked, and closed. Raises `Failed`, and `httpx.HTTPError`."""
    async with Tab(client, listeners) as tab:
        while question and not await tab.ask(question):
            await asyncio.sleep(1.0)
