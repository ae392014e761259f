from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ingest.folders.unchanged import unchanged
from ingest.load.process import Worker
from ingest.load.text.markdown import headings
from ingest.progress import Silent
from ingest.receipt import Receipt, Status
from ingest.split import split
from ingest.sync import sync
from rag.embedding.embedder import HashEmbedder
from rag.embedding.wording import Embedded, Wording, wording_of
from rag.errors import Busy, EmbedderError, FileRefused, UsageError
from rag.index.analysis import analyse_passage, passage_context
from rag.index.contents import Change, Member, Refusal
from rag.index.embedded.index import open_index
from rag.index.embedded.publish import open_writer
from rag.index.library import each_document
from rag.index.stamp import difference, make_stamp
from rag.settings import Settings, make_settings
from rag.types import READER, Document
from tests.conftest import SEED_TEXTS, write_files
from tests.fixtures.reliability import CountRow
from tests.fixtures.stored import STAMP, validate_here

pytestmark = [pytest.mark.usefixtures("fewer_processes"), pytest.mark.process]


class CountingEmbedder(HashEmbedder):
    """Counts the passages that it embeds; refuses texts with the word `unembeddable`."""

    def __init__(self) -> None:
        self.embedded = 0

    def embed_passages(self, wordings: Sequence[Wording]) -> Embedded:
        if any("unembeddable" in each.text for each in wordings):
            raise EmbedderError("the embedder hash gave a vector that is zero or not finite")
        self.embedded += len(wordings)
        return super().embed_passages(wordings)


def statuses(receipt: Receipt) -> dict[str, str]:
    return {file.file: file.status.value for file in receipt.files}


def indexed(settings: Settings) -> dict[str, str]:
    """Every indexed file with its text."""
    index = open_index(settings.index.directory, STAMP)
    texts = {}
    for info in each_document(index):
        document = index.document(info.file)
        assert document is not None
        texts[info.file] = document.text
    index.close()
    return texts


def test_the_receipt_tells_what_happened_to_each_file(corpus: Path, settings: Settings) -> None:
    first = sync([corpus], settings)
    assert statuses(first) == dict.fromkeys(SEED_TEXTS, "added")
    receipt = next(file for file in first.files if file.file == "law.md")
    assert receipt.document is not None
    assert (receipt.document.language, receipt.document.encoding, receipt.document.format) == ("fr", "utf-8", "md")

    (corpus / "english.txt").unlink()
    write_files(corpus, {"center.txt": "Un texte entièrement nouveau sur Fès.", "sub/new.txt": "Nouveau à Oujda."})
    second = sync([corpus], settings)
    assert statuses(second) == {
        "center.txt": "changed", "english.txt": "removed", "law.md": "unchanged", "sub/new.txt": "added",
    }  # fmt: skip
    assert set(indexed(settings)) == {"center.txt", "law.md", "sub/new.txt"}


def test_unchanged_files_are_not_embedded_again(corpus: Path, settings: Settings) -> None:
    embedder = CountingEmbedder()
    sync([corpus], settings, embedder)
    before = embedder.embedded
    write_files(corpus, {"english.txt": SEED_TEXTS["english.txt"] + "\nOne more line about Agadir.\n"})
    sync([corpus], settings, embedder)
    assert before >= 3
    assert embedder.embedded - before <= 2


LAW = SEED_TEXTS["law.md"] + "\n# Annexe\n\nLe siège est à Rabat.\n"


def index_as_read_before(corpus: Path, settings: Settings, old: str) -> None:
    """Publish `law.md` with the text that an earlier version of the reader made of it."""
    write_files(corpus, {"law.md": LAW})
    sha256 = hashlib.sha256(LAW.encode()).hexdigest()
    made = Document("law.md", sha256, "md", old, "fr", headings=tuple(headings(old)), reader=READER - 1)
    passages = split(made, settings.index.passage_characters)
    stamp = make_stamp(settings, HashEmbedder.fingerprint)
    with open_writer(settings.index.directory, stamp, validate=validate_here) as writer:
        wordings = list(map(wording_of, passages))
        writer.store_vectors(wordings, HashEmbedder().embed_passages(wordings))
        analyses = [analyse_passage(passage, passage_context(passage)) for passage in passages]
        writer.publish(Change([Member(writer.store(made, passages, analyses), str(corpus.resolve()))]))


def test_what_an_earlier_reader_read_is_read_again_and_only_what_changed_is_embedded(
    corpus: Path, settings: Settings
) -> None:
    index_as_read_before(corpus, settings, LAW.replace("siège est à Rabat", "tabaR à est siège"))
    with closing(open_index(settings.index.directory)) as index:
        assert index.stamp["reader"] == READER - 1
    assert unchanged([corpus / "law.md"], settings) is None
    embedder = CountingEmbedder()
    (receipt,) = sync([corpus / "law.md"], settings, embedder).files
    assert (receipt.status, receipt.code) == (Status.CHANGED, "reader")
    assert receipt.reason == f"read again: version {READER - 1} of the reader had read it"
    assert embedder.embedded == 1
    assert indexed(settings) == {"law.md": LAW}
    with closing(open_index(settings.index.directory)) as index:
        assert index.stamp["reader"] == READER
        assert not difference(index.stamp, make_stamp(settings, HashEmbedder.fingerprint))
    assert statuses(sync([corpus / "law.md"], settings)) == {"law.md": "unchanged"}


def test_a_costly_refusal_of_an_earlier_reader_is_tried_again() -> None:
    assert Refusal("a.pdf", "s", "timeout", "", READER).costs_again("s")
    assert not Refusal("a.pdf", "s", "timeout", "", READER - 1).costs_again("s")


def test_the_content_decides_not_the_time_of_the_file(corpus: Path, settings: Settings, fault_row: CountRow) -> None:
    sync([corpus], settings)
    path = corpus / "law.md"
    times = (path.stat().st_atime, path.stat().st_mtime)
    path.write_text(SEED_TEXTS["law.md"].replace("2009", "2010"), encoding="utf-8")

    os.utime(path, times)
    os.utime(corpus / "center.txt", (time.time() + 5000, time.time() + 5000))
    os.utime(corpus / "english.txt", (0, 0))
    assert statuses(sync([corpus], settings)) == {
        "center.txt": "unchanged", "english.txt": "unchanged", "law.md": "changed",
    }  # fmt: skip
    write_files(corpus, {"english.txt": "The clock was set back before this was written.\n"})
    os.utime(corpus / "english.txt", (0, 0))
    assert statuses(sync([corpus], settings))["english.txt"] == "changed"
    fault_row(49).happened(times=4)


def test_copies_are_embedded_once_and_told(corpus: Path, settings: Settings) -> None:
    embedder = CountingEmbedder()
    sync([corpus], settings, embedder)
    before = embedder.embedded
    shutil.copy(corpus / "law.md", corpus / "zz-copy.md")
    receipt = sync([corpus], settings, embedder)
    assert embedder.embedded == before
    assert receipt.files[-1].warnings == ("same text as law.md",)
    assert set(indexed(settings)) == {*SEED_TEXTS, "zz-copy.md"}


def test_a_refused_file_stops_no_other(corpus: Path, settings: Settings) -> None:
    (corpus / "empty.txt").write_bytes(b"")
    (corpus / "broken.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<")
    receipt = sync([corpus], settings)
    assert statuses(receipt) == {**dict.fromkeys(SEED_TEXTS, "added"), "empty.txt": "refused", "broken.pdf": "refused"}
    assert all(file.reason for file in receipt.files if file.status is Status.REFUSED)


def test_a_file_that_becomes_unreadable_leaves_the_index(corpus: Path, settings: Settings) -> None:
    sync([corpus], settings)
    (corpus / "law.md").write_bytes(b"")
    assert statuses(sync([corpus], settings))["law.md"] == "refused"
    assert "law.md" not in indexed(settings)


def test_a_text_that_cannot_be_embedded_is_refused_alone(corpus: Path, settings: Settings) -> None:
    write_files(corpus, {"bad.txt": "An unembeddable text."})
    receipt = sync([corpus], settings, CountingEmbedder())
    assert statuses(receipt) == {**dict.fromkeys(SEED_TEXTS, "added"), "bad.txt": "refused"}


def test_a_part_of_a_known_folder_keeps_its_names(corpus: Path, settings: Settings) -> None:
    write_files(corpus, {"sub/one.txt": "Un sujet à Fès.", "sub/two.txt": "Un sujet à Agadir."})
    sync([corpus], settings)
    write_files(corpus, {"sub/one.txt": "Un autre sujet.", "law.md": "Pas relu."})
    (corpus / "sub" / "two.txt").unlink()
    assert statuses(sync([corpus / "sub"], settings)) == {"sub/one.txt": "changed", "sub/two.txt": "removed"}
    assert indexed(settings)["law.md"] == SEED_TEXTS["law.md"]
    assert statuses(sync([corpus / "law.md"], settings)) == {"law.md": "changed"}
    assert len(indexed(settings)) == 4


def test_two_folders_share_an_index_and_a_name_is_never_taken(corpus: Path, settings: Settings, tmp_path: Path) -> None:
    other = tmp_path / "other"
    write_files(other, {"law.md": "# Une autre loi\n\nElle est différente.", "more.txt": "Davantage à Meknès."})
    sync([corpus], settings)
    receipt = sync([other], settings)
    assert statuses(receipt) == {"law.md": "refused", "more.txt": "added"}
    assert indexed(settings)["law.md"] == SEED_TEXTS["law.md"]
    assert set(indexed(settings)) == {*SEED_TEXTS, "more.txt"}


def test_a_folder_above_takes_over(corpus: Path, settings: Settings) -> None:
    write_files(corpus, {"sub/one.txt": "Un sujet à Fès."})
    sync([corpus / "sub"], settings)
    assert set(indexed(settings)) == {"one.txt"}
    sync([corpus], settings)
    assert set(indexed(settings)) == {*SEED_TEXTS, "sub/one.txt"}


def test_what_exists_is_ingested_beside_a_path_that_does_not(corpus: Path, settings: Settings, tmp_path: Path) -> None:
    receipt = sync([tmp_path / "nowhere", corpus], settings)
    assert receipt.missing == (str(tmp_path / "nowhere"),)
    assert set(indexed(settings)) == set(SEED_TEXTS)


def test_wrong_paths_are_told(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nowhere does not exist: give a folder or a file"):
        sync([tmp_path / "nowhere"], settings)
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match=r"there is no document in .*empty"):
        sync([tmp_path / "empty"], settings)


def test_a_rebuild_embeds_all_folders_of_the_index_again(corpus: Path, settings: Settings, tmp_path: Path) -> None:
    other = tmp_path / "other"
    write_files(other, {"more.txt": "Davantage à Meknès."})
    sync([corpus], settings)
    sync([other], settings)
    smaller = make_settings(index=settings.index.directory, embedder="hash", passage_characters=200)
    receipt = sync([corpus], smaller, rebuild=True)
    assert set(statuses(receipt)) == {*SEED_TEXTS, "more.txt"}
    index = open_index(settings.index.directory, make_stamp(smaller, HashEmbedder.fingerprint))
    assert len(index.files()) == 4
    index.close()


def test_one_ingest_at_a_time(corpus: Path, settings: Settings) -> None:
    with open_writer(settings.index.directory, STAMP), pytest.raises(Busy, match="pid"):
        sync([corpus], settings)


@pytest.mark.parametrize("code", ["crashed", "timeout"])
@pytest.mark.parametrize(("failures", "status"), [(1, "added"), (2, "refused")])
def test_a_crash_or_time_out_is_tried_once_more_before_it_is_remembered(
    corpus: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, code: str, failures: int, status: str
) -> None:
    asked: Counter[str] = Counter()
    ask = Worker.ask

    def failing(worker: Worker, request: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
        asked[request["file"]] += 1
        if request["file"] == "law.md" and asked["law.md"] <= failures:
            raise FileRefused(code, "the parser failed")
        return ask(worker, request, data)

    monkeypatch.setattr(Worker, "ask", failing)
    receipt = sync([corpus], settings)
    assert statuses(receipt) == dict.fromkeys(SEED_TEXTS, "added") | {"law.md": status}
    assert asked == dict.fromkeys(SEED_TEXTS, 1) | {"law.md": 2}
    sync([corpus], settings)
    assert asked["law.md"] == 2


@pytest.mark.parametrize("whole_folder", [False, True])
def test_what_becomes_a_link_out_of_the_folder_during_an_ingest_is_not_read(
    corpus: Path, settings: Settings, tmp_path: Path, whole_folder: bool
) -> None:
    write_files(corpus, {"sub/zz.txt": "Un texte sur Agadir."})
    write_files(tmp_path / "elsewhere", {"zz.txt": "Le mot de passe est Tafraout."})

    class Swapping(Silent):
        def file(self, name: str) -> None:
            if name == "sub/zz.txt":
                swapped = corpus / ("sub" if whole_folder else name)
                swapped.rename(tmp_path / "was")
                swapped.symlink_to(tmp_path / "elsewhere" / ("." if whole_folder else "zz.txt"))

    receipt = sync([corpus], settings, progress=Swapping())
    assert {file.file: file.code for file in receipt.files if file.code} == {"sub/zz.txt": "outside"}
    assert set(indexed(settings)) == set(SEED_TEXTS)
    assert not any(b"Tafraout" in path.read_bytes() for path in settings.index.directory.rglob("*") if path.is_file())
