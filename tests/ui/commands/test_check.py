"""`preuve check` finds what digests cannot: files that are whole but say something else than the catalog."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.index.embedded.catalog import open_catalog
from rag.index.embedded.engines.dense import change_dense
from rag.index.embedded.engines.lexical import change_lexical
from rag.index.embedded.generation import (
    Manifest,
    describe_files,
    generation_directory,
    read_manifest,
    read_pointer,
    write_manifest,
)
from tests.faults.test_publish import content
from tests.fixtures.reliability import CountRow
from tests.fixtures.stored import publish
from ui.cli import main

TEXTS = {f"f{number}.txt": f"Le sujet numéro{number} est traité dans la ville de Fès." for number in range(6)}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    index = tmp_path_factory.mktemp("check") / "index"
    publish(index, TEXTS)
    return index


def passages_of(index: Path) -> list[str]:
    pointer = read_pointer(index)
    catalog = open_catalog(index / pointer.catalog)
    try:
        return catalog.passage_ids(
            [each.id for each in catalog.publications.members(catalog.publications.number(pointer.generation))]
        )
    finally:
        catalog.close()


def lose_a_vector(index: Path, derived: Path) -> None:
    change_dense(derived / "dense", passages_of(index)[:1], [])


def swap_two_vectors(index: Path, derived: Path) -> None:
    first, second = passages_of(index)[:2]
    catalog = open_catalog(index / read_pointer(index).catalog)
    vectors = catalog.vectors([first, second])
    catalog.close()
    change_dense(derived / "dense", [first], [([first], vectors[second][None, :])])


def lose_a_lexical_record(index: Path, derived: Path) -> None:
    change_lexical(derived / "lexical", passages_of(index)[:1], [])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        pytest.param(lose_a_vector, "vector index has 5 passages, the catalog 6", marks=pytest.mark.faults),
        (swap_two_vectors, "does not hold the vector of passage"),
        pytest.param(lose_a_lexical_record, "lexical index has 5 passages, the catalog 6", marks=pytest.mark.faults),
    ],
)
def test_what_differs_from_the_catalog_is_found_and_repaired(
    sound: Path,
    tmp_path: Path,
    tamper: Callable[[Path, Path], None],
    said: str,
    capsys: pytest.CaptureFixture[str],
    fault_row: CountRow,
) -> None:
    index = tmp_path / "index"
    shutil.copytree(sound, index)
    name = read_pointer(index).generation
    derived = generation_directory(index, name)
    tamper(index, derived)
    known = read_manifest(index, name)
    write_manifest(
        derived,
        Manifest(
            known.catalog, name, known.stamp, known.documents, known.passages, describe_files(derived)
        ),
    )  # fmt: skip
    assert main(["check", "--index", str(index)]) == 1
    assert said in capsys.readouterr().out
    assert main(["check", "--repair", "--index", str(index)]) == 0
    assert said in capsys.readouterr().out
    assert main(["check", "--index", str(index)]) == 0
    assert content(index) == TEXTS
    fault_row(8).happened()


@pytest.mark.slow
def test_a_text_that_is_not_the_stored_one_cannot_be_repaired(
    sound: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The catalog is the truth: nothing else knows the text."""
    index = tmp_path / "index"
    shutil.copytree(sound, index)
    changed = TEXTS["f3.txt"].replace("Fès", "Fez")
    connection = sqlite3.connect(index / read_pointer(index).catalog)
    connection.execute("UPDATE passages SET text = ? WHERE text = ?", (changed, TEXTS["f3.txt"]))
    connection.commit()
    connection.close()
    assert main(["check", "--index", str(index)]) == 1
    assert "is damaged: run `preuve ingest --rebuild`" in capsys.readouterr().out
    assert main(["check", "--repair", "--index", str(index)]) in (1, 2)
    printed = capsys.readouterr()
    assert "is damaged" in printed.out + printed.err
    assert "Traceback" not in printed.err
