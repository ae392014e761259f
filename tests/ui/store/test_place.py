"""A store is for its owner only, and one that is gone is not taken for one that has yet to be made."""

from __future__ import annotations

import os
import stat
from contextlib import closing
from pathlib import Path

import pytest

from rag.errors import StoreProblem
from rag.settings import Settings, make_settings
from ui.store import LOCAL, open_store
from ui.store.place import store_path

RECORD = {"question": "Who?", "answer": None, "problem": None}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def open_to_all() -> object:
    """Whatever is made from now on may be read and written by everybody, as far as nobody says otherwise."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("open_to_all")
def test_all_that_is_made_is_private(settings: Settings) -> None:
    with closing(open_store(settings)) as store:
        store.conversations.keep(LOCAL, None, 1, RECORD)
        made = store.backups.make()
        names = {path.name: mode(path) for path in store.path.parent.iterdir()}
    assert names.pop("backups") == 0o700
    assert {"people.sqlite", "people.sqlite-wal", "people.sqlite-shm", "session.key", "lock"} == set(names)
    assert set(names.values()) == {0o600}
    assert mode(made) == 0o600
    assert mode(made.parent) == mode(store_path(settings).parent) == 0o700


@pytest.mark.usefixtures("open_to_all")
def test_what_is_open_to_others_is_closed(settings: Settings) -> None:
    path = store_path(settings)
    with closing(open_store(settings)) as store:
        backup = store.backups.make()
    loose = [path, path.parent / "session.key", path.parent / "lock", backup]
    for each in (*loose, backup.parent, path.parent):
        each.chmod(0o777)
    with closing(open_store(settings)):
        assert {mode(each) for each in loose} == {0o600}
        assert {mode(backup.parent), mode(path.parent)} == {0o700}


def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    folder.mkdir(mode=0o755)
    (folder / "letter.txt").write_text("x")
    settings = make_settings(index=tmp_path / "index", store=str(folder))
    with pytest.raises(StoreProblem, match=r"others can enter .* `chmod 700 "):
        open_store(settings)
    assert mode(folder) == 0o755
    folder.chmod(0o700)
    open_store(settings).close()


def test_a_folder_of_everybody_is_refused_though_it_is_empty(tmp_path: Path) -> None:
    folder = tmp_path / "tmp"
    folder.mkdir()
    folder.chmod(0o1777)
    with pytest.raises(StoreProblem, match="others can enter"):
        open_store(make_settings(index=tmp_path / "index", store=str(folder)))
    assert mode(folder) == 0o1777


@pytest.mark.parametrize("name", ["people.sqlite", "session.key", "people.sqlite-wal", "backups"])
def test_a_link_in_place_of_a_file_is_refused(settings: Settings, tmp_path: Path, name: str) -> None:
    path = store_path(settings)
    open_store(settings).close()
    elsewhere = tmp_path / "elsewhere"
    place = path.parent / name
    if place.exists():
        place.rename(elsewhere)
    else:
        elsewhere.mkdir() if name == "backups" else elsewhere.write_bytes(b"")
    place.symlink_to(elsewhere)
    with pytest.raises(StoreProblem, match=name):
        open_store(settings)


@pytest.mark.skipif(os.geteuid() == 0 and not hasattr(os, "seteuid"), reason="needs another user")
def test_a_store_of_somebody_else_is_refused(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(settings).close()
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    with pytest.raises(StoreProblem, match="belongs to another user"):
        open_store(settings)


def test_an_empty_file_is_no_new_store(settings: Settings) -> None:
    path = store_path(settings)
    with closing(open_store(settings)) as store:
        store.people.add("ada", "hash")
    path.write_bytes(b"")
    with pytest.raises(StoreProblem, match=r"is empty.*preuve store restore"):
        open_store(settings)
    assert path.read_bytes() == b""


@pytest.mark.parametrize("left", ["session.key", "people.sqlite-wal", "backups/people-20260101T000000.000000Z.sqlite"])
def test_a_file_that_is_gone_is_no_new_store(settings: Settings, left: str) -> None:
    path = store_path(settings)
    open_store(settings).close()
    for each in path.parent.iterdir():
        each.unlink()
    (path.parent / left).parent.mkdir(exist_ok=True)
    (path.parent / left).write_bytes(b"x" * 32)
    with pytest.raises(StoreProblem, match=r"is gone.*preuve store restore"):
        open_store(settings)
    assert not path.exists()


def test_a_database_that_is_no_store_is_refused(settings: Settings) -> None:
    import sqlite3

    path = store_path(settings)
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")  # what a killed first start of an earlier version left
        connection.execute("VACUUM")
    assert path.stat().st_size
    with pytest.raises(StoreProblem, match="no store"):
        open_store(settings)


def test_the_key_is_apart_and_made_anew_where_it_is_none(settings: Settings) -> None:
    with closing(open_store(settings)) as store:
        key = store.key
        file = store.path.parent / "session.key"
        assert file.read_bytes() == key
        with closing(open_store(settings)) as other:
            assert other.key == key
    assert not any(key in each.read_bytes() for each in file.parent.glob("people.sqlite*"))
    file.write_bytes(b"short")
    with closing(open_store(settings)) as store:
        assert len(store.key) == 32
        assert store.key != key
