"""Who may ask: people with their passwords, sessions and tokens, none of which can be read back from the file.

Without users, everything belongs to one local person, whom loopback alone protects.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass

from ui.store.database import Database

LOCAL = 0
"""The person of a server without users."""

PERSON = "preuve.person"
"""Where the scope of a request has the number of the person who makes it."""


@dataclass(frozen=True, slots=True)
class Person:
    """A user as the command line lists them. `created` is in seconds of the epoch."""

    id: int
    name: str
    created: float
    conversations: int
    feedback: int
    tokens: int


class People:
    """The users of a server."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def any(self) -> bool:
        """Whether there is a user, so that everything needs a login."""
        return self._database.row("SELECT 1 FROM people WHERE id != ? LIMIT 1", (LOCAL,)) is not None

    def all(self) -> list[Person]:
        """The users by name."""
        rows = self._database.rows(
            "SELECT id, name, created, (SELECT COUNT(*) FROM conversations WHERE person = people.id),"
            " (SELECT COUNT(*) FROM feedback WHERE person = people.id),"
            " (SELECT COUNT(*) FROM tokens WHERE person = people.id) FROM people WHERE id != ? ORDER BY name",
            (LOCAL,),
        )
        return [Person(*row) for row in rows]

    def named(self, name: str) -> Person | None:
        return next((person for person in self.all() if person.name == name), None)

    def name_of(self, person: int) -> str:
        """The name of a person, empty for the local one."""
        row = self._database.row("SELECT name FROM people WHERE id = ?", (person,))
        return str(row[0]) if row else ""

    def add(self, name: str, password: str) -> int:
        """A new user by the hash of a password. The name must be free."""
        with self._database.writing() as connection:
            added = connection.execute(
                "INSERT INTO people (name, password, created) VALUES (?, ?, ?)", (name, password, time.time())
            )
            return int(added.lastrowid or 0)

    def password(self, name: str) -> tuple[int, str] | None:
        """A user and the hash of their password."""
        row = self._database.row("SELECT id, password FROM people WHERE name = ? AND id != ?", (name, LOCAL))
        return (int(row[0]), str(row[1])) if row else None

    def change_password(self, person: int, password: str) -> None:
        """Another password; whoever is logged in with the old one is so no longer."""
        with self._database.writing() as connection:
            connection.execute("UPDATE people SET password = ? WHERE id = ?", (password, person))
            connection.execute("DELETE FROM sessions WHERE person = ?", (person,))

    def renew_hash(self, person: int, password: str) -> None:
        """Another hash of the same password."""
        with self._database.writing() as connection:
            connection.execute("UPDATE people SET password = ? WHERE id = ?", (password, person))

    def remove(self, person: int) -> None:
        """Remove a user with everything that belongs to them."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM people WHERE id = ? AND id != ?", (person, LOCAL))

    def take_over(self, person: int) -> int:
        """Give a user what was kept while there were no users; the number of conversations."""
        with self._database.writing() as connection:
            moved = connection.execute("UPDATE conversations SET person = ? WHERE person = ?", (person, LOCAL))
            connection.execute("UPDATE feedback SET person = ? WHERE person = ?", (person, LOCAL))
            return int(moved.rowcount)

    def log_in(self, person: int, seconds: float) -> str:
        """A new session of a user; sessions that have ended are forgotten.

        The store has only a digest of what is returned, so that nobody can log in with what the file holds.
        """
        identifier, now = secrets.token_urlsafe(24), time.time()
        with self._database.writing() as connection:
            connection.execute("DELETE FROM sessions WHERE expires < ?", (now,))
            connection.execute("INSERT INTO sessions VALUES (?, ?, ?)", (_digest(identifier), person, now + seconds))
        return identifier

    def of_session(self, identifier: str) -> int | None:
        """Whose session this is, if it has not ended."""
        row = self._database.row(
            "SELECT person FROM sessions WHERE digest = ? AND expires >= ?", (_digest(identifier), time.time())
        )
        return int(row[0]) if row else None

    def log_out(self, identifier: str) -> None:
        with self._database.writing() as connection:
            connection.execute("DELETE FROM sessions WHERE digest = ?", (_digest(identifier),))

    def add_token(self, person: int, digest: bytes) -> None:
        with self._database.writing() as connection:
            connection.execute("INSERT INTO tokens VALUES (?, ?, ?)", (digest, person, time.time()))

    def of_token(self, digest: bytes) -> int | None:
        """Whose token has this digest."""
        row = self._database.row("SELECT person FROM tokens WHERE digest = ?", (digest,))
        return int(row[0]) if row else None

    def revoke_tokens(self, person: int) -> int:
        """Make all tokens of a user worthless; how many there were."""
        with self._database.writing() as connection:
            return int(connection.execute("DELETE FROM tokens WHERE person = ?", (person,)).rowcount)


def _digest(identifier: str) -> bytes:
    return hashlib.sha256(identifier.encode("utf-8", "replace")).digest()
