"""Conversations that are kept, each with its turns. Whose they are is asked for in every call."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ui.store.database import Database
from ui.store.schema import checksum

TITLE_CHARACTERS = 120
"""Longest title of a conversation."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation in the list of its owner. Times are in seconds of the epoch."""

    id: str
    title: str
    created: float
    changed: float
    turns: int
    pinned: int = 0
    link: str | None = None
    """The name of the link by which others may read it."""


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """A turn of a conversation; `record` is what `ui.page.keeping` makes of a question and its outcome.

    It is `None` where it is not what was kept: damage costs the turn, and nothing else.
    """

    number: int
    record: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Removed:
    """A conversation that is in the store no more, with all that is needed to undo that."""

    person: int
    id: str
    title: str
    row: tuple[Any, ...]
    turns: tuple[tuple[Any, ...], ...]
    feedback: tuple[int, ...]


def title_of(text: str) -> str:
    """A text as a title: one line, not too long."""
    line = " ".join(text.split())
    return line if len(line) <= TITLE_CHARACTERS else line[: TITLE_CHARACTERS - 1] + "…"


def record_from(text: object, digest: object) -> dict[str, Any] | None:
    """A record as it was kept, `None` where this is not what was."""
    if not isinstance(text, str) or digest != checksum(text):
        return None
    record: dict[str, Any] = json.loads(text)
    return record


class Conversations:
    """The conversations of all people."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, person: int) -> list[Kept]:
        """The conversations of a person: those that are pinned, then the latest first."""
        rows = self._database.rows(
            "SELECT id, title, created, changed,"
            " (SELECT COUNT(*) FROM turns WHERE conversation = conversations.id), pinned,"
            " (SELECT name FROM links WHERE conversation = conversations.id)"
            " FROM conversations WHERE person = ? ORDER BY pinned DESC, changed DESC, id",
            (person,),
        )
        return [Kept(*row) for row in rows]

    def title(self, person: int, identifier: str) -> str | None:
        """The title of a conversation; `None` where this person has no such conversation."""
        row = self._database.row("SELECT title FROM conversations WHERE id = ? AND person = ?", (identifier, person))
        return None if row is None else str(row[0])

    def turns(self, person: int, identifier: str) -> list[KeptTurn] | None:
        """The turns of a conversation in their order; `None` where this person has no such conversation."""
        if self._database.row("SELECT 1 FROM conversations WHERE id = ? AND person = ?", (identifier, person)) is None:
            return None
        rows = self._database.rows(
            "SELECT number, record, checksum FROM turns WHERE conversation = ? ORDER BY number", (identifier,)
        )
        return [KeptTurn(number, record_from(record, digest)) for number, record, digest in rows]

    def latest(self, person: int, identifier: str | None) -> int:
        """The number of the last turn of a conversation, 0 where there is none."""
        row = self._database.row(
            "SELECT MAX(number) FROM turns JOIN conversations ON conversations.id = turns.conversation"
            " WHERE conversation = ? AND person = ?",
            (identifier, person),
        )
        return int(row[0]) if row and row[0] is not None else 0

    def keep(self, person: int, identifier: str | None, number: int, record: Mapping[str, Any]) -> str:
        """Add a turn to a conversation; it takes the place of the one with its number and of those after that.

        Without `identifier`, and where the conversation has been deleted meanwhile, a new one begins, which takes its
        title from the question. Returns the identifier.
        """
        now = time.time()
        text = json.dumps(record, ensure_ascii=False)
        with self._database.writing() as connection:
            owned = connection.execute(
                "UPDATE conversations SET changed = ? WHERE id = ? AND person = ?", (now, identifier, person)
            )
            if identifier is None or not owned.rowcount:
                identifier = secrets.token_hex(8)
                connection.execute(
                    "INSERT INTO conversations (id, person, title, created, changed) VALUES (?, ?, ?, ?, ?)",
                    (identifier, person, title_of(str(record["question"])), now, now),
                )
            # What was said about a turn that is replaced is not about the new one.
            for forget in (
                "UPDATE feedback SET conversation = NULL WHERE conversation = ? AND number >= ?",
                "DELETE FROM turns WHERE conversation = ? AND number >= ?",
            ):
                connection.execute(forget, (identifier, number))
            connection.execute("INSERT INTO turns VALUES (?, ?, ?, ?)", (identifier, number, text, checksum(text)))
        return identifier

    def finish(self, person: int, identifier: str | None, number: int, record: Mapping[str, Any]) -> str:
        """What came of a turn that is kept already; turns after it, asked meanwhile in another tab, stay.

        Where it is not there any more, it is added as `keep` does. Returns the identifier.
        """
        text = json.dumps(record, ensure_ascii=False)
        with self._database.writing() as connection:
            known = connection.execute(
                "UPDATE turns SET record = ?, checksum = ? WHERE conversation = ? AND number = ? AND conversation IN"
                " (SELECT id FROM conversations WHERE person = ?)",
                (text, checksum(text), identifier, number, person),
            )
            if identifier is not None and known.rowcount:
                changed = (time.time(), identifier)
                connection.execute("UPDATE conversations SET changed = ? WHERE id = ?", changed)
                return identifier
        return self.keep(person, identifier, number, record)

    def rename(self, person: int, identifier: str, title: str) -> None:
        """Another title; an empty one changes nothing."""
        line = title_of(title)
        if line:
            with self._database.writing() as connection:
                connection.execute(
                    "UPDATE conversations SET title = ? WHERE id = ? AND person = ?", (line, identifier, person)
                )

    def pin(self, person: int, identifier: str) -> None:
        """Keep a conversation on top of the list, or no longer so."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE conversations SET pinned = 1 - pinned WHERE id = ? AND person = ?", (identifier, person)
            )

    def delete(self, person: int, identifier: str) -> Removed | None:
        """Remove a conversation with its turns; what it was, if there was one. Feedback stays, without its name."""
        with self._database.writing() as connection:
            row = connection.execute(
                "SELECT * FROM conversations WHERE id = ? AND person = ?", (identifier, person)
            ).fetchone()
            if row is None:
                return None
            of = (identifier,)
            turns = connection.execute("SELECT * FROM turns WHERE conversation = ?", of).fetchall()
            said = connection.execute("SELECT id FROM feedback WHERE conversation = ?", of).fetchall()
            connection.execute("DELETE FROM conversations WHERE id = ?", of)
        return Removed(person, identifier, str(row[2]), row, tuple(turns), tuple(each for (each,) in said))

    def put_back(self, removed: Removed) -> None:
        """Undo `delete`: everything is as it was, feedback that was not withdrawn meanwhile included."""
        with self._database.writing() as connection:
            places = ", ".join("?" * len(removed.row))
            connection.execute(f"INSERT OR IGNORE INTO conversations VALUES ({places})", removed.row)  # noqa: S608
            connection.executemany("INSERT OR IGNORE INTO turns VALUES (?, ?, ?, ?)", removed.turns)
            connection.executemany(
                "UPDATE feedback SET conversation = ? WHERE id = ?",
                [(removed.id, number) for number in removed.feedback],
            )
