"""Backups are whole, kept by number and age, and a restore cannot be undone by what the old store left."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rag.errors import Busy, StoreProblem
from rag.settings import Settings
from ui.store import LOCAL, Store, copies, open_store
from ui.store.backups import LEAST, MOST, Backups, restore
from ui.store.copies import STAMP
from ui.store.place import store_path
from ui.store.schema import SCHEMAS

RECORD = {"question": "Who?", "answer": None, "problem": None}


def titles(settings: Settings) -> list[str]:
    with closing(open_store(settings)) as store:
        return sorted(each.title for each in store.conversations.of(LOCAL))


def asked(store: Store, question: str) -> None:
    store.conversations.keep(LOCAL, None, 1, {**RECORD, "question": question})


def test_a_backup_is_made_beside_those_who_write(settings: Settings) -> None:
    with closing(open_store(settings)) as store:
        over = threading.Event()
        asked(store, "first")

        def write() -> None:
            while not over.is_set():
                asked(store, "again")

        thread = threading.Thread(target=write)
        thread.start()
        made = [store.backups.make() for _ in range(5)]
        over.set()
        thread.join()
    for path in made:
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("SELECT COUNT(*) FROM turns").fetchone()[0] >= 1
    assert [path.name for path in made[0].parent.iterdir() if not path.name.endswith(".sqlite")] == []


def test_a_backup_has_no_sessions(settings: Settings) -> None:
    with closing(open_store(settings)) as store:
        session = store.people.log_in(store.people.add("ada", "hash"), 60)
        backup = store.backups.make()
        assert store.people.of_session(session) is not None
        store.people.log_out(session)
        key = store.key
    restore(store_path(settings), backup)
    with closing(open_store(settings)) as store:
        assert store.people.of_session(session) is None
        assert store.key != key
        assert store.people.named("ada")


def test_they_are_kept_by_number_and_age(settings: Settings) -> None:
    now = datetime(2026, 6, 1, tzinfo=UTC)
    backups = Backups(store_path(settings))
    backups.folder.mkdir(parents=True)

    def put(days: float, word: str = "people") -> Path:
        path = backups.folder / f"{word}-{(now - timedelta(days=days)).strftime(STAMP)}.sqlite"
        path.write_bytes(b"")
        return path

    for day in range(40):
        put(day)
    foreign = backups.folder / "people-mine.sqlite"
    foreign.write_bytes(b"")
    replaced, log = put(31, "replaced"), backups.folder / (put(31, "replaced").name + "-wal")
    log.write_bytes(b"")
    young = put(2, "damaged")
    assert not backups.due(now)
    backups.rotate(now)
    assert [(now - each.made).days for each in backups.all()] == list(reversed(range(MOST)))
    assert foreign.exists()
    assert young.exists()
    assert not replaced.exists()
    assert not log.exists()
    backups.rotate(now + timedelta(days=400))
    assert len(backups.all()) == LEAST
    assert backups.due(now + timedelta(days=400))
    assert backups.due(now - timedelta(days=400))


def test_a_restore_is_not_undone_by_an_old_log(settings: Settings) -> None:
    path = store_path(settings)
    with closing(open_store(settings)) as store:
        asked(store, "before")
        backup = store.backups.make()
        asked(store, "after")
        log = path.with_name(path.name + "-wal")
        crashed = [(each, each.read_bytes()) for each in (path, log)]
    for each, content in crashed:  # as a killed server leaves it, with its last words in the log alone
        each.write_bytes(content)
    assert log.stat().st_size
    aside = restore(path, backup)
    assert titles(settings) == ["before"]
    assert aside is not None
    restore(path, aside)
    assert titles(settings) == ["after", "before"]


def test_the_log_of_a_damaged_store_goes_with_it(settings: Settings) -> None:
    path = store_path(settings)
    with closing(open_store(settings)) as store:
        asked(store, "before")
        backup = store.backups.make()
        asked(store, "after")
        log = path.with_name(path.name + "-wal").read_bytes()
    path.write_bytes(b"\0" * 50_000)
    path.with_name(path.name + "-wal").write_bytes(log)
    aside = restore(path, backup)
    assert titles(settings) == ["before"]
    assert aside is not None
    assert aside.read_bytes() == b"\0" * 50_000


def test_a_store_that_is_gone_is_restored(settings: Settings) -> None:
    path = store_path(settings)
    with closing(open_store(settings)) as store:
        asked(store, "before")
        backup = store.backups.make()
    path.unlink()
    assert restore(path, backup) is None
    assert titles(settings) == ["before"]


def test_nothing_is_restored_under_a_running_server(settings: Settings) -> None:
    with closing(open_store(settings)) as store:
        backup = store.backups.make()
        with pytest.raises(Busy, match="in use"):
            restore(store.path, backup)


@pytest.mark.parametrize("content", [b"", b"no database" * 1000, "newer", "other", "cut"])
def test_what_is_no_backup_changes_nothing(settings: Settings, tmp_path: Path, content: bytes | str) -> None:
    path = store_path(settings)
    with closing(open_store(settings)) as store:
        asked(store, "here")
        backup = store.backups.make()
    wrong = tmp_path / "wrong.sqlite"
    if isinstance(content, bytes):
        wrong.write_bytes(content)
    elif content == "cut":
        wrong.write_bytes(backup.read_bytes()[:-8192])
    else:
        with closing(sqlite3.connect(wrong)) as connection, connection:
            connection.execute("CREATE TABLE people (id)")
            if content == "newer":
                connection.execute(f"PRAGMA user_version = {len(SCHEMAS) + 1}")
    with pytest.raises(StoreProblem, match=r"wrong\.sqlite"):
        restore(path, wrong)
    assert titles(settings) == ["here"]
    assert [each for each in path.parent.iterdir() if each.name.startswith(".")] == []


def test_a_restore_that_ends_anywhere_leaves_one_store_or_the_other(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    path = store_path(settings)
    with closing(open_store(settings)) as store:
        asked(store, "before")
        backup = store.backups.make()
        asked(store, "after")
    shutil.copytree(path.parent, tmp_path / "as-it-was")
    seen = []
    for step in range(20):
        shutil.rmtree(path.parent)
        shutil.copytree(tmp_path / "as-it-was", path.parent)
        left = [step]

        def reach(original: object, left: list[int] = left) -> object:
            def call(*arguments: object, **named: object) -> object:
                left[0] -= 1
                if left[0] < 0:
                    raise Killed
                return original(*arguments, **named)  # type: ignore[operator]

            return call

        with monkeypatch.context() as patched:
            for name in ("rename", "hardlink_to", "replace", "unlink", "mkdir"):
                patched.setattr(Path, name, reach(getattr(Path, name)))
            patched.setattr(copies, "sync_folder", reach(copies.sync_folder))
            with suppress(Killed):
                restore(path, backup)
        seen.append(titles(settings))
        if left[0] >= 0:
            break
    assert seen[-1] == ["before"]
    assert seen[0] == ["after", "before"]
    assert all(each in (["before"], ["after", "before"]) for each in seen)
    assert 5 < len(seen) < 20


def test_a_store_of_the_first_schema_is_taken_over(settings: Settings) -> None:
    path = store_path(settings)
    path.parent.mkdir(parents=True, mode=0o700)
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in SCHEMAS[0].split(";"):
            connection.execute(statement)
        connection.execute("PRAGMA user_version = 1")
        connection.execute("INSERT INTO people VALUES (1, 'ada', 'hash', 0)")
        connection.execute("INSERT INTO sessions VALUES ('name-of-a-session', 1, 9e9)")
        connection.execute("INSERT INTO keys VALUES ('session', ?)", (b"key" * 11,))
        connection.execute("INSERT INTO conversations VALUES ('c', 1, 'Who?', 0, 0)")
        connection.execute("INSERT INTO turns VALUES ('c', 1, ?)", ('{"question": "Who?"}',))
        connection.execute("INSERT INTO feedback VALUES (1, 1, 'c', 1, 'up', '', '[]', '{\"question\": \"Who?\"}', 0)")
    first = path.read_bytes()
    old = path.with_name("old.sqlite")
    old.write_bytes(first)
    for taken in ("opened", "restored"):
        if taken == "restored":
            restore(path, old)
        with closing(open_store(settings)) as store:
            (turn,) = store.conversations.turns(1, "c") or []
            assert turn.record == {"question": "Who?"}
            assert [each.record for each in store.feedback.all()] == [{"question": "Who?"}]
            assert store.people.of_session("name-of-a-session") is None
            contents = [each.read_bytes() for each in path.parent.glob("people.sqlite*")]
        assert b"name-of-a-session" in first
        assert not any(b"name-of-a-session" in content or b"keykeykey" in content for content in contents)
