"""Links to conversations: made by whose they are, taken back, gone with them, not to be guessed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from rag.settings import Settings
from tests.ui.store.test_store import RECORD
from ui.store import Store, open_store
from ui.store.links import Linked


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with closing(open_store(settings)) as opened:
        yield opened


def test_a_link_is_made_once_and_leads_to_the_conversation_until_it_is_taken_back(store: Store) -> None:
    ada = store.people.add("ada", "h")
    hers = store.conversations.keep(ada, None, 1, RECORD)
    assert store.conversations.of(ada)[0].link is None
    name = store.links.make(ada, hers)
    assert name is not None
    assert store.links.make(ada, hers) == name
    assert store.links.find(name) == Linked(ada, hers)
    assert store.conversations.of(ada)[0].link == name
    store.links.take_back(ada, hers)
    assert store.links.find(name) is None
    again = store.links.make(ada, hers)
    assert again not in (None, name)


def test_nobody_else_makes_or_takes_back_a_link(store: Store) -> None:
    ada, bob = store.people.add("ada", "h"), store.people.add("bob", "h")
    hers = store.conversations.keep(ada, None, 1, RECORD)
    assert store.links.make(bob, hers) is None
    name = store.links.make(ada, hers)
    assert name is not None
    assert store.links.make(bob, hers) is None
    store.links.take_back(bob, hers)
    assert store.links.find(name) == Linked(ada, hers)
    assert store.links.make(ada, "0" * 16) is None
    assert store.links.find("") is None


def test_names_are_of_chance_and_do_not_follow_from_the_conversation(store: Store) -> None:
    ada = store.people.add("ada", "h")
    kept = [store.conversations.keep(ada, None, 1, RECORD) for _ in range(20)]
    names = [str(store.links.make(ada, each)) for each in kept]
    assert len(set(names)) == 20
    assert {len(name) for name in names} == {32}
    assert all(store.links.find(each) is None for each in kept)
    assert all(store.links.find(f"{name[:-1]}{'1' if name[-1] == '0' else '0'}") is None for name in names)


def test_a_link_goes_with_the_conversation_and_its_owner_and_does_not_come_back(store: Store) -> None:
    ada = store.people.add("ada", "h")
    hers = store.conversations.keep(ada, None, 1, RECORD)
    name = str(store.links.make(ada, hers))
    removed = store.conversations.delete(ada, hers)
    assert removed is not None
    assert store.links.find(name) is None
    store.conversations.put_back(removed)
    assert store.links.find(name) is None
    other = str(store.links.make(ada, hers))
    store.people.remove(ada)
    assert store.links.find(other) is None
