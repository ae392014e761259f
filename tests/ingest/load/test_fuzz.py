"""The command that fuzzes the readers: what it calls a fault, and that it can be repeated."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from rag.errors import FileRefused
from tests import fuzz
from tests.fixtures.files import report, word


def test_an_error_of_the_parent_is_a_fault_and_its_file_is_kept(tmp_path: Path) -> None:
    def read(path: Path, file: str) -> None:
        raise ValueError(file)

    fuzzer = fuzz.Fuzzer(read, tmp_path / "kept", 60.0)
    fuzzer.try_out(tmp_path / "file.html", b"<p>x")
    assert fuzzer.faults == ["error of the parent: ValueError: file.html"]
    assert [path.read_bytes() for path in (tmp_path / "kept").iterdir()] == [b"<p>x"]


@pytest.mark.parametrize(("code", "kept"), [("crashed", 1), ("timeout", 1), ("damaged", 0)])
def test_a_refusal_is_no_fault_and_what_harmed_the_child_is_kept(tmp_path: Path, code: str, kept: int) -> None:
    def read(path: Path, file: str) -> None:
        raise FileRefused(code, "why")

    fuzzer = fuzz.Fuzzer(read, tmp_path / "kept", 60.0)
    fuzzer.try_out(tmp_path / "file.pdf", b"x")
    assert fuzzer.faults == []
    assert fuzzer.counts == {f"pdf {code}": 1}
    assert len(list(tmp_path.glob("kept/*"))) == kept


def test_a_reading_past_its_limit_is_a_fault(tmp_path: Path) -> None:
    fuzzer = fuzz.Fuzzer(lambda path, file: None, tmp_path / "kept", -fuzz.GRACE - 1)
    fuzzer.try_out(tmp_path / "file.txt", b"x")
    assert [fault.partition(":")[0] for fault in fuzzer.faults] == ["hung"]


def test_a_run_can_be_repeated_and_takes_the_formats_in_turns(tmp_path: Path) -> None:
    seen: list[list[bytes]] = []
    for _ in range(2):
        files: list[bytes] = []

        def read(path: Path, file: str, files: list[bytes] = files) -> None:
            files.append(path.read_bytes())
            if len(files) == 6:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            fuzz.Fuzzer(read, tmp_path, 60.0).run({"md": [b"# a"], "txt": [b"abc"]}, 60.0, seed=3)
        seen.append(files)
    assert seen[0] == seen[1]


def test_a_damaged_part_of_an_archive_is_packed_again() -> None:
    whole = word(report)
    damaged = fuzz.damaged_archive(whole, [b"<w:p>"], random.Random(1))
    assert damaged.startswith(b"PK") and damaged != whole
