"""Kept conversations, opinions and the login in a real browser: languages, sizes, keyboard, axe, a restart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from rag.settings import make_settings
from tests.browser.test_chat import AXE, SIZES, serious
from tests.browser.test_walk import tools_of
from tests.fixtures.browser import QUESTION, Watched, keep_screenshot
from tests.fixtures.memory_assistant import MemoryAssistant, document
from tests.fixtures.tab import serving
from tests.ui.commands.test_chat import chatting
from ui.server.credentials import hashed
from ui.store import LOCAL, Kind, Store, open_store
from ui.words.days import NEAR
from ui.words.people import PEOPLE_WORDS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LAW = document("law.md", "# Law\n\nThe committee reviews every model before deployment. It sits in Rabat.\n")
ABOUT = "What does the committee review before deployment?"
SENTENCE = "The committee reviews every model before deployment."
PASSWORD = "correct horse battery"
LOCALES = {"en": "en-GB", "fr": "fr-FR", "ar": "ar-MA"}
VIEWS = [("fr", "phone", "dark"), ("ar", "desk", "light")]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(open_store(make_settings(index=tmp_path / "index"))) as opened:
        yield opened


@pytest.fixture
def url(store: Store) -> Iterator[str]:
    with serving(MemoryAssistant([LAW]), store=store) as address:
        yield address


def quiet(chat: Watched) -> None:
    chat.close()
    assert chat.strangers == []
    assert chat.complaints == []


def show_list(page: Page) -> None:
    if not page.locator("#history .history").is_visible():
        page.click("#masthead .history-opener")
    page.wait_for_selector("#history .history")


@pytest.mark.parametrize(("language", "size", "scheme"), VIEWS)
def test_conversations_are_found_again_renamed_and_deleted(
    browser: Browser, url: str, store: Store, language: str, size: str, scheme: str
) -> None:
    words = PEOPLE_WORDS[language]
    chat = Watched(
        browser, url, viewport=SIZES[size], locale=LOCALES[language], color_scheme=scheme, reduced_motion="reduce"
    )
    page = chat.page
    chat.ask(ABOUT)
    page.wait_for_url("**/?c=*")
    chat.ask("Who won the cup?")
    first = page.url
    page.click("#new")
    page.wait_for_selector("#conversation .welcome")
    assert page.url.rstrip("/") == url
    chat.ask("Where does the committee sit?")
    page.wait_for_function("() => document.querySelectorAll('#conversation section[class*=kept-]').length === 1")
    page.goto(first)
    page.wait_for_selector("#exchange-2")
    assert page.locator("#conversation .exchange").count() == 2
    expect(page.locator("#exchange-1 .verdict").first).to_have_class("verdict exact")
    if size == "phone":
        expect(page.locator("#conversation")).to_be_visible()
    show_list(page)
    expect(page.locator("#history .kept li")).to_have_count(2)
    expect(page.locator("#history .kept li.current .kept-title")).to_have_text(ABOUT)
    expect(page.locator("#masthead .history-opener")).to_have_text(words.conversations)
    expect(page.locator("#history .day .label")).to_have_text([NEAR[language][0]])
    if AXE.is_file():
        page.evaluate(AXE.read_text("utf-8"))
        assert serious(chat) == []
    keep_screenshot(page, f"history-{language}-{size}")
    tools_of(page.locator("#history li.current"), size)
    page.click("#history li.current .rename")
    page.keyboard.type("  Le comité  مجلس ")
    page.keyboard.press("Enter")
    expect(page.locator("#history .kept li.current .kept-title")).to_have_text("Le comité مجلس")
    assert "Le comité مجلس" in [kept.title for kept in store.conversations.of(LOCAL)]
    page.click("#history li:not(.current) .kept-title")
    expect(page.locator("#exchange-1 .asked")).to_have_text("Where does the committee sit?")
    expect(page.locator("#conversation .exchange")).to_have_count(1)
    show_list(page)
    tools_of(page.locator("#history li.current"), size)
    page.click("#history li.current .forget")
    expect(page.locator("#history .kept li")).to_have_count(1)
    page.wait_for_selector("#conversation .welcome", state="attached")
    assert len(store.conversations.of(LOCAL)) == 1
    assert page.get_attribute("html", "lang") == language
    quiet(chat)


@pytest.mark.parametrize(("language", "size", "scheme"), VIEWS)
def test_an_opinion_is_given_by_keyboard_and_kept(
    browser: Browser, url: str, store: Store, language: str, size: str, scheme: str
) -> None:
    words = PEOPLE_WORDS[language]
    chat = Watched(browser, url, viewport=SIZES[size], locale=LOCALES[language], color_scheme=scheme)
    page = chat.page
    chat.ask(ABOUT)
    chat.ask("Who won the cup?")
    assert page.locator("#exchange-1 .say").all_inner_texts() == [words.right, words.not_right, words.wrong_source]
    assert page.locator("#exchange-2 .say").all_inner_texts()[-1] == words.should_have_answered
    page.focus("#exchange-1 .say.up")
    page.keyboard.press("Enter")
    page.wait_for_selector("#exchange-1 .say.up.pressed[aria-pressed=true]")
    expect(page.locator("#exchange-1 .remark")).to_contain_text(words.thanks)
    page.wait_for_function("() => document.activeElement.matches('#exchange-1 .say.up')")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.wait_for_selector("#exchange-1 .say.down.pressed")
    page.focus("#exchange-1 .note-opener")
    page.keyboard.press("Enter")
    page.keyboard.type("The date is <b>wrong</b> & late")
    if AXE.is_file():
        page.evaluate(AXE.read_text("utf-8"))
        assert serious(chat) == []
    keep_screenshot(page, f"opinion-{language}-{size}")
    page.keyboard.press("Enter")
    expect(page.locator("#exchange-1 .note-text")).to_have_text("The date is <b>wrong</b> & late")
    page.click("#exchange-2 .say.should-have-answered")
    page.wait_for_selector("#exchange-2 .say.should-have-answered.pressed")
    page.reload()
    page.wait_for_selector("#exchange-1 .say.down.pressed")
    expect(page.locator("#exchange-1 .note-text")).to_have_text("The date is <b>wrong</b> & late")
    page.click("#exchange-2 .say.should-have-answered")
    page.wait_for_selector("#exchange-2 .say.should-have-answered:not(.pressed)")
    (given,) = store.feedback.all()
    assert (given.kind, given.note) == (Kind.DOWN, "The date is <b>wrong</b> & late")
    assert given.record["answer"]["sentences"][0]["citations"][0]["quote"] == SENTENCE
    assert given.record["answer"]["index"] == "i1"
    quiet(chat)


@pytest.mark.parametrize(("language", "size", "scheme"), VIEWS)
def test_the_login_and_the_logout(
    browser: Browser, url: str, store: Store, language: str, size: str, scheme: str
) -> None:
    words = PEOPLE_WORDS[language]
    store.people.add("ada", hashed(PASSWORD))
    context = browser.new_context(locale=LOCALES[language], viewport=SIZES[size], color_scheme=scheme)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "warning" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(url)
    expect(page.locator("h1")).to_have_text(words.log_in_title)
    assert page.get_attribute("html", "lang") == language
    if AXE.is_file():
        assert serious_here(page) == []
    keep_screenshot(page, f"login-{language}-{size}")
    page.keyboard.type("ada")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(page.locator("[role=alert]")).to_have_text(words.wrong_login)
    if AXE.is_file():
        assert serious_here(page) == []
    page.fill("#name", "Ada")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("body.ready .welcome", timeout=30_000)
    if size == "desk":
        expect(page.locator("#masthead .who")).to_have_text("ada")
    page.fill(QUESTION, ABOUT)
    page.press(QUESTION, "Enter")
    page.wait_for_selector("#exchange-1 .answer")
    if size == "desk":  # the session ends elsewhere: the next click leads to the login
        store.people.change_password(1, hashed(PASSWORD))
        page.fill(QUESTION, ABOUT)
        page.press(QUESTION, "Enter")
    else:
        page.click("#masthead .log-out")
    page.wait_for_url("**/login*")
    expect(page.locator("h1")).to_have_text(words.log_in_title)
    page.goto(url)
    expect(page.locator("#password")).to_be_visible()
    page.click(f"nav a[lang={'fr' if language != 'fr' else 'en'}]")
    expect(page.locator("h1")).to_have_text(PEOPLE_WORDS["fr" if language != "fr" else "en"].log_in_title)
    context.close()
    assert complaints == []


def serious_here(page: Page) -> list[str]:
    """axe-core on a page whose policy lets no script of a stranger in: through the browser's own door."""
    page.evaluate(AXE.read_text("utf-8"))
    found: list[str] = page.evaluate(
        """async () => (await axe.run(document, {})).violations
          .filter((violation) => ["serious", "critical"].includes(violation.impact)).map((violation) => violation.id)"""
    )
    return found


def test_two_people_in_two_browsers_see_their_own(browser: Browser, url: str, store: Store) -> None:
    for name in ("ada", "bob"):
        store.people.add(name, hashed(PASSWORD))
    pages = {}
    for name in ("ada", "bob"):
        page = browser.new_context(locale="en-GB").new_page()
        page.goto(url)
        page.fill("#name", name)
        page.fill("#password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_selector("body.ready .welcome", timeout=30_000)
        pages[name] = page
    for turn in range(1, 4):
        for name, page in pages.items():
            page.fill(QUESTION, f"{ABOUT} {name} {turn}")
            page.press(QUESTION, "Enter")
        for name, page in pages.items():
            page.wait_for_selector(f"#exchange-{turn} .answer")
            expect(page.locator(f"#exchange-{turn} .asked")).to_have_text(f"{ABOUT} {name} {turn}")
    stolen = pages["ada"].url
    pages["bob"].goto(stolen)
    pages["bob"].wait_for_selector("body.ready .welcome")
    show_list(pages["bob"])
    expect(pages["bob"].locator("#history .kept-title")).to_have_text([f"{ABOUT} bob 1"])
    for page in pages.values():
        page.context.close()


def test_everything_survives_a_kill_and_a_changed_document_is_stale(
    browser: Browser, corpus: Path, tmp_path: Path
) -> None:
    question, quote = "Qui dirige le centre AI Movement ?", "Le centre est dirigé par Nadia Berrada."
    with chatting(tmp_path / "index", str(corpus)) as (url, process):
        chat = Watched(browser, url, locale="fr-FR")
        chat.ask(question)
        chat.ask("Où siège la CNDP ?")
        chat.page.click("#exchange-1 .say.up")
        chat.page.wait_for_selector("#exchange-1 .say.up.pressed")
        kept = chat.page.url.partition("/?")[2]
        process.kill()
        process.wait()
        chat.close()
    center = corpus / "center.txt"
    center.write_text(
        center.read_text("utf-8").replace("Nadia Berrada", "Omar Idrissi"), encoding="utf-8"
    )  # same length of the place, another name: the old offsets would show the wrong words
    with chatting(tmp_path / "index", str(corpus)) as (url, _):
        page = browser.new_context(locale="fr-FR", viewport=SIZES["desk"]).new_page()
        page.goto(f"{url}/?{kept}")
        page.wait_for_selector("#exchange-2", timeout=30_000)
        page.wait_for_selector("#exchange-1 .say.up.pressed")
        expect(page.locator("#exchange-1 .asked")).to_have_text(question)
        stale = page.locator("#exchange-1 .reference", has_text="center.txt")
        expect(stale.locator(".verdict").first).to_have_class("verdict stale")
        expect(page.locator("#exchange-2 .references .verdict.exact").first).to_be_visible()
        page.click("#exchange-1 a.cite >> nth=0")
        page.wait_for_selector("#source .notice")
        shown = page.inner_text("#source .text")
        assert quote in shown
        assert "Omar Idrissi" not in shown
        keep_screenshot(page, "stale-after-restart")
        page.context.close()
    with closing(open_store(make_settings(index=tmp_path / "index"))) as store:
        (given,) = store.feedback.all()
        assert given.kind is Kind.UP
