from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rag.embedding.wording import Embedded, Wording, wording_of
from rag.errors import IndexDamaged, IndexMismatch
from rag.index.analysis import analyse_passage, passage_context
from rag.index.contents import Change, Member
from rag.index.embedded.catalog import Catalog, create_catalog, open_catalog
from rag.index.embedded.lookups import Lookups
from rag.index.embedded.rows import content_hash, document_hash
from rag.index.parts import document_id
from rag.index.stamp import SCHEMA
from rag.types import (
    READER,
    Block,
    BlockKind,
    Detail,
    Document,
    Heading,
    LeftOut,
    Numbered,
    Omission,
    Origin,
    Page,
    Passage,
    Span,
)

TEXT = "Titre\n\nPremière phrase. Deuxième phrase.\n"
BLOCKS = (
    Block(BlockKind.QUESTION, 0, 5, 1),
    Block(BlockKind.PARAGRAPH, 7, 30, above=0),
    Block(BlockKind.ROW, 31, 40, above=1, cells=(Span(31, 35), Span(36, 40))),
)
DOCUMENT = Document(
    "a/b.pdf",
    "0" * 64,
    "pdf",
    TEXT,
    "fr",
    pages=(Page(1, 0, 20), Page(2, 20, len(TEXT))),
    headings=(Heading(1, 0, 5),),
    blocks=BLOCKS,
    warnings=("w",),
    left_out=(LeftOut(Omission.HIDDEN, (12,)), LeftOut(Omission.UNMAPPED, (2, 0.5))),
    title=Detail("Le « titre »", Origin.HEADING),
    author=Detail("Amal", Origin.METADATA),
    date=Detail("2024-03", Origin.TEXT),
)
IDENTIFIER = document_id(DOCUMENT.file, DOCUMENT.sha256)


def passage(ordinal: int, start: int, end: int) -> Passage:
    return Passage(
        f"{IDENTIFIER}:{ordinal:05d}", DOCUMENT.file, DOCUMENT.sha256, ordinal, start, end, TEXT[start:end], "en", 1,
        "Titre", (Span(start, end),), (Page(1, 0, 20),), **BY_ORDINAL[ordinal],
    )  # fmt: skip


BY_ORDINAL: tuple[dict[str, Any], ...] = (
    {"blocks": BLOCKS[:2]},
    {"blocks": BLOCKS[1:], "first_block": 1, "above": (Numbered(0, BLOCKS[0], "Titre"),)},
)
PASSAGES = (passage(0, 0, 24), passage(1, 24, len(TEXT)))
ANALYSES = tuple(analyse_passage(each, passage_context(each)) for each in PASSAGES)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "catalog-0001.sqlite3"
    catalog = create_catalog(path, {"schema": SCHEMA})
    vectors = Embedded(
        np.eye(2, dtype=np.float32), (np.array([[0.6, 0.8]], np.float32), np.array([[0, 1]], np.float32))
    )
    with catalog.transaction():
        catalog.add_vectors([wording_of(one) for one in PASSAGES], vectors)
        catalog.add_document(DOCUMENT, PASSAGES, ANALYSES)
        add_publication(catalog, 1, Change([Member(IDENTIFIER, "/root")]))
    catalog.close()
    return path


def add_publication(catalog: Catalog, number: int, change: Change) -> None:
    """Record a publication `00000N-x` with a change of the one before."""
    publications = catalog.publications
    publications.add(number, f"{number:06d}-x", publications.difference(number - 1, change))


def test_a_document_and_its_passages_come_back_as_they_were(path: Path) -> None:
    catalog = open_catalog(path)
    assert catalog.document(IDENTIFIER) == DOCUMENT
    assert tuple(catalog.passages(catalog.passage_ids([IDENTIFIER])).values()) == PASSAGES
    assert catalog.passages([PASSAGES[1].id, "no:00000"]) == {PASSAGES[1].id: PASSAGES[1]}
    entry = catalog.entries([PASSAGES[1].id])[PASSAGES[1].id]
    assert (entry.passage, entry.analysis, entry.vector.tolist()) == (PASSAGES[1], ANALYSES[1], [0.0, 1.0])
    first = catalog.entries([PASSAGES[0].id])[PASSAGES[0].id]
    assert first.sentences[0] == pytest.approx([0.6, 0.8], abs=0.005)
    assert float(np.linalg.norm(first.sentences[0])) == pytest.approx(1.0)
    assert list(catalog.analyses_of(IDENTIFIER)) == [
        (each.id, each.file, analysis) for each, analysis in zip(PASSAGES, ANALYSES, strict=True)
    ]
    vectors = catalog.vectors([PASSAGES[1].id, PASSAGES[0].id])
    assert vectors[PASSAGES[1].id].tolist() == [0.0, 1.0]
    (info,) = Lookups(catalog, 1).page("", 9, "", "", None)
    assert (info.file, info.root, info.pages, info.passages, info.warnings) == ("a/b.pdf", "/root", 2, 2, ("w",))
    assert (info.title, info.author, info.date) == (DOCUMENT.title, DOCUMENT.author, DOCUMENT.date)
    assert (info.left_out, info.reader) == (DOCUMENT.left_out, READER)
    assert catalog.publications.totals(1).passages == 2
    catalog.close()


def damaged(path: Path, statement: str, values: Sequence[object] = ()) -> Catalog:
    """The catalog after something else has changed it."""
    connection = sqlite3.connect(path)
    connection.execute(statement, values)
    connection.commit()
    connection.close()
    return open_catalog(path)


def test_a_changed_block_is_noticed(path: Path) -> None:
    catalog = damaged(path, "UPDATE passages SET blocks = replace(blocks, 'row', 'note') WHERE ordinal = 1")
    with pytest.raises(IndexDamaged, match=r"b\.pdf is damaged"):
        catalog.passages([PASSAGES[1].id])
    catalog.close()


@pytest.mark.parametrize("column", ["left_out", "warnings", "title_origin"])
def test_what_is_told_of_a_document_and_is_damaged_is_no_crash(path: Path, column: str) -> None:
    catalog = damaged(path, f"UPDATE documents SET {column} = '[[\"nothing\"]'")
    with pytest.raises(IndexDamaged, match=r"b\.pdf is damaged"):
        Lookups(catalog, 1).infos([DOCUMENT.file])
    catalog.close()


def test_one_reader_makes_another_version_of_a_document_than_the_next() -> None:
    assert document_id("a", "b", 1) != document_id("a", "b", 2)
    assert document_id("a", "b") == document_id("a", "b", READER)


def test_a_generation_tells_its_oldest_reader(path: Path) -> None:
    catalog = open_catalog(path)
    old = replace(DOCUMENT, file="old.pdf", reader=1)
    with catalog.transaction():
        catalog.add_document(old, PASSAGES, ANALYSES)
        add_publication(catalog, 2, Change([Member(document_id("old.pdf", "0" * 64, 1), "/root")]))
    publications = catalog.publications
    numbers = [publications.number(name) for name in ("000001-x", "000002-x", "none")]
    assert [publications.oldest_reader(number) for number in numbers] == [READER, 1, READER]
    catalog.close()


@pytest.mark.parametrize("stored", [b"", b"\x01", b"\x01\x02\x03\x04"])
def test_vectors_that_are_not_one_for_each_sentence_are_noticed(path: Path, stored: bytes) -> None:
    catalog = damaged(path, "UPDATE vectors SET sentences = ?", (stored,))
    with pytest.raises(IndexDamaged, match=r"vectors of a/b\.pdf are damaged"):
        catalog.entries([PASSAGES[1].id])
    catalog.close()


def test_a_failed_transaction_leaves_nothing(path: Path) -> None:
    catalog = open_catalog(path)
    with pytest.raises(ZeroDivisionError), catalog.transaction():
        add_publication(catalog, 2, Change(removed=[DOCUMENT.file]))
        _ = 1 / 0
    assert catalog.publications.names() == ["000001-x"]
    assert Lookups(catalog, 1).infos([DOCUMENT.file])
    catalog.close()


def test_forgetting_drops_what_no_kept_generation_uses(path: Path) -> None:
    catalog = open_catalog(path)
    with catalog.transaction():
        add_publication(catalog, 2, Change(removed=[DOCUMENT.file]))
        catalog.publications.forget(["000002-x"])
    assert catalog.known([IDENTIFIER]) is None
    assert catalog.document(IDENTIFIER) is None
    assert catalog.missing_vectors([wording_of(PASSAGES[0])] * 2) == [wording_of(PASSAGES[0])]
    catalog.close()


def test_a_changed_byte_of_a_passage_is_noticed(path: Path) -> None:
    catalog = damaged(path, "UPDATE passages SET start = start + 1 WHERE ordinal = 1")
    with pytest.raises(IndexDamaged, match=r"b\.pdf is damaged"):
        catalog.passages([PASSAGES[1].id])
    catalog.close()


def test_a_changed_text_of_a_document_is_noticed(path: Path) -> None:
    catalog = damaged(path, "UPDATE passages SET text = 'x' WHERE ordinal = 1")
    with pytest.raises(IndexDamaged, match="preuve ingest --rebuild"):
        catalog.document(IDENTIFIER)
    catalog.close()


def test_another_schema_is_refused(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    connection.close()
    with pytest.raises(IndexMismatch, match="update preuve"):
        open_catalog(path)


def test_a_file_that_is_no_catalog_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "catalog-0001.sqlite3"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(IndexDamaged, match="cannot be read"):
        open_catalog(path)


def test_ids_and_hashes_depend_on_content_alone() -> None:
    assert document_id("a", "b") != document_id("ab", "")
    keys = {Wording("a", ((0, 1),)).key, Wording("a", ((0, 1),)).key, Wording("b", ((0, 1),)).key, Wording("a").key}
    assert len(keys) == 3
    assert content_hash({"a": 1}, document_hash("x")) != content_hash({"a": 1}, document_hash("y"))
    assert content_hash({"a": 1}, document_hash("x")) != content_hash({"a": 2}, document_hash("x"))
