"""The SQLite file of the store: how it is opened, read and written."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

from rag.errors import StoreProblem
from ui.store.place import held, refuse_lost
from ui.store.schema import connect, create, upgrade

WAIT_SECONDS = 10.0
"""How long a write waits for another process that writes."""

ESSENTIAL = ("people", "sessions", "tokens", "conversations")
"""Tables without which nobody knows who may do what; what else is damaged costs what it holds."""


class DamagedRecords(StoreProblem):
    """Only records are damaged: `ui.store.mending` makes a store of the rest."""


def damaged(path: Path, found: object) -> StoreProblem:
    """The error of a file that is not what was written."""
    return StoreProblem(
        f"{path} is damaged ({found}): run `preuve store restore`, or move {path.parent} away to begin anew"
    )


def unusable(path: Path, error: Exception) -> StoreProblem:
    """A failure of SQLite or of the system, as one that is told."""
    if isinstance(error, sqlite3.OperationalError | sqlite3.ProgrammingError | OSError):
        return StoreProblem(f"{path} cannot be read or written ({error}): free space or check permissions")
    return damaged(path, error)


class Database:
    """Two connections for all threads of a process, so that who reads does not wait for the disk of who writes.

    Every failure of SQLite is a `StoreProblem`. As long as it is open, nobody replaces the file (`Busy`).
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writing, self._reading = threading.RLock(), threading.Lock()
        with ExitStack() as opening:
            opening.enter_context(held(path.parent))
            refuse_lost(path)
            try:
                if not path.exists():
                    create(path)
                self._writer = opening.enter_context(closing(self._connect()))
                self._prepare()
                self._reader = opening.enter_context(closing(self._connect()))
            except (sqlite3.Error, OSError) as error:
                raise unusable(path, error) from error
            self._open = opening.pop_all()

    def _connect(self) -> sqlite3.Connection:
        connection = connect(self.path, WAIT_SECONDS)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _prepare(self) -> None:
        found = check_pages(self._writer)
        if found:
            whole = not any(check_pages(self._writer, table) for table in ESSENTIAL)
            raise DamagedRecords(found) if whole else damaged(self.path, found)
        with self.writing() as connection:
            upgraded = upgrade(connection, self.path)
        if upgraded:
            # What was dropped is not to be read in the log either.
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that happens as a whole or not at all."""
        with self._writing:
            try:
                with self._writer:  # commits, or rolls back
                    self._writer.execute("BEGIN IMMEDIATE")
                    yield self._writer
            except sqlite3.Error as error:
                raise unusable(self.path, error) from error

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with self._reading:
            try:
                return self._reader.execute(query, values).fetchall()
            except sqlite3.Error as error:
                raise unusable(self.path, error) from error

    def row(self, query: str, values: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """The first row of a query, if it has any."""
        return next(iter(self.rows(query, values)), None)

    def close(self) -> None:
        with self._writing, self._reading:
            self._open.close()


def check_pages(connection: sqlite3.Connection, table: str = "") -> str:
    """What is wrong with the pages of a file, or of one table: the first that is found; empty where nothing is."""
    try:
        row = connection.execute(f"PRAGMA quick_check('{table}')" if table else "PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        return str(error)
    found = str(row[0])
    return "" if found == "ok" else " ".join(found.split())
