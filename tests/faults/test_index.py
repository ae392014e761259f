"""Damage, locks, stamps, leftovers and foreign files of an index."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from rag.embedding.embedder import HashEmbedder
from rag.embedding.transformer import unit_embedded
from rag.embedding.wording import Embedded, Wording
from rag.errors import Busy, IndexDamaged, IndexMismatch, IndexMissing, IndexProblem, PreuveError
from rag.index.embedded.generation import generation_directory, read_pointer
from rag.index.embedded.index import open_index
from rag.index.embedded.lock import make_reader, write_lock
from rag.index.embedded.publish import open_writer
from rag.index.embedded.repair import restore_pointer
from rag.index.library import each_document
from rag.index.stamp import make_stamp
from rag.settings import Settings, make_settings
from tests import CHECKOUT
from tests.faults.test_publish import content, state
from tests.fixtures.reliability import CountRow
from tests.fixtures.stored import STAMP, matching, nearest, publish, publish_exactly, store, validate_here

TEXTS = {f"f{number}.txt": f"Le sujet numéro{number} est traité à Fès." for number in range(20)}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index with two generations, to be copied."""
    index = tmp_path_factory.mktemp("sound") / "index"
    publish(index, {"f0.txt": TEXTS["f0.txt"]})
    publish(index, TEXTS)
    return index


@pytest.fixture
def index(sound: Path, tmp_path: Path) -> Path:
    shutil.copytree(sound, tmp_path / "index")
    return tmp_path / "index"


def damage(path: Path, how: str) -> None:
    data = path.read_bytes()
    match how:
        case "delete":
            path.unlink()
        case "truncate":
            path.write_bytes(data[: len(data) // 2] if data else b"x")
        case "flip":
            middle = len(data) // 2
            path.write_bytes(data[:middle] + bytes([data[middle] ^ 255]) + data[middle + 1 :] if data else b"x")
        case "zeros":
            # A file that holds nothing but zeros would stay as it is.
            path.write_bytes((b"\0" if data.strip(b"\0") else b"\xff") * max(1, len(data)))


PARTS = ["data_level0.bin", "header.bin", "link_lists.bin", "length.bin", "chroma.sqlite3", ".term", "meta.json"]
PARTS += ["manifest.json"]
DAMAGES = [(part, how) for part in PARTS for how in ("delete", "truncate", "flip", "zeros")]
QUICK = {("data_level0.bin", "flip"), ("chroma.sqlite3", "truncate"), (".term", "delete")}


@pytest.mark.parametrize(
    ("part", "how"),
    [pytest.param(*case, marks=() if case in QUICK else pytest.mark.faults, id="-".join(case)) for case in DAMAGES],
)
@pytest.mark.process
def test_a_damaged_derived_file_is_noticed_and_built_again(
    index: Path, part: str, how: str, fault_row: CountRow
) -> None:
    target = next(
        path
        for path in sorted(generation_directory(index, read_pointer(index).generation).rglob("*"))
        if path.name.endswith(part)
    )
    before = target.read_bytes()
    damage(target, how)
    fired = not target.exists() or target.read_bytes() != before
    opened = open_index(index, STAMP)
    assert opened.notice is not None
    assert "built again" in opened.notice
    opened.close()
    assert content(index) == TEXTS
    fault_row(8).happened(fired)


@pytest.mark.faults
@pytest.mark.parametrize("how", ["delete", "truncate", "flip", "zeros"])
def test_a_damaged_catalog_never_gives_a_wrong_answer(index: Path, how: str, fault_row: CountRow) -> None:
    row = fault_row(8)
    catalog = index / read_pointer(index).catalog
    sound = catalog.read_bytes()
    for place in range(1, 12):
        damage(catalog, how)
        if how == "flip":
            data = bytearray(sound)
            data[len(data) * place // 12] ^= 255
            catalog.write_bytes(data)
        try:
            opened = open_index(index, STAMP)
            try:
                for info in each_document(opened):
                    document = opened.document(info.file)
                    assert document is None or document.text == TEXTS[info.file]
            finally:
                opened.close()
        except PreuveError as error:
            assert "\n" not in str(error)
        row.happened()
        for path in index.glob("catalog-*"):
            path.unlink()
        catalog.write_bytes(sound)


@pytest.mark.process
def test_a_damaged_pointer_is_told_and_restored(index: Path, fault_row: CountRow) -> None:
    name = read_pointer(index).generation
    row = fault_row(8)
    for text in ["", "{", "[]", '{"catalog": "../../x", "generation": "y"}', '{"catalog": 1}', "\0" * 40]:
        (index / "current.json").write_text(text)
        with pytest.raises(IndexDamaged, match="check --repair"):
            open_index(index, STAMP)
        with pytest.raises(IndexDamaged), open_writer(index, STAMP):
            pass
        row.happened()
    assert restore_pointer(index) == name
    assert content(index) == TEXTS


def test_a_missing_catalog_is_told_and_not_made(index: Path) -> None:
    catalog = index / read_pointer(index).catalog
    catalog.unlink()
    with pytest.raises(IndexDamaged, match="no such file"):
        open_index(index, STAMP)
    assert not catalog.exists()
    with open_writer(index, STAMP, rebuild=True, validate=validate_here) as writer:
        publish_exactly(writer, [store(writer, "a.txt", "Un texte.")])
    assert content(index) == {"a.txt": "Un texte."}


RACER = """
import sys, time
from pathlib import Path
from rag.errors import Busy
from rag.index.embedded.lock import write_lock
print("ready", flush=True)
sys.stdin.readline()
try:
    with write_lock(Path(sys.argv[1])):
        print("won", flush=True)
        sys.stdin.readline()
except Busy as busy:
    print(busy, flush=True)
"""


def race(index: Path, starters: int) -> list[str]:
    """What each of so many processes says that start to write at the same moment."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", RACER, str(index)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            cwd=CHECKOUT,
        )
        for _ in range(starters)
    ]  # fmt: skip
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.stdout.readline().strip() for process in processes if process.stdout is not None]
    for process in processes:
        process.communicate("end\n")
    return said


@pytest.mark.parametrize("starters", [5, pytest.param(20, marks=pytest.mark.faults)])
@pytest.mark.process
def test_of_many_writers_exactly_one_wins(tmp_path: Path, starters: int, fault_row: CountRow) -> None:
    row = fault_row(2)
    for _ in range(1 if starters == 5 else 5):
        said = race(tmp_path / "index", starters)
        assert said.count("won") == 1
        assert all("an ingest is running on" in line for line in said if line != "won")
        for _ in range(starters - 1):
            row.happened()
    with write_lock(tmp_path / "index"):
        pass


@pytest.mark.slow
def test_a_second_ingest_ends_at_once_and_writes_nothing(index: Path, tmp_path: Path, fault_row: CountRow) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text("Un texte.", encoding="utf-8")
    environment = {**os.environ, "PREUVE_EMBEDDER": "hash"}
    command = [str(Path(sys.executable).with_name("preuve")), "ingest", str(tmp_path / "corpus"), "--index", str(index)]
    before = {path: path.read_bytes() for path in index.rglob("*") if path.is_file() and "catalog" not in path.name}
    with write_lock(index):
        before[index / "lock"] = (index / "lock").read_bytes()
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        after = {path: path.read_bytes() for path in index.rglob("*") if path.is_file() and "catalog" not in path.name}
    assert done.returncode == Busy.exit_code
    assert f"pid {os.getpid()}" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert after == before
    fault_row(2).happened()


EMBEDDER = {
    "name": "one", "weights": "0" * 64, "dimension": 256, "tokens": 256, "prefixes": ["", ""], "windows": 1,
    "pooling": "mean", "normalise": True,
}  # fmt: skip
CHANGES = {
    "name": "other", "weights": "1" * 64, "tokens": 512, "prefixes": ["query: ", ""], "windows": 2, "pooling": "cls",
    "normalise": False,
}  # fmt: skip


def test_every_change_of_the_stamp_is_refused(tmp_path: Path, fault_row: CountRow) -> None:
    built = make_stamp(Settings(), EMBEDDER)
    with open_writer(tmp_path, built, validate=validate_here) as writer:
        publish_exactly(writer, [store(writer, "a.txt", "Un texte.")])
    row = fault_row(10)
    others = [make_stamp(Settings(), {**EMBEDDER, key: value}) for key, value in CHANGES.items()]
    others += [make_stamp(make_settings(passage_characters=500), EMBEDDER), {**built, "analysis": 99}]
    for other in others:
        with pytest.raises(IndexMismatch, match="was built with"):
            open_index(tmp_path, other)
        with pytest.raises(IndexMismatch, match="--rebuild"), open_writer(tmp_path, other):
            pass
        row.happened()
    dimension = fault_row(11)
    for value in (128, 384):
        with pytest.raises(IndexMismatch, match=f"dimension 256, configured is {value}"):
            open_index(tmp_path, make_stamp(Settings(), {**EMBEDDER, "dimension": value}))
        dimension.happened()
    open_index(tmp_path, built).close()


@pytest.mark.parametrize(("version", "message"), [(0, "not a catalog"), (99, "update preuve"), (-1, "--rebuild")])
def test_a_catalog_of_another_program_is_refused(index: Path, version: int, message: str, fault_row: CountRow) -> None:
    connection = sqlite3.connect(index / read_pointer(index).catalog)
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
    for use in (lambda: open_index(index, STAMP), lambda: open_writer(index, STAMP).__enter__()):
        with pytest.raises(IndexProblem, match=message):
            use()
    fault_row(12).happened()


def test_what_a_reboot_leaves_is_cleaned_and_nothing_else(index: Path, fault_row: CountRow) -> None:
    expected = state(index)
    current = read_pointer(index).generation
    (index / "lock").write_text("4194303")
    (index / "current.json.draft").write_text("{")
    (index / "catalog-0009.draft").write_text("half")
    shutil.copy(index / read_pointer(index).catalog, index / "catalog-0007.sqlite3")
    shutil.copytree(generation_directory(index, current), index / "generations" / "000099-deadbeef")
    (index / "readers").mkdir(exist_ok=True)
    (index / "readers" / "000001-x+gone").mkdir()
    (index / "readers" / "12-old").mkdir()
    live = make_reader(index, current)
    publish(index, TEXTS)
    row = fault_row(48)
    for name in ("current.json.draft", "catalog-0009.draft", "catalog-0007.sqlite3", "generations/000099-deadbeef",
                 "readers/000001-x+gone", "readers/12-old"):  # fmt: skip
        assert not (index / name).exists(), name
        row.happened()
    assert live.path.exists()
    live.close()
    assert state(index) == expected
    assert content(index) == TEXTS


def test_an_index_that_is_replaced_is_noticed(index: Path, tmp_path: Path, fault_row: CountRow) -> None:
    row = fault_row(45)
    shutil.move(index, tmp_path / "away")
    with pytest.raises(IndexMissing):
        open_index(index, STAMP)
    row.happened()
    publish(index, {"x.txt": "Un autre index."})
    assert content(index) == {"x.txt": "Un autre index."}
    row.happened()
    shutil.rmtree(index)
    shutil.move(tmp_path / "away", index)
    assert content(index) == TEXTS
    row.happened()


@pytest.mark.process
def test_a_stored_configuration_constructs_no_model(index: Path, fault_row: CountRow) -> None:
    """Chroma keeps the name of an embedding function with a collection; one that runs code must never be made."""
    dense = generation_directory(index, read_pointer(index).generation) / "dense"
    hostile = {
        "embedding_function": {
            "type": "known", "name": "sentence_transformer",
            "config": {"model_name": "evil/model", "device": "cpu", "normalize_embeddings": False,
                       "kwargs": {"trust_remote_code": True}},
        }
    }  # fmt: skip
    with sqlite3.connect(dense / "chroma.sqlite3") as connection:
        (text,) = connection.execute("SELECT config_json_str FROM collections").fetchone()
        connection.execute("UPDATE collections SET config_json_str = ?", (json.dumps({**json.loads(text), **hostile}),))
    connection.close()
    code = (
        "import sys; from pathlib import Path; import rag.index.embedded.engines.dense\n"
        "rag.index.embedded.engines.dense.DenseSearch(Path(sys.argv[1])).close()\n"
        "print('constructed' if 'sentence_transformers' in sys.modules else 'not constructed')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(dense)], capture_output=True, text=True, cwd=CHECKOUT,
        env={**os.environ, "HF_HUB_OFFLINE": "1"}, check=False,
    )  # fmt: skip
    assert done.stdout.strip() == "not constructed" or "IndexDamaged" in done.stderr
    opened = open_index(index, STAMP)
    assert "built again" in (opened.notice or "")
    opened.close()
    fault_row(50).happened()


class Broken(HashEmbedder):
    """Gives the value for every component of the vectors, through the check that every embedder uses."""

    def __init__(self, value: float) -> None:
        self._value = value

    def embed_passages(self, wordings: Sequence[Wording]) -> Embedded:
        rows = np.full((len(wordings), self.dimension), self._value, dtype=np.float32)
        return unit_embedded(Embedded(rows, tuple(rows[:1] for _ in wordings)), self.name)


@pytest.mark.faults
@pytest.mark.parametrize("value", [float("nan"), float("inf"), 0.0])
def test_vectors_that_are_none_refuse_the_file_and_are_never_stored(
    tmp_path: Path, value: float, fault_row: CountRow
) -> None:
    from ingest.sync import sync

    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text("Un texte sur Rabat.", encoding="utf-8")
    receipt = sync([tmp_path / "corpus"], make_settings(index=tmp_path / "index", embedder="hash"), Broken(value))
    assert [(file.status.value, file.code) for file in receipt.files] == [("refused", "embedding")]
    assert content(tmp_path / "index") == {}
    fault_row(52).happened()


@pytest.mark.slow
@pytest.mark.parametrize("questions", [60, pytest.param(500, marks=pytest.mark.faults)])
def test_a_reader_misses_nothing_while_others_publish(index: Path, questions: int, fault_row: CountRow) -> None:
    """Another process publishes; here is asked all the time for what was there from the beginning."""
    code = (
        "import sys; from pathlib import Path; from tests.faults import test_index as here\n"
        "for n in range(5): here.publish(Path(sys.argv[1]), {**here.TEXTS, f'n{n}.txt': f'Nouveau sujet{n} à Oujda.'})"
    )
    command = [sys.executable, "-c", code, str(index)]
    writer = subprocess.Popen(command, cwd=CHECKOUT, stderr=subprocess.PIPE, text=True)
    ended = threading.Event()
    threading.Thread(target=lambda: (writer.wait(), ended.set()), daemon=True).start()
    seen, asked = set(), 0
    while asked < questions or not ended.is_set():
        opened = open_index(index, STAMP)
        assert opened.notice is None
        seen.add(opened.publication)
        for _ in range(20):
            number = asked % len(TEXTS)
            ((identifier, _score), *_rest) = matching(opened, {f"numéro{number}": 1.0, f"numero{number}": 1.0}, 1)
            assert opened.passages([identifier])[identifier].file == f"f{number}.txt"
            vector = HashEmbedder().embed_question(TEXTS[f"f{number}.txt"])
            assert nearest(opened, vector, 1)[0][0] == identifier
            asked += 1
        opened.close()
    assert writer.returncode == 0, writer.stderr.read() if writer.stderr else ""
    if writer.stderr:
        writer.stderr.close()
    row = fault_row(3)
    for _ in range(asked):
        row.happened(len(seen) > 1)
