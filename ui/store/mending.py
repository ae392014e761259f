"""What is left of a store of which pages are damaged: everything is copied into a new one but what cannot be read.

Who may do what has to be whole, or nothing is mended. A turn that cannot be read stays in its conversation as one that
is damaged; feedback that cannot be read is left out.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ui.store.copies import replace_store
from ui.store.database import ESSENTIAL, WAIT_SECONDS, unusable
from ui.store.place import held
from ui.store.schema import connect, draft_of, flush, version_of, write_tables

DAMAGED = "damaged"
"""With which word the name begins under which the damaged file is kept."""


@dataclass(frozen=True, slots=True)
class Mended:
    """How many turns and opinions were lost, and where the damaged file is kept."""

    turns: int
    feedback: int
    kept: Path | None

    def __str__(self) -> str:
        return (
            f"the store was damaged: {self.turns} turns of conversations and {self.feedback} feedback are lost;"
            f" the damaged file is kept as {self.kept}"
        )


def mend(path: Path) -> Mended:
    """Make a store of what can be read of the one at `path`, and put it in its place.

    Raises `StoreProblem` where that is not enough, and `Busy` where the store is in use.
    """
    with held(path.parent, alone=True):
        try:
            draft = draft_of(path)
            try:
                with closing(connect(path, WAIT_SECONDS, reading=True)) as old, closing(connect(draft, 0.0)) as new:
                    turns, feedback = _copy(old, new)
                flush(draft)
                return Mended(turns, feedback, replace_store(draft, path, DAMAGED))
            finally:
                draft.unlink(missing_ok=True)
        except (sqlite3.Error, OSError) as error:
            raise unusable(path, error) from error


def _copy(old: sqlite3.Connection, new: sqlite3.Connection) -> tuple[int, int]:
    """Copy what can be read, in the schema that it has; how many turns and opinions could not be."""
    new.execute("BEGIN")
    write_tables(new, 0, version_of(old))
    for table in ESSENTIAL:
        for row in old.execute(f"SELECT * FROM {table}").fetchall():  # noqa: S608 - the names are ours
            _insert(new, table, row)
    owned = {str(row[0]) for row in new.execute("SELECT id FROM conversations")}
    turns = feedback = 0
    for number, conversation, place in sorted(_found(old, "turns", "rowid, conversation, number")):
        if conversation not in owned:
            continue
        row = _row(old, "turns", number)
        turns += row is None
        if row is None:
            new.execute("INSERT INTO turns (conversation, number, record) VALUES (?, ?, '')", (conversation, place))
        else:
            _insert(new, "turns", row)
    for (number,) in sorted(_found(old, "feedback", "id")):
        row = _row(old, "feedback", number)
        feedback += row is None
        if row is not None:
            _insert(new, "feedback", row)
    new.execute("COMMIT")
    return turns, feedback


def _insert(new: sqlite3.Connection, table: str, row: tuple[Any, ...]) -> None:
    places = ", ".join("?" * len(row))
    new.execute(f"INSERT OR REPLACE INTO {table} VALUES ({places})", row)  # noqa: S608 - the names are ours


def _found(old: sqlite3.Connection, table: str, columns: str) -> set[tuple[Any, ...]]:
    """The keys of a table, from its index and from itself: either may be damaged."""
    keys: set[tuple[Any, ...]] = set()
    for way in ("", "NOT INDEXED"):
        with suppress(sqlite3.DatabaseError):
            for row in old.execute(f"SELECT {columns} FROM {table} {way}"):  # noqa: S608 - the names are ours
                keys.add(row)
    return keys


def _row(old: sqlite3.Connection, table: str, number: int) -> tuple[Any, ...] | None:
    """A row by its number, `None` where it cannot be read."""
    try:
        row: tuple[Any, ...] | None = old.execute(
            f"SELECT * FROM {table} WHERE rowid = ?",  # noqa: S608 - the names are ours
            (number,),
        ).fetchone()
    except sqlite3.DatabaseError:
        return None
    return row
