"""Which files of a folder are ingested, and why others are not."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from ingest.folders.scope import scope_of
from ingest.folders.walk import discover
from rag.errors import UsageError
from tests.fixtures.reliability import CountRow


def refusals(root: Path) -> dict[str, str]:
    return {refusal.file: refusal.code for refusal in discover(root).refused}


def write(root: Path, *files: str) -> None:
    for file in files:
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file)


def test_files_come_sorted_with_composed_names_and_hidden_ones_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, "b.txt", "a/z.md", "a/e\u0301te\u0301.txt", ".hidden", ".git/config", "a/.x/y.txt", "image.png")
    found = discover(tmp_path)
    assert [file for file, _ in found.files] == ["a/z.md", "a/été.txt", "b.txt", "image.png"]
    assert all(path.is_file() for _, path in found.files)
    assert found.refused == ()


def test_a_single_file_is_a_corpus(tmp_path: Path) -> None:
    write(tmp_path, "seul.txt", "autre.txt")
    assert discover(tmp_path / "seul.txt").files == (("seul.txt", tmp_path / "seul.txt"),)


def test_links_out_of_the_folder_loops_and_dangling_links_are_refused(tmp_path: Path, fault_row: CountRow) -> None:
    write(tmp_path, "outside.txt", "root/in.txt", "root/sub/deep.txt")
    root = tmp_path / "root"
    (root / "out.txt").symlink_to(tmp_path / "outside.txt")
    (root / "relative.txt").symlink_to("../outside.txt")
    (root / "up").symlink_to("..")
    (root / "sub/loop").symlink_to(root)
    (root / "self").symlink_to("self")
    (root / "gone.txt").symlink_to("nothing")
    (root / "etc").symlink_to("/etc")
    (root / "alias.txt").symlink_to("in.txt")
    assert refusals(root) == {
        "out.txt": "outside",
        "relative.txt": "outside",
        "up": "outside",
        "sub/loop": "link",
        "self": "unreadable",
        "gone.txt": "unreadable",
        "etc": "outside",
    }
    assert [file for file, _ in discover(root).files] == ["alias.txt", "in.txt", "sub/deep.txt"]
    fault_row(23).happened(times=7)


def test_pipes_sockets_and_devices_are_refused_without_opening_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault_row: CountRow
) -> None:
    monkeypatch.chdir(tmp_path)  # the address of a socket may be no longer than about 100 bytes
    os.mkfifo("pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.txt")
        (tmp_path / "device.txt").symlink_to("/dev/zero")
        assert refusals(tmp_path) == {
            "pipe.txt": "unsupported",
            "socket.txt": "unsupported",
            "device.txt": "outside",
        }
    assert discover(Path("/dev/zero")).refused[0].message == "it is a device, not a file"
    fault_row(23).happened(times=4)


def test_names_that_are_no_utf8_are_refused_and_can_be_printed(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    try:
        Path(os.fsdecode(name)).write_text("a")
    except OSError:
        pytest.skip("this file system takes names in UTF-8 only")
    assert refusals(tmp_path) == {"caf\ufffd.txt": "bad-name"}


@pytest.mark.parametrize(
    "names", [("é.txt", "e\u0301.txt"), ("é/ü.txt", "é/u\u0308.txt"), ("é/ü.txt", "e\u0301/u\u0308.txt")]
)
def test_of_two_names_that_differ_in_composition_only_one_is_read_and_the_other_told(
    tmp_path: Path, names: tuple[str, str]
) -> None:
    composed, decomposed = names
    write(tmp_path, *names)
    if len(list(tmp_path.rglob("*.txt"))) == 1:
        pytest.skip("this file system composes names")
    found = discover(tmp_path)
    assert found.files == ((composed, tmp_path / composed),)
    assert [(refusal.file, refusal.code) for refusal in found.refused] == [(decomposed, "bad-name")]
    scope = scope_of(tmp_path, (), tmp_path / "index")
    assert len({composed, *(receipt.file for receipt in scope.refused)}) == 2  # neither takes the place of the other


def test_a_folder_nested_deeply_is_walked_without_recursion(tmp_path: Path) -> None:
    write(tmp_path, "/".join(["d"] * 300) + "/a.txt")
    assert len(discover(tmp_path).files) == 1


@pytest.mark.parametrize("name", ["nothing", "a\0b", "x" * 300])
def test_a_root_that_does_not_exist(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="give a file or a folder that exists"):
        discover(tmp_path / name)
