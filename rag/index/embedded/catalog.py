"""The catalog: one SQLite file that is the truth about what is indexed; `database.py` makes and opens the file.

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

from rag.embedding.wording import Embedded, Wording
from rag.errors import IndexMismatch, IndexOutdated, IndexProblem
from rag.index.embedded.database import SCHEMA, connect, create_database, unreadable
from rag.index.embedded.rows import (
    DOCUMENT,
    INFO,
    PASSAGE,
    PASSAGE_COLUMNS,
    Row,
    analysis_from,
    document_from,
    document_row,
    entry_from,
    info_from,
    passage_from,
    passage_row,
    vectors_row,
)
from rag.index.embedded.scans import Scans
from rag.index.failpoint import reach
from rag.index.library import DocumentInfo, Entry, Refusal
from rag.index.parts import document_id, split_passage_id
from rag.types import READER, Analysis, Document, Passage

BATCH = 500
"""Host parameters in one statement; SQLite allows 32,766."""

_PASSAGES = "w JOIN passages p ON p.document = w.document AND p.ordinal = w.ordinal"


class Catalog:
    """An open catalog. One connection; used by one thread at a time (the index guards it)."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self.path = path
        self.scans = Scans(connection, self._rows)

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

    def _rows(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        """The rows that a query gives; raises `IndexDamaged` where the file does not give them."""
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise unreadable(self.path, error) from error

    def stamp(self) -> dict[str, Any]:
        try:
            ((text,),) = self._rows("SELECT json FROM stamp")
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

    def known_documents(self) -> set[str]:
        """Ids of all stored document versions, published or not."""
        return {row[0] for row in self._rows("SELECT id FROM documents")}

    def infos(self, generation: str) -> list[DocumentInfo]:
        """The documents of a generation, ordered by file."""
        rows = self._rows(
            f"SELECT {INFO} FROM documents d JOIN members m ON m.document = d.id"  # noqa: S608
            " JOIN generations g ON g.number = m.generation WHERE g.name = ? ORDER BY file",
            (generation,),
        )
        return [info_from(row) for row in rows]

    def document(self, identifier: str) -> Document | None:
        """A stored document version with its text, put together from its passages.

        Raises `IndexDamaged` where the text is not the one that was stored.
        """
        rows = self._rows(f"SELECT {DOCUMENT} FROM documents d WHERE id = ?", (identifier,))  # noqa: S608
        parts = self._rows("SELECT text, blocks FROM passages WHERE document = ? ORDER BY ordinal", (identifier,))
        return document_from(rows[0], parts) if rows else None

    # Passages and vectors

    def passages(self, identifiers: Sequence[str]) -> dict[str, Passage]:
        """The passages with these ids; ids that are not stored are left out."""
        rows = self._wanted(identifiers, f"{PASSAGE} FROM {_PASSAGES} JOIN documents d ON d.id = p.document")
        return {passage.id: passage for passage in map(passage_from, rows)}

    def passage_at(self, document: str, offset: int, last: int) -> Passage | None:
        """The passage of a document version that holds an offset, looked for from passage number `last` backwards."""
        rows = self._rows(
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
            yield from self._rows(f"{table} SELECT {selected}", [value for pair in batch for value in pair])

    def passage_ids(self, documents: Iterable[str]) -> list[str]:
        """The ids of the passages of document versions, document by document, in order."""
        return [
            f"{document}:{ordinal:05d}"
            for document in documents
            for (ordinal,) in self._rows(
                "SELECT ordinal FROM passages WHERE document = ? ORDER BY ordinal", (document,)
            )
        ]

    def analyses_of(self, document: str) -> Iterator[tuple[str, str, Analysis]]:
        """Id, file and analysis of the passages of one document version, in order."""
        rows = self._rows(
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
            for (key,) in self._rows(f"SELECT key FROM vectors WHERE key IN ({marks})", batch):  # noqa: S608
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

    # Generations

    def members(self, generation: str) -> dict[str, str]:
        """The document versions of a generation: id to the root folder that it came from."""
        rows = self._rows(
            "SELECT document, root FROM members m JOIN generations g ON g.number = m.generation WHERE g.name = ?",
            (generation,),
        )
        return {str(document): str(root) for document, root in rows}

    def count_passages(self, generation: str) -> int:
        """How many passages the documents of a generation have."""
        ((count,),) = self._rows(
            "SELECT COALESCE(SUM(d.passages), 0) FROM documents d JOIN members m ON m.document = d.id"
            " JOIN generations g ON g.number = m.generation WHERE g.name = ?",
            (generation,),
        )
        return int(count)

    def oldest_reader(self, generation: str) -> int:
        """The earliest version of the reader that made a document of a generation; the present one without any."""
        ((oldest,),) = self._rows(
            "SELECT MIN(d.reader) FROM documents d JOIN members m ON m.document = d.id"
            " JOIN generations g ON g.number = m.generation WHERE g.name = ?",
            (generation,),
        )
        return READER if oldest is None else int(oldest)

    def next_number(self) -> int:
        ((last,),) = self._rows("SELECT COALESCE(MAX(number), 0) FROM generations")
        return int(last) + 1

    def add_generation(self, number: int, name: str, members: Mapping[str, str]) -> None:
        """Record a generation; `members` maps document ids to the root folders that they came from."""
        self._connection.execute("INSERT INTO generations VALUES (?, ?)", (number, name))
        rows = [(number, document, root) for document, root in sorted(members.items())]
        self._connection.executemany("INSERT INTO members VALUES (?, ?, ?)", rows)
        reach("generation-stored")

    def generations(self) -> list[str]:
        """Names of all generations, the latest first."""
        return [row[0] for row in self._rows("SELECT name FROM generations ORDER BY number DESC")]

    def forget(self, keep: Sequence[str]) -> None:
        """Drop all generations but `keep`, the document versions of none, and vectors that nothing uses."""
        marks = ", ".join("?" * len(keep))
        self._connection.execute(f"DELETE FROM generations WHERE name NOT IN ({marks})", list(keep))  # noqa: S608
        self._connection.execute("DELETE FROM documents WHERE id NOT IN (SELECT document FROM members)")
        self._connection.execute("DELETE FROM vectors WHERE key NOT IN (SELECT vector FROM passages)")
        reach("cleanup")

    # Refusals

    def set_refusals(self, root: str, refusals: Iterable[Refusal]) -> None:
        """Replace what was refused under a root."""
        self._connection.execute("DELETE FROM refusals WHERE root = ?", (root,))
        rows = [(root, each.file, each.sha256, each.code, each.message, each.reader) for each in refusals]
        self._connection.executemany("INSERT OR REPLACE INTO refusals VALUES (?, ?, ?, ?, ?, ?)", rows)

    def refusals(self, root: str | None = None) -> list[Refusal]:
        """What was refused at the last ingest, under one root or all."""
        rows = self._rows(
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
        ((version,),) = catalog._rows("PRAGMA user_version")
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
