"""The SQLite file of the store: its tables by version of the schema, and how it is opened, read and written."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rag.errors import StoreProblem

WAIT_SECONDS = 10.0
"""How long a write waits for another process that writes."""

SCHEMAS = (
    """
    CREATE TABLE keys (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE people (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, password TEXT, created REAL NOT NULL
    );
    CREATE TABLE sessions (
        id TEXT PRIMARY KEY, person INTEGER NOT NULL REFERENCES people(id) ON DELETE CASCADE, expires REAL NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE tokens (
        digest BLOB PRIMARY KEY, person INTEGER NOT NULL REFERENCES people(id) ON DELETE CASCADE, created REAL NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE conversations (
        id TEXT PRIMARY KEY, person INTEGER NOT NULL REFERENCES people(id) ON DELETE CASCADE,
        title TEXT NOT NULL, created REAL NOT NULL, changed REAL NOT NULL
    );
    CREATE INDEX conversations_by_person ON conversations (person, changed);
    CREATE TABLE turns (
        conversation TEXT NOT NULL REFERENCES conversations(id) ON DELETE CASCADE, number INTEGER NOT NULL,
        record TEXT NOT NULL, PRIMARY KEY (conversation, number)
    );
    CREATE TABLE feedback (
        id INTEGER PRIMARY KEY, person INTEGER NOT NULL REFERENCES people(id) ON DELETE CASCADE,
        conversation TEXT REFERENCES conversations(id) ON DELETE SET NULL, number INTEGER NOT NULL,
        kind TEXT NOT NULL, note TEXT NOT NULL, turns TEXT NOT NULL, record TEXT NOT NULL, given REAL NOT NULL,
        UNIQUE (conversation, number)
    );
    INSERT INTO people (id, name, created) VALUES (0, '', 0);
    """,
)
"""What makes each version of the schema out of the one before; the first makes it out of nothing."""


class Database:
    """Two connections for all threads of a process, so that who reads does not wait for the disk of who writes.

    Every failure of SQLite is a `StoreProblem`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writing, self._reading = threading.RLock(), threading.Lock()
        self._writer = self._connect()
        try:
            self._prepare()
            self._reader = self._connect()
        except BaseException:
            self._writer.close()
            raise

    def _connect(self) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False, timeout=WAIT_SECONDS)
        except sqlite3.Error as error:
            raise self._problem(error) from error
        try:
            for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL"):
                connection.execute(f"PRAGMA {pragma}")
        except sqlite3.Error as error:
            connection.close()
            raise self._problem(error) from error
        return connection

    def _prepare(self) -> None:
        with self.writing() as connection:
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
            if version > len(SCHEMAS):
                raise StoreProblem(
                    f"{self.path} was written by a newer preuve (schema {version}, this one knows {len(SCHEMAS)}):"
                    " update preuve"
                )
            for script in SCHEMAS[version:]:
                for statement in script.split(";"):
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {len(SCHEMAS)}")
            found = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
        if found != "ok":
            raise self._problem(found)

    def _problem(self, error: sqlite3.Error | str) -> StoreProblem:
        if isinstance(error, sqlite3.OperationalError | sqlite3.ProgrammingError):
            return StoreProblem(f"{self.path} cannot be read or written ({error}): free space or check permissions")
        return StoreProblem(f"{self.path} is damaged ({error}): restore a copy of it, or move it away")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that happens as a whole or not at all."""
        with self._writing:
            try:
                with self._writer:  # commits, or rolls back
                    self._writer.execute("BEGIN IMMEDIATE")
                    yield self._writer
            except sqlite3.Error as error:
                raise self._problem(error) from error

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with self._reading:
            try:
                return self._reader.execute(query, values).fetchall()
            except sqlite3.Error as error:
                raise self._problem(error) from error

    def row(self, query: str, values: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """The first row of a query, if it has any."""
        return next(iter(self.rows(query, values)), None)

    def close(self) -> None:
        with self._writing, self._reading:
            self._reader.close()
            self._writer.close()
