"""The address of the page survives a reload, and Back and Forward move in it without leaving the application."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from rag.settings import make_settings
from tests.browser.test_chat import ABOUT, DOCUMENTS, SENTENCE, SIZES
from tests.fixtures.browser import Watched, keep_screenshot, quiet_pages
from tests.fixtures.memory_assistant import MemoryAssistant
from tests.fixtures.tab import serving
from ui.store import Store, open_store

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ELSE = "Who won the cup in 1998?"
LATER = "The committee keeps the review of a deployment for ten years."


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("addresses")
    with closing(open_store(make_settings(index=folder))) as opened:
        yield opened


@pytest.fixture(scope="module")
def url(store: Store) -> Iterator[str]:
    with serving(MemoryAssistant(DOCUMENTS), store=store) as address:
        yield address


@pytest.fixture
def opened(browser: Browser, url: str) -> Iterator[Any]:
    with quiet_pages(browser, url) as open_page:
        yield open_page


def named(page: Page) -> str:
    return page.url.partition("?c=")[2].partition("#")[0]


def marked(chat: Watched, text: str) -> None:
    expect(chat.page.locator("#source mark.current").first).to_be_attached()
    chat.page.wait_for_function(
        "(text) => [...document.querySelectorAll('#source mark.current')].map((m) => m.textContent).join('') === text",
        arg=text,
    )


@pytest.mark.parametrize("size", SIZES)
def test_a_citation_is_clicked_and_the_page_reloaded(opened: Any, size: str) -> None:
    chat = opened(viewport=SIZES[size])
    page = chat.page
    chat.ask(ABOUT)
    page.wait_for_url("**/?c=*")
    conversation = named(page)
    page.click("#exchange-1 a.reference >> nth=1")
    marked(chat, LATER)
    for _ in range(2):
        assert named(page) == conversation
        assert "#cite-1-2-" in page.url
        page.reload()
        expect(page.locator("#exchange-1 .answer")).to_be_attached()
        marked(chat, LATER)
    expect(page.locator("#panel")).to_be_visible()
    keep_screenshot(page, f"reloaded-{size}")


def test_a_link_in_a_new_tab_leads_to_the_conversation_and_the_place(opened: Any) -> None:
    chat = opened()
    chat.ask(ABOUT)
    chat.page.wait_for_url("**/?c=*")
    with chat.context.expect_page() as opening:
        chat.page.click("#exchange-1 a.cite >> nth=1", modifiers=["Control"])
    other = opening.value
    expect(other.locator("#exchange-1 .answer")).to_be_visible()
    expect(other.locator("#source mark.current").first).to_have_text(LATER)
    assert named(other) == named(chat.page)
    assert "#cite" not in chat.page.url


def test_back_and_forward_move_between_places_and_conversations(opened: Any) -> None:
    chat = opened()
    page = chat.page
    chat.ask(ABOUT)
    page.wait_for_url("**/?c=*")
    first = named(page)
    page.click("#exchange-1 a.reference >> nth=0")
    page.wait_for_url("**#cite-1-1-*")
    page.click("#exchange-1 a.reference >> nth=1")
    page.wait_for_url("**#cite-1-2-*")
    marked(chat, LATER)
    page.click("#views button[role=tab] >> nth=1")
    page.click("#library a.document >> text=long.pdf")
    page.wait_for_url("**#document-*")
    page.click("#new")
    expect(page.locator("#conversation .welcome")).to_be_visible()
    assert named(page) == ""
    assert "#" not in page.url
    chat.ask(ELSE)
    page.wait_for_url("**/?c=*")
    second = named(page)
    assert second not in ("", first)
    page.go_back()
    expect(page.locator("#conversation .welcome")).to_be_visible()
    page.go_back()
    expect(page.locator("#exchange-1 .answer")).to_be_visible()
    page.wait_for_url("**#document-*")
    assert named(page) == first
    page.go_back()
    marked(chat, LATER)
    page.go_back()
    marked(chat, SENTENCE)
    page.go_forward()
    marked(chat, LATER)
    page.go_forward()
    page.go_forward()
    expect(page.locator("#conversation .welcome")).to_be_visible()
    page.go_forward()
    expect(page.locator("#exchange-1 .asked")).to_have_text(ELSE)
    assert named(page) == second
    assert page.title() == f"{ELSE} · preuve"


def test_back_on_a_phone_closes_the_panel_and_stays_in_the_application(opened: Any) -> None:
    chat = opened(viewport=SIZES["phone"])
    page = chat.page
    chat.ask(ABOUT)
    page.wait_for_url("**/?c=*")
    page.click("#exchange-1 a.cite >> nth=0")
    expect(page.locator("#panel")).to_be_visible()
    page.go_back()
    expect(page.locator("#panel")).not_to_be_visible()
    expect(page.locator("#exchange-1 .answer")).to_be_visible()
    page.go_forward()
    expect(page.locator("#panel")).to_be_visible()
    marked(chat, SENTENCE)
    page.click("#source .place:visible a.step >> nth=1")
    marked(chat, LATER)
    length = page.evaluate("() => history.length")
    page.click("#panel-close")
    expect(page.locator("#panel")).not_to_be_visible()
    assert page.evaluate("() => history.length") == length
    page.wait_for_function("() => !location.hash")
    for opener, sheet in ((".panel-opener", "#panel"), (".history-opener", "#rail")):
        page.click(f"#masthead {opener}")
        expect(page.locator(sheet)).to_be_visible()
        page.go_back()
        expect(page.locator(sheet)).not_to_be_visible()
    expect(page.locator("#exchange-1 .answer")).to_be_visible()
    assert named(page)


def test_the_word_mark_leads_home_in_the_same_tab(opened: Any) -> None:
    chat = opened()
    chat.ask(ABOUT)
    chat.page.wait_for_url("**/?c=*")
    expect(chat.page).to_have_title(f"{ABOUT} · preuve")
    chat.page.click("#masthead a.wordmark")
    expect(chat.page.locator("#conversation .welcome")).to_be_visible()
    expect(chat.page).to_have_title("preuve")
    assert len(chat.context.pages) == 1
    assert chat.page.url.rstrip("/") == chat.url
    chat.page.go_back()
    expect(chat.page.locator("#exchange-1 .asked")).to_have_text(ABOUT)
    expect(chat.page).to_have_title(f"{ABOUT} · preuve")


def test_the_title_of_the_tab_follows_that_of_the_conversation(opened: Any) -> None:
    chat = opened()
    chat.ask(ABOUT)
    page = chat.page
    page.wait_for_url("**/?c=*")
    page.click("#masthead .history-opener")
    page.hover("#history li.current")
    page.click("#history li.current .rename")
    page.keyboard.type("The committee")
    page.keyboard.press("Enter")
    expect(page).to_have_title("The committee · preuve")
    page.reload()
    expect(page).to_have_title("The committee · preuve")


def test_history_that_leads_to_a_deleted_conversation_says_so(opened: Any, store: Store) -> None:
    chat = opened()
    page = chat.page
    chat.ask(ABOUT)
    page.wait_for_url("**/?c=*")
    gone = named(page)
    page.click("#new")
    expect(page.locator("#conversation .welcome")).to_be_visible()
    store.conversations.delete(0, gone)
    page.go_back()
    expect(page.locator("#notice .notice")).to_contain_text("There is no conversation at this address")
    expect(page.locator("#conversation .welcome")).to_be_visible()
