"""Faults at every durable step of a publication: the old index or the new one answers, never anything else."""

from __future__ import annotations

import atexit
import functools
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from rag.embedding.embedder import HashEmbedder
from rag.embedding.wording import Embedded, Wording
from rag.errors import IndexDamaged, IndexProblem
from rag.index.embedded import build as building
from rag.index.embedded.catalog import open_catalog
from rag.index.embedded.generation import generation_directory, read_manifest, read_pointer, verify_files
from rag.index.embedded.index import open_index
from rag.index.embedded.publish import open_writer
from rag.index.embedded.validation import validate_in_child
from rag.index.failpoint import InjectedError, arm
from rag.index.library import each_document
from rag.language.language import analyse
from tests import CHECKOUT
from tests.fixtures.reliability import Count, CountRow
from tests.fixtures.stored import STAMP, matching, nearest, publish, publish_exactly, store, validate_here

OLD = {"a.txt": "Le centre est à Rabat. Il date de 2021.", "b.txt": "La commission siège à Casablanca."}
NEW = {"a.txt": "Le centre est à Tanger. Il date de 2022.", "c.txt": "Le comité siège à Oujda."}
MANY = {f"g{number}.txt": f"La phrase numéro{number} est assez longue. " * 3 for number in range(400)}
"""Near copies of one another, which an approximate search confuses."""


def content(index: Path) -> dict[str, str]:
    """Every indexed file with its text, after proof that both searches find each of its passages."""
    opened = open_index(index, STAMP)
    try:
        assert opened.notice is None
        texts = {}
        for info in each_document(opened):
            document = opened.document(info.file)
            assert document is not None
            texts[info.file] = document.text
            first = f"{info.id}:00000"
            vector = opened.entries([first])[first].vector
            near = nearest(opened, vector, 10)
            assert near[0][1] > 0.999 or len(opened.files()) > 100  # the search is approximate among many near copies
            terms = {token.term: 1.0 for token in analyse(document.text, "fr")}
            assert opened.passages([matching(opened, terms, 1)[0][0]])
        return texts
    finally:
        opened.close()


def state(index: Path) -> tuple[str, list[str], set[str], list[str]]:
    """All that must be equal after a re-run: content hash, document versions, stored ones, folders of the index."""
    pointer = read_pointer(index)
    catalog = open_catalog(index / pointer.catalog)
    try:
        members = [each.id for each in catalog.publications.members(catalog.publications.number(pointer.generation))]
        kept = {name.split("-")[1] for name in catalog.publications.names()}
    finally:
        catalog.close()
    left = sorted(path.name for path in index.iterdir() if "-wal" not in path.name and "-shm" not in path.name)
    assert len(list((index / "generations").iterdir())) == len(kept)
    return pointer.generation.split("-")[1], members, kept, left


@pytest.fixture(autouse=True)
def disarmed() -> Iterator[None]:
    yield
    arm("")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index with OLD, to be copied."""
    index = tmp_path_factory.mktemp("published") / "index"
    publish(index, OLD)
    return index


@pytest.fixture(scope="module")
def undisturbed(published: Path) -> tuple[str, list[str], set[str], list[str]]:
    index = published.parent / "undisturbed"
    shutil.copytree(published, index)
    publish(index, NEW)
    return state(index)


def fail_until_it_succeeds(published: Path, expected: object, actions: list[str], row: Count, every: int = 1) -> int:
    """Fail at call 1, 2, 3, … (or each so many) with the actions in turn; returns the last call that failed."""
    for call in range(1, 200, every):
        index = published.parent / f"at-{call}-{len(actions)}"
        shutil.copytree(published, index)
        fault = arm(f"*:{actions[call % len(actions)]}:{call}")
        assert fault is not None
        try:
            publish(index, NEW)
            failed = False
        except (IndexProblem, InjectedError):
            failed = True
        arm("")
        if not fault.fired:
            assert not failed
            shutil.rmtree(index)
            return call - every
        row.happened()
        assert content(index) in (OLD, NEW)
        publish(index, NEW)
        assert content(index) == NEW
        assert state(index) == expected
        shutil.rmtree(index)
    raise AssertionError("it never succeeded")


def test_a_failure_at_some_steps_leaves_an_index_that_answers(
    published: Path, undisturbed: object, fault_row: CountRow
) -> None:
    assert fail_until_it_succeeds(published, undisturbed, ["ENOSPC", "EIO", "exception"], fault_row(9), every=4) > 25


@pytest.mark.faults
@pytest.mark.parametrize("action", ["ENOSPC", "EIO", "exception"])
def test_every_failure_at_every_step(published: Path, undisturbed: object, action: str, fault_row: CountRow) -> None:
    assert fail_until_it_succeeds(published, undisturbed, [action], fault_row(9)) > 25


WRITERS = """
import os, sys
from pathlib import Path
from rag.index.failpoint import arm
from tests.faults import test_publish as faults
print("ready", flush=True)
for line in sys.stdin:
    index, fault, texts = line.rstrip().split(chr(9))
    child = os.fork()
    if not child:
        arm(fault)
        faults.publish(Path(index), faults.MANY if texts == "many" else faults.NEW)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""Forks a writer for each line; the imports, which take longer than the rest, are done once."""


@functools.cache
def writers() -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", WRITERS], cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    atexit.register(process.communicate)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def killed(index: Path, fault: str, texts: str) -> bool:
    """Publish in a process of its own that the fault ends; whether it did."""
    process = writers()
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{index}\t{fault}\t{texts}\n")
    process.stdin.flush()
    status = int(process.stdout.readline())
    assert status in (0, -9, -14), status
    return status != 0


def kill_and_repeat(published: Path, fault: str, texts: dict[str, str], row: Count) -> None:
    index = published.parent / "killed"
    shutil.rmtree(index, ignore_errors=True)
    shutil.copytree(published, index)
    fired = killed(index, fault, "many" if texts is MANY else "new")
    row.happened(fired)
    assert content(index) in (OLD, texts)
    publish(index, texts)
    assert content(index) == texts
    fresh = published.parent / f"fresh-{len(texts)}"
    if not fresh.exists():
        shutil.copytree(published, fresh)
        publish(fresh, texts)
    assert state(index) == state(fresh)


QUICK_KILLS = ["document-stored:kill:2", "dense-batch:kill@3", "current-draft:kill", "current-replaced:kill"]


@pytest.mark.slow
@pytest.mark.parametrize("fault", QUICK_KILLS)
def test_a_kill_at_a_dangerous_moment(published: Path, fault: str, fault_row: CountRow) -> None:
    kill_and_repeat(published, fault, NEW, fault_row(1))


STEPS = """catalog-begin catalog-commit:2 catalog-committed:3 vectors-stored document-stored generation-stored
lexical-started lexical-written dense-started dense-written file-flushed:3 manifest-draft manifest-replaced
manifest-synced validation current-draft current-replaced current-synced cleanup cleanup-files""".split()
AIMED = [
    *(f"dense-batch:kill@{delay}" for delay in (*range(1, 11), 13, 16, 20, 25, 30, 35, 40, 45, 50, 60, 80)),
    *(f"dense-started:kill@{delay}" for delay in (5, 10, 20, 30, 40, 60)),
    *(f"catalog-commit:kill@{delay}:{call}" for delay in (0, 1, 2) for call in (1, 5, 40)),
    *(f"current-draft:kill@{delay}" for delay in (0, 1)),
    "cleanup:kill@0",
    *(f"file-flushed:kill@{delay}" for delay in (1, 3)),
]


@pytest.mark.faults
@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_every_step(published: Path, step: str, fault_row: CountRow) -> None:
    name, _, call = step.partition(":")
    kill_and_repeat(published, f"{name}:kill:{call or 1}", NEW, fault_row(1))


@pytest.mark.faults
@pytest.mark.parametrize("fault", AIMED)
def test_a_kill_while_the_engines_write(published: Path, fault: str, fault_row: CountRow) -> None:
    name, _, rest = fault.partition(":")
    action, _, call = rest.partition(":")
    action = action.replace("kill@0", "kill")
    kill_and_repeat(published, f"{name}:{action}:{call or 1}", MANY, fault_row(1))


@pytest.mark.faults
@pytest.mark.parametrize("call", range(1, 11))
def test_a_kill_between_the_removal_and_the_addition_of_a_file(published: Path, call: int, fault_row: CountRow) -> None:
    """Changing a file stores its new version first; both versions stay until the pointer names the new one."""
    points = ["vectors-stored", "document-stored", "catalog-commit"]
    once = {4: "generation-stored", 8: "dense-batch"}  # reached one time only
    fault = f"{once[call]}:kill:1" if call in once else f"{points[call % 3]}:kill:{1 + call // 6}"
    kill_and_repeat(published, fault, NEW, fault_row(22))


def test_a_failed_flush_of_the_directory_does_not_remove_what_the_pointer_names(
    published: Path, tmp_path: Path
) -> None:
    shutil.copytree(published, tmp_path / "index")
    fault = arm("current-replaced:EIO")
    with pytest.raises(IndexProblem, match="cannot be written"):
        publish(tmp_path / "index", NEW)
    assert fault is not None
    assert fault.fired
    assert content(tmp_path / "index") == NEW


def test_a_forced_rebuild_never_writes_into_the_generation_that_is_current(published: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    shutil.copytree(published, index)
    arm("lexical-written:exception")
    with pytest.raises(InjectedError), open_writer(index, STAMP, rebuild=True, validate=validate_here) as writer:
        publish_exactly(writer, [store(writer, file, text) for file, text in OLD.items()])
    arm("")
    assert content(index) == OLD


def test_what_was_never_published_does_not_stand_in(published: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    shutil.copytree(published, index)
    first = read_pointer(index).generation
    orphan = index / "generations" / "000000-deadbeef"
    shutil.copytree(generation_directory(index, first), orphan)
    second = publish(index, NEW)
    assert read_pointer(index).previous == first
    assert not orphan.exists()
    assert second != first


def test_damage_is_not_carried_into_the_next_generation(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "SMALL", 0)
    monkeypatch.setattr(building, "CHURN", 10.0)
    index = tmp_path / "index"
    shutil.copytree(published, index)
    stored = next(generation_directory(index, read_pointer(index).generation).rglob("*.store"))
    data = bytearray(stored.read_bytes())
    data[len(data) // 3] ^= 255
    stored.write_bytes(data)
    publish(index, {**OLD, "c.txt": NEW["c.txt"]})
    assert content(index) == {**OLD, "c.txt": NEW["c.txt"]}


def test_rows_that_a_reader_needs_outlive_two_publications(published: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    shutil.copytree(published, index)
    reader = open_index(index, STAMP)
    publish(index, NEW)
    publish(index, {"d.txt": "Autre chose."})
    assert reader.document("b.txt") is not None
    assert len(nearest(reader, HashEmbedder().embed_question("Casablanca"), 5)) == 2
    reader.close()
    publish(index, {"e.txt": "Encore autre chose."})
    catalog = open_catalog(index / read_pointer(index).catalog)
    assert catalog.rows("SELECT COUNT(*) FROM documents") == [(2,)]
    catalog.close()


def test_vectors_that_are_none_are_never_built_into_an_index(published: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    shutil.copytree(published, index)
    for value in (np.nan, np.inf, 0.0):
        with (
            pytest.raises(IndexDamaged, match="damaged vectors"),
            open_writer(index, STAMP, validate=validate_here) as writer,
        ):
            text = "Un texte."
            identifier = store(writer, "x.txt", text)
            rows = np.full((1, 256), value, dtype=np.float32)
            writer.store_vectors([Wording(text, ((0, len(text)),))], Embedded(rows, (np.ones((1, 256), np.float32),)))
            publish_exactly(writer, [identifier])
    assert content(index) == OLD


@pytest.mark.process
def test_the_validation_in_a_child_agrees(published: Path) -> None:
    pointer = read_pointer(published)
    verify_files(published, read_manifest(published, pointer.generation))
    validate_in_child(published, pointer.generation, texts=True)
