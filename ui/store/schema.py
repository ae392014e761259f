"""The tables of the store by version of the schema, and how a file gets them."""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

from rag.errors import StoreProblem
from ui.store.place import FILE_MODE, sync_folder

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
    # Sessions were stored under the names that their cookies carry, beside the key that signs these: all of them end.
    """
    DROP TABLE keys;
    DROP TABLE sessions;
    CREATE TABLE sessions (
        digest BLOB PRIMARY KEY, person INTEGER NOT NULL REFERENCES people(id) ON DELETE CASCADE, expires REAL NOT NULL
    ) WITHOUT ROWID;
    ALTER TABLE turns ADD COLUMN checksum BLOB;
    UPDATE turns SET checksum = checksum(record);
    ALTER TABLE feedback ADD COLUMN checksum BLOB;
    UPDATE feedback SET checksum = checksum(record);
    """,
    # Conversations that are to stay on top.
    """
    ALTER TABLE conversations ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
    """,
    # Links by which others may read a conversation.
    """
    CREATE TABLE links (
        name TEXT PRIMARY KEY, conversation TEXT NOT NULL UNIQUE REFERENCES conversations(id) ON DELETE CASCADE,
        made REAL NOT NULL
    ) WITHOUT ROWID;
    """,
)
"""What makes each version of the schema out of the one before; the first makes it out of nothing."""

PRAGMAS = ("foreign_keys = ON", "synchronous = FULL", "secure_delete = ON")
"""Settings of every connection; what is deleted is not to be read out of the file afterwards."""


def checksum(record: object) -> bytes:
    """By which a record is known to be what was written."""
    return hashlib.blake2b(str(record).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def connect(path: Path, wait: float, reading: bool = False) -> sqlite3.Connection:
    """A connection to a file that is there. Raises `sqlite3.Error`."""
    uri = f"{path.absolute().as_uri()}?mode={'ro' if reading else 'rw'}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=wait)
    # A damaged text is to be told as what it is, and not to keep the whole from being read.
    connection.text_factory = _text
    connection.create_function("checksum", 1, checksum, deterministic=True)
    try:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def version_of(connection: sqlite3.Connection) -> int:
    """The version of the schema of a file, 0 where it has none. Raises `sqlite3.Error`."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def upgrade(connection: sqlite3.Connection, path: Path) -> bool:
    """Bring the tables of a file to the present version, within a transaction; whether there was anything to do.

    Raises `StoreProblem` where a newer program, or no program of ours, wrote it, and `sqlite3.Error`.
    """
    version = version_of(connection)
    if version > len(SCHEMAS):
        raise StoreProblem(
            f"{path} was written by a newer preuve (schema {version}, this one knows {len(SCHEMAS)}): update preuve"
        )
    if not version:
        raise StoreProblem(
            f"{path} is a database, but no store: run `preuve store restore`, or move {path.parent} away to begin anew"
        )
    write_tables(connection, version)
    return version < len(SCHEMAS)


def write_tables(connection: sqlite3.Connection, version: int = 0, wanted: int = len(SCHEMAS)) -> None:
    """Bring the tables of a file from one version of the schema to a later one. Raises `sqlite3.Error`."""
    for script in SCHEMAS[version:wanted]:
        for statement in script.split(";"):
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {wanted}")


def create(path: Path) -> None:
    """A new store with its tables; the file appears complete or not at all. Raises `OSError`, `sqlite3.Error`.

    Nothing happens where another process has made one meanwhile.
    """
    draft = draft_of(path)
    try:
        with closing(connect(draft, 0.0)) as connection:
            connection.execute("BEGIN")
            write_tables(connection)
            connection.execute("COMMIT")
        publish(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)


def draft_of(path: Path) -> Path:
    """A new, empty file beside `path`, for its owner only, under a hidden name. Raises `OSError`."""
    draft = path.with_name(f".{path.name}-{secrets.token_hex(6)}.draft")
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, FILE_MODE))
    return draft


def publish(draft: Path, path: Path) -> None:
    """Give a draft its name, under which there must be nothing yet. Raises `OSError`, such as `FileExistsError`."""
    flush(draft)
    os.link(draft, path)
    draft.unlink()
    sync_folder(path.parent)


def flush(path: Path) -> None:
    """Let a file reach the disk. Raises `OSError`."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
