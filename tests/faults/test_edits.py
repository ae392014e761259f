"""Files that are edited, renamed, broken and mended in any order, that change while they are read, that are copies."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, seed
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from ingest import sync as syncing
from ingest.receipt import Receipt, Status
from rag.assistant import open_assistant
from rag.embedding.embedder import HashEmbedder
from rag.embedding.wording import Embedded, Wording
from rag.index.embedded.index import open_index
from rag.index.library import each_document
from rag.index.stamp import make_stamp
from rag.settings import Settings, make_settings
from tests.conftest import write_files
from tests.fixtures.reliability import Count, CountRow
from tests.fixtures.stored import matching, nearest

pytestmark = [pytest.mark.usefixtures("fewer_processes"), pytest.mark.process]


class RememberingEmbedder(HashEmbedder):
    """Remembers every text that it embeds."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed_passages(self, wordings: Sequence[Wording]) -> Embedded:
        self.texts += [each.text for each in wordings]
        return super().embed_passages(wordings)


def settings_at(index: Path) -> Settings:
    return make_settings(index=index, embedder="hash", passage_characters=100)


def indexed(settings: Settings) -> dict[str, tuple[str, ...]]:
    """Every indexed file with the texts of its passages."""
    index = open_index(settings.index.directory, make_stamp(settings, HashEmbedder.fingerprint))
    try:
        assert index.notice is None
        return {
            info.file: tuple(
                passage.text
                for passage in index.passages([f"{info.id}:{at:05d}" for at in range(info.passages)]).values()
            )
            for info in each_document(index)
        }
    finally:
        index.close()


NAMES = st.sampled_from(["a.txt", "b.txt", "sub/c.md", "sub/d.txt"])
PARTS = (
    "Le centre de Rabat a publié son rapport annuel sur la langue amazighe et sur les outils libres.\n\n",
    "La commission de Fès réunit douze membres, qui rendent un avis chaque année avant le printemps.\n\n",
    "The resolution was adopted by consensus in March and names no budget for the years that follow.\n\n",
    "Un court texte.\n",
)
TEXTS = st.lists(st.sampled_from(PARTS), min_size=1, max_size=3).map("".join)


class Edits(RuleBasedStateMachine):
    """Edits a folder and ingests it now and then; `files` is what the index must hold then."""

    row: Count

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp(prefix="edits-"))
        self.corpus = self.home / "corpus"
        self.files = {"always.txt": PARTS[0]}
        self.empty: set[str] = set()
        self.settings = settings_at(self.home / "index")
        self.embedder = RememberingEmbedder()
        self.kept: list[dict[str, tuple[str, ...]]] = []
        write_files(self.corpus, self.files)

    @rule(name=NAMES, text=TEXTS)
    def write(self, name: str, text: str) -> None:
        write_files(self.corpus, {name: text})
        self.files[name] = text
        self.empty.discard(name)

    @rule(name=NAMES)
    def remove(self, name: str) -> None:
        (self.corpus / name).unlink(missing_ok=True)
        self.files.pop(name, None)
        self.empty.discard(name)

    @rule(name=NAMES, other=NAMES)
    def rename(self, name: str, other: str) -> None:
        if name in self.files and name != other:
            (self.corpus / other).parent.mkdir(exist_ok=True)
            (self.corpus / name).replace(self.corpus / other)
            self.files[other] = self.files.pop(name)
            self.empty.discard(other)

    @rule(name=NAMES)
    def make_empty(self, name: str) -> None:
        write_files(self.corpus, {name: ""})
        self.files.pop(name, None)
        self.empty.add(name)

    @rule(name=NAMES, time=st.sampled_from([0, 1_000_000_000, 4_000_000_000]))
    def touch(self, name: str, time: int) -> None:
        if name in self.files:
            os.utime(self.corpus / name, (time, time))

    @rule()
    def ingest(self) -> None:
        before = len(self.embedder.texts)
        receipt = syncing.sync([self.corpus], self.settings, self.embedder)
        now = indexed(self.settings)
        assert {file: "".join(parts) for file, parts in now.items()} == self.files
        assert {file.file for file in receipt.files if file.status is Status.REFUSED} == self.empty
        embedded = self.embedder.texts[before:]
        known = {text for kept in self.kept for parts in kept.values() for text in parts}
        assert sorted(embedded) == sorted({text for parts in now.values() for text in parts} - known)
        if not self.kept or now != self.kept[-1]:
            self.kept = [*self.kept[-1:], now]

    def teardown(self) -> None:
        self.ingest()
        fresh = settings_at(self.home / "fresh")
        syncing.sync([self.corpus], fresh, HashEmbedder())
        stamp = make_stamp(fresh, HashEmbedder.fingerprint)
        one, two = open_index(self.settings.index.directory, stamp), open_index(fresh.index.directory, stamp)
        try:
            assert one.publication.split("-")[1] == two.publication.split("-")[1]
            question = HashEmbedder().embed_question("le rapport du centre")
            assert nearest(one, question, 20) == nearest(two, question, 20)
            assert matching(one, {"text": 1.0, "rapport": 1.0}, 20) == matching(two, {"text": 1.0, "rapport": 1.0}, 20)
        finally:
            one.close()
            two.close()
        self.row.happened()
        shutil.rmtree(self.home)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("part", "sequences", "steps"),
    [(0, 4, 8), *(pytest.param(part, 50, 15, marks=pytest.mark.faults) for part in (1, 2, 3, 4))],
)
def test_any_sequence_of_edits_gives_the_index_of_a_fresh_ingest(
    part: int, sequences: int, steps: int, fault_row: CountRow
) -> None:
    machine = seed(part)(type(f"Edits{part}", (Edits,), {"row": fault_row(21)}))
    run_state_machine_as_test(
        machine,
        settings=hypothesis_settings(
            max_examples=sequences, stateful_step_count=steps, deadline=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck), database=None,
        ),
    )  # fmt: skip


VERSIONS = tuple("".join(f"Version {letter} du texte, phrase {at}.\n" for at in range(1500)) for letter in "ABC")


def rewriting(folder: Path, stop: threading.Event, writes: list[int]) -> None:
    """Overwrite five files in place, each by another version, over and over."""
    while not stop.is_set():
        for number in range(5):
            (folder / f"f{number}.txt").write_text(VERSIONS[len(writes) % 3], encoding="utf-8")
            writes.append(number)
            stop.wait(0.004)


def test_files_that_change_during_an_ingest_are_indexed_in_one_version(tmp_path: Path, fault_row: CountRow) -> None:
    corpus, settings = tmp_path / "corpus", make_settings(index=tmp_path / "index", embedder="hash")
    write_files(corpus, {"still.txt": "Un texte sur Rabat.", **{f"f{at}.txt": VERSIONS[0] for at in range(5)}})
    stop, writes = threading.Event(), list[int]()
    writer = threading.Thread(target=rewriting, args=(corpus, stop, writes))
    row = fault_row(20)
    writer.start()
    try:
        for _ in range(2):
            before = len(writes)
            receipt = syncing.sync([corpus], settings)
            refused = {file.file: file.code for file in receipt.files if file.status is Status.REFUSED}
            # A writer that truncates before it writes leaves a file empty for a moment, which is a version too.
            assert set(refused.values()) <= {"unstable", "empty"}
            found = {file: "".join(parts) for file, parts in indexed(settings).items()}
            assert found.pop("still.txt") == "Un texte sur Rabat."
            assert set(found) | set(refused) == {f"f{number}.txt" for number in range(5)}
            assert all(text in VERSIONS for text in found.values())
            row.happened(len(writes) > before + 5, times=5)
    finally:
        stop.set()
        writer.join()
    syncing.sync([corpus], settings)
    assert len(indexed(settings)) == 6


@pytest.fixture
def copied(tmp_path: Path) -> Iterator[tuple[Settings, RememberingEmbedder, Receipt]]:
    """An index of one text under five names beside four others on the same subject."""
    corpus, settings = tmp_path / "corpus", make_settings(index=tmp_path / "index", embedder="hash")
    copy = "Le budget du plan amazigh est de 12 millions de dirhams. Le plan amazigh date de 2021."
    write_files(corpus, {f"copie{number}.txt": copy for number in range(5)})
    others = ("Le plan amazigh a un comité.", "Le plan amazigh vise les écoles.", "Le budget du plan est suivi.",
              "Un plan amazigh régional a un budget.")  # fmt: skip
    write_files(corpus, {f"autre{number}.txt": text for number, text in enumerate(others)})
    embedder = RememberingEmbedder()
    yield settings, embedder, syncing.sync([corpus], settings, embedder)


def test_copies_are_embedded_once_and_take_one_place(
    copied: tuple[Settings, RememberingEmbedder, Receipt], fault_row: CountRow
) -> None:
    settings, embedder, receipt = copied
    assert sorted(embedder.texts) == sorted(set(embedder.texts))
    assert sum("same text as copie0.txt" in file.warnings for file in receipt.files) == 4
    assistant = open_assistant(settings)
    try:
        question = "Quel est le budget du plan amazigh ?"
        hits = assistant.ask(question).hits
        assert len({hit.passage.text for hit in hits[:5]}) >= 4
        assert {hit.passage.file for hit in hits} >= {f"copie{number}.txt" for number in range(5)}
        for number in range(5):
            file = f"copie{number}.txt"
            assert assistant.ask(question, files=[file]).sentences[0].citations[0].file == file
            fault_row(42).happened()
    finally:
        assistant.close()
