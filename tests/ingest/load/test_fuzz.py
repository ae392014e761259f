"""The command that fuzzes the readers: what it calls a fault, and that it can be repeated."""

from __future__ import annotations

import json
import random
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from ingest.load import Loader
from ingest.load.limits import Limits
from rag.errors import FileRefused
from tests import fuzz, fuzz_stored
from tests.fixtures.files import report, word
from tests.fuzz_damage import damaged, damaged_tree, damaged_values, damages, in_archive
from tests.fuzz_seeds import TOKENS, seeds, tokens

HUGE = etree.XMLParser(huge_tree=True)


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


whole = cache(seeds)


@pytest.mark.parametrize("kind", sorted(TOKENS))
def test_a_file_is_damaged_in_every_way_of_its_format(kind: str) -> None:
    """Each of them gives other bytes, mostly, and the same ones again."""
    data = whole()[kind][0]
    for damage in dict.fromkeys(damages(kind)):
        made = [[damage(data, tokens(kind), random.Random(at)) for at in range(4)] for _ in range(2)]
        assert sum(each != data for each in made[0]) >= 2
        assert [len(each) for each in made[0]] == [len(each) for each in made[1]]  # an archive says when it was packed


def test_a_damaged_part_of_an_archive_is_packed_again() -> None:
    whole = word(report)
    found = in_archive(damaged)(whole, [b"<w:p>"], random.Random(1))
    assert found.startswith(b"PK") and found != whole


def test_what_is_xml_stays_xml_however_it_is_damaged() -> None:
    for at in range(50):
        etree.fromstring(damaged_tree(b'<a b="1"><c>x</c><d/></a>', [b"<x>"], random.Random(at)), HUGE)


def test_values_of_json_stay_json() -> None:
    for at in range(50):
        json.loads(damaged_values(b'{"a": [1, {"b": null}]}', [b"{"], random.Random(at)), parse_int=str)


# The stored files


def test_the_stored_files_are_small_and_of_every_format_that_is_read_without_pictures() -> None:
    files = fuzz_stored.stored()
    assert {each.kind for each in files} >= set(TOKENS) - {"png", "tiff", "jpg", "pdf", "docx"}
    assert any(each.why != fuzz_stored.PATH for each in files)
    assert fuzz_stored.STORE.stat().st_size < 300_000
    assert all(len(each.line) <= fuzz_stored.LONGEST for each in files if each.why == fuzz_stored.PATH)


@pytest.mark.process
def test_no_stored_file_harms_the_child(tmp_path: Path) -> None:
    """Each is read or refused, with its members, as an ingest does it."""
    with Loader(Limits(seconds=60)) as loader:

        def read(path: Path, file: str) -> None:
            loader.members(path.read_bytes(), file)
            loader.prepare(path, file, 1000)

        fuzzer = fuzz.Fuzzer(read, tmp_path / "kept", 60.0)
        fuzzer.replay(fuzz_stored.stored())
    assert fuzzer.faults == []
    assert [found for found in fuzzer.counts if found.endswith((" crashed", " timeout"))] == []
    assert {found.partition(" ")[2] for found in fuzzer.counts} >= {"read", "damaged", "empty"}


def test_what_reaches_a_line_that_nothing_has_reached_is_found_and_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = list(fuzz_stored.grown("csv", [b"a;b\n1;2\n"], [], 1.0, 3))
    assert found
    assert {(each.kind, each.why) for each in found} == {("csv", fuzz_stored.PATH)}
    kept = fuzz_stored.fewest("csv", [b"a;b\n1;2\n"], [*found, *found])
    assert 0 < len(kept) <= len(found)
    monkeypatch.setattr(fuzz_stored, "STORE", tmp_path / "files.jsonl")
    fuzz_stored.write(kept)
    assert {each.data for each in fuzz_stored.stored()} == {each.data for each in kept}


def test_what_harms_a_reader_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def harmed(self: fuzz_stored.Reached, kind: str, data: bytes) -> fuzz_stored.Lines:
        if data != b"a;b\n":
            raise KeyError("x")
        return frozenset()

    monkeypatch.setattr(fuzz_stored.Reached, "read", harmed)
    assert [each.why for each in fuzz_stored.grown("csv", [b"a;b\n"], [], 0.3, 1)] == ["KeyError: 'x'"]
