"""How long what is asked of the server may be, looked at before anything is done with it.

A field of the page has the limit of its component, and a page with a text field that has none is not served. Fields of
the API have theirs in `ui.server.api.shapes`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import gradio as gr
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.server.security import BODY, refusal

PATH_CHARACTERS = 300
QUERY_BYTES = 4_096
HEADERS_BYTES = 32_768
"""All headers together; a browser sends about 1,000."""

NAME_CHARACTERS = 64
"""Those of a name that the page or Gradio makes up: of a tab, of an event, of a conversation."""

FILE_CHARACTERS = 1_024
"""Those of the name of an uploaded file; file systems take 255 bytes."""

EVENT_CHARACTERS = 4_096
"""Those of what the page says about a click, as JSON. It holds the value of a field at most."""

PARAMETERS = {"name": FILE_CHARACTERS, "next": 400}
"""Parameters of an address that are longer than names."""

GRADIO = "/gradio_api/"
"""What the addresses of Gradio's own interface begin with."""

Wrong = tuple[int, str]
"""Status and message for a request that goes no further."""


class Lengths:
    """ASGI middleware around the application in which `blocks` is mounted, inside of `ui.server.security.Guard`.

    Raises `TypeError` for a page with a text field that has no limit.
    """

    def __init__(self, app: ASGIApp, blocks: gr.Blocks) -> None:
        self._app = app
        self.fields = {
            number: [_longest(part, listener.api_name) for part in listener.inputs]
            for number, listener in blocks.fns.items()
        }
        """For each listener the most characters of each value that it is sent; `None` for what is no text."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wrong = None
        if scope["type"] == "http":
            wrong = _wrong_head(scope) or self._wrong_body(scope)
        await (refusal(scope, *wrong) if wrong else self._app)(scope, receive, send)

    def _wrong_body(self, scope: Scope) -> Wrong | None:
        body = scope.get(BODY)
        if body is None or not scope["path"].startswith(GRADIO):
            return None
        for name, value in body.items():
            if name == "data":
                continue
            most = EVENT_CHARACTERS if name == "event_data" else NAME_CHARACTERS
            if wrong := _too_long(name, len(json.dumps(value)), most):
                return wrong
        return self._wrong_data(body)

    def _wrong_data(self, body: Mapping[str, Any]) -> Wrong | None:
        number, data = body.get("fn_index"), body.get("data")
        fields = self.fields.get(number, []) if isinstance(number, int) else []
        for at, (value, most) in enumerate(zip(data, fields, strict=False) if isinstance(data, list) else ()):
            if isinstance(value, str) and most is not None and (wrong := _too_long(f"data.{at}", len(value), most)):
                return wrong
        return None


def _longest(part: Any, listener: str | None) -> int | None:
    """The most characters of a component; `None` for what is here already, or no text."""
    if part.stateful or part.api_info().get("type") != "string":
        return None
    most = getattr(part, "max_length", None)
    if not isinstance(most, int):
        raise TypeError(f"{part} of the listener {listener} has no limit: give it a max_length")
    return most


def _wrong_head(scope: Scope) -> Wrong | None:
    held = sum(len(name) + len(value) for name, value in scope["headers"])
    if held > HEADERS_BYTES:
        return 431, f"The headers have {held:,} bytes: send at most {HEADERS_BYTES:,}."
    if len(scope["path"]) > PATH_CHARACTERS or len(scope["query_string"]) > QUERY_BYTES:
        return 414, f"The address is too long: at most {PATH_CHARACTERS} characters and {QUERY_BYTES:,} of parameters."
    for name, value in parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True):
        if wrong := _too_long(name[:NAME_CHARACTERS], len(value), PARAMETERS.get(name, NAME_CHARACTERS), 414):
            return wrong
    return None


def _too_long(name: str, length: int, most: int, status: int = 413) -> Wrong | None:
    return (status, f"{name} has {length:,} characters: send at most {most:,}.") if length > most else None
