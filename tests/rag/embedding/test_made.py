"""Folders that are made once: complete or not at all, by one process while others wait, again where damaged."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from rag.embedding.made import RECORD, is_sound, made_anywhere, made_in, remove_made


class Maker:
    """Writes two files and counts how often it was asked to."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.calls = 0
        self._seconds = seconds

    def __call__(self, folder: Path) -> None:
        self.calls += 1
        (folder / "sub").mkdir()
        (folder / "sub" / "one").write_bytes(b"one")
        time.sleep(self._seconds)
        (folder / "two").write_bytes(b"two")


def test_a_folder_is_made_once(tmp_path: Path) -> None:
    make = Maker()
    folder = made_in(tmp_path / "place", "thing", make)
    assert made_in(tmp_path / "place", "thing", make) == folder == tmp_path / "place" / "thing"
    assert make.calls == 1
    assert (folder / "sub" / "one").read_bytes() == b"one"


@pytest.mark.parametrize("damage", ["changed", "missing", "record", "no record", "empty record"])
def test_a_damaged_folder_is_made_again(tmp_path: Path, damage: str) -> None:
    make = Maker()
    folder = made_in(tmp_path, "thing", make)
    if damage == "changed":
        (folder / "two").write_bytes(b"tw0")
    elif damage == "missing":
        (folder / "sub" / "one").unlink()
    elif damage == "no record":
        (folder / RECORD).unlink()
    else:
        (folder / RECORD).write_text("[" if damage == "record" else "{}", encoding="utf-8")
    assert not is_sound(folder)
    assert made_in(tmp_path, "thing", make) == folder
    assert make.calls == 2
    assert (folder / "two").read_bytes() == b"two"


def test_several_wait_for_the_one_that_makes(tmp_path: Path) -> None:
    make = Maker(0.2)
    threads = [threading.Thread(target=made_in, args=(tmp_path, "thing", make)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert make.calls == 1
    assert is_sound(tmp_path / "thing")


def test_nothing_is_left_of_what_failed(tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        (folder / "half").write_bytes(b"half")
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        made_in(tmp_path, "thing", fail)
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]


def test_the_next_place_is_taken_where_the_first_takes_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    places = [tmp_path / "file" / "first", tmp_path / "second"]
    make = Maker()
    assert made_anywhere(places, "thing", make) == tmp_path / "second" / "thing"
    assert made_anywhere(places, "thing", make) == tmp_path / "second" / "thing"
    assert make.calls == 1
    with pytest.raises(OSError, match="Not a directory"):
        made_anywhere(places[:1], "thing", make)


def test_what_was_made_is_removed(tmp_path: Path) -> None:
    place = tmp_path / "place"
    made_in(place, "thing", Maker())
    assert remove_made(place) > 6
    assert not place.exists()
    assert remove_made(place) == 0
