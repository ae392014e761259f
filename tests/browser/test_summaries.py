"""Summaries from the list of documents: one document, and two that are chosen side by side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from rag.index.parts import key_of
from tests.browser.test_chat import AXE, SIZES, serious
from tests.fixtures.browser import quiet_pages
from tests.fixtures.servers.replies import answering
from tests.fixtures.tab import serving
from ui.words.summaries import SUMMARY_WORDS

pytestmark = pytest.mark.browser

LANGUAGES = {"en": "en-GB", "fr": "fr-FR", "ar": "ar-MA"}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Any]]:
    with answering(tmp_path_factory.mktemp("about")) as assistant, serving(assistant) as address:
        yield address, assistant


@pytest.fixture
def opened(browser: Browser, shelf: tuple[str, Any]) -> Iterator[Any]:
    with quiet_pages(browser, shelf[0]) as open_page:
        yield open_page


def to_the_documents(chat: Any, size: str) -> None:
    if size == "phone":
        chat.page.click("a.panel-opener")
    chat.page.get_by_role("tab").nth(1).click()


def compare_by_subject(chat: Any, documents: dict[str, Any], own: Any) -> None:
    """Of two documents that speak of the same, what each says stands in one row, with its proof."""
    notes = [file for file in sorted(documents) if file.startswith("notes/")][:2]
    chosen = chat.page.locator("#scope .chip")
    while chosen.count():
        number = chosen.count()
        chosen.first.click()
        expect(chosen).to_have_count(number - 1)
    to_the_documents(chat, "desk")
    for file in notes:
        chat.page.click(f"#pick-{key_of(file)}")
        expect(chat.page.locator(f"#pick-{key_of(file)}")).to_have_attribute("aria-checked", "true")
    button = chat.page.locator(f"#summary-{key_of(notes[0])}")
    expect(button).to_contain_text(own.two)
    button.click()
    row = chat.page.locator("#exchange-3 .subject")
    expect(row).to_have_count(1)
    said = row.locator(".said")
    assert said.locator(".of").all_inner_texts() == [documents[file].title.value for file in notes]
    tops = said.evaluate_all("(all) => all.map((each) => each.getBoundingClientRect().top)")
    assert tops[0] == tops[1]
    for number in (0, 1):
        expect(said.nth(number).locator("a.cite").first).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_a_document_is_summarised_and_two_are_compared_from_their_menu(
    opened: Any, shelf: tuple[str, Any], size: str, language: str
) -> None:
    own = SUMMARY_WORDS[language]
    with shelf[1].documents() as indexed:
        documents = indexed.infos([file for file in indexed.files() if len(file) < 60])
    hut = next(file for file in documents if file.startswith("hut") or "hut." in file)
    other = next(file for file in documents if file != hut)
    chat = opened(viewport=SIZES[size], locale=LANGUAGES[language])
    to_the_documents(chat, size)
    button = chat.page.locator(f"#summary-{key_of(hut)}")
    expect(button).to_contain_text(own.one)
    button.click()
    exchange = chat.page.locator("#exchange-1")
    expect(exchange.locator(".asked")).to_have_text(own.ask_one)
    expect(exchange.locator(".sentence").first).to_be_visible()
    assert exchange.locator(".sentence").count() == exchange.locator(".references li").count() == 1
    assert exchange.locator(".columns").count() == 0
    # The next question is asked of all documents again.
    assert chat.page.locator("#scope .chip").count() == 0
    to_the_documents(chat, size)
    for file in (hut, other):
        chat.page.click(f"#pick-{key_of(file)}")
        expect(chat.page.locator(f"#pick-{key_of(file)}")).to_have_attribute("aria-checked", "true")
    expect(button).to_contain_text(own.two)
    button.click()
    exchange = chat.page.locator("#exchange-2")
    expect(exchange.locator(".columns .column")).to_have_count(2)
    titles = [documents[file].title.value for file in sorted((hut, other))]
    assert exchange.locator(".column h4").all_inner_texts() == titles
    tops = exchange.locator(".column").evaluate_all("(all) => all.map((each) => each.getBoundingClientRect().top)")
    assert (tops[0] == tops[1]) is (size == "desk")
    for number in (0, 1):
        expect(exchange.locator(".column").nth(number).locator("a.cite").first).to_be_visible()
    assert chat.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    if AXE.is_file():  # light and dark; in three languages and two sizes
        chat.page.evaluate(AXE.read_text("utf-8"))
        for scheme in ("light", "dark"):
            chat.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert serious(chat) == []
    if size == "desk":
        compare_by_subject(chat, documents, own)
        exchange.locator(".column", has_text=documents[hut].title.value).locator("a.cite").first.click()
        expect(chat.page.locator("#source mark.current").first).to_contain_text("of the hut")
