"""Connections that say too slowly what they want are ended: each would hold a socket and its memory for ever."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 10.0
"""How long the head of a request may take, from its first byte, or from the connection on."""

HEAD_BYTES = 49_152
"""Those of a head that is not complete; longer than the longest that `ui.server.lengths` lets pass."""


class Heads(H11Protocol):
    """Uvicorn's protocol, with a limit of time for the head of each request; that between requests is uvicorn's."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.cycle is None or self.cycle.response_complete:
            self._wait()
        else:
            self._heard()

    def connection_lost(self, exc: Exception | None) -> None:
        self._heard()
        super().connection_lost(exc)

    def _wait(self) -> None:
        """The head has begun, or is to begin; it is not given more time by more of it."""
        if self._waiting is None:
            self._waiting = self.loop.call_later(HEAD_SECONDS, self._end)

    def _heard(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _end(self) -> None:
        transport: Any = self.transport
        if not transport.is_closing():
            transport.abort()
