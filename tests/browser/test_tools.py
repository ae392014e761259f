"""The quiet line below an answer, and proofs under the titles of their documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from rag.language.numbers.calendar import date_words
from rag.types import Detail, Origin
from tests.browser.test_chat import SIZES
from tests.browser.test_walk import LOCALES, Walker
from tests.fixtures.browser import Watched
from tests.fixtures.memory_assistant import MemoryAssistant, document
from tests.fixtures.tab import serving
from ui.words.lexicon import WORDS
from ui.words.pack import PACK_WORDS
from ui.words.people import PEOPLE_WORDS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FACT = "The committee reviews every model before deployment and writes a report."
TEXT = f"# Rules\n\nIt was founded in Rabat. {FACT} Nobody may leave that out.\n"
QUESTION = "What does the committee review before deployment?"


class Titled(MemoryAssistant):
    """Its document has a title and a date, and passages that hold all of it."""

    def infos(self):  # type: ignore[no-untyped-def]
        told = {"title": Detail("Rules of the committee", Origin.METADATA), "date": Detail("2024-03-12", Origin.TEXT)}
        return [replace(info, **told) for info in super().infos()]

    def _hit(self, item, start, end, score):  # type: ignore[no-untyped-def]
        return super()._hit(item, 0, len(item.text), score)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving(Titled([document("staff/rules-v2.txt", TEXT)])) as address:
        yield address


def finished(chat: Watched) -> None:
    chat.close()
    assert chat.strangers == []
    assert chat.complaints == []


def size_of(page: Page, selector: str) -> float:
    size: str = page.evaluate(f"() => getComputedStyle(document.querySelector('{selector}')).fontSize")
    return float(size.removesuffix("px"))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LOCALES)
def test_one_line_of_tools(browser: Browser, url: str, language: str, size: str) -> None:
    chat = Watched(browser, url, locale=LOCALES[language], viewport=SIZES[size], reduced_motion="reduce")
    page = chat.page
    chat.ask(QUESTION)
    line = page.locator("#exchange-1 .tools-line")
    expect(line).to_have_count(1)
    tools = line.locator(".tool:visible")
    people, words = PEOPLE_WORDS[language], WORDS[language]
    told = [words.copy, people.right, people.not_right, people.wrong_source, words.again, words.edit]
    for tool, word in zip(tools.all(), [*told, PACK_WORDS[language].more], strict=True):
        expect(tool).to_contain_text(word)
    tops = [round((tool.bounding_box() or {})["y"]) for tool in tools.all()]
    assert len(set(tops)) == 1
    page.mouse.move(2, 2)
    quiet = float(tools.first.evaluate("(tool) => getComputedStyle(tool).opacity"))
    tools.nth(1).focus()
    assert quiet < float(tools.first.evaluate("(tool) => getComputedStyle(tool).opacity")) == 1
    assert tools.nth(1).locator(".word").evaluate("(word) => getComputedStyle(word).opacity") == "1"
    assert size_of(page, "#exchange-1 .sentence") > size_of(page, "#exchange-1 .asked")
    page.click("#exchange-1 .menu summary")
    expect(page.locator("#export-markdown-1")).to_be_in_viewport()
    Walker(page, language, size).look("tools")
    page.keyboard.press("Escape")
    expect(page.locator("#export-markdown-1")).to_be_hidden()
    expect(page.locator("#exchange-1 .menu summary")).to_be_focused()
    page.click("#exchange-1 .menu summary")
    page.mouse.click(5, 300)
    expect(page.locator("#export-markdown-1")).to_be_hidden()
    finished(chat)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LOCALES)
def test_a_proof_is_its_quote_under_the_title(browser: Browser, url: str, language: str, size: str) -> None:
    chat = Watched(browser, url, locale=LOCALES[language], viewport=SIZES[size], reduced_motion="reduce")
    page = chat.page
    chat.ask(QUESTION)
    proof = page.locator("#exchange-1 .reference").first
    expect(proof.locator(".where")).to_contain_text("Rules of the committee")
    expect(proof.locator(".where")).to_contain_text(date_words("2024-03-12", language))
    expect(proof.locator(".quote")).to_have_text(FACT)
    path = proof.locator(".path")
    if size == "phone":  # where it is not opened beside the answer at once
        page.evaluate(
            "() => document.querySelectorAll('[aria-current]').forEach((link) => link.removeAttribute('aria-current'))"
        )
        expect(path).to_be_hidden()
        proof.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
    expect(path).to_have_text("staff/rules-v2.txt")
    expect(path).to_be_visible()
    cite = page.locator("#exchange-1 a.cite").first
    cite.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    tip = page.locator("#exchange-1 .tip").first
    if size == "phone":
        expect(tip).to_be_visible()
        Walker(page, language, size).look("around")
    assert tip.locator(".tip-quote").text_content() == f"It was founded in Rabat. {FACT} Nobody may leave that out."
    expect(page.locator("#source .detail .path").first).to_have_text("staff/rules-v2.txt")
    finished(chat)
