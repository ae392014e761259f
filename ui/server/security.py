"""What stands between the network and Gradio: who may ask what, how much of it, and what the page may load or run.

Gradio offers many addresses that this program does not need (its API description, file access, proxies, uploads,
monitoring). Only those on a list are passed on. The page runs scripts of this server alone: every script element of
the shell gets a nonce, and neither inline handlers nor `eval` are allowed, so that markup that slipped through
neutralising would still be dead.
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from collections.abc import Iterable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_LIMIT = 262_144
"""Bytes of a request body: a question of 4,000 characters in JSON escapes, many times over."""

BODY_SECONDS = 30.0
"""How long a body may take to arrive; an upload has limits of its own."""

UPLOAD = "/preuve/upload"
"""The address whose bodies are files: read by `ui.server.upload`, which limits them, and not here."""

INTAKE = "/preuve/intake"
"""The address that says how far uploads and ingests are."""

REPORT = "/preuve/report/"
"""The address of reports of test sets: pages of their own with scripts of their own, which the page frames."""

READING = ("GET", "HEAD")
"""Methods without a body."""

FORMS = ("/login", "/logout", "/password")
"""Addresses to which a browser sends a form; all others get a JSON object."""

BODY = "preuve.body"
"""Where a request's scope has the JSON object that it sent."""

READ = re.compile(
    r"/|/preuve/(preuve|people|library|upload|away|address|view)\.(css|js)|/preuve/plain\.css|/preuve/(page|figure)/[0-9a-f]{64}/[0-9]{1,5}\.png"
    r"|/preuve/intake|/preuve/report/[0-9a-f]{16}|/login|/password|/shared/[0-9a-f]{32}|/api/(documents|health|docs|openapi\.json)"
    r"|/config|/theme\.css|/favicon\.ico|/manifest\.json|/robots\.txt|/(assets|svelte)/.*"
    r"|/static/(fonts|img|js)/.*"
    r"|/gradio_api/(app_id|startup-events|queue/data|heartbeat/[\w-]+)/?"
)
"""Addresses that can be read."""

SENT = re.compile(r"/preuve/upload|/log(in|out)|/password|/api/ask|/gradio_api/(cancel|reset|queue/join|run/predict)/?")
"""Addresses to which something can be sent, by POST. Everything else does not exist."""

_EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"  # Svelte adds an empty style element

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'nonce-{nonce}'",
        f"style-src 'self' 'nonce-{{nonce}}' {_EMPTY_STYLE}",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "media-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-src 'self'",
        "frame-ancestors 'none'",
    )
)
"""Content-Security-Policy of the page; attributes of style stay, which Gradio's own markup needs."""

REPORT_POLICY = (
    "sandbox allow-scripts; default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:;"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""That of a report: it may run its own scripts, whose hashes it names itself, and belongs to no origin."""

HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

_FORWARDED = re.compile(rb"x-forwarded-.*|forwarded|x-direct-url|x-gradio-.*")
_PREVIEW = re.compile(rb"<meta\s+(?:property|name)=\"(?:og|twitter):[^>]*>\s*")
_ELEMENT = re.compile(rb"<(script|style)(?=[\s>])")
_TOO_LARGE = (413, f"The request is too large: at most {BODY_LIMIT:,} bytes are read.")


def refusal(scope: Scope, status: int, message: str) -> Response:
    """A response that says in one line why a request goes no further; an object where programs ask.

    It ends the connection of a request that has a body: what is still on its way is not waited for.
    """
    headers = {} if scope["method"] in READING else {"connection": "close"}
    if f"{scope['path']}/".startswith("/api/"):
        return JSONResponse({"error": message}, status, headers)
    return PlainTextResponse(message, status, headers)


class Guard:
    """ASGI middleware around the whole application.

    `head` is added to the head of the page; `policy` set to false leaves out the Content-Security-Policy, for tests
    of what stands before it.
    """

    def __init__(self, app: ASGIApp, head: str = "", policy: bool = True) -> None:
        self._app = app
        self._head = head
        self._policy = policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        reply = _Reply(send, self._head if scope["path"] == "/" else "", POLICY if self._policy else "")
        if scope["path"].startswith(REPORT):
            reply = _Reply(send, "", REPORT_POLICY)
            reply.headers["x-frame-options"] = "SAMEORIGIN"
        if scope["path"] in FORMS:
            # Without a referrer a browser sends a form with the origin `null`, as that of another site may be.
            reply.headers["referrer-policy"] = "same-origin"
        wrong = _wrong_head(scope)
        if wrong is not None:
            await refusal(scope, *wrong)(scope, receive, reply.send)
            return
        scope["headers"] = [(name, value) for name, value in scope["headers"] if not _FORWARDED.fullmatch(name)]
        if scope["method"] in READING or scope["path"] == UPLOAD:
            await self._app(scope, receive, reply.send)
            return
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await _body(receive)
        except TimeoutError:
            body, wrong = None, (408, f"The request did not arrive within {BODY_SECONDS:.0f} s.")
        else:
            wrong = _TOO_LARGE if body is None else _wrong_body(scope, body)
        await (refusal(scope, *wrong) if wrong else self._app)(scope, replayed(body or b"", receive), reply.send)


def _wrong_head(scope: Scope) -> tuple[int, str] | None:
    """Status and message for a request that is refused for what its head says."""
    headers = Headers(scope=scope)
    path, method = scope["path"], scope["method"]
    methods = [*(READING if READ.fullmatch(path) else ()), *(("POST",) if SENT.fullmatch(path) else ())]
    if not methods:
        return 404, "Not found."
    if method not in methods:
        return 405, f"This address takes {' and '.join(methods)} alone."
    if method not in READING and _from_elsewhere(headers):
        return 403, "Requests from other sites are refused."
    length = headers.get("content-length", "0")
    if not length.isdecimal() or (int(length) > BODY_LIMIT and path != UPLOAD):
        return _TOO_LARGE
    return None


def _from_elsewhere(headers: Headers) -> bool:
    """Whether the page of another site made the browser send this; what is no browser says nothing about it."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    try:
        return origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower()
    except ValueError:
        return True


async def _body(receive: Receive) -> bytes | None:
    """The body of a request, `None` if it is too large."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > BODY_LIMIT:
            return None
        if not message.get("more_body"):
            return bytes(body)


def _wrong_body(scope: Scope, body: bytes) -> tuple[int, str] | None:
    """Status and message for a body that is no JSON object of text; Gradio fails on lone surrogates.

    The object is kept in the scope.
    """
    if scope["path"] in FORMS:
        return None
    try:
        value = json.loads(body)
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return 400, "The request is not JSON that holds text alone."
    if not isinstance(value, dict):
        return 400, "The request is not a JSON object."
    scope[BODY] = value
    return None


def replayed(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the whole body first."""
    left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return left.pop() if left else await receive()

    return replay


class _Reply:
    """Adds the headers to a response, and to a page its nonces and the elements of the head."""

    def __init__(self, send: Send, head: str, policy: str) -> None:
        self._send = send
        self.headers = dict(HEADERS)
        self._head = head
        self._policy = policy
        self._nonce = secrets.token_urlsafe(16)
        self._start: MutableMapping[str, Any] | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = Headers(raw=message["headers"])
            message["headers"] = self._headers(message["headers"])
            if headers.get("content-type", "").startswith("text/html"):
                self._start = message
                return
        elif self._start is not None and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish(self._start)
            return
        await self._send(message)

    def _headers(self, raw: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        own = dict(self.headers)
        if self._policy:
            own["content-security-policy"] = self._policy.format(nonce=self._nonce)
        kept = [
            (name, value)
            for name, value in raw
            if name.decode() not in own and not name.startswith(b"access-control-") and name != b"server"
        ]
        return kept + [(name.encode(), value.encode()) for name, value in own.items()]

    async def _finish(self, start: MutableMapping[str, Any]) -> None:
        body = _PREVIEW.sub(b"", self._body) if self._head else self._body  # the framework's
        body = body.replace(b"</head>", self._head.encode() + b"</head>", 1)
        body = _ELEMENT.sub(rb'<\1 nonce="' + self._nonce.encode() + b'"', body)
        headers = [(name, value) for name, value in start["headers"] if name != b"content-length"]
        headers += [(b"content-length", str(len(body)).encode()), (b"cache-control", b"no-store")]
        await self._send({**start, "headers": headers})
        await self._send({"type": "http.response.body", "body": body, "more_body": False})
