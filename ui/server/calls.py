"""What reaches Gradio: the calls that the page's own listeners take, checked before Gradio reads anything.

Gradio looks through whatever it is sent for objects that name a file or an address, and copies or fetches what they
name before a component sees them. So what a call may carry is worked out from the page that is mounted, and anything
else is refused; what Gradio then reads is written anew from what was checked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import gradio as gr
from starlette.datastructures import QueryParams
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.server.security import BODY, READING, refusal, replayed

CALLED = frozenset({"data", "fn_index", "session_hash"})
CALL = CALLED | {"event_data", "trigger_id"}
ENDING = frozenset({"event_id", "fn_index", "session_hash"})
FIELDS = {
    "/gradio_api/queue/join": (CALLED, CALL),
    "/gradio_api/run/predict": (CALLED, CALL),
    "/gradio_api/cancel": (ENDING, ENDING),
    "/gradio_api/reset": (frozenset({"event_id"}), ENDING),
}
"""The addresses to which something can be sent, with the fields that a body must have there, and those it may have."""

QUERY = ("c", "session_hash")
"""What may stand in the query of an address: the conversation that the page's address names, and the tab."""

JOIN = "/gradio_api/queue/join"
UNREAD = 20
"""Messages that may wait for a tab that does not read them; each can hold a whole page, and Gradio sets no limit."""

NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""A name that the page makes up for a tab, or Gradio for an event."""

PLAIN = {"string": (str,), "number": (int, float), "integer": (int,), "boolean": (bool,)}
"""The types of plain values, by what a component says in its own description of what it takes."""


class Calls:
    """ASGI middleware around Gradio's application with the page `blocks`, below that which keeps bodies in `BODY`.

    Raises `TypeError` for a page with a listener that takes more than plain values.
    """

    def __init__(self, app: ASGIApp, blocks: gr.Blocks) -> None:
        self._app = app
        self._blocks = blocks
        self._inputs = {number: _inputs_of(listener) for number, listener in blocks.fns.items()}
        self._triggers = {target for listener in blocks.fns.values() for target, _ in listener.targets}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        query = QueryParams(scope["query_string"])
        kept = {name: query[name] for name in QUERY if name in query}
        wrong = "" if NAME.fullmatch(kept.get("session_hash", "-")) else "The session_hash is no name of a tab."
        if scope["method"] not in READING:
            wrong = wrong or self._wrong(scope["path"].rstrip("/"), scope[BODY])
        if wrong:
            await refusal(scope, 400, f"{wrong} Reload the page.")(scope, receive, send)
            return
        if scope["path"].rstrip("/") == JOIN and self._unread(scope[BODY]["session_hash"]) >= UNREAD:
            await refusal(scope, 429, "This tab does not read what it is sent. Reload the page.")(scope, receive, send)
            return
        scope = {**scope, "query_string": urlencode(kept).encode()}
        await self._app(scope, receive if scope["method"] in READING else _written(scope, receive), send)

    def _unread(self, tab: str) -> int:
        """How many messages wait for a tab."""
        messages = self._blocks._queue.pending_messages_per_session.get(tab)
        return messages.qsize() if messages is not None else 0

    def _wrong(self, address: str, body: Mapping[str, Any]) -> str:
        """Why a body cannot be passed on, in a sentence; empty where it can."""
        if address not in FIELDS:
            return "Nothing can be sent to this address."
        required, possible = FIELDS[address]
        if not required <= body.keys() <= possible:
            return f"The fields of the request are not those of {address}."
        number, trigger = body.get("fn_index"), body.get("trigger_id")
        if "fn_index" in body and (type(number) is not int or number not in self._inputs):
            return "The page has no such listener."
        if trigger is not None and (type(trigger) is not int or trigger not in self._triggers):
            return "Nothing of the page has this trigger_id."
        for name in ("session_hash", "event_id"):
            if name in body and not (isinstance(body[name], str) and NAME.fullmatch(body[name])):
                return f"The {name} is no name of letters, digits and hyphens."
        if not _is_flat(body.get("event_data")):
            return "The event_data is more than a plain value or one object of such."
        return self._wrong_data(number, body["data"]) if "data" in body else ""

    def _wrong_data(self, number: Any, data: Any) -> str:
        """Why these are not the values that the listener with this number takes."""
        inputs = self._inputs[number]
        if not isinstance(data, list) or len(data) != len(inputs):
            return f"The listener {number} takes a list of {len(inputs)} values as data."
        for at, (value, types) in enumerate(zip(data, inputs, strict=True)):
            if value is not None and type(value) not in types:
                taken = " or ".join([*(each.__name__ for each in types), "null"])
                return f"The listener {number} takes {taken} in place {at} of its data, not {type(value).__name__}."
        return ""


def _written(scope: Scope, receive: Receive) -> Receive:
    """A `receive` that gives the body of a request as it was read here, but for its event: no listener is told of it.

    The length that the head of the request in `scope` names becomes the new one.
    """
    body = json.dumps({name: value for name, value in scope[BODY].items() if name != "event_data"}).encode()
    headers = [(name, value) for name, value in scope["headers"] if name != b"content-length"]
    scope["headers"] = [*headers, (b"content-length", b"%d" % len(body))]
    return replayed(body, receive)


def _inputs_of(listener: Any) -> list[tuple[type, ...]]:
    """The types of the values that a listener is sent, beside null."""
    if listener.batch or listener.collects_event_data or listener.component_prop_inputs:
        raise TypeError(f"the listener {listener.api_name} takes more than plain values: say here what it may be sent")
    return [_types_of(part, listener.api_name) for part in listener.inputs]


def _types_of(part: Any, listener: str) -> tuple[type, ...]:
    if part.stateful:
        return ()  # its value is here already: the browser is never told it
    kind = part.api_info().get("type")
    if kind not in PLAIN:
        raise TypeError(f"{part} of the listener {listener} takes no plain value: say here what it may be sent")
    return PLAIN[kind]


def _is_flat(value: Any) -> bool:
    """Whether what is said of an event is nothing, a plain value, or an object of plain values."""
    values = value.values() if isinstance(value, dict) else (value,)
    return not any(isinstance(each, dict | list) for each in values)
