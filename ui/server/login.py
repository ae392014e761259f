"""The login: one page of our own in three languages, a cookie that scripts cannot read, and few attempts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

import fastapi
from fastapi import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rag.errors import Busy
from ui.neutralise import escape
from ui.server.access import COOKIE, cookie_of
from ui.server.address import sender_of
from ui.server.credentials import (
    NAME_CHARACTERS,
    PASSWORD_CHARACTERS,
    SESSION_SECONDS,
    Sessions,
    folded_name,
    user_by_password,
)
from ui.server.turns import Turns
from ui.store import PERSON, Store
from ui.words.lexicon import WORDS
from ui.words.people import PEOPLE_WORDS, PeopleWords
from ui.words.words import FALLBACK, LANGUAGES, RIGHT_TO_LEFT, page_language
from ui.work.limits import Limit

_log = logging.getLogger(__name__)

LANGUAGE_COOKIE = "preuve_language"
BUSY_SECONDS = 2
"""When to try again where too many are logging in."""

YEAR = 365 * 24 * 3600
FIELDS = 10
"""Fields of a form that are read at most."""
FORM_BYTES = 16_384
"""Those of the whole form: the longest name and password, with every byte of their UTF-8 in an escape."""

ATTEMPTS_A_NAME, ATTEMPTS_AN_ADDRESS, ATTEMPTS_SECONDS = 10, 30, 300.0
"""Failed attempts within a time, for one name and from one address."""


def login_page(words: PeopleWords, problem: str = "") -> str:
    """The page as HTML; it needs no script."""
    direction = "rtl" if words.language in RIGHT_TO_LEFT else "ltr"
    switch = "".join(
        f'<a href="/login?language={code}" lang="{code}"{" aria-current=true" if code == words.language else ""}>'
        f"{escape(name)}</a>"
        for code, name in LANGUAGES.items()
    )
    alert = f'<p class="notice" role="alert">{escape(problem)}</p>' if problem else ""
    title = escape(words.log_in_title)
    return (
        f'<!doctype html><html lang="{words.language}" dir="{direction}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title} · preuve</title>'
        '<link rel="stylesheet" href="/preuve/plain.css"></head><body class="login"><header>'
        '<span class="wordmark" lang="fr" dir="ltr">preuve<span class="point">.</span></span>'
        f'<nav>{switch}</nav></header><main><h1>{title}</h1>{alert}<form method="post" action="/login">'
        f'<label for="name">{escape(words.name)}</label><input id="name" name="name" autocomplete="username" '
        'autocapitalize="none" spellcheck="false" dir="auto" required autofocus>'
        f'<label for="password">{escape(words.password)}</label><input id="password" name="password" type="password" '
        f'autocomplete="current-password" required><button>{escape(words.log_in)}</button></form></main></body></html>'
    )


class Login:
    """The addresses `/login` and `/logout`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._sessions = Sessions(store)
        self._names = Limit(ATTEMPTS_A_NAME, ATTEMPTS_SECONDS)
        self._addresses = Limit(ATTEMPTS_AN_ADDRESS, ATTEMPTS_SECONDS)
        # One at a time: a hash takes much memory and one core for a while.
        self._hashing = Turns("preuve-login")

    def add_to(self, app: fastapi.FastAPI) -> None:
        """Add the routes to an application."""
        app.add_api_route("/login", self.page, methods=["GET"], include_in_schema=False)
        app.add_api_route("/login", self.log_in, methods=["POST"], include_in_schema=False)
        app.add_api_route("/logout", self.log_out, methods=["POST"], include_in_schema=False)

    async def page(self, request: Request) -> Response:
        """The page to log in on; who is logged in already goes on to the chat."""
        if PERSON in request.scope:
            return RedirectResponse("/", 303)
        chosen = request.query_params.get("language", "")
        response = HTMLResponse(login_page(_words(request, chosen)))
        if chosen in LANGUAGES:
            response.set_cookie(LANGUAGE_COOKIE, chosen, max_age=YEAR, samesite="strict")
        return response

    async def log_in(self, request: Request) -> Response:
        """Name and password against a session."""
        words = _words(request)
        body = await request.body()
        if len(body) > FORM_BYTES:
            return HTMLResponse(login_page(words, words.wrong_login), 413)
        form = _form(body)
        name, password = folded_name(form.get("name", "")[: 2 * NAME_CHARACTERS]), form.get("password", "")
        sender = sender_of(request.client.host if request.client else "")
        seconds = max(self._names.wait(name), self._addresses.wait(sender))
        if seconds:
            page = login_page(words, words.many_logins.format(minutes=-(-seconds // 60)))
            return HTMLResponse(page, 429, headers={"retry-after": str(seconds)})
        # Counted before the password is looked at, so that many attempts at once are too many as well.
        self._names.count_one(name)
        self._addresses.count_one(sender)
        person = None
        if name and len(name) <= NAME_CHARACTERS and len(password) <= PASSWORD_CHARACTERS[1]:
            try:
                person = await self._hashing.run(sender, user_by_password, self._store, name, password)
            except Busy:
                page = login_page(words, WORDS[words.language].busy)
                return HTMLResponse(page, 503, headers={"retry-after": str(BUSY_SECONDS)})
        if person is None:
            await asyncio.to_thread(self._tell, name, sender)
            return HTMLResponse(login_page(words, words.wrong_login), 401)
        self._names.forget(name)
        self._addresses.take_back(sender)
        response = RedirectResponse("/", 303)
        response.set_cookie(
            COOKIE,
            await asyncio.to_thread(self._sessions.open, person),
            max_age=SESSION_SECONDS,
            httponly=True,
            samesite="strict",
            # Behind a proxy with TLS this server sees plain requests; the browser says what it sees.
            secure=urlsplit(request.headers.get("origin", "")).scheme == "https",
        )
        return response

    def _tell(self, name: str, sender: str) -> None:
        """Log a failed login. A name that does not exist is not told: it may be a password in the wrong place."""
        known = name if self._store.people.password(name) else "somebody who does not exist"
        _log.warning("preuve: a login of %s from %s failed", known, sender)

    async def log_out(self, request: Request) -> Response:
        """The session ends, here and wherever its cookie was copied to."""
        await asyncio.to_thread(self._sessions.close, cookie_of(request.headers, COOKIE))
        response = RedirectResponse("/login", 303)
        response.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return response


def _words(request: Request, chosen: str = "") -> PeopleWords:
    headers = request.headers
    chosen = chosen or cookie_of(headers, LANGUAGE_COOKIE)
    return PEOPLE_WORDS[page_language(headers.get("accept-language", FALLBACK), chosen)]


def _form(body: bytes) -> Mapping[str, str]:
    """The fields of a form; none, where the body is no form."""
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=FIELDS, errors="strict")
    except ValueError:
        return {}
    return {name: values[-1] for name, values in fields.items()}
