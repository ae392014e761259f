"""Catalogs of older schemas, written anew in the present one without embedding again.

The old file is only read. The new one becomes the catalog when a generation that was built from it is published, in
the same atomic step as any other (`publish.py`); whatever happens before, the old index stays as it was.

Schema 1 (until November 2026) did not keep the analysis of passages, schema 2 kept one of fewer kinds of terms; it is
made here from their texts. Neither knew blocks or titles, authors and dates: what they hold was made by the first
version of the reader, so that the next ingest reads their files again. Neither kept vectors of sentences: a migrated
sentence has that of its passage. Schema 3 did not know recognised text. Up to schema 4 a generation was the list of
its documents; else that one is the present one.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np

from rag.embedding.wording import wording_of
from rag.errors import IndexDamaged, IndexOutdated, IndexProblem
from rag.index.analysis import analyse_passage, passage_context
from rag.index.contents import Member
from rag.index.embedded.database import connect, create_database, unreadable
from rag.index.embedded.rows import DOCUMENT_COLUMNS, PASSAGE_COLUMNS, Row, passage_row, vectors_row
from rag.index.parts import detail_pair, file_title, key_of
from rag.index.stamp import ANALYSIS, SCHEMA
from rag.types import Page, Passage, Span

_READER = 1
"""The version of the reader that made what schemas 1 and 2 hold."""

_MEMBERS = "SELECT document, root FROM members m JOIN generations g ON g.number = m.generation WHERE g.name = ?"
_DOCUMENTS = """
SELECT d.id, d.file, d.sha256, d.format, d.language, d.encoding, d.encoding_guessed, d.pages, d.headings, d.warnings,
    d.characters, d.passages, d.text_sha256
FROM documents d JOIN members m ON m.document = d.id JOIN generations g ON g.number = m.generation
WHERE g.name = ?
"""
_PASSAGES = """
SELECT p.document, p.ordinal, p.start, p.end, p.text, p.language, p.page, p.heading, p.pages, p.sentences, p.checksum,
    {analysis}, d.file, d.sha256, v.vector
FROM passages p JOIN documents d ON d.id = p.document JOIN vectors v ON v.key = p.vector
JOIN members m ON m.document = d.id JOIN generations g ON g.number = m.generation WHERE g.name = ?
"""
_ANALYSIS = {1: "NULL, NULL", 2: "p.terms, p.context"}
"""By schema, the columns with the analysis of a passage."""

_LATEST = {3: "NULL, '[]'", 4: "recogniser, recognised"}
"""By schema of which only the documents have other columns now, those that are the last but one now."""
_KEPT = """FROM {table} WHERE {key} IN
    (SELECT document FROM members m JOIN generations g ON g.number = m.generation WHERE g.name = ?)"""


def migrate_catalog(old: Path, new: Path, generation: str) -> list[Member]:
    """Write what one generation of the catalog `old` holds to `new`, in the present schema; returns its members.

    Raises `IndexOutdated` for a schema that cannot be migrated, `IndexDamaged` where the old catalog does not give
    what it holds, `IndexProblem` where the new one cannot be written.
    """
    with closing(connect(old)) as source:
        try:
            ((version,),) = source.execute("PRAGMA user_version").fetchall()
            if version not in (*_ANALYSIS, *_LATEST):
                raise IndexOutdated(
                    f"the catalog {old} has schema {version}, which cannot be migrated to {SCHEMA}:"
                    " run `preuve ingest --rebuild` on your files"
                )
            ((stamp,),) = source.execute("SELECT json FROM stamp").fetchall()
            stamp = json.dumps({**json.loads(stamp), "schema": SCHEMA, "analysis": ANALYSIS}, sort_keys=True)
            members = source.execute(_MEMBERS, (generation,)).fetchall()
        except (sqlite3.DatabaseError, ValueError, TypeError) as error:
            raise unreadable(old, error) from error
        create_database(new, stamp)
        with closing(connect(new)) as target:
            if version in _LATEST:
                _copy_latest(source, target, generation, version)
            else:
                _copy(source, target, generation, version)
    return [Member(document, root) for document, root in members]


_TOLD = """id, file, sha256, reader, format, language, encoding, encoding_guessed, pages, headings, warnings, left_out,
    title, title_origin, author, author_origin, date, date_origin, characters, passages, text_sha256"""
"""Columns of a document in schema 3."""


def _copy_latest(source: sqlite3.Connection, target: sqlite3.Connection, generation: str, version: int) -> None:
    """Copy what one generation of schema 3 or 4 holds; its passages are checked when they are read."""
    source.create_function("key_of", 1, key_of, deterministic=True)
    documents = f"SELECT {_TOLD}, {_LATEST[version]}, key_of(file) {_KEPT.format(table='documents', key='id')}"
    passages = f"SELECT * {_KEPT.format(table='passages', key='document')}"
    vectors = f"SELECT * FROM vectors WHERE key IN (SELECT vector {_KEPT.format(table='passages', key='document')})"  # noqa: S608
    try:
        target.execute("BEGIN IMMEDIATE")
        for table, selected, width in (
            ("documents", documents, DOCUMENT_COLUMNS),
            ("passages", passages, PASSAGE_COLUMNS),
            ("vectors", vectors, 3),
        ):
            rows = source.execute(selected, (generation,))
            target.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * width)})", rows)  # noqa: S608
        target.executemany("INSERT INTO refusals VALUES (?, ?, ?, ?, ?, ?)", source.execute("SELECT * FROM refusals"))
        if version > min(_LATEST):
            target.executemany("INSERT INTO scans VALUES (?, ?, ?, ?)", source.execute("SELECT * FROM scans"))
        target.execute("COMMIT")
    except (sqlite3.Error, OSError) as error:
        raise IndexProblem(f"the catalog cannot be migrated ({error}): free space or check permissions") from error


def _copy(source: sqlite3.Connection, target: sqlite3.Connection, generation: str, version: int) -> None:
    try:
        target.execute("BEGIN IMMEDIATE")
        for table, rows, width in (
            ("documents", _documents(source, generation), DOCUMENT_COLUMNS),
            ("refusals", source.execute("SELECT *, ? FROM refusals", (_READER,)), 6),
        ):
            target.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * width)})", rows)  # noqa: S608
        for passage, vectors in _passages(source, generation, version):
            target.execute(f"INSERT INTO passages VALUES ({', '.join('?' * PASSAGE_COLUMNS)})", passage)  # noqa: S608
            target.execute("INSERT OR IGNORE INTO vectors VALUES (?, ?, ?)", vectors)
        target.execute("COMMIT")
    except (sqlite3.Error, OSError) as error:
        raise IndexProblem(f"the catalog cannot be migrated ({error}): free space or check permissions") from error


def _documents(source: sqlite3.Connection, generation: str) -> Iterator[Row]:
    """Documents of which nothing but the file's name gives the title."""
    for identifier, file, sha256, *told, characters, passages, text_sha256 in source.execute(_DOCUMENTS, (generation,)):
        unknown = (None,) * 4
        title = detail_pair(file_title(file))
        yield (
            identifier, file, sha256, _READER, *told, "[]", *title, *unknown, characters, passages, text_sha256,
            None, "[]", key_of(file),
        )  # fmt: skip


def _passages(source: sqlite3.Connection, generation: str, version: int) -> Iterator[tuple[Row, Row]]:
    """Each passage with its analysis, and its vectors, as rows of the present schema."""
    for row in source.execute(_PASSAGES.format(analysis=_ANALYSIS[version]), (generation,)):
        (document, ordinal, start, end, text, language, page, heading, pages, sentences, checksum,
         body, context, file, sha256, stored) = row  # fmt: skip
        kept = () if body is None else (body, context)
        fields = f"{document}:{ordinal}:{start}:{end}:{':'.join((sentences, text, *kept))}"
        if hashlib.blake2b(fields.encode(), digest_size=8).digest() != checksum:
            raise IndexDamaged(f"a stored passage of {file} is damaged: run `preuve ingest --rebuild` on its folder")
        passage = Passage(
            id=f"{document}:{ordinal:05d}", file=file, sha256=sha256, ordinal=ordinal, start=start, end=end, text=text,
            language=language, page=page, heading=heading,
            sentences=tuple(Span(*each) for each in json.loads(sentences)),
            pages=tuple(Page(*each) for each in json.loads(pages)),
        )  # fmt: skip
        analysis = analyse_passage(passage, passage_context(passage))
        vector = np.frombuffer(stored, dtype=np.float32)
        same = np.tile(vector, (len(passage.sentences), 1))
        yield passage_row(document, passage, analysis), vectors_row(wording_of(passage).key, vector, same)
