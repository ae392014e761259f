"""A conversation that its owner shares for reading: the menu entry, the page that others see, and its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from rag.settings import make_settings
from tests.browser.test_chat import AXE, SIZES, serious
from tests.browser.test_walk import LOCALES
from tests.fixtures.browser import keep_screenshot
from tests.fixtures.memory_assistant import MemoryAssistant
from tests.fixtures.tab import serving
from tests.ui.page.test_render import cited, law
from ui.page.conversation import Exchange
from ui.page.keeping import turn_record
from ui.server.credentials import hashed
from ui.store import Store, open_store
from ui.words.rail import RAIL_WORDS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "correct horse battery"
SENTENCE = "It dates from 2009."
VIEWS = [("en", "desk", "light"), ("fr", "phone", "dark"), ("ar", "phone", "light")]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(open_store(make_settings(index=tmp_path / "index"))) as opened:
        digest = hashed(PASSWORD)
        ada, _ = (opened.people.add(name, digest) for name in ("ada", "bob"))
        exchange = Exchange(1, "When was it made?", cited(law(), SENTENCE))
        opened.conversations.keep(ada, None, 1, turn_record(exchange))
        yield opened


@pytest.fixture
def url(store: Store) -> Iterator[str]:
    with serving(MemoryAssistant([law()]), store=store) as address:
        yield address


def logged_in(page: Page, name: str) -> None:
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.click("form button")


def shared(context: BrowserContext, url: str, name: str) -> tuple[Locator, str]:
    """The line of a conversation that its owner has shared, and the link that was copied from it."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(url)
    logged_in(page, "ada")
    page.wait_for_selector("body.ready .welcome")
    if not page.locator("#history .history").is_visible():
        page.click("#masthead .history-opener")
    item = page.locator("#history .kept li")
    if item.locator(".unfold-tools").is_visible():
        item.locator(".unfold-tools").click()
    item.hover()
    item.locator(".share").click()
    line = page.locator("#history .link")
    expect(line).to_contain_text("When was it made?")
    address = line.locator(".link-address")
    expect(address).to_have_text(f"{url}/shared/" + str(address.get_attribute("href")).rpartition("/")[2])
    keep_screenshot(page, f"share-{name}")
    if AXE.is_file():
        page.evaluate(AXE.read_text("utf-8"))
        assert serious(page) == []
    line.locator("button.copy").click()
    expect(line.locator("button.copy.done")).to_be_visible()
    link = str(page.evaluate("() => navigator.clipboard.readText()"))
    assert link.startswith(f"{url}/shared/")
    return line, link


def read_by_another(context: BrowserContext, link: str, language: str, name: str) -> Page:
    """The page of a shared conversation, where nothing can be done but to read."""
    reader = context.new_page()
    said: list[str] = []
    reader.on("console", lambda message: said.append(message.text))
    reader.goto(link)
    expect(reader.locator("#name")).to_be_visible()  # nobody sees it without a login
    logged_in(reader, "bob")
    reader.wait_for_url(link)
    expect(reader.locator(".shared-by")).to_have_text(RAIL_WORDS[language].shared_by.format(name="ada"))
    expect(reader.locator(".asked")).to_have_text("When was it made?")
    expect(reader.locator(".sentence")).to_contain_text(SENTENCE)
    assert reader.locator("textarea, input, form, button:visible, .tools-line:visible").count() == 0
    assert reader.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert reader.evaluate("() => document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")
    keep_screenshot(reader, f"shared-{name}")
    assert said == []
    if AXE.is_file():
        reader.evaluate(AXE.read_text("utf-8"))
        assert serious(reader) == []
    reader.click("a.reference >> nth=0")
    expect(reader.locator("#source mark.current").first).to_contain_text(SENTENCE)
    return reader


@pytest.mark.parametrize(("language", "size", "scheme"), VIEWS)
def test_another_person_reads_it_until_the_link_is_taken_back(
    browser: Browser, url: str, language: str, size: str, scheme: str
) -> None:
    own = RAIL_WORDS[language]
    context = {"viewport": SIZES[size], "locale": LOCALES[language], "color_scheme": scheme, "reduced_motion": "reduce"}
    with closing(browser.new_context(**context)) as first, closing(browser.new_context(**context)) as second:
        name = f"{size}-{language}"
        line, link = shared(first, url, name)
        reader = read_by_another(second, link, language, name)
        line.locator(".take-back").click()
        expect(line).to_have_count(0)
        reader.goto(link)
        expect(reader.locator(".notice")).to_have_text(own.not_shared)
