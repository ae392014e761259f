"""Of which tabs a server knows anything."""

from __future__ import annotations

import pytest

from ui.work import tabs
from ui.work.tabs import Tabs


@pytest.fixture
def forgotten() -> list[str]:
    return []


@pytest.fixture
def known(forgotten: list[str], monkeypatch: pytest.MonkeyPatch) -> Tabs:
    monkeypatch.setattr(tabs, "CLOSED", 2)
    monkeypatch.setattr(tabs, "OF_A_PERSON", 4)
    return Tabs(forgotten.append)


def test_a_tab_is_of_whoever_used_it_first(known: Tabs) -> None:
    assert known.belongs("a", 1)
    assert known.belongs("a", 1)
    assert not known.belongs("a", 2)


def test_of_closed_tabs_the_latest_stay_and_the_others_are_free(known: Tabs, forgotten: list[str]) -> None:
    for name in "abcd":
        assert known.belongs(name, ord(name))
        with known.opened(name):
            assert name not in forgotten
    assert forgotten == ["a", "b"]
    assert known.belongs("a", 7)
    assert not known.belongs("d", 7)


def test_a_tab_that_comes_back_or_has_another_connection_is_not_closed(known: Tabs, forgotten: list[str]) -> None:
    with known.opened("a"), known.opened("b"):
        known.belongs("a", 1)
        known.belongs("b", 1)
        with known.opened("a"):
            pass
        with known.opened("c"):
            known.belongs("c", 1)
        with known.opened("c"):
            for name in "xyz":
                known.belongs(name, 2)
                with known.opened(name):
                    pass
            assert forgotten == ["x"]
            assert not any(known.belongs(name, 2) for name in "abc")


def test_of_one_person_the_oldest_goes_first(known: Tabs, forgotten: list[str]) -> None:
    for name in "abcde":
        known.belongs(name, 1)
    known.belongs("z", 2)
    assert forgotten == ["a"]
    known.belongs("b", 1)
    known.belongs("f", 1)
    assert forgotten == ["a", "c"]


def test_a_tab_that_was_forgotten_while_it_was_open_can_be_closed(known: Tabs, forgotten: list[str]) -> None:
    with known.opened("a"):
        for name in "abcde":
            known.belongs(name, 1)
    assert forgotten == ["a"]
