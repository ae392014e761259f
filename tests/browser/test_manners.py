"""Manners of the page: long questions, questions that are changed and brought back, pages that are enlarged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, expect

from ingest.sync import sync
from rag.assistant import open_assistant
from rag.settings import make_settings
from tests.browser.people.test_people import LOCALES
from tests.browser.test_chat import ABOUT, AXE, DOCUMENTS, SENTENCE, SIZES, serious
from tests.fixtures.browser import QUESTION, Watched, keep_screenshot, quiet_pages
from tests.fixtures.memory_assistant import MemoryAssistant
from tests.fixtures.source_corpus import QUESTION as ABOUT_MANUAL
from tests.fixtures.source_corpus import manual
from tests.fixtures.tab import serving
from ui.words.lexicon import WORDS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ELSE, THIRD = "Who won the cup in 1998?", "What does the committee keep for ten years?"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving(MemoryAssistant(DOCUMENTS)) as address:
        yield address


@pytest.fixture
def opened(browser: Browser, url: str) -> Iterator[Any]:
    with quiet_pages(browser, url) as open_page:
        yield open_page


@pytest.mark.parametrize(("language", "size"), [("fr", "phone"), ("ar", "desk")])
def test_a_very_long_question_leaves_its_answer_on_the_screen(opened: Any, language: str, size: str) -> None:
    words = WORDS[language]
    chat = opened(viewport=SIZES[size], locale=LOCALES[language])
    page = chat.page
    question = f"{ABOUT} {'What of the many ordinary words of it? ' * 100}"[:3990]
    chat.ask(question)
    expect(page.locator("#exchange-1 .sentence").first).to_be_in_viewport()
    keep_screenshot(page, f"long-question-{language}-{size}")
    folded = page.locator("#exchange-1 .asked").bounding_box()["height"]
    button = page.locator("#exchange-1 button.unfold")
    expect(button).to_have_text(re.compile(re.escape(words.unfold)), use_inner_text=True)
    button.click()
    expect(button).to_have_text(re.compile(re.escape(words.fold)), use_inner_text=True)
    assert page.locator("#exchange-1 .asked").bounding_box()["height"] > 2 * folded
    if AXE.is_file():
        page.evaluate(AXE.read_text("utf-8"))
        assert serious(chat) == []


def test_what_followed_a_changed_question_stays_until_the_answer_is_there_and_can_be_brought_back(
    opened: Any,
) -> None:
    chat = opened()
    page = chat.page
    for question in (ABOUT, ELSE, THIRD):
        chat.ask(question)
    page.wait_for_url("**/?c=*")
    page.click("#exchange-1 a[href='#edit-1']")
    expect(page.locator(QUESTION)).to_have_value(ABOUT)
    page.fill(QUESTION, "Please be slow")
    page.press(QUESTION, "Enter")
    expect(page.locator("#exchange-1 .draft")).to_contain_text("word 9")
    expect(page.locator("#conversation .former .asked")).to_have_text([ELSE, THIRD])
    keep_screenshot(page, "changed-question")
    page.click("#stop")
    expect(page.locator("#exchange-1 .notice")).to_have_text(WORDS["en"].stopped)
    expect(page.locator("#conversation .former .asked")).to_have_text([ELSE, THIRD])
    page.reload()
    expect(page.locator("#conversation .former .asked")).to_have_text([ELSE, THIRD])
    page.click("#exchange-1 a[href='#undo-1']")
    expect(page.locator("#conversation .asked")).to_have_text([ABOUT, ELSE, THIRD])
    expect(page.locator("#conversation .former")).to_have_count(0)
    page.click("#exchange-1 a.cite >> nth=0")
    expect(page.locator("#source mark.current").first).to_have_text(SENTENCE)
    page.click("#exchange-2 a[href='#edit-2']")
    expect(page.locator(QUESTION)).to_have_value(ELSE)
    page.fill(QUESTION, THIRD)
    page.press(QUESTION, "Enter")
    expect(page.locator("#exchange-2 .answer")).to_be_visible()
    expect(page.locator("#conversation .asked")).to_have_text([ABOUT, THIRD])
    page.click("#exchange-2 a[href='#undo-2']")
    expect(page.locator("#conversation .asked")).to_have_text([ABOUT, ELSE, THIRD])
    expect(page.locator("#exchange-3 .answer")).to_be_visible()
    page.reload()
    expect(page.locator("#conversation .asked")).to_have_text([ABOUT, ELSE, THIRD])


@pytest.mark.parametrize("size", SIZES)
def test_pages_can_be_enlarged(browser: Browser, tmp_path: Path, size: str) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "manual.pdf").write_bytes(manual(30))
    settings = make_settings(index=tmp_path / "index", embedder="hash")
    sync([tmp_path / "corpus"], settings)
    with closing(open_assistant(settings)) as assistant, serving(assistant, settings) as url:
        chat = Watched(browser, url, viewport=SIZES[size])
        page = chat.page
        chat.ask(ABOUT_MANUAL)
        page.click("#exchange-1 a.cite >> nth=0")
        paper = page.locator("#source .paper:has(mark.current)").first
        expect(paper).to_be_visible()
        widths = [paper.bounding_box()["width"]]
        for _ in range(3):
            page.click("#source button.enlarge")
            widths.append(paper.bounding_box()["width"])
            expect(page.locator("#source mark.current").first).to_be_in_viewport()
            if len(widths) == 3:
                keep_screenshot(page, f"enlarged-{size}")
        assert widths[1] == pytest.approx(1.5 * widths[0], rel=0.02)
        assert widths[2] == pytest.approx(2.2 * widths[0], rel=0.02)
        assert widths[3] == pytest.approx(widths[0], rel=0.02)
        assert page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0
        chat.close()
        assert chat.complaints == []


def test_a_link_to_the_page_shows_nothing_of_the_framework(url: str) -> None:
    page = httpx.get(url, timeout=60).text
    previews = re.findall(r"<meta\s+(?:name|property)=\"((?:og|twitter):[\w:]+)\"\s+content=\"([^\"]*)\"", page)
    assert dict(previews)["og:title"] == "preuve"
    assert dict(previews)["og:description"] == WORDS["en"].promise
    assert not any("gradio" in content.lower() for _, content in previews)
    assert re.search(r"<title>\s*preuve\s*</title>", page)


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/ask", "/api/ask/", "/api/nothing", "/api/health/"])
def test_a_route_of_the_api_answers_as_the_api_does(url: str, path: str) -> None:
    reply = httpx.get(url + path, timeout=60, headers={"accept": "text/html"})
    assert reply.status_code in (404, 405)
    assert set(reply.json()) == {"error"}
