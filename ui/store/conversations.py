"""Conversations that are kept, each with its turns. Whose they are is asked for in every call."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ui.store.database import Database

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


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """A turn of a conversation; `record` is what `ui.page.keeping` makes of a question and its outcome."""

    number: int
    record: dict[str, Any]


def title_of(text: str) -> str:
    """A text as a title: one line, not too long."""
    line = " ".join(text.split())
    return line if len(line) <= TITLE_CHARACTERS else line[: TITLE_CHARACTERS - 1] + "…"


class Conversations:
    """The conversations of all people."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, person: int) -> list[Kept]:
        """The conversations of a person, the latest first."""
        rows = self._database.rows(
            "SELECT id, title, created, changed, (SELECT COUNT(*) FROM turns WHERE conversation = conversations.id)"
            " FROM conversations WHERE person = ? ORDER BY changed DESC, id",
            (person,),
        )
        return [Kept(*row) for row in rows]

    def turns(self, person: int, identifier: str) -> list[KeptTurn] | None:
        """The turns of a conversation in their order; `None` where this person has no such conversation."""
        if self._database.row("SELECT 1 FROM conversations WHERE id = ? AND person = ?", (identifier, person)) is None:
            return None
        rows = self._database.rows(
            "SELECT number, record FROM turns WHERE conversation = ? ORDER BY number", (identifier,)
        )
        return [KeptTurn(number, json.loads(record)) for number, record in rows]

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
                    "INSERT INTO conversations VALUES (?, ?, ?, ?, ?)",
                    (identifier, person, title_of(str(record["question"])), now, now),
                )
            # What was said about a turn that is replaced is not about the new one.
            for forget in (
                "UPDATE feedback SET conversation = NULL WHERE conversation = ? AND number >= ?",
                "DELETE FROM turns WHERE conversation = ? AND number >= ?",
            ):
                connection.execute(forget, (identifier, number))
            connection.execute("INSERT INTO turns VALUES (?, ?, ?)", (identifier, number, text))
        return identifier

    def rename(self, person: int, identifier: str, title: str) -> None:
        """Another title; an empty one changes nothing."""
        line = title_of(title)
        if line:
            with self._database.writing() as connection:
                connection.execute(
                    "UPDATE conversations SET title = ? WHERE id = ? AND person = ?", (line, identifier, person)
                )

    def delete(self, person: int, identifier: str) -> bool:
        """Remove a conversation with its turns; whether there was one. Feedback on it stays, without its name."""
        with self._database.writing() as connection:
            gone = connection.execute("DELETE FROM conversations WHERE id = ? AND person = ?", (identifier, person))
            return gone.rowcount > 0
