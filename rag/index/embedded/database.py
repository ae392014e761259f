"""The file behind the catalog: its tables, how it is made and how it is opened."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from rag.errors import IndexDamaged, IndexProblem
from rag.index.embedded.generation import sync_directory
from rag.index.failpoint import reach
from rag.index.stamp import SCHEMA

TABLES = """
CREATE TABLE stamp (json TEXT NOT NULL);
CREATE TABLE documents (
    id TEXT PRIMARY KEY, file TEXT NOT NULL, sha256 TEXT NOT NULL, reader INTEGER NOT NULL, format TEXT NOT NULL,
    language TEXT NOT NULL, encoding TEXT, encoding_guessed INTEGER NOT NULL, pages TEXT NOT NULL,
    headings TEXT NOT NULL, warnings TEXT NOT NULL, left_out TEXT NOT NULL, title TEXT NOT NULL,
    title_origin TEXT NOT NULL, author TEXT, author_origin TEXT, date TEXT, date_origin TEXT,
    characters INTEGER NOT NULL, passages INTEGER NOT NULL, text_sha256 TEXT NOT NULL, recogniser TEXT,
    recognised TEXT NOT NULL, key TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX documents_by_file ON documents (file);
CREATE INDEX documents_by_key ON documents (key);
CREATE INDEX documents_by_bytes ON documents (sha256);
CREATE INDEX documents_by_text ON documents (text_sha256);
CREATE INDEX documents_by_reader ON documents (reader);
CREATE TABLE scans (
    sha256 TEXT NOT NULL, recogniser TEXT NOT NULL, page INTEGER NOT NULL, json TEXT NOT NULL,
    PRIMARY KEY (sha256, recogniser, page)
) WITHOUT ROWID;
CREATE TABLE passages (
    document TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE, ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL, end INTEGER NOT NULL, text TEXT NOT NULL, language TEXT NOT NULL, page INTEGER,
    heading TEXT, pages TEXT NOT NULL, sentences TEXT NOT NULL, blocks TEXT NOT NULL, vector BLOB NOT NULL,
    terms TEXT NOT NULL, context TEXT NOT NULL, checksum BLOB NOT NULL,
    PRIMARY KEY (document, ordinal)
);
CREATE TABLE vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL, sentences BLOB NOT NULL);
CREATE INDEX passages_by_vector ON passages (vector);
CREATE TABLE generations (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, documents INTEGER NOT NULL, passages INTEGER NOT NULL,
    content BLOB NOT NULL
);
CREATE TABLE members (
    document TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER, root TEXT NOT NULL, collection TEXT NOT NULL,
    PRIMARY KEY (document, since)
) WITHOUT ROWID;
CREATE INDEX members_by_start ON members (since);
CREATE INDEX members_by_end ON members (until) WHERE until IS NOT NULL;
CREATE TABLE refusals (
    root TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL,
    reader INTEGER NOT NULL, PRIMARY KEY (root, file)
) WITHOUT ROWID;
"""


def unreadable(path: Path, error: Exception | str) -> IndexDamaged:
    """The error of a catalog that does not give what it holds."""
    return IndexDamaged(f"the catalog {path} cannot be read ({error}): restore it or ingest into a new --index")


def connect(path: Path) -> sqlite3.Connection:
    """A connection to an existing catalog, for reading only where nothing can be written; raises `IndexDamaged`."""
    if not path.is_file():
        raise unreadable(path, "there is no such file")
    uri = path.absolute().as_uri()
    try:
        return _connected(f"{uri}?mode=rw")
    except sqlite3.OperationalError as error:
        # Even a reader needs to write beside the file, which a full disk or a read-only store forbids. Where no writer
        # has left anything to be read from its log, the file can be read alone.
        log = path.with_name(path.name + "-wal")
        if not os.access(path, os.R_OK) or (log.exists() and log.stat().st_size):
            raise unreadable(path, error) from error
    except sqlite3.DatabaseError as error:
        raise unreadable(path, error) from error
    try:
        return _connected(f"{uri}?mode=ro&immutable=1")
    except sqlite3.DatabaseError as error:
        raise unreadable(path, error) from error


def _connected(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=30)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        if "immutable" not in uri:
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def create_database(path: Path, stamp: str) -> None:
    """A new, empty catalog; the file appears complete or not at all. Raises `IndexProblem` where it cannot."""
    draft = path.with_suffix(".draft")
    try:
        draft.unlink(missing_ok=True)
        with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
            connection.executescript(f"BEGIN; {TABLES} PRAGMA user_version = {SCHEMA}; COMMIT;")
            connection.execute("INSERT INTO stamp VALUES (?)", (stamp,))
        reach("catalog-created")
        draft.replace(path)
        sync_directory(path.parent)
    except (sqlite3.Error, OSError) as error:
        raise IndexProblem(
            f"the catalog {path} cannot be written ({error}): free space or check permissions"
        ) from error
