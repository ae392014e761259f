"""Damage costs what it has hit: a turn, an opinion, and the store only where nobody knows any more who may do what."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from rag.errors import StoreProblem
from rag.settings import Settings
from ui.page.keeping import LOST, conversation_of
from ui.store import LOCAL, Kind, Store, open_store
from ui.store.checking import check
from ui.store.place import store_path
from ui.words.people import PEOPLE_WORDS

PAGE = 4096


def record(question: str) -> dict[str, Any]:
    """A record that fills some pages of the file."""
    return {"question": question, "answer": None, "problem": "x" * 4 * PAGE, "passages": []}


@pytest.fixture
def kept(settings: Settings) -> Iterator[tuple[str, str]]:
    """Two conversations of three turns each, with an opinion on each first turn."""
    with closing(open_store(settings)) as store:
        store.people.add("ada", "hash")
        names = []
        for word in ("left", "right"):
            name = store.conversations.keep(LOCAL, None, 1, record(f"{word} 1"))
            for number in (2, 3):
                store.conversations.keep(LOCAL, name, number, record(f"{word} {number}"))
            store.feedback.give(LOCAL, name, 1, Kind.UP, [])
            names.append(name)
    yield names[0], names[1]


def questions(store: Store, conversation: str, language: str = "en") -> list[str]:
    turns = store.conversations.turns(LOCAL, conversation)
    assert turns is not None
    return [each.question for each in conversation_of(conversation, turns, LOCAL, language).exchanges]


@pytest.mark.parametrize("value", ["", "{", "[]", "1", '{"question": "left 2"}', b"\xff\xfe", 7, "null"])
def test_a_damaged_record_costs_its_turn(settings: Settings, kept: tuple[str, str], value: object) -> None:
    with closing(sqlite3.connect(store_path(settings))) as connection, connection:
        for table in ("turns", "feedback"):
            number = {"turns": 2, "feedback": 1}[table]
            change = f"UPDATE {table} SET record = ? WHERE conversation = ? AND number = ?"
            connection.execute(change, (value, kept[0], number))
    with closing(open_store(settings)) as store:
        assert questions(store, kept[0]) == ["left 1", LOST, "left 3"]
        assert questions(store, kept[1]) == ["right 1", "right 2", "right 3"]
        assert [each.conversation for each in store.feedback.all()] == [kept[1]]
        assert store.feedback.on(LOCAL, kept[0]) == {}
        store.conversations.keep(LOCAL, kept[0], 4, record("left 4"))
        assert store.conversations.delete(LOCAL, kept[0])


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_a_damaged_turn_says_so_in_the_language_of_the_page(
    settings: Settings, kept: tuple[str, str], language: str
) -> None:
    with closing(sqlite3.connect(store_path(settings))) as connection, connection:
        connection.execute("UPDATE turns SET record = replace(record, 'left 1', 'left 7')")
    with closing(open_store(settings)) as store:
        turns = store.conversations.turns(LOCAL, kept[0]) or []
        first = conversation_of(kept[0], turns, LOCAL, language).exchanges[0]
        assert (first.question, first.problem) == (LOST, PEOPLE_WORDS[language].damaged_turn)


def test_every_damaged_page_costs_what_it_holds_or_the_store_is_refused(
    settings: Settings, kept: tuple[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    """Each page of the file in turn: what is shown is what was kept, and who may log in is never forgotten."""
    path = store_path(settings)
    with closing(open_store(settings)):
        pass
    whole = path.read_bytes()
    several = 0
    outcomes = {"refused": 0, "mended": 0, "whole": 0}
    for at in range(len(whole) // PAGE):
        for each in path.parent.glob("people.sqlite*"):
            each.unlink()
        path.write_bytes(whole[: at * PAGE] + b"\0" * PAGE + whole[(at + 1) * PAGE :])
        caplog.clear()
        with caplog.at_level(logging.WARNING):
            try:
                store = open_store(settings)
            except StoreProblem as problem:
                assert "preuve store restore" in str(problem)
                outcomes["refused"] += 1
                continue
        with closing(store):
            assert store.people.any()
            shown = [question for name in kept for question in questions(store, name)]
            lost = shown.count(LOST)
            assert set(shown) - {LOST} <= {f"{word} {number}" for word in ("left", "right") for number in (1, 2, 3)}
            assert len(shown) == 6
            several += lost > 1  # the page at which the turns begin
            store.conversations.keep(LOCAL, None, 1, record("after"))
        outcomes["mended" if "damaged" in caplog.text else "whole"] += 1
        assert not (lost and check(path).in_order)
    assert outcomes["mended"] >= 20
    assert outcomes["refused"] <= 12
    assert several <= 1
    assert (path.parent / "backups").is_dir()


def test_a_store_in_use_is_not_mended_under_its_user(settings: Settings, kept: tuple[str, str]) -> None:
    from rag.errors import Busy
    from ui.store.mending import mend

    with closing(open_store(settings)) as store:
        with pytest.raises(Busy, match="in use"):
            mend(store.path)
        assert questions(store, kept[0])[0] == "left 1"


def test_what_is_deleted_is_not_in_the_file(settings: Settings, kept: tuple[str, str]) -> None:
    with closing(open_store(settings)) as store:
        session = store.people.log_in(1, 60)
        store.conversations.delete(LOCAL, kept[0])
        path: Path = store.path
    content = path.read_bytes()
    assert b"right 2" in content
    assert b"left 2" not in content
    assert session.encode() not in content
