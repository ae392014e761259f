"""Two verdicts shown apart, and an abstention that a person would write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from rag.answers import Answer, Certainty
from rag.index.contents import DocumentInfo
from rag.types import Detail, Origin
from tests.browser.test_chat import SIZES
from tests.browser.test_walk import LOCALES, Walker
from tests.fixtures.browser import quiet_pages
from tests.fixtures.memory_assistant import MemoryAssistant, document
from tests.fixtures.tab import serving
from ui.words.answers import ANSWER_WORDS
from ui.words.lexicon import WORDS
from ui.words.words import counted

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FACT = "The committee reviews every model before deployment and writes a report."
TEXT = f"# Rules\n\n{FACT}\n\n## Fees\n\n| Permit | Dirhams |\n|--------|--------:|\n| parking | **40** |\n"
ABOUT = "What does the committee review before deployment?"
NEAR = "How much is the parking of a caravan?"


class Unsure(MemoryAssistant):
    """Where it abstains it suggests the first thing that it knows; its document has a title."""

    def infos(self) -> list[DocumentInfo]:
        title = Detail("Rules of the port", Origin.METADATA)
        return [replace(info, title=title) for info in super().infos()]

    def answer(self, question: str, words: set[str]) -> Answer:
        answer = super().answer(question, words)
        if not answer.abstained:
            return replace(answer, confidence=0.5)
        hits = tuple(replace(hit, passage=replace(hit.passage, heading="Rules › Fees")) for hit in answer.hits)
        item = next(iter(self.files.values()))
        start = item.text.index(FACT)
        return replace(answer, hits=hits, suggestion=self._sentence(item, start, start + len(FACT)))


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving(Unsure([document("port/rules.md", TEXT)])) as address:
        yield address


@pytest.fixture
def opened(browser: Browser, url: str) -> Iterator[Any]:
    with quiet_pages(browser, url) as open_page:
        yield open_page


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LOCALES)
def test_how_likely_it_answers_stands_apart_from_how_exactly_it_quotes(opened: Any, language: str, size: str) -> None:
    chat = opened(locale=LOCALES[language], viewport=SIZES[size], reduced_motion="reduce")
    chat.ask(ABOUT)
    own = ANSWER_WORDS[language]
    likely = chat.page.locator("#exchange-1 .certainty")
    expect(likely).to_have_text(own.certainty[Certainty.MAYBE])
    expect(likely).to_have_attribute("title", own.certainty_name[Certainty.MAYBE])
    quoted = chat.page.locator("#exchange-1 .reference .verdict").first
    expect(quoted).to_have_text(WORDS[language].exact)
    colours = [each.evaluate("(each) => getComputedStyle(each).color") for each in (likely, quoted)]
    assert colours[0] != colours[1]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LOCALES)
def test_an_abstention_is_a_line_a_suggestion_and_what_can_be_unfolded(opened: Any, language: str, size: str) -> None:
    chat = opened(locale=LOCALES[language], viewport=SIZES[size], reduced_motion="reduce")
    page, words, own = chat.page, WORDS[language], ANSWER_WORDS[language]
    chat.ask(NEAR)
    abstained = page.locator("#exchange-1 .abstained")
    expect(abstained.locator(".refusal")).to_have_text(words.no_answer)
    expect(abstained.locator(".nearest")).to_have_text(own.nearest_in.format(subject="Fees", title="Rules of the port"))
    expect(abstained.locator(".perhaps")).to_contain_text(own.perhaps)
    expect(abstained.locator(".perhaps .sentence")).to_contain_text(FACT)
    passages = abstained.locator("a.passage")
    expect(abstained.locator(".nearby summary")).to_have_text(counted(own.closest, passages.count()))
    expect(passages.first).to_be_hidden()
    # No source is opened that proves nothing.
    assert page.locator("#source .source.empty").count() == 1
    assert page.locator("#conversation a[aria-current]").count() == 0
    if size == "phone":
        expect(page.locator("#panel")).to_be_hidden()
    abstained.locator(".nearby summary").click()
    expect(passages.first).to_be_visible()
    shown = abstained.locator(".closest").inner_text()
    assert "|" not in shown
    assert "**" not in shown
    Walker(page, language, size).look("nearby")
    passages.first.click()
    expect(page.locator("#source mark.current").first).to_be_visible()
    expect(page.locator("#source .place:visible .file")).to_have_text("Rules of the port")
    if size == "phone":
        page.click("#panel-close")
    abstained.locator(".perhaps a.cite").click()
    expect(page.locator("#source mark.current").first).to_contain_text(FACT)
    page.wait_for_url("**/?c=*")
    page.reload()
    expect(abstained.locator(".refusal")).to_have_text(words.no_answer)


def test_a_conversation_that_ends_without_an_answer_opens_the_last_proof(opened: Any) -> None:
    chat = opened()
    chat.ask(ABOUT)
    chat.ask(NEAR)
    chat.page.wait_for_url("**/?c=*")
    chat.page.goto(chat.page.url.partition("#")[0])
    expect(chat.page.locator("#exchange-2 .refusal")).to_be_visible()
    expect(chat.page.locator("#source mark.current").first).to_contain_text(FACT)
