"""Where a question is written: asking, stopping, files, and what it is asked of."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.test_chat import SIZES
from tests.browser.test_walk import LOCALES, Walker
from tests.fixtures.browser import QUESTION, Watched
from tests.fixtures.memory_assistant import MemoryAssistant, document
from tests.fixtures.tab import serving
from ui.words.lexicon import WORDS
from ui.words.library import LIBRARY_WORDS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DOCUMENTS = [
    document("law/rules.txt", "The committee reviews every model before deployment.\n"),
    document("port/harbour.txt", "The harbour was opened in 1907 by the company Zellige.\n"),
]
HARBOUR = "When was the harbour opened by the company?"
DROP_ON = """([selector, name]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File(["MZ"], name));
  const target = document.querySelector(selector);
  target.dispatchEvent(new DragEvent("dragover", { bubbles: true, cancelable: true, dataTransfer: transfer }));
  const marked = document.body.classList.contains("dragging");
  target.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: transfer }));
  return marked;
}"""


LETTERS = "How long does each of these letters take to arrive?"
TYPED = """() => {
  window.TYPED = [];
  // From the pressing of a key until all that listens to what it wrote is done: nothing else listens behind the window.
  // Not by a timer: while keys are pressed, the browser puts timers off.
  addEventListener("input", (event) => window.TYPED.push(performance.now() - event.timeStamp));
}"""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving(MemoryAssistant(DOCUMENTS)) as address:
        yield address


def finished(chat: Watched) -> None:
    chat.close()
    assert chat.strangers == []
    assert chat.complaints == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LOCALES)
def test_the_button_turns_into_stop_and_enter_asks_on(browser: Browser, url: str, language: str, size: str) -> None:
    chat = Watched(browser, url, locale=LOCALES[language], viewport=SIZES[size], reduced_motion="reduce")
    page, words = chat.page, WORDS[language]
    height = "(button) => button.getBoundingClientRect().top - button.closest('#composer').getBoundingClientRect().top"
    before = page.locator("#ask").evaluate(height)
    page.fill(QUESTION, "Please be slow")
    page.press(QUESTION, "Enter")
    expect(page.locator("#exchange-1 .draft")).to_contain_text("word 3")
    expect(page.locator("#composer #stop")).to_have_text(words.stop)
    expect(page.locator("#ask")).to_be_hidden()
    assert abs(before - page.locator("#stop").evaluate(height)) < 2
    Walker(page, language, size).look("stop")
    page.fill(QUESTION, HARBOUR)
    page.press(QUESTION, "Enter")
    expect(page.locator("#exchange-1 .notice")).to_have_text(words.stopped)
    expect(page.locator("#exchange-2 .answer")).to_contain_text("1907")
    expect(page.locator("#stop")).to_have_count(0)
    page.fill(QUESTION, "Please be slow")
    page.click("#ask")
    expect(page.locator("#exchange-3 .draft")).to_contain_text("word 3")
    page.click("#stop")
    expect(page.locator("#ask")).to_have_text(words.ask)
    expect(page.locator(QUESTION)).to_be_focused()
    page.press(QUESTION, "Enter")
    expect(page.locator("#notice .notice")).to_have_text(words.empty_question)
    finished(chat)


@pytest.mark.parametrize("size", SIZES)
def test_typing_does_not_lag_while_an_answer_streams(browser: Browser, url: str, size: str) -> None:
    chat = Watched(browser, url, viewport=SIZES[size])
    page = chat.page
    page.fill(QUESTION, "Please be slow")
    page.press(QUESTION, "Enter")
    expect(page.locator("#exchange-1 .draft")).to_contain_text("word 3")
    page.evaluate(TYPED)
    page.focus(QUESTION)
    page.keyboard.type(LETTERS)
    expect(page.locator("#exchange-1 .pending")).to_be_visible()  # it is still being written
    page.wait_for_function("(letters) => window.TYPED.length >= letters", arg=len(LETTERS))
    times = sorted(page.evaluate("() => window.TYPED"))
    p95 = times[int(len(times) * 0.95)]
    print(
        f"{len(times)} input events while an answer streams: median {statistics.median(times):.1f} ms, p95 {p95:.1f} ms"
    )
    assert statistics.median(times) < 1000  # 50 ms for the slowest on a quiet machine
    page.click("#stop")
    expect(page.locator("#exchange-1 .notice")).to_be_visible()
    finished(chat)


@pytest.mark.parametrize("size", SIZES)
def test_files_are_dropped_into_it_and_what_is_written_stays(browser: Browser, url: str, size: str) -> None:
    chat = Watched(browser, url, viewport=SIZES[size])
    page = chat.page
    page.fill(QUESTION, "A thought")
    assert page.evaluate(DROP_ON, [QUESTION.split(",")[0], "tool.exe"])
    expect(page.locator(".upload-row.refused")).to_contain_text("tool.exe")
    expect(page.locator(".upload-row.refused")).to_be_visible()
    if size == "phone":
        page.click("#panel-close")
    expect(page.locator(QUESTION)).to_have_value("A thought")
    with page.expect_file_chooser() as choosing:
        page.click("#scope button.attach")
    choosing.value.set_files([{"name": "other.exe", "mimeType": "", "buffer": b"MZ"}])
    expect(page.locator(".upload-row.refused")).to_have_count(2)
    finished(chat)


@pytest.mark.parametrize("size", SIZES)
def test_what_is_asked_is_kept_with_the_conversation(browser: Browser, url: str, size: str) -> None:
    chat = Watched(browser, url, viewport=SIZES[size])
    page, own = chat.page, LIBRARY_WORDS["en"]
    page.click("#scope .narrow")
    if size == "desk":
        page.click("#views button[role=tab] >> nth=1")
    page.locator("#library li", has_text="harbour").locator("button.pick").first.click()
    if size == "phone":
        page.click("#panel-close")
    expect(page.locator("#scope .chip")).to_contain_text("harbour.txt")
    chat.ask(HARBOUR)
    page.wait_for_url("**/?c=*")
    kept = page.url
    page.click("#new")
    expect(page.locator("#scope")).to_contain_text(own.everything)
    page.goto(kept)
    expect(page.locator("#scope .chip")).to_contain_text("harbour.txt")
    page.goto(chat.url)
    expect(page.locator("#scope")).to_contain_text(own.everything)
    finished(chat)
