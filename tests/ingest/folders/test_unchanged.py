"""An ingest that has nothing to do is found out at once, and only then."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.folders.unchanged import unchanged
from ingest.receipt import Status
from ingest.sync import sync
from rag.settings import Settings, make_settings
from tests.conftest import SEED_TEXTS, write_files

pytestmark = pytest.mark.process


@pytest.fixture
def indexed(corpus: Path, settings: Settings) -> Settings:
    write_files(corpus, {"copy.txt": SEED_TEXTS["english.txt"]})
    sync([corpus], settings)
    return settings


def test_the_receipt_is_that_of_an_ingest(corpus: Path, indexed: Settings) -> None:
    expected = sync([corpus], indexed)
    assert unchanged([corpus], indexed) == expected
    assert {file.status for file in expected.files} == {Status.UNCHANGED}
    assert any("same text as" in warning for file in expected.files for warning in file.warnings)


def test_one_file_or_a_part_of_the_folder_may_be_asked_for(corpus: Path, indexed: Settings) -> None:
    receipt = unchanged([corpus / "law.md"], indexed)
    assert receipt is not None
    assert [file.file for file in receipt.files] == ["law.md"]


@pytest.mark.parametrize("change", ["new", "other", "gone", "settings", "folder above", "refused"])
def test_whatever_needs_work_is_left_to_the_ingest(
    corpus: Path, indexed: Settings, tmp_path: Path, change: str
) -> None:
    if change == "new":
        write_files(corpus, {"new.txt": "Une phrase nouvelle."})
    elif change == "other":
        write_files(corpus, {"law.md": "# Une autre loi\n\nElle dit autre chose."})
    elif change == "gone":
        (corpus / "law.md").unlink()
    elif change == "settings":
        indexed = make_settings(index=indexed.index.directory, embedder="hash", passage_characters=500)
    elif change == "folder above":
        corpus = tmp_path
    else:
        (corpus / "law.md").write_bytes(b"\x00\x01" * 50)
    assert unchanged([corpus], indexed) is None


def test_without_an_index_there_is_work(corpus: Path, tmp_path: Path) -> None:
    assert unchanged([corpus], make_settings(index=tmp_path / "none", embedder="hash")) is None
    assert not (tmp_path / "none").exists()
