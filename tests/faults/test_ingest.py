"""Faults around a whole ingest: signals, full disks, connections to elsewhere, damaged files."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.errors import IndexProblem
from rag.index.embedded import publish as publishing
from tests.conftest import SEED_TEXTS, write_files
from tests.faults.test_publish import MANY, OLD, content, state
from tests.fixtures.reliability import CountRow
from tests.fixtures.stored import publish

PREUVE = str(Path(sys.executable).with_name("preuve"))


def environment(**variables: str) -> dict[str, str]:
    return {**os.environ, "PREUVE_EMBEDDER": "hash", **variables}


@pytest.fixture
def old_index(tmp_path: Path) -> Path:
    publish(tmp_path / "index", OLD)
    write_files(tmp_path / "corpus", SEED_TEXTS)
    return tmp_path / "index"


def ingest(index: Path, **variables: str) -> tuple[int, str, float]:
    """Exit code, standard error and seconds of `preuve ingest` on the corpus beside the index."""
    started = time.monotonic()
    command = [PREUVE, "ingest", str(index.parent / "corpus"), "--index", str(index)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(**variables), check=False)
    return done.returncode, done.stderr, time.monotonic() - started


STOPS = """catalog-begin catalog-commit vectors-stored document-stored generation-stored lexical-started dense-batch
manifest-draft validation current-draft""".split()


@pytest.mark.slow
@pytest.mark.parametrize(
    "point", [pytest.param(point, marks=() if point == "dense-batch" else pytest.mark.faults) for point in STOPS]
)
def test_a_stopped_ingest_publishes_nothing_and_says_so(old_index: Path, point: str, fault_row: CountRow) -> None:
    code, said, _ = ingest(old_index, PREUVE_FAILPOINT=f"{point}:stop")
    assert (code, said) == (130, "preuve: interrupted\n")
    assert content(old_index) == OLD
    assert ingest(old_index)[0] == 0
    assert set(content(old_index)) == {*OLD, *SEED_TEXTS}
    fault_row(47).happened()


@pytest.mark.faults
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("delay", [0.8, 1.2])
def test_a_signal_from_outside_ends_it_within_five_seconds(
    old_index: Path, number: signal.Signals, delay: float, fault_row: CountRow
) -> None:
    """Many files, so that it is still at work when the signal comes."""
    write_files(old_index.parent / "corpus", {f"m{at}.txt": f"Le texte {at}. " * 40 for at in range(1500)})
    command = [PREUVE, "ingest", str(old_index.parent / "corpus"), "--index", str(old_index)]
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment(),
        # A shell in the background hands on that Ctrl-C is to be ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    before = (old_index / "lock").stat().st_mtime_ns
    while (old_index / "lock").stat().st_mtime_ns == before and process.poll() is None:
        time.sleep(0.05)
    time.sleep(delay)
    process.send_signal(number)
    started = time.monotonic()
    _, said = process.communicate(timeout=60)
    assert time.monotonic() - started < 5
    assert (process.returncode, said) == (130, "preuve: interrupted\n")
    assert content(old_index) == OLD
    fault_row(47).happened()


@pytest.mark.faults
@pytest.mark.parametrize("fault", ["document-stored:kill:2", "dense-batch:kill@4", "current-replaced:kill"])
def test_a_killed_command_goes_on_where_it_was(old_index: Path, fault: str, fault_row: CountRow) -> None:
    code, _, _ = ingest(old_index, PREUVE_FAILPOINT=fault)
    assert code in (-9, -14)
    checked = subprocess.run(
        [PREUVE, "check", "--index", old_index], env=environment(), capture_output=True, check=False
    )
    assert checked.returncode == 0
    assert set(content(old_index)) in (set(OLD), {*OLD, *SEED_TEXTS})
    assert ingest(old_index)[0] == 0
    shutil.rmtree(old_index.parent / "fresh", ignore_errors=True)
    publish(old_index.parent / "fresh" / "index", OLD)
    shutil.copytree(old_index.parent / "corpus", old_index.parent / "fresh" / "corpus")
    assert content(old_index).keys() == {*OLD, *SEED_TEXTS}
    fault_row(1).happened()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=24m", "none", str(disk)]
    if os.geteuid() != 0 or shutil.which("mount") is None or subprocess.run(command, check=False).returncode:
        pytest.skip("mounting is not allowed here; ENOSPC at every step is tested with fault points")
    yield disk
    # A client that could not write may hold a file open until it is collected.
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


LEVELS = [0, 8, 40, 100, 200, 400, 700, 1000, 1400, 1800, 2400]
"""Kilobytes that are left when the ingest begins."""


@pytest.mark.slow
@pytest.mark.parametrize(
    "left", [pytest.param(left, marks=() if left in (0, 700) else pytest.mark.faults) for left in LEVELS]
)
def test_a_full_disk_leaves_an_index_that_answers(
    small_disk: Path, left: int, monkeypatch: pytest.MonkeyPatch, fault_row: CountRow
) -> None:
    monkeypatch.setattr(publishing, "BYTES_PER_PASSAGE", 0)
    index = small_disk / "index"
    publish(index, OLD)
    free = shutil.disk_usage(small_disk).free
    (small_disk / "filler").write_bytes(bytes(max(0, free - left * 1024)))
    with pytest.raises(IndexProblem, match=r"cannot be written|free") as failed:
        publish(index, MANY)
    assert "\n" not in str(failed.value)
    assert content(index) == OLD
    (small_disk / "filler").unlink()
    publish(index, MANY)
    assert content(index) == MANY
    fault_row(9).happened()


@pytest.mark.process
def test_too_little_space_is_told_before_anything_is_built(small_disk: Path) -> None:
    index = small_disk / "index"
    publish(index, OLD)
    before = state(index)
    free = shutil.disk_usage(small_disk).free
    (small_disk / "filler").write_bytes(bytes(free - 6_000_000))
    with pytest.raises(IndexProblem, match=r"needs about [\d,]+ bytes of free space, [\d,]+ are left"):
        publish(index, MANY)
    assert content(index) == OLD
    assert state(index)[0] == before[0]
