"""The login, and another password: pages of our own, a cookie that scripts cannot read, and few attempts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import fastapi
from fastapi import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from rag.errors import Busy
from ui.server.access import COOKIE, PAGES, cookie_of
from ui.server.address import sender_of
from ui.server.credentials import (
    NAME_CHARACTERS,
    PASSWORD_CHARACTERS,
    SESSION_SECONDS,
    Sessions,
    folded_name,
    hashed,
    user_by_password,
)
from ui.server.form_page import Field, Form, form_page
from ui.server.turns import Turns
from ui.store import PERSON, Store
from ui.words.lexicon import WORDS
from ui.words.people import PEOPLE_WORDS, PeopleWords
from ui.words.words import FALLBACK, LANGUAGES, page_language
from ui.work.limits import Limit

_log = logging.getLogger(__name__)

LANGUAGE_COOKIE = "preuve_language"
BUSY_SECONDS = 2
"""When to try again where too many are logging in."""

WRONG, MANY, BUSY = 401, 429, 503
"""Statuses of a login that is refused: by what was sent, by too many attempts, by too much work."""

YEAR = 365 * 24 * 3600
FIELDS = 10
"""Fields of a form that are read at most."""
FORM_BYTES = 16_384
"""Those of the whole form: the longest name and password, with every byte of their UTF-8 in an escape."""

ATTEMPTS_A_NAME, ATTEMPTS_AN_ADDRESS, ATTEMPTS_SECONDS = 10, 30, 300.0
"""Failed attempts within a time, for one name and from one address."""


def onward(address: str) -> str:
    """Where a login or another form leads on to: a page of ours with its parameters, the chat for anything else."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not PAGES.fullmatch(parts.path):
        return "/"
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def login_page(words: PeopleWords, onto: str = "/", problem: str = "") -> str:
    """The page to log in on; `onto` is where one wanted to go."""
    fields = (
        Field("name", words.name, "username", secret=False),
        Field("password", words.password, "current-password"),
    )
    return form_page(Form(words.log_in_title, fields, words.log_in, _kept(onto), problem), words)


def password_page(words: PeopleWords, onto: str = "/", problem: str = "", done: str = "") -> str:
    """The page to change one's password on."""
    fields = (
        Field("current", words.current_password, "current-password"),
        Field("password", words.new_password, "new-password"),
        Field("again", words.new_password_again, "new-password"),
    )
    back = (onto, words.back)
    form = Form(words.change_password, fields, words.change_password, _kept(onto), problem, done, back)
    return form_page(form, words)


def _kept(onto: str) -> Mapping[str, str]:
    return {} if onto == "/" else {"next": onto}


@dataclass(frozen=True, slots=True)
class Refused:
    """Why nobody is logged in: a status, and seconds after which to try again, 0 where that makes no difference."""

    status: int
    seconds: int = 0

    def told(self, words: PeopleWords) -> str:
        """The reason in the language of the page."""
        if self.status == WRONG:
            return words.wrong_login
        if self.status == BUSY:
            return WORDS[words.language].busy
        return words.many_logins.format(minutes=-(-self.seconds // 60))


class Login:
    """The addresses `/login`, `/logout` and `/password`."""

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
        app.add_api_route("/password", self.password, methods=["GET"], include_in_schema=False)
        app.add_api_route("/password", self.change, methods=["POST"], include_in_schema=False)

    async def page(self, request: Request) -> Response:
        """The page to log in on; who is logged in already goes on to where they wanted."""
        onto = _onto(request)
        if PERSON in request.scope:
            return RedirectResponse(onto, 303)
        return _shown(request, lambda words: login_page(words, onto))

    async def password(self, request: Request) -> Response:
        """The page to change one's password on."""
        onto = _onto(request)
        return _shown(request, lambda words: password_page(words, onto))

    async def log_in(self, request: Request) -> Response:
        """Name and password against a session."""
        words, onto = _words(request), _onto(request)
        body = await request.body()
        if len(body) > FORM_BYTES:
            return HTMLResponse(login_page(words, onto, words.wrong_login), 413)
        form = _form(body)
        name = folded_name(form.get("name", "")[: 2 * NAME_CHARACTERS])
        person, refused = await self._known(request, name, form.get("password", ""))
        if person is None:
            return _refused(login_page(words, onto, refused.told(words)), refused)
        return await self._with_session(RedirectResponse(onto, 303), request, person)

    async def change(self, request: Request) -> Response:
        """Another password for the old one; every other session of the person ends."""
        words, onto = _words(request), _onto(request)
        body = await request.body()
        if len(body) > FORM_BYTES:
            return HTMLResponse(password_page(words, onto, words.wrong_password), 413)
        form = _form(body)
        fresh = form.get("password", "")
        name = await asyncio.to_thread(self._store.people.name_of, request.scope[PERSON])
        wrong = _wrong_password(fresh, form.get("again", ""), words)
        if wrong:
            return HTMLResponse(password_page(words, onto, wrong), 422)
        person, refused = await self._known(request, name, form.get("current", ""))
        if person is None:
            told = words.wrong_password if refused.status == WRONG else refused.told(words)
            return _refused(password_page(words, onto, told), refused)
        await self._hashing.run(_sender(request), lambda: self._store.people.change_password(person, hashed(fresh)))
        page = HTMLResponse(password_page(words, onto, done=words.password_changed))
        return await self._with_session(page, request, person)

    async def _known(self, request: Request, name: str, password: str) -> tuple[int | None, Refused]:
        """Who has this name and this password, or why that is not to be known."""
        sender = _sender(request)
        seconds = max(self._names.wait(name), self._addresses.wait(sender))
        if seconds:
            return None, Refused(MANY, seconds)
        # Counted before the password is looked at, so that many attempts at once are too many as well.
        self._names.count_one(name)
        self._addresses.count_one(sender)
        person = None
        if name and len(name) <= NAME_CHARACTERS and len(password) <= PASSWORD_CHARACTERS[1]:
            try:
                person = await self._hashing.run(sender, user_by_password, self._store, name, password)
            except Busy:
                return None, Refused(BUSY, BUSY_SECONDS)
        if person is None:
            await asyncio.to_thread(self._tell, name, sender)
            return None, Refused(WRONG)
        self._names.forget(name)
        self._addresses.take_back(sender)
        return person, Refused(WRONG)

    async def _with_session(self, response: Response, request: Request, person: int) -> Response:
        """The response with a new session of a person, which scripts cannot read."""
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


def _onto(request: Request) -> str:
    return onward(request.query_params.get("next", "/"))


def _sender(request: Request) -> str:
    return sender_of(request.client.host if request.client else "")


def _shown(request: Request, page: Callable[[PeopleWords], str]) -> Response:
    """A page in the language that its address names, which is remembered, or that the browser wants."""
    chosen = request.query_params.get("language", "")
    response = HTMLResponse(page(_words(request, chosen)))
    if chosen in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, chosen, max_age=YEAR, samesite="strict")
    return response


def _refused(page: str, refused: Refused) -> Response:
    headers = {"retry-after": str(refused.seconds)} if refused.seconds else {}
    return HTMLResponse(page, refused.status, headers)


def _wrong_password(fresh: str, again: str, words: PeopleWords) -> str:
    """What is wrong with a new password, empty where nothing is."""
    least, most = PASSWORD_CHARACTERS
    if fresh != again:
        return words.passwords_differ
    return "" if least <= len(fresh) <= most else words.password_length.format(least=least, most=most)


def _form(body: bytes) -> Mapping[str, str]:
    """The fields of a form; none, where the body is no form."""
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=FIELDS, errors="strict")
    except ValueError:
        return {}
    return {name: values[-1] for name, values in fields.items()}
