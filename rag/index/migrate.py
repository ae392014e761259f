"""Catalogs of older schemas, written anew in the present one without embedding again.

The old file is only read. The new one becomes the catalog when a generation that was built from it is published, in
the same atomic step as any other (`rag.index.publish`); whatever happens before, the old index stays as it was.

Schema 1 (until November 2026) did not keep the analysis of passages; it is made here from their texts.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from rag.errors import IndexDamaged, IndexOutdated, IndexProblem
from rag.index.analysis import analyse_passage, passage_context
from rag.index.database import SCHEMA, connect, create_database, unreadable
from rag.index.rows import PASSAGE_COLUMNS, Row, passage_row
from rag.types import Page, Passage, Span

_MEMBERS = "SELECT document, root FROM members m JOIN generations g ON g.number = m.generation WHERE g.name = ?"
_DOCUMENTS = """
SELECT d.* FROM documents d JOIN members m ON m.document = d.id JOIN generations g ON g.number = m.generation
WHERE g.name = ?
"""
_VECTORS = """
SELECT DISTINCT v.key, v.vector FROM vectors v JOIN passages p ON p.vector = v.key
JOIN members m ON m.document = p.document JOIN generations g ON g.number = m.generation WHERE g.name = ?
"""
_PASSAGES = """
SELECT p.document, p.ordinal, p.start, p.end, p.text, p.language, p.page, p.heading, p.pages, p.sentences, p.checksum,
    d.file, d.sha256
FROM passages p JOIN documents d ON d.id = p.document JOIN members m ON m.document = d.id
JOIN generations g ON g.number = m.generation WHERE g.name = ?
"""


def migrate_catalog(old: Path, new: Path, generation: str) -> dict[str, str]:
    """Write what one generation of the catalog `old` holds to `new`, in the present schema; returns its members.

    The members are document ids with the root folders that they came from.

    Raises `IndexOutdated` for a schema that cannot be migrated, `IndexDamaged` where the old catalog does not give
    what it holds, `IndexProblem` where the new one cannot be written.
    """
    with closing(connect(old)) as source:
        try:
            ((version,),) = source.execute("PRAGMA user_version").fetchall()
            if version != 1:
                raise IndexOutdated(
                    f"the catalog {old} has schema {version}, which cannot be migrated to {SCHEMA}:"
                    " run `preuve ingest --rebuild` on your files"
                )
            ((stamp,),) = source.execute("SELECT json FROM stamp").fetchall()
            stamp = json.dumps({**json.loads(stamp), "schema": SCHEMA}, sort_keys=True)
            members = source.execute(_MEMBERS, (generation,)).fetchall()
        except (sqlite3.DatabaseError, ValueError, TypeError) as error:
            raise unreadable(old, error) from error
        create_database(new, stamp)
        with closing(connect(new)) as target:
            _copy(source, target, generation)
    return dict(members)


def _copy(source: sqlite3.Connection, target: sqlite3.Connection, generation: str) -> None:
    try:
        target.execute("BEGIN IMMEDIATE")
        for table, rows, width in (
            ("documents", source.execute(_DOCUMENTS, (generation,)), 13),
            ("passages", _passages_of_1(source, generation), PASSAGE_COLUMNS),
            ("vectors", source.execute(_VECTORS, (generation,)), 2),
            ("refusals", source.execute("SELECT * FROM refusals"), 5),
        ):
            target.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * width)})", rows)  # noqa: S608
        target.execute("COMMIT")
    except (sqlite3.Error, OSError) as error:
        raise IndexProblem(f"the catalog cannot be migrated ({error}): free space or check permissions") from error


def _passages_of_1(source: sqlite3.Connection, generation: str) -> Iterator[Row]:
    rows = source.execute(_PASSAGES, (generation,))
    for document, ordinal, start, end, text, language, page, heading, pages, sentences, checksum, file, sha256 in rows:
        fields = f"{document}:{ordinal}:{start}:{end}:{sentences}:{text}"
        if hashlib.blake2b(fields.encode(), digest_size=8).digest() != checksum:
            raise IndexDamaged(f"a stored passage of {file} is damaged: run `preuve ingest --rebuild` on its folder")
        passage = Passage(
            id=f"{document}:{ordinal:05d}", file=file, sha256=sha256, ordinal=ordinal, start=start, end=end, text=text,
            language=language, page=page, heading=heading,
            sentences=tuple(Span(*each) for each in json.loads(sentences)),
            pages=tuple(Page(*each) for each in json.loads(pages)),
        )  # fmt: skip
        yield passage_row(document, passage, analyse_passage(passage, passage_context(passage)))
