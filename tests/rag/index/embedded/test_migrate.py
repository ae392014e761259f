"""Indexes of every schema so far: stored ones are opened, older ones migrated whatever happens meanwhile.

`tests/indexes/` holds one small index a schema, written by the program of its time with the hash embedder. Whoever
raises `rag.index.stamp.SCHEMA` adds one, and a step to `rag.index.embedded.migrate`.
"""

from __future__ import annotations

import shutil
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from rag.embedding.embedder import HashEmbedder
from rag.embedding.wording import wording_of
from rag.errors import Busy, IndexDamaged, IndexMismatch, IndexProblem
from rag.index.embedded.generation import read_pointer
from rag.index.embedded.index import open_index
from rag.index.embedded.lock import write_lock
from rag.index.embedded.publish import migrate_index, open_writer
from rag.index.failpoint import InjectedError, arm
from rag.index.library import each_document
from rag.index.stamp import ANALYSIS, SCHEMA
from tests import CHECKOUT
from tests.fixtures.reliability import CountRow
from tests.fixtures.stored import STAMP, matching, nearest, publish_exactly, store, validate_here
from ui.cli import main

STORED = CHECKOUT / "tests" / "indexes"
TEXTS = {
    "centre.txt": "Le centre est installé à Rabat. Il a été créé en 2021.\n",
    "loi.txt": "La loi 09-08 protège les données personnelles. Elle date de 2009.\n",
}

READERS = {1: 1, 2: 1, 3: 2, 4: 4, 5: 4}
"""The version of the reader that made the texts of each stored index."""
TITLES = {key: ["centre", "loi"] for key in (1, 2, 4, 5)} | {3: ["Le centre", "La loi"]}
"""Titles of its documents: those of older schemas are made of the names of the files."""


@pytest.fixture(autouse=True)
def disarmed() -> Iterator[None]:
    yield
    arm("")


def unpacked(schema: int, target: Path) -> Path:
    with tarfile.open(STORED / f"schema-{schema}.tar.xz") as archive:
        archive.extractall(target, filter="data")
    return target


def schema_of(index: Path) -> int:
    connection = sqlite3.connect(index / read_pointer(index).catalog)
    ((version,),) = connection.execute("PRAGMA user_version")
    connection.close()
    return int(version)


def texts_of(index: Path) -> dict[str, str]:
    """Every indexed file with its text, after proof that both searches find each."""
    opened = open_index(index)
    try:
        assert opened.notice is None
        found = {}
        for info in each_document(opened):
            document = opened.document(info.file)
            assert document is not None
            found[info.file] = document.text
            near = nearest(opened, HashEmbedder().embed_question(document.text), 1)
            assert near[0][0] == f"{info.id}:00000"
        assert [hit for hit, _ in matching(opened, {"donne": 1.0, "person": 1.0, "personnel": 1.0}, 3)]
        return found
    finally:
        opened.close()


def test_there_is_a_stored_index_of_every_schema() -> None:
    assert {path.name for path in STORED.iterdir()} == {f"schema-{number}.tar.xz" for number in range(1, SCHEMA + 1)}


@pytest.mark.slow
@pytest.mark.parametrize("schema", range(1, SCHEMA + 1))
def test_a_stored_index_is_opened(schema: int, tmp_path: Path, fault_row: CountRow) -> None:
    index = unpacked(schema, tmp_path / "index")
    assert schema_of(index) == schema
    assert texts_of(index) == TEXTS
    assert schema_of(index) == SCHEMA
    assert len(list(index.glob("catalog-*.sqlite3"))) == 1
    with closing(open_index(index)) as opened:
        assert {info.reader for info in each_document(opened)} == {READERS[schema]}
        assert [info.title.value for info in each_document(opened)] == TITLES[schema]
        assert opened.stamp["reader"] == READERS[schema]
    fault_row(12).happened()


@pytest.mark.faults
def test_a_migration_that_fails_anywhere_leaves_the_old_index(tmp_path: Path, fault_row: CountRow) -> None:
    old = unpacked(1, tmp_path / "old")
    row = fault_row(12)
    for call in range(1, 100):
        index = tmp_path / str(call)
        shutil.copytree(old, index)
        fault = arm(f"*:{('ENOSPC', 'EIO', 'exception')[call % 3]}:{call}")
        assert fault is not None
        try:
            migrate_index(index, validate_here)
        except (IndexProblem, InjectedError):
            assert fault.fired
            assert schema_of(index) in (1, SCHEMA)
        arm("")
        if schema_of(index) == 1:
            migrate_index(index, validate_here)
        assert texts_of(index) == TEXTS
        if not fault.fired:
            break
        row.happened()
        shutil.rmtree(index)
    assert row.fired > 10


def test_a_migration_does_not_launder_damage(tmp_path: Path) -> None:
    index = unpacked(1, tmp_path / "index")
    before = read_pointer(index)
    connection = sqlite3.connect(index / before.catalog)
    connection.execute("UPDATE passages SET text = 'Le centre est à Fès.' WHERE ordinal = 0")
    connection.commit()
    connection.close()
    with pytest.raises(IndexDamaged, match="is damaged"):
        open_index(index)
    assert read_pointer(index) == before


@pytest.mark.faults
def test_an_older_index_is_migrated_by_a_writer_and_by_a_repair(tmp_path: Path, fault_row: CountRow) -> None:
    index = unpacked(1, tmp_path / "index")
    with open_writer(index, {**STAMP, "analysis": ANALYSIS}, validate=validate_here) as writer:
        assert {info.file for info in each_document(writer.published)} == set(TEXTS)
        held = writer.catalog.entries([f"{info.id}:00000" for info in each_document(writer.published)]).values()
        assert writer.missing_vectors(wording_of(entry.passage) for entry in held) == []
        for entry in held:
            assert np.allclose(entry.sentences, entry.vector, atol=0.01)
    other = unpacked(1, tmp_path / "other")
    assert main(["check", "--index", str(other)]) == 1
    assert main(["check", "--repair", "--index", str(other)]) == 0
    assert texts_of(other) == TEXTS
    fault_row(12).happened(times=2)


def test_what_cannot_be_migrated_can_be_built_anew(tmp_path: Path) -> None:
    index = unpacked(1, tmp_path / "index")
    connection = sqlite3.connect(index / read_pointer(index).catalog)
    connection.execute("PRAGMA user_version = -1")
    connection.close()
    with pytest.raises(IndexMismatch, match=r"schema -1, which cannot be migrated.*--rebuild"):
        open_index(index)
    with open_writer(index, STAMP, rebuild=True, validate=validate_here) as writer:
        publish_exactly(writer, [store(writer, "a.txt", TEXTS["loi.txt"])])
    assert texts_of(index) == {"a.txt": TEXTS["loi.txt"]}


def test_nobody_migrates_while_another_writes(tmp_path: Path) -> None:
    index = unpacked(1, tmp_path / "index")
    with write_lock(index), pytest.raises(Busy):
        open_index(index)
    assert schema_of(index) == 1
