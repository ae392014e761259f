"""Who is asking: every request belongs to a person, or goes no further than the login.

Without users there is one local person, and only loopback names are answered: a name of somebody else's that leads here
(DNS rebinding) would let their page read the documents. With users the session's cookie or a token decides, and a
browser gives neither to another name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import nullcontext
from urllib.parse import urlencode

from starlette.datastructures import Headers, QueryParams
from starlette.requests import cookie_parser
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.errors import StoreProblem
from ui.neutralise import reason_of
from ui.server.credentials import Sessions, person_by_token
from ui.server.security import BODY, READING, refusal
from ui.store import LOCAL, PERSON, Store
from ui.work.tabs import Tabs

COOKIE = "preuve_session"
OPEN = frozenset({"/login", "/preuve/plain.css", "/favicon.ico", "/robots.txt"})
"""What is answered to everybody."""

PAGES = re.compile(r"/|/password|/api/docs|/shared/[0-9a-f]{32}")
"""What a person may open in a browser; without a login it leads to the login, and from there back."""

_HEARTBEAT = re.compile(r"/gradio_api/heartbeat/([\w-]+)/?")


def cookie_of(headers: Headers, name: str) -> str:
    """The value of a cookie, empty where there is none."""
    return cookie_parser(headers.get("cookie", "")).get(name, "")


class Access:
    """ASGI middleware that finds out who asks; the number of the person is in `scope[PERSON]`.

    `hosts` are the names of this server while there are no users; it has none where others can reach it. A request that
    names a tab of somebody else's goes no further.
    """

    def __init__(self, app: ASGIApp, store: Store, hosts: Iterable[str], tabs: Tabs) -> None:
        self._app = app
        self._store = store
        self._sessions = Sessions(store)
        self._hosts = frozenset(hosts)
        self._tabs = tabs

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            response = self._admit(scope)
        except StoreProblem as problem:
            response = refusal(scope, 503, reason_of(problem))
        beat = _HEARTBEAT.fullmatch(scope["path"])
        with self._tabs.opened(beat[1]) if beat and response is None else nullcontext():
            await (response or self._app)(scope, receive, send)

    def _admit(self, scope: Scope) -> ASGIApp | None:
        """Note in `scope` who asks; a response where this goes no further."""
        headers, path = Headers(scope=scope), scope["path"]
        if not self._store.people.any():
            if not self._hosts:
                return refusal(scope, 403, "There are no users any more: run `preuve user add NAME`.")
            if headers.get("host", "").lower() not in self._hosts:
                return refusal(scope, 421, "This address is not served here.")
            if path in ("/login", "/logout", "/password"):
                return refusal(scope, 404, "Not found.")
            person: int | None = LOCAL
        else:
            person = self._person(headers, path)
        if person is None:
            return None if path in OPEN else _to_login(scope)
        scope[PERSON] = person
        tab = _tab_of(scope)
        known = tab is None or self._tabs.belongs(tab, person)
        return None if known else refusal(scope, 403, "This tab belongs to somebody else.")

    def _person(self, headers: Headers, path: str) -> int | None:
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if token and scheme.lower() == "bearer" and path.startswith("/api/"):
            return person_by_token(self._store, token.strip())
        cookie = cookie_of(headers, COOKIE)
        return self._sessions.person(cookie) if cookie else None


def _tab_of(scope: Scope) -> str | None:
    """The name of the tab whose state a request is about; read as Gradio reads it, so that both mean the same tab."""
    beat = _HEARTBEAT.fullmatch(scope["path"])
    if beat:
        return beat[1]
    fields = scope[BODY] if BODY in scope else QueryParams(scope["query_string"])
    named = fields.get("session_hash")
    return None if named is None else str(named)


def _to_login(scope: Scope) -> ASGIApp:
    if PAGES.fullmatch(scope["path"]) and scope["method"] in READING:
        query = scope["query_string"].decode("latin-1")
        wanted = f"{scope['path']}?{query}" if query else scope["path"]
        return RedirectResponse("/login" if wanted == "/" else f"/login?{urlencode({'next': wanted})}", 303)
    return refusal(scope, 401, "Log in first, or send a token: see the documentation of the API.")
