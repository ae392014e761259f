"""What an empty page says of the documents, and what may be asked next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.test_chat import SIZES
from tests.browser.test_walk import LOCALES, Walker
from tests.fixtures.browser import QUESTION, Watched
from tests.fixtures.memory_assistant import MemoryAssistant, document
from tests.fixtures.tab import serving
from ui.words.formats import FORMATS
from ui.words.lexicon import WORDS
from ui.words.library import LIBRARY_WORDS
from ui.words.start import START_WORDS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RULES = document(
    "hr/rules.md",
    "# Staff rules\n\n## Annual holiday allowance\n\nThe annual holiday allowance is thirty days for everybody.\n\n"
    "## Travel expense claims\n\nTravel expense claims reach the office within ninety days of the travel.\n\n"
    "## Parking permit renewal\n\nThe parking permit renewal costs forty dirhams each spring.\n",
)
CHARTER = document("hr/مدينة.md", "# ميثاق\n\nتأسست اللجنة الوطنية لمراقبة حماية المعطيات سنة 2009 في الرباط.\n", "ar")
ASKED = "What is the annual holiday allowance for everybody?"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving(MemoryAssistant([RULES, CHARTER])) as address:
        yield address


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LOCALES)
def test_an_empty_page_tells_what_is_there(browser: Browser, url: str, language: str, size: str) -> None:
    chat = Watched(browser, url, locale=LOCALES[language], viewport=SIZES[size], reduced_motion="reduce")
    page, own = chat.page, START_WORDS[language]
    expect(page.locator(".welcome .label").first).to_have_text(own.documents)
    card = page.locator(".card", has_text="rules")
    expect(card.locator(".opening")).to_have_text("The annual holiday allowance is thirty days for everybody.")
    expect(card.locator(".facts")).to_have_text(f"{FORMATS[language]['md']} · English")
    expect(page.locator(".welcome .drop")).to_contain_text(own.add)
    expect(page.locator(".welcome button.choose")).to_have_text(LIBRARY_WORDS[language].choose)
    expect(page.locator("#further .label")).to_have_text(WORDS[language].examples)
    expect(page.locator("#further button.example")).to_have_count(3)
    Walker(page, language, size).look("start")
    page.fill(QUESTION, "A thought of my own")
    page.click("#further button.example >> nth=0")
    expect(page.locator("#exchange-1 .answer")).to_contain_text("annual holiday allowance is thirty")
    expect(page.locator(QUESTION)).to_have_value("A thought of my own")
    expect(page.locator("#further .label")).to_have_text(own.next)
    expect(page.locator("#further button.example")).to_have_count(2)
    Walker(page, language, size).look("next")
    page.click("#new")
    card.click()
    expect(page.locator("#source")).to_contain_text("Staff rules")
    finished(chat)


def finished(chat: Watched) -> None:
    chat.close()
    assert chat.strangers == []
    assert chat.complaints == []


def test_what_may_be_asked_next_goes_when_something_is_asked(browser: Browser, url: str) -> None:
    chat = Watched(browser, url)
    chat.ask(ASKED)
    expect(chat.page.locator("#further button.example")).to_have_count(2)
    chat.page.fill(QUESTION, "Please be slow")
    chat.page.press(QUESTION, "Enter")
    expect(chat.page.locator("#exchange-2 .draft")).to_contain_text("word 3")
    expect(chat.page.locator("#further button.example")).to_have_count(0)
    chat.page.click("#stop")
    finished(chat)


def test_nothing_is_offered_where_the_documents_answer_nothing_more(browser: Browser) -> None:
    with serving(MemoryAssistant([CHARTER])) as address:
        chat = Watched(browser, address, locale="ar-MA")
        with chat.looking_further():
            chat.ask("متى تأسست اللجنة الوطنية لمراقبة حماية المعطيات؟")
        expect(chat.page.locator("#exchange-1 .answer")).to_be_visible()
        expect(chat.page.locator("#further button.example")).to_have_count(0)
        finished(chat)


def test_files_are_taken_in_from_an_empty_page(browser: Browser, tmp_path: Any) -> None:
    with serving(MemoryAssistant([])) as address:
        chat = Watched(browser, address)
        expect(chat.page.locator(".welcome .drop.first")).to_contain_text(START_WORDS["en"].none_yet)
        with chat.page.expect_file_chooser() as choosing:
            chat.page.click(".welcome button.choose")
        choosing.value.set_files([{"name": "tool.exe", "mimeType": "", "buffer": b"MZ"}])
        expect(chat.page.locator(".upload-row.refused")).to_contain_text("tool.exe")
        finished(chat)


def test_a_page_that_takes_nothing_in_does_not_ask_for_it(browser: Browser) -> None:
    with serving(MemoryAssistant([RULES]), uploads=False) as address:
        chat = Watched(browser, address)
        expect(chat.page.locator(".card")).to_have_count(1)
        assert chat.page.locator(".welcome .drop").count() == 0
        finished(chat)
