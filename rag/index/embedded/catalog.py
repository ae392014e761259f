"""The catalog: one SQLite file that is the truth about what is indexed; `database.py` makes and opens the file.

It holds documents with their canonical text (as passages, which tile it), vectors by the hash of the text that was
embedded, and publications (`publications.py`): which document versions appeared together. A stored document version
never changes, so a reader of one publication is not disturbed while the next one is being written.
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

from rag.embedding.wording import Embedded, Wording
from rag.errors import IndexMismatch, IndexOutdated, IndexProblem
from rag.index.contents import Entry, Refusal
from rag.index.embedded.database import connect, create_database, unreadable
from rag.index.embedded.lookups import BATCH
from rag.index.embedded.publications import Publications
from rag.index.embedded.rows import (
    DOCUMENT,
    PASSAGE,
    PASSAGE_COLUMNS,
    Row,
    analysis_from,
    document_from,
    document_row,
    entry_from,
    passage_from,
    passage_row,
    vectors_row,
)
from rag.index.embedded.scans import Scans
from rag.index.failpoint import reach
from rag.index.parts import document_id, split_passage_id
from rag.index.stamp import SCHEMA
from rag.types import Analysis, Document, Passage

_PASSAGES = "w JOIN passages p ON p.document = w.document AND p.ordinal = w.ordinal"


class Catalog:
    """An open catalog. One connection; used by one thread at a time (the index guards it)."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self.path = path
        self.scans = Scans(connection, self.rows)
        self.publications = Publications(connection, self.rows)

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All writes within happen together or not at all. Raises `IndexProblem` where they cannot be stored."""
        try:
            reach("catalog-begin")
            with self._connection:  # commits, or rolls back
                self._connection.execute("BEGIN IMMEDIATE")
                yield
                reach("catalog-commit")
            reach("catalog-committed")
        except (sqlite3.Error, OSError) as error:
            raise IndexProblem(
                f"the catalog {self.path} cannot be written ({error}): free space or check permissions"
            ) from error

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        """The rows that a query gives; raises `IndexDamaged` where the file does not give them."""
        return list(self.stream(statement, values))

    def stream(self, statement: str, values: Sequence[Any] = ()) -> Iterator[Row]:
        """The same one by one: they need not fit into memory."""
        try:
            yield from self._connection.execute(statement, values)
        except sqlite3.Error as error:
            raise unreadable(self.path, error) from error

    def stamp(self) -> dict[str, Any]:
        try:
            ((text,),) = self.rows("SELECT json FROM stamp")
            stamp: dict[str, Any] = json.loads(text)
        except (ValueError, TypeError) as error:
            raise unreadable(self.path, error) from error
        return stamp

    # Documents

    def add_document(self, document: Document, passages: Sequence[Passage], analyses: Sequence[Analysis]) -> None:
        """Store a document version with its passages and their analyses; their vectors must be there already."""
        identifier = document_id(document.file, document.sha256, document.reader, document.recogniser)
        self._connection.execute("DELETE FROM documents WHERE id = ?", (identifier,))
        row = document_row(identifier, document, len(passages))
        self._connection.execute(f"INSERT INTO documents VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608
        self._connection.executemany(
            f"INSERT INTO passages VALUES ({', '.join('?' * PASSAGE_COLUMNS)})",  # noqa: S608
            [passage_row(identifier, *pair) for pair in zip(passages, analyses, strict=True)],
        )
        reach("document-stored")

    def known(self, identifiers: Iterable[str]) -> str | None:
        """The first of these document versions that is stored, published or not."""
        return next((each for each in identifiers if self.rows("SELECT 1 FROM documents WHERE id = ?", (each,))), None)

    def document(self, identifier: str) -> Document | None:
        """A stored document version with its text, put together from its passages.

        Raises `IndexDamaged` where the text is not the one that was stored.
        """
        rows = self.rows(f"SELECT {DOCUMENT} FROM documents d WHERE id = ?", (identifier,))  # noqa: S608
        parts = self.rows("SELECT text, blocks FROM passages WHERE document = ? ORDER BY ordinal", (identifier,))
        return document_from(rows[0], parts) if rows else None

    # Passages and vectors

    def passages(self, identifiers: Sequence[str]) -> dict[str, Passage]:
        """The passages with these ids; ids that are not stored are left out."""
        rows = self._wanted(identifiers, f"{PASSAGE} FROM {_PASSAGES} JOIN documents d ON d.id = p.document")
        return {passage.id: passage for passage in map(passage_from, rows)}

    def passage_at(self, document: str, offset: int, last: int) -> Passage | None:
        """The passage of a document version that holds an offset, looked for from passage number `last` backwards."""
        rows = self.rows(
            f"SELECT {PASSAGE} FROM passages p JOIN documents d ON d.id = p.document"  # noqa: S608
            " WHERE p.document = ? AND p.ordinal <= ? AND p.start <= ? ORDER BY p.ordinal DESC LIMIT 1",
            (document, last, offset),
        )
        return next((passage for passage in map(passage_from, rows) if offset < passage.end), None)

    def entries(self, identifiers: Sequence[str]) -> dict[str, Entry]:
        """The passages with these ids as they are ranked; ids that are not stored are left out."""
        rows = self._wanted(
            identifiers,
            f"{PASSAGE}, v.vector, v.sentences FROM {_PASSAGES} JOIN documents d ON d.id = p.document"
            " JOIN vectors v ON v.key = p.vector",
        )
        return {entry.passage.id: entry for entry in map(entry_from, rows)}

    def _wanted(self, identifiers: Sequence[str], selected: str) -> Iterator[Row]:
        """Rows of passages by their ids, which are the table `w`."""
        wanted = [split_passage_id(identifier) for identifier in identifiers]
        for at in range(0, len(wanted), BATCH):
            batch = wanted[at : at + BATCH]
            table = f"WITH w(document, ordinal) AS (VALUES {', '.join(['(?, ?)'] * len(batch))})"
            yield from self.rows(f"{table} SELECT {selected}", [value for pair in batch for value in pair])

    def passage_ids(self, documents: Iterable[str]) -> list[str]:
        """The ids of the passages of document versions, document by document, in order."""
        return [
            f"{document}:{ordinal:05d}"
            for document in documents
            for (ordinal,) in self.rows("SELECT ordinal FROM passages WHERE document = ? ORDER BY ordinal", (document,))
        ]

    def analyses_of(self, document: str) -> Iterator[tuple[str, str, Analysis]]:
        """Id, file and analysis of the passages of one document version, in order."""
        rows = self.rows(
            f"SELECT {PASSAGE} FROM passages p JOIN documents d ON d.id = p.document"  # noqa: S608
            " WHERE p.document = ? ORDER BY p.ordinal",
            (document,),
        )
        return map(analysis_from, rows)

    def missing_vectors(self, wordings: Iterable[Wording]) -> list[Wording]:
        """Those of the wordings, each once and in order, whose vectors are not stored."""
        missing = {each.key: each for each in wordings}
        keys = list(missing)
        for at in range(0, len(keys), BATCH):
            batch = keys[at : at + BATCH]
            marks = ", ".join("?" * len(batch))
            for (key,) in self.rows(f"SELECT key FROM vectors WHERE key IN ({marks})", batch):  # noqa: S608
                del missing[key]
        return list(missing.values())

    def add_vectors(self, wordings: Sequence[Wording], embedded: Embedded) -> None:
        """Store the vectors of each wording and of its sentences."""
        rows = [
            vectors_row(each.key, vector, sentences)
            for each, vector, sentences in zip(wordings, embedded.passages, embedded.sentences, strict=True)
        ]
        self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
        reach("vectors-stored")

    def vectors(self, identifiers: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors of passages by passage id; ids that are not stored are left out."""
        rows = self._wanted(
            identifiers, f"p.document, p.ordinal, v.vector FROM {_PASSAGES} JOIN vectors v ON v.key = p.vector"
        )
        return {
            f"{document}:{ordinal:05d}": np.frombuffer(vector, dtype=np.float32) for document, ordinal, vector in rows
        }

    # Refusals

    def set_refusals(self, root: str, refusals: Iterable[Refusal]) -> None:
        """Replace what was refused under a root."""
        self._connection.execute("DELETE FROM refusals WHERE root = ?", (root,))
        rows = [(root, each.file, each.sha256, each.code, each.message, each.reader) for each in refusals]
        self._connection.executemany("INSERT OR REPLACE INTO refusals VALUES (?, ?, ?, ?, ?, ?)", rows)

    def refusals(self, root: str | None = None) -> list[Refusal]:
        """What was refused at the last ingest, under one root or all."""
        rows = self.rows(
            "SELECT file, sha256, code, message, reader FROM refusals WHERE ?1 IS NULL OR root = ?1 ORDER BY file",
            (root,),
        )
        return [Refusal(*row) for row in rows]


def create_catalog(path: Path, stamp: Mapping[str, Any]) -> Catalog:
    """A new, empty catalog; the file appears complete or not at all. Raises `IndexProblem` where it cannot."""
    create_database(path, json.dumps(stamp, sort_keys=True))
    return open_catalog(path)


def open_catalog(path: Path) -> Catalog:
    """Raises `IndexMismatch` for a newer schema, `IndexOutdated` for an older one, `IndexDamaged` for no catalog."""
    catalog = Catalog(connect(path), path)
    try:
        ((version,),) = catalog.rows("PRAGMA user_version")
        if version == 0:
            raise unreadable(path, "it is not a catalog")
        if version > SCHEMA:
            raise IndexMismatch(f"the catalog {path} has schema {version}, this program uses {SCHEMA}: update preuve")
        if version < SCHEMA:
            raise IndexOutdated(
                f"the catalog {path} has schema {version}, this program uses {SCHEMA}: run `preuve check --repair`"
            )
        catalog.stamp()
    except IndexProblem:
        catalog.close()
        raise
    return catalog
