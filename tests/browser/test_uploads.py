"""Uploads and ingests: one bar in every tab, small files first, refusals that stay."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from ingest.sync import sync
from rag.assistant import Assistant, open_assistant
from rag.index.embedded.lock import write_lock
from rag.settings import Settings, make_settings
from tests.browser.people.test_people import LOCALES
from tests.browser.test_chat import AXE, SIZES, serious
from tests.browser.test_library import DROP
from tests.conftest import SEED_TEXTS, write_files
from tests.fixtures.browser import Watched, keep_screenshot
from tests.fixtures.tab import serving
from ui.words.library import LIBRARY_WORDS
from ui.words.refusals import REFUSALS
from ui.words.words import counted

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EN = LIBRARY_WORDS["en"]
ADDED = "#library-activity .outcome"


@dataclass(frozen=True)
class Served:
    url: str
    settings: Settings
    assistant: Assistant

    @property
    def names(self) -> list[str]:
        with self.assistant.documents() as documents:
            return documents.files()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    write_files(tmp_path / "corpus", SEED_TEXTS)
    settings = make_settings(index=tmp_path / "index", embedder="hash")
    sync([tmp_path / "corpus"], settings)
    with closing(open_assistant(settings)) as assistant, serving(assistant, settings) as url:
        yield Served(url, settings, assistant)


def library(page: Page) -> None:
    if page.viewport_size and page.viewport_size["width"] < 900 and not page.locator("#panel").is_visible():
        page.click("#masthead .panel-opener")
    page.click("#views button[role=tab] >> nth=1")
    expect(page.locator("#library-tools .drop")).to_be_visible()


def added(page: Page, count: int, language: str = "en") -> None:
    text = counted(LIBRARY_WORDS[language].statuses["added"], count)
    expect(page.locator(ADDED)).to_contain_text(text, timeout=60_000)


def quiet(chat: Watched) -> None:
    chat.close()
    assert chat.strangers == []
    assert [line for line in chat.complaints if "status of 422" not in line] == []


@pytest.mark.parametrize(("language", "size"), [("fr", "phone"), ("ar", "desk")])
def test_the_bar_is_the_same_in_every_tab_and_after_a_reload(
    browser: Browser, served: Served, language: str, size: str
) -> None:
    own = LIBRARY_WORDS[language]
    chat, other = (Watched(browser, served.url, locale=LOCALES[language], viewport=SIZES[size]) for _ in range(2))
    for each in (chat, other):
        library(each.page)
    with write_lock(served.settings.index.directory):
        chat.page.evaluate(DROP, [["one.txt", "The harbour was opened in 1907."], ["two.txt", "It has three quays."]])
        for each in (chat, other):
            expect(each.page.locator("#progress .told")).to_have_text(own.queueing)
            expect(each.page.locator("progress")).to_have_count(1)
            expect(each.page.locator("#progress progress")).not_to_have_js_property("value", 0)
        if AXE.is_file():
            other.page.evaluate(AXE.read_text("utf-8"))
            assert serious(other) == []
        keep_screenshot(other.page, f"progress-{language}-{size}")
        chat.page.reload()
        expect(chat.page.locator("body.ready")).to_be_attached()
        library(chat.page)
        expect(chat.page.locator("#progress .told")).to_have_text(own.queueing)
    for each in (chat, other):
        added(each.page, 2, language)
        expect(each.page.locator("#progress")).to_be_hidden()
        expect(each.page.locator("#library")).to_contain_text("two.txt")
    chat.page.reload()
    library(chat.page)
    added(chat.page, 2, language)
    quiet(other)
    quiet(chat)


def test_a_small_file_does_not_wait_behind_a_big_one(browser: Browser, served: Served) -> None:
    chat = Watched(browser, served.url)
    page = chat.page
    library(page)
    held: list[Any] = []
    page.route("**/preuve/upload?name=big*", lambda route: held.append(route))
    page.evaluate(DROP, [["big.txt", "The quay is long. " * 50_000], ["small.txt", "It has three quays."]])
    added(page, 1)
    assert "uploads/small.txt" in served.names
    expect(page.locator(".upload-row .file")).to_have_text(["big.txt"])
    held[0].continue_()
    expect(page.locator("#library")).to_contain_text("big.txt", timeout=60_000)
    expect(page.locator(".upload-row")).to_have_count(0)
    assert "uploads/big.txt" in served.names
    quiet(chat)


def test_what_has_arrived_is_read_although_its_tab_is_gone(browser: Browser, served: Served) -> None:
    chat, other = Watched(browser, served.url), Watched(browser, served.url)
    library(other.page)
    library(chat.page)
    held: list[Any] = []
    chat.page.route("**/preuve/upload?name=b*", lambda route: held.append(route))
    with write_lock(served.settings.index.directory):
        chat.page.evaluate(DROP, [["a.txt", "It has three quays."], ["b.txt", "The harbour was opened in 1907."]])
        expect(chat.page.locator("#progress .told")).to_have_text(EN.queueing)
        chat.close()
    added(other.page, 1)
    expect(other.page.locator("#progress")).to_be_hidden()
    assert "uploads/a.txt" in served.names
    quiet(other)


def test_a_refusal_keeps_its_reason_in_the_language_of_the_page(browser: Browser, served: Served) -> None:
    chat = Watched(browser, served.url, locale="fr-FR")
    page = chat.page
    library(page)
    files = [["tool.exe", "MZ"], ["broken.pdf", "%PDF-1.7 nothing"], ["english copy.txt", SEED_TEXTS["english.txt"]]]
    page.evaluate(DROP, files)
    refused = page.locator(".upload-row.refused")
    activity = page.locator("#library-activity")
    expect(activity).to_contain_text(REFUSALS["fr"]["damaged"], timeout=60_000)
    page.evaluate(DROP, [["other.txt", "It has three quays."]])
    added(page, 1, "fr")
    for language in ("fr", "ar", "fr"):
        if language != page.get_attribute("html", "lang"):
            page.click(f"a.language[lang={language}]")
        own = LIBRARY_WORDS[language]
        expect(refused.locator(".state")).to_have_text(
            [own.refused["unsupported"], own.refused["same"].format(file="english.txt")]
        )
        library(page)
        outside = page.locator("#library .outside")
        expect(outside).to_contain_text("broken.pdf")
        expect(outside).to_contain_text(REFUSALS[language]["damaged"])
    keep_screenshot(page, "refused-fr")
    page.reload()
    library(page)
    expect(refused).to_have_count(2)
    refused.first.locator("button.cancel").click()
    expect(refused).to_have_count(1)
    page.reload()
    library(page)
    expect(refused).to_have_count(1)
    for _ in range(2):  # the second click confirms the first
        outside.locator("button.delete").click()
    expect(outside).to_have_count(0)
    quiet(chat)


def test_uploads_are_cancelled_and_stopped(browser: Browser, served: Served) -> None:
    chat = Watched(browser, served.url)
    page = chat.page
    library(page)
    held: list[Any] = []
    page.route("**/preuve/upload**", lambda route: held.append(route))
    page.evaluate(DROP, [["slow.txt", "x" * 1000], ["second.txt", "yy"], ["third.txt", "z"]])
    expect(page.locator(".upload-row")).to_have_count(3)
    expect(page.locator(".upload-row .state", has_text=EN.waiting)).to_have_count(1)
    for left in (2, 1, 0):
        page.click(".upload-row button.cancel >> nth=0")
        expect(page.locator(".upload-row")).to_have_count(left)
    page.unroute("**/preuve/upload**")
    with write_lock(served.settings.index.directory):
        page.evaluate(DROP, [["fourth.txt", "It has three quays."]])
        expect(page.locator("#progress .told")).to_have_text(EN.queueing)
        page.click("#progress .halt")
        expect(page.locator(ADDED)).to_have_text(EN.stopped)
    expect(page.locator("#progress")).to_be_hidden()
    assert not any(name.startswith("uploads/") for name in served.names)
    chat.close()
