"""`preuve store`: backups, their restoration and the check, as they are typed."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from rag.settings import Settings
from ui.cli import main
from ui.store import LOCAL, open_store

RECORD = {"question": "Who?", "answer": None, "problem": None}


@pytest.fixture
def index(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("PREUVE_INDEX", str(settings.index.directory))
    return settings


def test_back_up_lose_and_restore(index: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(open_store(index)) as store:
        store.people.add("ada", "hash")
        kept = store.conversations.keep(LOCAL, None, 1, RECORD)
        assert main(["store", "backup"]) == 0  # while it is used
        path = store.path
    assert main(["store", "backup", "--output", str(tmp_path / "copy.sqlite"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["backup"] == str(tmp_path / "copy.sqlite")
    assert main(["store", "backup", "--output", str(tmp_path / "copy.sqlite")]) == 2
    assert "is there already" in capsys.readouterr().err
    path.write_bytes(b"")
    assert main(["user", "list"]) == 2
    assert "preuve store restore" in capsys.readouterr().err
    assert main(["store", "check"]) == 1
    for backup in ([], [str(tmp_path / "copy.sqlite")]):
        assert main(["store", "restore", *backup]) == 0
        capsys.readouterr()
        assert main(["store", "check", "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert (found["users"], found["conversations"], found["turns"], found["damaged"]) == (1, 1, 1, [])
        assert len(found["backups"]) == 1
    with closing(open_store(index)) as store:
        assert [each.id for each in store.conversations.of(LOCAL)] == [kept]


def test_the_check_names_what_is_wrong(index: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(open_store(index)) as store:
        kept = store.conversations.keep(LOCAL, None, 1, RECORD)
        path = store.path
    assert main(["store", "check"]) == 0
    assert capsys.readouterr().out.endswith("in order\n")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE turns SET record = 'x'")
    path.chmod(0o644)
    assert main(["store", "check"]) == 1
    said = capsys.readouterr().out
    assert f"turn 1 of the conversation {kept}" in said
    assert "people.sqlite mode 644" in said
    assert path.stat().st_mode & 0o777 == 0o644  # nothing is changed


def test_without_a_store_or_a_backup_it_is_told(index: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    for words, said in (
        (["check"], "there is no store"),
        (["backup"], "there is no store"),
        (["restore"], "there is no backup"),
        (["restore", "none.sqlite"], "there is no backup 'none.sqlite'"),
    ):
        assert main(["store", *words]) == 2
        streams = capsys.readouterr()
        assert said in streams.err
        assert streams.err.count("\n") == 1
    assert not index.index.directory.exists()
