"""Nothing that a person has typed or asked is lost, and addresses lead back to where they were."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from rag.settings import make_settings
from tests.browser.test_chat import ABOUT, DOCUMENTS, SENTENCE, SIZES
from tests.fixtures.browser import QUESTION, Watched, keep_screenshot
from tests.fixtures.memory_assistant import MemoryAssistant
from tests.fixtures.tab import serving
from ui.store import Store, open_store
from ui.words.lexicon import WORDS
from ui.words.people import PEOPLE_WORDS

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class Thoughtful(list[str]):
    """Example questions that take a while to choose: each was asked first."""

    def __iter__(self) -> Iterator[str]:
        time.sleep(1)
        return super().__iter__()


EN = WORDS["en"]
ELSE = "Who won the cup in 1998?"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(open_store(make_settings(index=tmp_path / "index"))) as opened:
        yield opened


@pytest.fixture
def url(store: Store) -> Iterator[str]:
    with serving(MemoryAssistant(DOCUMENTS), store=store) as address:
        yield address


def quiet(chat: Watched) -> None:
    chat.close()
    assert chat.strangers == []
    assert chat.complaints == []


def asked(page: Page, *questions: str) -> None:
    expect(page.locator("#conversation .asked")).to_have_text(list(questions))


@pytest.mark.parametrize("size", SIZES)
def test_what_is_asked_and_typed_while_the_documents_are_being_opened_stays(browser: Browser, size: str) -> None:
    opening: Future[Any] = Future()
    with serving(opening, examples=Thoughtful([ELSE])) as address:
        chat, other = (Watched(browser, address, viewport=SIZES[size]) for _ in range(2))
        expect(chat.page.locator(".welcome .pending")).to_have_text(EN.opening)
        chat.page.fill(QUESTION, ABOUT)
        chat.page.press(QUESTION, "Enter")
        expect(chat.page.locator("#exchange-1 .pending")).to_be_visible()
        chat.page.fill(QUESTION, "And then")
        other.page.fill(QUESTION, ELSE)
        keep_screenshot(chat.page, f"opening-{size}")
        opening.set_result(MemoryAssistant(DOCUMENTS))
        expect(chat.page.locator("#exchange-1 .answer")).to_contain_text(SENTENCE)
        expect(other.page.locator(".welcome .pending")).to_have_count(0)
        chat.page.wait_for_timeout(500)
        asked(chat.page, ABOUT)
        expect(chat.page.locator(QUESTION)).to_have_value("And then")
        expect(other.page.locator(QUESTION)).to_have_value(ELSE)
        if size == "phone":
            chat.page.click("#masthead .panel-opener")
        chat.page.click("#views button[role=tab] >> nth=1")
        expect(chat.page.locator("#library .documents > li")).to_have_count(2)
        quiet(other)
        quiet(chat)


def test_a_kept_conversation_goes_on_while_the_documents_are_being_opened(
    browser: Browser, url: str, store: Store
) -> None:
    before = Watched(browser, url)
    before.ask(ABOUT)
    before.page.wait_for_url("**/?c=*")
    kept = before.page.url.partition("/?")[2].partition("#")[0]
    quiet(before)
    opening: Future[Any] = Future()
    with serving(opening, store=store) as address:
        chat = Watched(browser, f"{address}/?{kept}")
        chat.page.fill(QUESTION, ELSE)
        chat.page.press(QUESTION, "Enter")
        expect(chat.page.locator("#exchange-2 .pending")).to_be_visible()
        opening.set_result(MemoryAssistant(DOCUMENTS))
        expect(chat.page.locator("#exchange-2 .abstained")).to_be_visible()
        asked(chat.page, ABOUT, ELSE)
        expect(chat.page.locator("#exchange-1 .verdict.exact").first).to_be_attached()
        assert kept in chat.page.url
        chat.page.reload()
        expect(chat.page.locator("#exchange-2 .abstained")).to_be_visible()
        asked(chat.page, ABOUT, ELSE)
        quiet(chat)


@pytest.mark.parametrize("size", SIZES)
def test_what_came_of_a_stopped_answer_stays_with_a_way_to_ask_again(browser: Browser, url: str, size: str) -> None:
    chat = Watched(browser, url, viewport=SIZES[size])
    chat.page.fill(QUESTION, "Please be slow")
    chat.page.press(QUESTION, "Enter")
    expect(chat.page.locator(".draft")).to_contain_text("word 9")
    chat.page.click("#stop")
    for _ in ("stopped", "and over a reload"):
        expect(chat.page.locator("#exchange-1 .notice")).to_have_text(EN.stopped)
        expect(chat.page.locator("#exchange-1 .draft")).to_contain_text("word 9")
        keep_screenshot(chat.page, f"stopped-{size}")
        chat.page.wait_for_url("**/?c=*")
        chat.page.reload()
    chat.page.click("#exchange-1 .retry a")
    expect(chat.page.locator("#exchange-1 .pending")).to_be_visible()
    expect(chat.page.locator(".draft")).to_contain_text("word 9")
    chat.page.click("#stop")
    expect(chat.page.locator("#exchange-1 .notice")).to_have_text(EN.stopped)
    quiet(chat)


def test_what_came_before_a_reload_stays_with_a_way_to_ask_again(browser: Browser, url: str) -> None:
    chat = Watched(browser, url)
    chat.page.fill(QUESTION, "Please be slow")
    chat.page.press(QUESTION, "Enter")
    expect(chat.page.locator(".draft")).to_contain_text("word 9")
    chat.page.wait_for_url("**/?c=*")
    chat.page.fill(QUESTION, ELSE)
    chat.page.reload()
    expect(chat.page.locator("#exchange-1 .notice")).to_have_text(EN.stopped)
    expect(chat.page.locator("#exchange-1 .draft")).to_contain_text("word 9")
    expect(chat.page.locator("#exchange-1 .retry a")).to_be_visible()
    expect(chat.page.locator(QUESTION)).to_have_value(ELSE)
    chat.page.press(QUESTION, "Enter")
    expect(chat.page.locator("#exchange-2 .abstained")).to_be_visible()
    expect(chat.page.locator(QUESTION)).to_have_value("")
    chat.page.reload()
    expect(chat.page.locator("#exchange-2 .abstained")).to_be_visible()
    expect(chat.page.locator(QUESTION)).to_have_value("")
    quiet(chat)


def test_a_question_in_a_second_tab_does_not_take_that_of_the_first_away(browser: Browser, store: Store) -> None:
    gate = threading.Event()
    with serving(MemoryAssistant(DOCUMENTS, gate), store=store) as url:
        first = Watched(browser, url)
        first.page.fill(QUESTION, ABOUT)
        first.page.press(QUESTION, "Enter")
        first.page.wait_for_url("**/?c=*")
        second = Watched(browser, url)
        second.page.goto(first.page.url)
        expect(second.page.locator("#exchange-1 .pending")).to_be_visible()
        second.page.fill(QUESTION, ELSE)
        second.page.press(QUESTION, "Enter")
        expect(second.page.locator("#exchange-2 .pending")).to_be_visible()
        gate.set()
        expect(first.page.locator("#exchange-1 .answer")).to_be_visible()
        expect(second.page.locator("#exchange-2 .abstained")).to_be_visible()
        for page in (first.page, second.page):
            page.reload()
            expect(page.locator("#exchange-1 .answer")).to_be_visible()
            asked(page, ABOUT, ELSE)
        first.close()
        second.close()


def test_a_conversation_that_is_not_there_is_told(browser: Browser, url: str) -> None:
    for locale, language in (("en-GB", "en"), ("fr-FR", "fr"), ("ar-MA", "ar")):
        chat = Watched(browser, f"{url}/?c=0123456789abcdef", locale=locale)
        expect(chat.page.locator("#notice .notice")).to_have_text(PEOPLE_WORDS[language].unknown_conversation)
        quiet(chat)
