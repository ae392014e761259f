"""Who is still there: a tab waits for its answers on a stream of events, and whoever closes it wants no answer."""

from __future__ import annotations

import asyncio
import functools
from collections import Counter
from collections.abc import Callable
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

STREAM = "/gradio_api/queue/data"
"""The address of the stream on which a tab gets what it has asked for."""

BACK_SECONDS = 0.5
"""How long a tab may be without a stream: the page ends one when all answers are there, and begins another to ask."""

COMING_SECONDS = 30.0
"""How long a tab that has asked may take to open a stream."""


class Presence:
    """Knows which tabs have a stream open; `left` is told the name of one that has none any more.

    Used from one event loop.
    """

    def __init__(self, left: Callable[[str], None]) -> None:
        self._left = left
        self._streams: Counter[str] = Counter()
        self._timers: dict[str, asyncio.TimerHandle] = {}

    async def follow(self, tab: str, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application write to the stream of a tab, which is there until its connection ends."""
        # Not left to the application, which may look for its reader only when it has something to tell.
        heard: asyncio.Queue[Message] = asyncio.Queue()
        listening = asyncio.create_task(_listen(receive, heard))
        self._streams[tab] += 1
        listening.add_done_callback(lambda _: self._went(tab))
        try:
            await app(scope, functools.partial(_heard, heard), send)
        finally:
            listening.cancel()

    def expect(self, tab: str) -> None:
        """A tab has asked: if it has no stream open before long, it has left."""
        self._look_in(tab, COMING_SECONDS)

    def _went(self, tab: str) -> None:
        self._streams[tab] -= 1
        self._look_in(tab, BACK_SECONDS)

    def _look_in(self, tab: str, seconds: float) -> None:
        if timer := self._timers.pop(tab, None):
            timer.cancel()
        self._timers[tab] = asyncio.get_running_loop().call_later(seconds, self._look, tab)

    def _look(self, tab: str) -> None:
        del self._timers[tab]
        if self._streams[tab] <= 0:
            del self._streams[tab]
            self._left(tab)


class Watch:
    """ASGI middleware around the application: the streams of tabs are followed."""

    def __init__(self, app: ASGIApp, presence: Presence) -> None:
        self._app = app
        self._presence = presence

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].rstrip("/") != STREAM:
            await self._app(scope, receive, send)
            return
        tab = parse_qs(scope["query_string"].decode("latin-1")).get("session_hash", [""])[0]
        await self._presence.follow(tab, self._app, scope, receive, send)


async def _listen(receive: Receive, heard: asyncio.Queue[Message]) -> None:
    """Hear everything up to the end of the connection."""
    while True:
        message = await receive()
        heard.put_nowait(message)
        if message["type"] == "http.disconnect":
            return


async def _heard(heard: asyncio.Queue[Message]) -> Message:
    """What was heard next; the end of the connection again and again."""
    message = await heard.get()
    if message["type"] == "http.disconnect":
        heard.put_nowait(message)
    return message
