"""Asking only of documents from a year on, or by an author: boxes in the list, chips at the question."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from ingest.sync import sync
from rag.assistant import open_assistant
from rag.settings import make_settings
from tests.browser.test_chat import SIZES
from tests.browser.test_walk import LOCALES, Walker
from tests.conftest import write_files
from tests.fixtures.browser import quiet_pages
from tests.fixtures.tab import serving
from ui.words.library import LIBRARY_WORDS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FILES = {
    "older.md": "---\ndate: 2019-05-03\nauthor: Amal Idrissi\n---\n\nThe harbour fee of a boat is 40 dirhams.\n",
    "newer.md": "---\ndate: 2024-03-12\nauthor: Omar Alami\n---\n\nThe harbour fee of a boat is 55 dirhams.\n",
}
QUESTION = "What is the harbour fee of a boat?"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("conditions")
    write_files(folder / "corpus", FILES)
    settings = make_settings(index=folder / "index", embedder="hash")
    sync([folder / "corpus"], settings)
    with closing(open_assistant(settings)) as assistant, serving(assistant, settings) as address:
        yield address


@pytest.fixture
def opened(browser: Browser, url: str) -> Iterator[Any]:
    with quiet_pages(browser, url) as open_page:
        yield open_page


def pick(page: Page, size: str, condition: str) -> None:
    """Choose a condition by its words, and come back to the conversation."""
    if size == "phone":
        page.click("#masthead .panel-opener")
    else:
        page.click("#views button[role=tab] >> nth=1")
    conditions = page.locator("#library .conditions")
    if conditions.get_attribute("open") is None:
        conditions.locator("summary").click()
    line = conditions.locator("li", has_text=condition)
    box = line.locator("button.pick")
    expect(box).to_be_visible()
    [middle, words] = [
        each.evaluate("(each) => { const box = each.getBoundingClientRect(); return box.top + box.height / 2; }")
        for each in (box, line.locator(".folder-name"))
    ]
    assert abs(middle - words) < 3
    box.click()
    expect(box).to_have_attribute("aria-checked", "true")
    if size == "phone":
        page.click("#panel-close")
    expect(page.locator("#scope .chip")).to_contain_text([condition])


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LOCALES)
def test_questions_are_asked_of_a_year_or_an_author(opened: Any, language: str, size: str) -> None:
    own = LIBRARY_WORDS[language]
    chat = opened(locale=LOCALES[language], viewport=SIZES[size], reduced_motion="reduce")
    page = chat.page
    since = own.since.format(date="2024")
    pick(page, size, since)
    chat.ask(QUESTION)
    expect(page.locator("#exchange-1 .asked-of")).to_have_text(f"{own.asked_of} {since}")
    expect(page.locator("#exchange-1 .answer")).to_contain_text("55 dirhams")
    expect(page.locator("#exchange-1 .answer")).not_to_contain_text("40 dirhams")
    Walker(page, language, size).look("conditions")
    page.wait_for_url("**/?c=*")
    page.reload()
    expect(page.locator("#scope .chip")).to_have_count(1)
    expect(page.locator("#scope .chip")).to_contain_text(since)
    page.click("#scope .chip")
    expect(page.locator("#scope")).to_contain_text(own.everything)
    author = own.by.format(name="Amal Idrissi")
    pick(page, size, author)
    chat.ask(QUESTION)
    expect(page.locator("#exchange-2 .asked-of")).to_have_text(f"{own.asked_of} {author}")
    expect(page.locator("#exchange-2 .answer")).to_contain_text("40 dirhams")
    expect(page.locator("#exchange-2 .answer")).not_to_contain_text("55 dirhams")
