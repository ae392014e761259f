"""Links by which people let others read a conversation: made and taken back by whose it is, gone with it.

They are left out where a damaged store is mended: whoever wants one makes another.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass

from ui.store.database import Database

NAME_BYTES = 16
"""Bytes of chance in the name of a link, which nobody guesses."""


@dataclass(frozen=True, slots=True)
class Linked:
    """What a link leads to: a conversation, and whose it is."""

    person: int
    conversation: str


class Links:
    """The links to conversations of all people; a conversation has one at most."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, person: int, conversation: str) -> str | None:
        """The name of the link to a conversation, a new one where it has none; `None` where it is not this person's."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO links (name, conversation, made)"
                " SELECT ?, id, ? FROM conversations WHERE id = ? AND person = ?",
                (secrets.token_hex(NAME_BYTES), time.time(), conversation, person),
            )
            row = connection.execute(
                "SELECT name FROM links JOIN conversations ON conversations.id = links.conversation"
                " WHERE conversation = ? AND person = ?",
                (conversation, person),
            ).fetchone()
        return None if row is None else str(row[0])

    def take_back(self, person: int, conversation: str) -> None:
        """Let the link to a conversation lead nowhere; another one gets another name."""
        with self._database.writing() as connection:
            connection.execute(
                "DELETE FROM links WHERE conversation IN (SELECT id FROM conversations WHERE id = ? AND person = ?)",
                (conversation, person),
            )

    def find(self, name: str) -> Linked | None:
        """What a link leads to, `None` where it was taken back or never made."""
        row = self._database.row(
            "SELECT person, id FROM links JOIN conversations ON conversations.id = links.conversation WHERE name = ?",
            (name,),
        )
        return None if row is None else Linked(int(row[0]), str(row[1]))
