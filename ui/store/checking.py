"""Whether a store is in order: its pages, its records, who can read it, and its backups. Nothing is changed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from rag.errors import StoreProblem
from ui.store.backups import Backup, Backups
from ui.store.conversations import record_from
from ui.store.database import WAIT_SECONDS, unusable
from ui.store.feedback import feedback_from
from ui.store.place import faults, held, refuse_lost
from ui.store.schema import SCHEMAS, connect, version_of


@dataclass(slots=True)
class Findings:
    """What stands in a store, and what is wrong with it.

    `damaged` are the turns that cannot be shown any more, each by its conversation and number; `problems` what else is
    wrong, a line each. With a schema older than the present one, whether turns are damaged cannot be told.
    """

    schema: int = 0
    people: int = 0
    conversations: int = 0
    turns: int = 0
    feedback: int = 0
    damaged: list[tuple[str, int]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    backups: list[Backup] = field(default_factory=list)

    @property
    def in_order(self) -> bool:
        return not self.damaged and not self.problems


def check(path: Path) -> Findings:
    """Look through the store at `path`. Raises `StoreProblem` where there is none, and `Busy` where it is restored."""
    if not path.parent.is_dir():
        raise StoreProblem(f"there is no store in {path.parent} yet: `preuve chat` and `preuve user add` make one")
    found = Findings(backups=Backups(path).all())
    found.problems += [f"{place} {wrong}" for place, wrong in faults(path.parent)]
    with held(path.parent):
        try:
            refuse_lost(path)
            with closing(connect(path, WAIT_SECONDS, reading=True)) as connection:
                _look_through(connection, found)
        except sqlite3.Error as error:
            found.problems.append(str(unusable(path, error)))
        except StoreProblem as problem:
            found.problems.append(str(problem))
    return found


def _look_through(connection: sqlite3.Connection, found: Findings) -> None:
    for pragma, right in (("integrity_check(5)", "ok"), ("foreign_key_check", None)):
        rows = connection.execute(f"PRAGMA {pragma}").fetchall()
        found.problems += [f"{pragma.partition('(')[0]}: {_line(row)}" for row in rows if row[0] != right]
    found.schema = version_of(connection)
    count = "SELECT COUNT(*) FROM "
    found.people = connection.execute(f"{count} people WHERE id != 0").fetchone()[0]
    found.conversations = connection.execute(f"{count} conversations").fetchone()[0]
    found.turns = connection.execute(f"{count} turns").fetchone()[0]
    found.feedback = connection.execute(f"{count} feedback").fetchone()[0]
    if found.schema == len(SCHEMAS):
        _look_at_records(connection, found)


def _look_at_records(connection: sqlite3.Connection, found: Findings) -> None:
    places = connection.execute("SELECT conversation, number FROM turns ORDER BY conversation, number").fetchall()
    for place in places:
        try:
            row = connection.execute(
                "SELECT record, checksum FROM turns WHERE conversation = ? AND number = ?", place
            ).fetchone()
            whole = row is not None and record_from(*row) is not None
        except sqlite3.DatabaseError:
            whole = False
        if not whole:
            found.damaged.append((str(place[0]), int(place[1])))
    for (number,) in connection.execute("SELECT id FROM feedback").fetchall():
        query = "SELECT id, conversation, number, kind, note, turns, record, given, checksum FROM feedback WHERE id = ?"
        try:
            whole = feedback_from(connection.execute(query, (number,)).fetchone()) is not None
        except sqlite3.DatabaseError:
            whole = False
        if not whole:
            found.problems.append(f"feedback {number} is damaged")


def _line(row: tuple[object, ...]) -> str:
    return " ".join(" ".join(map(str, row)).split())
