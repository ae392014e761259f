"""The rail of conversations: by day, found, renamed, pinned, deleted and brought back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from rag.language.numbers.calendar import date_words
from rag.settings import make_settings
from tests.browser.test_chat import SIZES
from tests.browser.test_walk import LOCALES, Walker, tools_of
from tests.fixtures.browser import Watched
from tests.fixtures.memory_assistant import MemoryAssistant, document
from tests.fixtures.tab import serving
from ui.store import LOCAL, Store, open_store
from ui.words.days import NEAR
from ui.words.rail import RAIL_WORDS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DAY = 86_400
RECORD = {"question": "", "answer": None, "problem": "x", "draft": "", "scope": [], "passages": [], "replaced": []}
TITLES = ("Congés payés", "هيئة حماية المعطيات", "The harbour", "Old rules")
AGES = (0, 1, 3, 400)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(open_store(make_settings(index=tmp_path / "index"))) as opened:
        for title, age in zip(TITLES, AGES, strict=True):
            kept = opened.conversations.keep(LOCAL, None, 1, {**RECORD, "question": title})
            with opened.conversations._database.writing() as connection:
                changed = (time.time() - age * DAY, kept)
                connection.execute("UPDATE conversations SET changed = ? WHERE id = ?", changed)
        yield opened


@pytest.fixture
def url(store: Store) -> Iterator[str]:
    with serving(MemoryAssistant([document("x.txt", "Nothing.")]), store=store) as address:
        yield address


def finished(chat: Watched) -> None:
    chat.close()
    assert chat.strangers == []
    assert chat.complaints == []


def titles(page: Page) -> list[str]:
    return [each for each in page.locator("#history .kept-title:visible").all_inner_texts() if each]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LOCALES)
def test_conversations_by_day(browser: Browser, url: str, store: Store, language: str, size: str) -> None:
    chat = Watched(browser, url, locale=LOCALES[language], viewport=SIZES[size], reduced_motion="reduce")
    page, own = chat.page, RAIL_WORDS[language]
    page.click("#masthead .history-opener")
    expect(page.locator("#rail")).to_be_visible()
    month = date_words(time.strftime("%Y-%m", time.localtime(time.time() - 400 * DAY)), language)
    expect(page.locator("#history .day .label")).to_have_text([*NEAR[language], month])
    assert titles(page) == list(TITLES)
    Walker(page, language, size).look("rail")
    page.fill("#history .find input", "CONGES")
    expect(page.locator("#history .kept-title:visible")).to_have_text(["Congés payés"])
    page.fill("#history .find input", "zzz")
    expect(page.locator("#history .nothing-found")).to_have_text(own.none_found.format(words="zzz"))
    page.fill("#history .find input", "")
    old = page.locator("#history li", has_text="Old rules")
    tools_of(old, size)
    old.locator(".pin").click()
    expect(page.locator("#history .day .label").first).to_have_text(own.pinned)
    assert titles(page) == ["Old rules", *TITLES[:3]]
    harbour = page.locator("#history li", has_text="The harbour")
    tools_of(harbour, size)
    harbour.locator(".forget").click()
    expect(page.locator("#history .removed")).to_contain_text("The harbour")
    expect(harbour).to_have_count(0)
    assert "The harbour" not in [each.title for each in store.conversations.of(LOCAL)]
    Walker(page, language, size).look("deleted")
    page.click("#history .removed a")
    expect(harbour).to_have_count(1)
    assert len(store.conversations.turns(LOCAL, store.conversations.of(LOCAL)[-1].id) or []) == 1
    harbour.locator(".kept-title").click()
    expect(page.locator("#conversation .asked")).to_have_text("The harbour")
    if size == "phone":
        expect(page.locator("#rail")).to_be_hidden()
    finished(chat)


def test_it_is_there_where_there_is_room_and_stays_as_it_was_left(browser: Browser, url: str) -> None:
    chat = Watched(browser, url, viewport={"width": 1500, "height": 800})
    page = chat.page
    expect(page.locator("#rail")).to_be_visible()
    page.click("#masthead .history-opener")
    expect(page.locator("#rail")).to_be_hidden()
    page.reload()
    page.wait_for_selector("body.ready .welcome")
    expect(page.locator("#rail")).to_be_hidden()
    assert page.get_attribute(".history-opener", "aria-expanded") == "false"
    finished(chat)


def test_a_long_list_is_searched_on_the_server(browser: Browser, url: str, store: Store) -> None:
    for number in range(60):
        store.conversations.keep(LOCAL, None, 1, {**RECORD, "question": f"Filler {number}"})
    chat = Watched(browser, url)
    page = chat.page
    page.click("#masthead .history-opener")
    expect(page.locator("#history .more")).to_be_visible()
    assert "Old rules" not in titles(page)
    page.fill("#history .find input", "old rul")
    expect(page.locator("#history .kept-title:visible")).to_have_text(["Old rules"])
    expect(page.locator("#history .find input")).to_be_focused()
    page.fill("#history .find input", "")
    expect(page.locator("#history .more")).to_be_visible()
    finished(chat)


def test_the_tab_for_evaluators_is_there_where_test_sets_are_given(browser: Browser, url: str) -> None:
    chat = Watched(browser, url)
    expect(chat.page.locator("#views button[role=tab]")).to_have_count(2)
    assert chat.page.locator("#go-try").count() == 0
    finished(chat)
