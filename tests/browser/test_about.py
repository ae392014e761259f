"""Replies about the program and the collection on the page: no green mark, documents that open, quotes with proofs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.fixtures.browser import keep_screenshot, quiet_pages
from tests.fixtures.servers.replies import HUT, SECRET_TITLE, TEXTS, answering
from tests.fixtures.tab import serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with answering(tmp_path_factory.mktemp("about")) as assistant, serving(assistant) as address:
        yield address


@pytest.fixture
def opened(browser: Browser, url: str) -> Iterator[Any]:
    with quiet_pages(browser, url) as open_page:
        yield open_page


def test_documents_are_listed_and_open_beside_the_answer(opened: Any) -> None:
    chat = opened()
    chat.ask("Hello!")
    first = chat.page.locator("#exchange-1")
    expect(first.locator(".reply")).to_contain_text("Ask a question")
    chat.ask("Which documents do you have?")
    reply = chat.page.locator("#exchange-2")
    expect(reply.locator(".reply")).to_contain_text(f"There are {len(TEXTS) + 1} documents")
    assert reply.locator("a.document").count() == len(TEXTS) + 1
    assert reply.locator(".documents").first.locator("a.document").count() < len(TEXTS)
    for exchange in (first, reply):
        assert exchange.locator(".verdict, .refusal, .cite, .references").count() == 0
    assert SECRET_TITLE.removesuffix(".txt") in reply.inner_text()
    keep_screenshot(chat.page, "about-documents")
    reply.locator("a.document", has_text="hut").first.click()
    expect(chat.page.locator("#source .page-of-text")).to_contain_text("The warden of the hut")


def test_a_summary_has_its_proofs_and_is_called_an_extract(opened: Any) -> None:
    chat = opened()
    chat.ask("Summarise hut.txt")
    reply = chat.page.locator("#exchange-1")
    expect(reply.locator(".reply")).to_contain_text("Extract of")
    assert reply.locator(".sentence").count() == reply.locator(".references li").count() == 1
    chat.page.click("#exchange-1 a.cite >> nth=0")
    chat.mark_comes_into_view()
    assert chat.marked() in HUT
    keep_screenshot(chat.page, "about-summary")
