"""The catalog: one SQLite file that is the truth about what is indexed. The only module that touches SQLite.

It holds documents with their canonical text (as passages, which tile it), vectors by the hash of the text that was
embedded, and generations: sets of document versions that were published together. A stored document version never
changes, so a reader of one generation is not disturbed while the next one is being written.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import IndexDamaged, IndexMismatch, IndexProblem
from rag.rows import (
    DocumentInfo,
    Refusal,
    document_from,
    document_id,
    document_row,
    info_from,
    passage_from,
    passage_row,
    vector_key,
)
from rag.types import Document, Passage

SCHEMA = 1
BATCH = 500
"""Host parameters in one statement; SQLite allows 32,766."""

TABLES = """
CREATE TABLE stamp (json TEXT NOT NULL);
CREATE TABLE documents (
    id TEXT PRIMARY KEY, file TEXT NOT NULL, sha256 TEXT NOT NULL, format TEXT NOT NULL,
    language TEXT NOT NULL, encoding TEXT, encoding_guessed INTEGER NOT NULL, pages TEXT NOT NULL,
    headings TEXT NOT NULL, warnings TEXT NOT NULL, characters INTEGER NOT NULL, passages INTEGER NOT NULL,
    text_sha256 TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE passages (
    document TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE, ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL, end INTEGER NOT NULL, text TEXT NOT NULL, language TEXT NOT NULL, page INTEGER, heading TEXT,
    pages TEXT NOT NULL, sentences TEXT NOT NULL, vector BLOB NOT NULL, checksum BLOB NOT NULL,
    PRIMARY KEY (document, ordinal)
);
CREATE TABLE vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL);
CREATE TABLE generations (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE members (
    generation INTEGER NOT NULL REFERENCES generations(number) ON DELETE CASCADE, document TEXT NOT NULL,
    root TEXT NOT NULL, PRIMARY KEY (generation, document)
) WITHOUT ROWID;
CREATE INDEX members_by_document ON members (document);
CREATE TABLE refusals (
    root TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL,
    PRIMARY KEY (root, file)
) WITHOUT ROWID;
"""


def _split_passage_id(passage: str) -> tuple[str, int]:
    document, _, ordinal = passage.partition(":")
    return document, int(ordinal)


class Catalog:
    """An open catalog. One connection; used by one thread at a time (the index guards it)."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self.path = path

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All writes within happen together or not at all. Raises `IndexProblem` where they cannot be stored."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                # A full disk may have ended the transaction already.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise IndexProblem(
                f"the catalog {self.path} cannot be written ({error}): free space or check permissions"
            ) from error

    def stamp(self) -> dict[str, Any]:
        (text,) = self._connection.execute("SELECT json FROM stamp").fetchone()
        stamp: dict[str, Any] = json.loads(text)
        return stamp

    # Documents

    def add_document(self, document: Document, passages: Sequence[Passage]) -> None:
        """Store a document version with its passages; vectors of their texts must be there already."""
        identifier = document_id(document.file, document.sha256)
        self._connection.execute("DELETE FROM documents WHERE id = ?", (identifier,))
        row = document_row(identifier, document, len(passages))
        self._connection.execute(f"INSERT INTO documents VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608
        self._connection.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [passage_row(identifier, passage) for passage in passages],
        )

    def known_documents(self) -> set[str]:
        """Ids of all stored document versions, published or not."""
        return {row[0] for row in self._connection.execute("SELECT id FROM documents")}

    def infos(self, generation: str) -> list[DocumentInfo]:
        """The documents of a generation, ordered by file."""
        rows = self._connection.execute(
            "SELECT d.id, file, sha256, m.root, format, language, encoding, encoding_guessed, pages, characters,"
            " passages, warnings, text_sha256 FROM documents d JOIN members m ON m.document = d.id"
            " JOIN generations g ON g.number = m.generation WHERE g.name = ? ORDER BY file",
            (generation,),
        )
        return [info_from(row) for row in rows]

    def document(self, identifier: str) -> Document | None:
        """A stored document version with its text, put together from its passages.

        Raises `IndexDamaged` where the text is not the one that was stored.
        """
        row = self._connection.execute(
            "SELECT file, sha256, format, language, pages, headings, encoding, encoding_guessed, warnings, text_sha256"
            " FROM documents WHERE id = ?",
            (identifier,),
        ).fetchone()
        if row is None:
            return None
        parts = self._connection.execute("SELECT text FROM passages WHERE document = ? ORDER BY ordinal", (identifier,))
        text = "".join(part for (part,) in parts)
        return document_from(row, text)

    # Passages and vectors

    def passages(self, identifiers: Sequence[str]) -> dict[str, Passage]:
        """The passages with these ids; ids that are not stored are left out."""
        found: dict[str, Passage] = {}
        wanted = [_split_passage_id(identifier) for identifier in identifiers]
        for at in range(0, len(wanted), BATCH):
            batch = wanted[at : at + BATCH]
            rows = self._connection.execute(
                f"WITH wanted(document, ordinal) AS (VALUES {', '.join(['(?, ?)'] * len(batch))})"  # noqa: S608
                " SELECT p.document, p.ordinal, p.start, p.end, p.text, p.page, p.heading, p.pages, p.sentences,"
                " p.checksum, p.language, d.file, d.sha256 FROM wanted w JOIN passages p ON p.document = w.document"
                " AND p.ordinal = w.ordinal JOIN documents d ON d.id = p.document",
                [value for pair in batch for value in pair],
            )
            for row in rows:
                passage = passage_from(row)
                found[passage.id] = passage
        return found

    def passages_of(self, document: str) -> Iterator[Passage]:
        """The passages of one document version, in order."""
        rows = self._connection.execute(
            "SELECT p.document, p.ordinal, p.start, p.end, p.text, p.page, p.heading, p.pages, p.sentences, p.checksum,"
            " p.language, d.file, d.sha256 FROM passages p JOIN documents d ON d.id = p.document"
            " WHERE p.document = ? ORDER BY p.ordinal",
            (document,),
        )
        return (passage_from(row) for row in rows)

    def missing_vectors(self, texts: Iterable[str]) -> list[str]:
        """Those of the texts, each once and in order, whose vector is not stored."""
        missing: dict[bytes, str] = {}
        for text in texts:
            key = vector_key(text)
            if key in missing:
                continue
            if self._connection.execute("SELECT 1 FROM vectors WHERE key = ?", (key,)).fetchone() is None:
                missing[key] = text
        return list(missing.values())

    def add_vectors(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Store the vector of each text; `vectors` has shape `(len(texts), dimension)`."""
        rows = [(vector_key(text), vector.tobytes()) for text, vector in zip(texts, vectors, strict=True)]
        self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)

    def vectors(self, identifiers: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors of passages by passage id; ids that are not stored are left out."""
        found: dict[str, NDArray[np.float32]] = {}
        wanted = [_split_passage_id(identifier) for identifier in identifiers]
        for at in range(0, len(wanted), BATCH):
            batch = wanted[at : at + BATCH]
            rows = self._connection.execute(
                f"WITH wanted(document, ordinal) AS (VALUES {', '.join(['(?, ?)'] * len(batch))})"  # noqa: S608
                " SELECT p.document, p.ordinal, v.vector FROM wanted w JOIN passages p ON p.document = w.document"
                " AND p.ordinal = w.ordinal JOIN vectors v ON v.key = p.vector",
                [value for pair in batch for value in pair],
            )
            for document, ordinal, vector in rows:
                found[f"{document}:{ordinal:05d}"] = np.frombuffer(vector, dtype=np.float32)
        return found

    # Generations

    def members(self, generation: str) -> dict[str, str]:
        """The document versions of a generation: id to the root folder that it came from."""
        rows = self._connection.execute(
            "SELECT document, root FROM members m JOIN generations g ON g.number = m.generation WHERE g.name = ?",
            (generation,),
        )
        return dict(rows.fetchall())

    def count_passages(self, generation: str) -> int:
        """How many passages the documents of a generation have."""
        (count,) = self._connection.execute(
            "SELECT COALESCE(SUM(d.passages), 0) FROM documents d JOIN members m ON m.document = d.id"
            " JOIN generations g ON g.number = m.generation WHERE g.name = ?",
            (generation,),
        ).fetchone()
        return int(count)

    def next_number(self) -> int:
        (last,) = self._connection.execute("SELECT COALESCE(MAX(number), 0) FROM generations").fetchone()
        return int(last) + 1

    def add_generation(self, number: int, name: str, members: Mapping[str, str]) -> None:
        """Record a generation; `members` maps document ids to the root folders that they came from."""
        self._connection.execute("INSERT INTO generations VALUES (?, ?)", (number, name))
        rows = [(number, document, root) for document, root in sorted(members.items())]
        self._connection.executemany("INSERT INTO members VALUES (?, ?, ?)", rows)

    def generations(self) -> list[str]:
        """Names of all generations, the latest first."""
        return [row[0] for row in self._connection.execute("SELECT name FROM generations ORDER BY number DESC")]

    def forget(self, keep: Sequence[str]) -> None:
        """Drop all generations but `keep`, the document versions of none, and vectors that nothing uses."""
        marks = ", ".join("?" * len(keep))
        self._connection.execute(f"DELETE FROM generations WHERE name NOT IN ({marks})", list(keep))  # noqa: S608
        self._connection.execute("DELETE FROM documents WHERE id NOT IN (SELECT document FROM members)")
        self._connection.execute("DELETE FROM vectors WHERE key NOT IN (SELECT vector FROM passages)")

    # Refusals

    def set_refusals(self, root: str, refusals: Iterable[Refusal]) -> None:
        """Replace what was refused under a root."""
        self._connection.execute("DELETE FROM refusals WHERE root = ?", (root,))
        rows = [(root, refusal.file, refusal.sha256, refusal.code, refusal.message) for refusal in refusals]
        self._connection.executemany("INSERT OR REPLACE INTO refusals VALUES (?, ?, ?, ?, ?)", rows)

    def refusals(self, root: str | None = None) -> list[Refusal]:
        """What was refused at the last ingest, under one root or all."""
        rows = self._connection.execute(
            "SELECT file, sha256, code, message FROM refusals WHERE ?1 IS NULL OR root = ?1 ORDER BY file", (root,)
        )
        return [Refusal(*row) for row in rows]


def _connect(path: Path) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
    except sqlite3.DatabaseError as error:
        raise IndexDamaged(
            f"the catalog {path} cannot be read ({error}): restore it or ingest into a new --index"
        ) from error
    return connection


def create_catalog(path: Path, stamp: Mapping[str, Any]) -> Catalog:
    """A new, empty catalog; the file appears complete or not at all."""
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    connection = sqlite3.connect(draft, isolation_level=None)
    connection.executescript(f"BEGIN; {TABLES} PRAGMA user_version = {SCHEMA}; COMMIT;")
    connection.execute("INSERT INTO stamp VALUES (?)", (json.dumps(stamp, sort_keys=True),))
    connection.close()
    draft.replace(path)
    return open_catalog(path)


def open_catalog(path: Path) -> Catalog:
    """Raises `IndexMismatch` for another schema, `IndexDamaged` where the file is not a catalog."""
    connection = _connect(path)
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version != SCHEMA:
            raise IndexMismatch(
                f"the catalog {path} has schema {version}, this program uses {SCHEMA}:"
                f" {'update preuve' if version > SCHEMA else 'run `preuve ingest --rebuild` on your files'}"
            )
        connection.execute("SELECT json FROM stamp").fetchone()
    except sqlite3.DatabaseError as error:
        connection.close()
        raise IndexDamaged(
            f"the catalog {path} cannot be read ({error}): restore it or ingest into a new --index"
        ) from error
    except IndexMismatch:
        connection.close()
        raise
    return Catalog(connection, path)
