"""Passwords, sessions and tokens: how they are made, and how they are recognised again.

The store has a slow hash of a password (Argon2id), and a digest of a token, which is random enough for a quick one.
A session's cookie carries a name of which the store knows the digest, signed with a key that stands in a file of its
own, so that made-up ones are refused before the store is asked.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from itsdangerous import BadData, URLSafeSerializer

from rag.errors import UsageError
from ui.store import Store

SESSION_SECONDS = 14 * 24 * 3600
PASSWORD_CHARACTERS = (8, 1000)
NAME_CHARACTERS = 64
TOKEN_PREFIX = "preuve_"  # noqa: S105
TOKEN_LENGTH = 100
"""Longest text that is looked at as a token."""

_hasher = PasswordHasher()


def folded_name(name: str) -> str:
    """A name as it is stored: composed and in lower case, so that nobody can pass for somebody else by a capital."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def checked_name(name: str) -> str:
    """The name of a new user. Raises `UsageError` where it is none."""
    folded = folded_name(name)
    if not 1 <= len(folded) <= NAME_CHARACTERS or not all(each.isalnum() or each in "._@+-" for each in folded):
        raise UsageError(
            f"{name!r} cannot be the name of a user: use letters, digits and . _ @ + -, at most {NAME_CHARACTERS}"
        )
    return folded


def checked_password(password: str) -> str:
    """A new password. Raises `UsageError` where it is too short or too long; what it is is not said."""
    least, most = PASSWORD_CHARACTERS
    if not least <= len(password) <= most:
        raise UsageError(f"the password has {len(password)} characters: use {least} to {most}")
    try:
        password.encode()
    except UnicodeEncodeError:
        raise UsageError("the password holds bytes that are not text: use UTF-8") from None
    return password


def hashed(password: str) -> str:
    """The Argon2id hash of a password, with its salt and its parameters."""
    return _hasher.hash(password)


@cache
def _nobody() -> str:
    """A hash that no password has."""
    return hashed(secrets.token_urlsafe())


def user_by_password(store: Store, name: str, password: str) -> int | None:
    """Who has this name and this password. Takes as long where there is no such name."""
    known = store.people.password(folded_name(name))
    try:
        _hasher.verify(known[1] if known else _nobody(), password)
    except (VerificationError, InvalidHashError):
        return None
    if known is None:
        return None
    if _hasher.check_needs_rehash(known[1]):
        store.people.renew_hash(known[0], hashed(password))
    return known[0]


class Sessions:
    """Signed names of sessions."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._signer = URLSafeSerializer(store.key, "preuve session", signer_kwargs={"digest_method": hashlib.sha256})

    def open(self, person: int) -> str:
        """A new session of a user, as the value of a cookie."""
        return str(self._signer.dumps(self._store.people.log_in(person, SESSION_SECONDS)))

    def person(self, cookie: str) -> int | None:
        """Whose session a cookie names, if it has not ended."""
        session = self._session(cookie)
        return None if session is None else self._store.people.of_session(session)

    def close(self, cookie: str) -> None:
        """End a session, wherever its cookie is kept."""
        session = self._session(cookie)
        if session is not None:
            self._store.people.log_out(session)

    def _session(self, cookie: str) -> str | None:
        try:
            value = self._signer.loads(cookie)
        except BadData:
            return None
        return value if isinstance(value, str) else None


def new_token(store: Store, person: int) -> str:
    """A new token of a user; it cannot be read back later."""
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    store.people.add_token(person, _digest(token))
    return token


def person_by_token(store: Store, token: str) -> int | None:
    """Whose token this is."""
    if len(token) > TOKEN_LENGTH or not token.startswith(TOKEN_PREFIX):
        return None
    return store.people.of_token(_digest(token))


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
