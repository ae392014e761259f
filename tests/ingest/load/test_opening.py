"""A file that becomes a link while it is on its way to be read leads nowhere."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.folders.scope import file_sha256
from ingest.load import opening
from ingest.load.loader import read_stable
from ingest.load.opening import open_file
from rag.errors import FileRefused
from tests.ingest.load.test_loader import age

SECRET = b"not for the index"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file in a folder; beside it another one with a file of the same name."""
    for name, content in (("root/sub/a.txt", b"inside"), ("elsewhere/a.txt", SECRET)):
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
        age(path)
    return (tmp_path / "root").resolve()


def replace_file(root: Path) -> None:
    (root / "sub/a.txt").unlink()
    (root / "sub/a.txt").symlink_to(root.parent / "elsewhere/a.txt")


def replace_folder(root: Path) -> None:
    (root / "sub").rename(root / "was")
    (root / "sub").symlink_to(root.parent / "elsewhere")


def replace_root(root: Path) -> None:
    root.rename(root.with_name("was"))
    root.symlink_to(root.parent)
    (root.parent / "elsewhere").rename(root.parent / "sub")


SWAPS = [replace_file, replace_folder, replace_root]


@pytest.mark.parametrize("swap", SWAPS)
def test_what_has_become_a_link_is_refused(folder: Path, swap: Callable[[Path], None]) -> None:
    swap(folder)
    for read in (lambda path: read_stable(path, folder), lambda path: file_sha256(path, str(folder))):
        with pytest.raises(FileRefused) as refused:
            read(folder / "sub/a.txt")
        assert refused.value.code in ("outside", "unreadable")


@pytest.mark.parametrize("swap", SWAPS)
def test_what_becomes_a_link_between_looking_and_opening_is_refused(
    folder: Path, swap: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.resolve

    def resolve(path: Path, strict: bool = False) -> Path:
        found = real(path, strict)
        monkeypatch.setattr(Path, "resolve", real)
        swap(folder)
        return found

    monkeypatch.setattr(Path, "resolve", resolve)
    with pytest.raises((FileRefused, OSError)):
        os.close(open_file(folder / "sub/a.txt", folder))


def test_where_it_really_is_is_looked_at_as_well(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Should the opening have been led elsewhere all the same, the descriptor tells."""
    if not Path("/proc/self/fd").is_dir():
        pytest.skip("this system does not tell where a descriptor is")
    elsewhere = folder.parent / "elsewhere/a.txt"
    monkeypatch.setattr(opening, "_open_below", lambda path, root: os.open(elsewhere, os.O_RDONLY))
    with pytest.raises(FileRefused, match="leads out of the folder"):
        open_file(folder / "sub/a.txt", folder)


def test_a_thousand_readings_beside_one_who_exchanges_it_never_give_the_other_file(folder: Path) -> None:
    path, over = folder / "sub/a.txt", threading.Event()
    real, link = folder / "sub/real.txt", folder / "sub/link.txt"
    real.write_bytes(b"inside")
    link.symlink_to(folder.parent / "elsewhere/a.txt")

    def exchange() -> None:
        while not over.is_set():
            for source in (link, real):
                copy = folder / "sub/copy.txt"
                if source is link:
                    copy.symlink_to(link.readlink())
                else:
                    os.link(source, copy)
                copy.replace(path)

    thread = threading.Thread(target=exchange)
    thread.start()
    seen = set()
    try:
        for _ in range(1000):
            try:
                descriptor = open_file(path, folder)
            except (FileRefused, OSError) as error:
                seen.add(type(error).__name__)
                continue
            with os.fdopen(descriptor, "rb") as stream:
                seen.add(stream.read().decode())
    finally:
        over.set()
        thread.join()
    assert SECRET.decode() not in seen
    assert "inside" in seen
    assert len(seen) > 1


def test_links_to_what_lies_inside_are_followed(folder: Path) -> None:
    (folder / "alias.txt").symlink_to("sub/a.txt")
    assert read_stable(folder / "alias.txt", folder) == b"inside"
    lone = folder / "sub/a.txt"
    assert read_stable(lone, lone) == b"inside"


def test_a_pipe_keeps_nobody_waiting(folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    with pytest.raises(FileRefused, match="no regular file"):
        file_sha256(folder / "pipe.txt", str(folder))


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000, "../elsewhere/a.txt"])
def test_names_that_no_file_below_can_have_are_refused(folder: Path, name: str) -> None:
    with pytest.raises(FileRefused):
        read_stable(folder / name, folder)
