"""What people say about answers, each with a copy of the turn, so that it outlives the conversation."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ui.store.conversations import record_from
from ui.store.database import Database

NOTE_CHARACTERS = 1000
"""Longest note to a feedback."""


class Kind(StrEnum):
    """What a person says about an answer."""

    UP = "up"
    """It is right, and so are its proofs; of an abstention: the documents do not answer."""
    DOWN = "down"
    """It is not right."""
    WRONG_SOURCE = "wrong-source"
    """What is cited does not prove it."""
    SHOULD_HAVE_ANSWERED = "should-have-answered"
    """The documents do answer."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """One person's word about one turn.

    `turns` are the questions and answers before it that the assistant was given; `record` is the turn as it is kept
    (see `ui.page.keeping`). `conversation` is `None` where it was deleted. `given` is in seconds of the epoch.
    """

    id: int
    conversation: str | None
    number: int
    kind: Kind
    note: str
    turns: tuple[dict[str, str], ...]
    record: dict[str, Any]
    given: float


class FeedbackShelf:
    """The feedback of all people."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def give(self, person: int, conversation: str, number: int, kind: Kind, turns: list[dict[str, str]]) -> None:
        """Keep what a person says about a turn of theirs, in place of what they said before; a note stays.

        Nothing happens where there is no such turn.
        """
        with self._database.writing() as connection:
            found = connection.execute(
                "SELECT record, turns.checksum FROM turns JOIN conversations ON conversations.id = turns.conversation"
                " WHERE conversation = ? AND number = ? AND person = ?",
                (conversation, number, person),
            ).fetchone()
            if found is None:
                return
            record, digest = found
            connection.execute(
                "INSERT INTO feedback (person, conversation, number, kind, note, turns, record, given, checksum)"
                " VALUES (?, ?, ?, ?, '', ?, ?, ?, ?) ON CONFLICT (conversation, number) DO UPDATE SET kind ="
                " excluded.kind, turns = excluded.turns, record = excluded.record, given = excluded.given,"
                " checksum = excluded.checksum",
                (
                    person,
                    conversation,
                    number,
                    kind,
                    json.dumps(turns, ensure_ascii=False),
                    record,
                    time.time(),
                    digest,
                ),
            )

    def note(self, person: int, conversation: str, number: int, note: str) -> None:
        """Keep a person's words beside their feedback on a turn."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE feedback SET note = ? WHERE conversation = ? AND number = ? AND person = ?",
                (note.strip()[:NOTE_CHARACTERS], conversation, number, person),
            )

    def withdraw(self, person: int, conversation: str, number: int) -> None:
        with self._database.writing() as connection:
            connection.execute(
                "DELETE FROM feedback WHERE conversation = ? AND number = ? AND person = ?",
                (conversation, number, person),
            )

    def on(self, person: int, conversation: str) -> dict[int, Feedback]:
        """What a person has said about a conversation, by the numbers of its turns."""
        rows = self._database.rows(f"{_SELECT} WHERE conversation = ? AND person = ?", (conversation, person))
        return {item.number: item for item in filter(None, map(feedback_from, rows))}

    def all(self) -> list[Feedback]:
        """The feedback of everybody, in the order in which it was given; without what is damaged."""
        return list(filter(None, map(feedback_from, self._database.rows(f"{_SELECT} ORDER BY given, id"))))


_SELECT = "SELECT id, conversation, number, kind, note, turns, record, given, checksum FROM feedback"


def feedback_from(row: tuple[Any, ...]) -> Feedback | None:
    """The feedback of a row, `None` where it is not what was kept."""
    identifier, conversation, number, kind, note, turns, record, given, digest = row
    kept = record_from(record, digest)
    if kept is None:
        return None
    try:
        return Feedback(identifier, conversation, number, Kind(kind), note, tuple(json.loads(turns)), kept, given)
    except (ValueError, TypeError, RecursionError):
        return None
