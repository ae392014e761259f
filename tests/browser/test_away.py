"""A server that is away, slow or another one than before, and a session that has ended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from rag.settings import make_settings
from tests.browser.people.test_people import LOCALES, serious_here
from tests.browser.test_chat import ABOUT, AXE, DOCUMENTS, SIZES, serious
from tests.fixtures.browser import QUESTION, Watched, keep_screenshot, looked_further
from tests.fixtures.memory_assistant import MemoryAssistant
from tests.fixtures.tab import serving
from ui.server.credentials import hashed
from ui.store import Store, open_store
from ui.words.lexicon import WORDS
from ui.words.people import PEOPLE_WORDS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SENT = "**/gradio_api/**"
PULSE = "() => getComputedStyle(document.querySelector('.pending'), '::before').animationName"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(open_store(make_settings(index=tmp_path / "index"))) as opened:
        yield opened


@contextmanager
def away(page: Page) -> Iterator[None]:
    """Inside of it, no request reaches the server."""

    def lost(route: Route) -> None:
        route.abort("connectionrefused")

    page.route(SENT, lost)
    yield
    page.unroute(SENT, lost)


def no_toast(page: Page) -> None:
    assert page.locator(".toast-body:visible").count() == 0


@pytest.mark.parametrize(("language", "size"), [("en", "desk"), ("fr", "phone"), ("ar", "desk")])
def test_a_server_that_is_away_is_told_in_one_strip_and_nothing_is_lost_or_blocked(
    browser: Browser, language: str, size: str
) -> None:
    with serving(MemoryAssistant(DOCUMENTS)) as url:
        chat = Watched(browser, url, locale=LOCALES[language], viewport=SIZES[size])
        page, strip = chat.page, chat.page.locator("#strip")
        chat.ask(ABOUT)
        with away(page):
            page.fill(QUESTION, "Who won the cup?")
            page.press(QUESTION, "Enter")
            expect(strip).to_have_text(WORDS[language].away)
            no_toast(page)
            if AXE.is_file():
                page.evaluate(AXE.read_text("utf-8"))
                assert serious(chat) == []
            keep_screenshot(page, f"away-{language}-{size}")
            expect(page.locator(QUESTION)).to_have_value("Who won the cup?")
            page.click("#exchange-1 a.cite >> nth=0")
            if size == "phone":
                page.go_back()
            page.fill(QUESTION, "Who won the cup in 1998?")
            page.evaluate("() => (window.before = true)")
        page.wait_for_function("() => !window.before && document.body.classList.contains('ready')")
        expect(page.locator("#exchange-1 .answer")).to_be_visible()
        expect(page.locator(QUESTION)).to_have_value("Who won the cup in 1998?")
        expect(page.locator(QUESTION)).to_be_focused()
        expect(strip).to_be_hidden()
        no_toast(page)
        page.press(QUESTION, "Enter")
        expect(page.locator("#exchange-2 .abstained")).to_be_visible()
        expect(page.locator("#exchange-2 .asked")).to_have_text("Who won the cup in 1998?")
        page.click("#exchange-1 a.cite >> nth=0")
        expect(page.locator("#source mark.current").first).to_be_visible()
        chat.close()
        assert chat.strangers == []


def test_a_server_that_is_started_again_in_the_middle_of_an_answer(browser: Browser, store: Store) -> None:
    with serving(MemoryAssistant(DOCUMENTS), store=store) as url:
        chat = Watched(browser, url)
        page, strip = chat.page, chat.page.locator("#strip")
        page.fill(QUESTION, "Please be slow")
        page.press(QUESTION, "Enter")
        expect(page.locator(".draft")).to_contain_text("word 9")
        page.wait_for_url("**/?c=*")
        page.fill(QUESTION, "And then")
    expect(strip).to_have_text(WORDS["en"].away)
    no_toast(page)
    assert page.evaluate(PULSE) == "none"
    keep_screenshot(page, "away-answering")
    with serving(MemoryAssistant(DOCUMENTS), store=store, port=urlsplit(url).port or 0):
        expect(page.locator("#exchange-1 .notice")).to_have_text(WORDS["en"].stopped, timeout=30_000)
        expect(page.locator("#exchange-1 .draft")).to_contain_text("word 9")
        expect(strip).to_be_hidden()
        expect(page.locator(QUESTION)).to_have_value("And then")
        page.press(QUESTION, "Enter")
        expect(page.locator("#exchange-2 .abstained")).to_be_visible()
        chat.close()


def test_a_server_that_was_started_again_unnoticed(browser: Browser, store: Store) -> None:
    with serving(MemoryAssistant(DOCUMENTS), store=store) as url:
        chat = Watched(browser, url)
        page = chat.page
        chat.ask(ABOUT)
        page.wait_for_url("**/?c=*")
    with serving(MemoryAssistant(DOCUMENTS), store=store, port=urlsplit(url).port or 0):
        page.fill(QUESTION, "Who won the cup in 1998?")
        page.evaluate("() => (window.before = true)")
        page.press(QUESTION, "Enter")
        page.wait_for_function("() => !window.before && document.body.classList.contains('ready')")
        expect(page.locator("#exchange-1 .answer")).to_be_visible()
        expect(page.locator(QUESTION)).to_have_value("Who won the cup in 1998?")
        page.press(QUESTION, "Enter")
        expect(page.locator("#exchange-2 .abstained")).to_be_visible()
        expect(page.locator("#exchange-1 .answer")).to_be_visible()
        chat.close()


def test_a_server_that_is_slow_is_told_and_forgotten(browser: Browser) -> None:
    with serving(MemoryAssistant(DOCUMENTS)) as url:
        chat = Watched(browser, url)
        page, strip = chat.page, chat.page.locator("#strip")
        held: list[Route] = []

        def hold(route: Route) -> None:
            # The page waits for the documents by a request of its own, which may come later than its welcome.
            held.append(route) if ABOUT in (route.request.post_data or "") else route.continue_()

        page.route("**/gradio_api/queue/join*", hold)
        page.fill(QUESTION, ABOUT)
        page.press(QUESTION, "Enter")
        expect(strip).to_have_text(WORDS["en"].slow)
        no_toast(page)
        (question,) = held
        question.continue_()
        expect(page.locator("#exchange-1 .answer")).to_be_visible()
        expect(strip).to_be_hidden()
        chat.close()


PASSWORD = "correct horse battery"


def log_in(page: Page, password: str = PASSWORD) -> None:
    page.fill("#name", "ada")
    page.fill("#password", password)
    page.keyboard.press("Enter")


@pytest.mark.parametrize(("language", "size"), [("en", "desk"), ("ar", "phone")])
def test_a_login_leads_to_where_one_wanted_to_go_and_nothing_typed_is_lost(
    browser: Browser, store: Store, language: str, size: str
) -> None:
    with serving(MemoryAssistant(DOCUMENTS), store=store) as url:
        store.people.add("ada", hashed(PASSWORD))
        context = browser.new_context(locale=LOCALES[language], viewport=SIZES[size])
        page = context.new_page()
        page.goto(url)
        log_in(page)
        page.wait_for_selector("body.ready .welcome")
        with looked_further(page):  # else that would find the login first
            page.fill(QUESTION, ABOUT)
            page.press(QUESTION, "Enter")
        page.click("#exchange-1 a.reference >> nth=1")
        page.wait_for_url("**/?c=*#cite-1-2-*")
        if size == "phone":
            page.click("#panel-close")
            page.wait_for_url("**/?c=*")
        wanted = page.url
        context.clear_cookies()
        page.fill(QUESTION, "Who won the cup?")
        page.press(QUESTION, "Enter")
        page.wait_for_url("**/login?next=*")
        page.click("nav a[lang=fr]")
        page.wait_for_url("**/login?language=fr*")
        log_in(page, "wrong")
        expect(page.locator("[role=alert]")).to_have_text(PEOPLE_WORDS["fr"].wrong_login)
        log_in(page)
        expect(page.locator("#exchange-1 .answer")).to_be_visible()
        assert page.url.partition("#")[0] == wanted.partition("#")[0]
        expect(page.locator(QUESTION)).to_have_value("Who won the cup?")
        context.clear_cookies()
        page.goto(f"{wanted.partition('#')[0]}&x=1#{wanted.partition('#')[2]}")
        log_in(page)
        expect(page.locator("#exchange-1 .answer")).to_be_attached()
        if size == "desk":
            expect(page.locator("#source mark.current").first).to_have_text(
                "The committee keeps the review of a deployment for ten years."
            )
        context.close()


@pytest.mark.parametrize(("language", "size"), [("fr", "phone"), ("ar", "desk")])
def test_the_password_is_changed_on_the_page(browser: Browser, store: Store, language: str, size: str) -> None:
    words = PEOPLE_WORDS[language]
    with serving(MemoryAssistant(DOCUMENTS), store=store) as url:
        store.people.add("ada", hashed(PASSWORD))
        context = browser.new_context(locale=LOCALES[language], viewport=SIZES[size])
        page = context.new_page()
        page.goto(url)
        log_in(page)
        page.wait_for_selector("body.ready .welcome")
        keep_screenshot(page, f"masthead-{language}-{size}")
        assert page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0
        page.fill(QUESTION, ABOUT)
        page.press(QUESTION, "Enter")
        page.wait_for_url("**/?c=*")
        conversation = page.url
        expect(page.locator("#exchange-1 .answer")).to_be_visible()  # who leaves before that has stopped it
        page.click("#masthead a.who")
        expect(page.locator("h1")).to_have_text(words.change_password)
        keep_screenshot(page, f"password-{language}-{size}")
        for current, expected in (("wrong", words.wrong_password), (PASSWORD, words.password_changed)):
            page.fill("#current", current)
            page.fill("#password", "another password")
            page.fill("#again", "another password")
            page.keyboard.press("Enter")
            expect(page.locator("main")).to_contain_text(expected)
            if AXE.is_file():
                assert serious_here(page) == []
        page.click(f"main a:has-text('{words.back}')")
        expect(page.locator("#exchange-1 .answer")).to_be_visible()
        assert page.url.partition("#")[0] == conversation.partition("#")[0]
        assert len(context.pages) == 1
        context.close()
