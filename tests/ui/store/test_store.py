from __future__ import annotations

import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from rag.errors import StoreProblem
from rag.settings import Settings, make_settings
from ui.store import LOCAL, Kind, Store, open_store
from ui.store.conversations import TITLE_CHARACTERS
from ui.store.feedback import NOTE_CHARACTERS
from ui.store.place import store_path
from ui.store.schema import SCHEMAS

RECORD: dict[str, Any] = {"question": "Who chairs it?", "answer": {"answer": "Nadia."}, "problem": None, "passages": []}


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with closing(open_store(settings)) as opened:
        yield opened


def test_the_store_is_for_its_owner_only_and_survives(settings: Settings) -> None:
    with closing(open_store(settings)) as store:
        identifier = store.conversations.keep(LOCAL, None, 1, RECORD)
        key = store.key
        folder = store.path.parent
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert folder.parent == settings.index.directory
    with closing(open_store(settings)) as store:
        (turn,) = store.conversations.turns(LOCAL, identifier) or []
        assert turn.record == RECORD
        assert store.key == key


def test_another_place_may_be_named(tmp_path: Path) -> None:
    settings = make_settings(index=tmp_path / "index", store=str(tmp_path / "else"))
    with closing(open_store(settings)) as store:
        assert store.path.parent == tmp_path / "else"
    assert not settings.index.directory.exists()


def test_conversations_belong_to_one_person(store: Store) -> None:
    ada, bob = store.people.add("ada", "h"), store.people.add("bob", "h")
    hers = store.conversations.keep(ada, None, 1, RECORD)
    his = store.conversations.keep(bob, hers, 1, {**RECORD, "question": "His?"})
    assert his != hers
    assert [kept.title for kept in store.conversations.of(bob)] == ["His?"]
    assert store.conversations.turns(bob, hers) is None
    store.conversations.rename(bob, hers, "stolen")
    assert not store.conversations.delete(bob, hers)
    (kept,) = store.conversations.of(ada)
    assert (kept.title, kept.turns) == ("Who chairs it?", 1)
    store.feedback.give(bob, hers, 1, Kind.UP, [])
    assert store.feedback.all() == []


def test_a_turn_takes_the_place_of_what_came_after(store: Store) -> None:
    identifier = store.conversations.keep(LOCAL, None, 1, RECORD)
    for number in (2, 3):
        assert store.conversations.keep(LOCAL, identifier, number, RECORD) == identifier
    for number in (1, 2, 3):
        store.feedback.give(LOCAL, identifier, number, Kind.UP, [])
    store.conversations.keep(LOCAL, identifier, 2, {**RECORD, "question": "Another?"})
    turns = store.conversations.turns(LOCAL, identifier) or []
    assert [turn.record["question"] for turn in turns] == ["Who chairs it?", "Another?"]
    assert set(store.feedback.on(LOCAL, identifier)) == {1}
    assert len(store.feedback.all()) == 3


def test_the_latest_conversation_is_first_and_titles_are_one_line(store: Store) -> None:
    first = store.conversations.keep(LOCAL, None, 1, {**RECORD, "question": "a\n b\t" + "x" * 500})
    second = store.conversations.keep(LOCAL, None, 1, RECORD)
    assert [kept.id for kept in store.conversations.of(LOCAL)] == [second, first]
    store.conversations.keep(LOCAL, first, 2, RECORD)
    assert [kept.id for kept in store.conversations.of(LOCAL)] == [first, second]
    title = store.conversations.of(LOCAL)[0].title
    assert title.startswith("a b xxx")
    assert len(title) == TITLE_CHARACTERS
    store.conversations.rename(LOCAL, first, "  New\nname ")
    store.conversations.rename(LOCAL, first, " \n ")
    assert store.conversations.of(LOCAL)[0].title == "New name"


def test_feedback_is_changed_withdrawn_and_outlives_the_conversation(store: Store) -> None:
    identifier = store.conversations.keep(LOCAL, None, 1, RECORD)
    store.feedback.give(LOCAL, identifier, 1, Kind.UP, [])
    store.feedback.note(LOCAL, identifier, 1, "  because " + "x" * 5000)
    store.feedback.give(LOCAL, identifier, 1, Kind.DOWN, [{"question": "q", "answer": "a"}])
    given = store.feedback.on(LOCAL, identifier)[1]
    assert given.kind is Kind.DOWN
    assert given.turns == ({"question": "q", "answer": "a"},)
    assert given.note.startswith("because")
    assert len(given.note) == NOTE_CHARACTERS
    store.feedback.give(LOCAL, identifier, 7, Kind.UP, [])
    store.conversations.delete(LOCAL, identifier)
    (kept,) = store.feedback.all()
    assert kept.conversation is None
    assert kept.record == RECORD
    again = store.conversations.keep(LOCAL, None, 1, RECORD)
    store.feedback.give(LOCAL, again, 1, Kind.UP, [])
    store.feedback.withdraw(LOCAL, again, 1)
    assert store.feedback.on(LOCAL, again) == {}


def test_people_sessions_and_tokens(store: Store) -> None:
    assert not store.people.any()
    before = store.conversations.keep(LOCAL, None, 1, RECORD)
    ada = store.people.add("ada", "hash")
    assert store.people.any()
    assert store.people.password("ada") == (ada, "hash")
    assert store.people.password("") is None
    assert store.people.take_over(ada) == 1
    assert store.conversations.of(ada)[0].id == before
    session, ended = store.people.log_in(ada, 60), store.people.log_in(ada, -1)
    store.people.add_token(ada, b"digest")
    assert store.people.of_session(session) == ada
    assert store.people.of_session(ended) is None
    assert store.people.of_token(b"digest") == ada
    (person,) = store.people.all()
    assert (person.name, person.conversations, person.tokens) == ("ada", 1, 1)
    store.people.change_password(ada, "other")
    assert store.people.of_session(session) is None
    assert store.people.of_token(b"digest") == ada
    assert store.people.revoke_tokens(ada) == 1
    assert store.people.of_token(b"digest") is None
    store.people.remove(ada)
    assert not store.people.any()
    assert store.conversations.of(ada) == []
    store.people.remove(LOCAL)
    store.conversations.keep(LOCAL, None, 1, RECORD)


def test_threads_and_processes_share_it(settings: Settings, store: Store) -> None:
    with closing(open_store(settings)) as other:

        def keep(opened: Store) -> None:
            for _ in range(20):
                opened.conversations.keep(LOCAL, None, 1, RECORD)

        threads = [threading.Thread(target=keep, args=(opened,)) for opened in (store, other, store)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(other.conversations.of(LOCAL)) == 60


def test_a_failed_write_leaves_nothing(store: Store) -> None:
    with pytest.raises(StoreProblem, match=r"people\.sqlite"):
        store.conversations.keep(12345, None, 1, RECORD)  # nobody has this number
    assert store.conversations.of(12345) == []
    store.conversations.keep(LOCAL, None, 1, RECORD)


def test_a_store_that_cannot_be_used_is_told(settings: Settings, tmp_path: Path) -> None:
    path = store_path(settings)
    with closing(open_store(settings)):
        pass
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {len(SCHEMAS) + 1}")
    with pytest.raises(StoreProblem, match="newer preuve"):
        open_store(settings)
    path.write_bytes(b"no database at all, but long enough to be looked at" * 100)
    with pytest.raises(StoreProblem, match="is damaged"):
        open_store(settings)
    blocked = tmp_path / "file"
    blocked.write_text("x")
    with pytest.raises(StoreProblem, match="PREUVE_STORE"):
        open_store(make_settings(index=tmp_path / "i", store=str(blocked / "below")))
    (tmp_path / "dir" / "people.sqlite").mkdir(parents=True)
    with pytest.raises(StoreProblem, match="cannot be read or written"):
        open_store(make_settings(index=tmp_path / "i", store=str(tmp_path / "dir")))


def test_pinned_conversations_come_first(store: Store) -> None:
    first = store.conversations.keep(LOCAL, None, 1, RECORD)
    second = store.conversations.keep(LOCAL, None, 1, RECORD)
    store.conversations.pin(LOCAL, first)
    assert [(kept.id, kept.pinned) for kept in store.conversations.of(LOCAL)] == [(first, 1), (second, 0)]
    store.conversations.pin(store.people.add("ada", "hash"), first)
    store.conversations.pin(LOCAL, first)
    assert [kept.id for kept in store.conversations.of(LOCAL)] == [second, first]


def test_a_deleted_conversation_comes_back_as_it_was(store: Store) -> None:
    kept = store.conversations.keep(LOCAL, None, 1, RECORD)
    store.conversations.pin(LOCAL, kept)
    store.feedback.give(LOCAL, kept, 1, Kind.UP, [])
    before = store.conversations.of(LOCAL), store.conversations.turns(LOCAL, kept), store.feedback.on(LOCAL, kept)
    removed = store.conversations.delete(LOCAL, kept)
    assert removed is not None
    assert store.conversations.of(LOCAL) == []
    for _ in ("once", "and again"):
        store.conversations.put_back(removed)
        now = store.conversations.of(LOCAL), store.conversations.turns(LOCAL, kept), store.feedback.on(LOCAL, kept)
        assert now == before
