"""Hostile text in the browser, with one of the two layers switched off at a time: nothing runs, loads or covers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Response, expect

import ui.pack.page
from rag.answers import Answer, AnswerSentence, Citation, Verdict
from rag.assistant import Assistant
from rag.errors import PreuveError
from rag.events import Done, Event
from rag.proof.records import answer_record
from rag.types import Document
from tests.browser.test_library import DROP
from tests.fixtures.browser import Watched
from tests.fixtures.files import both, lines, pdf
from tests.fixtures.memory_assistant import MemoryAssistant, document
from tests.fixtures.payloads import PAYLOADS
from tests.fixtures.reliability import CountRow
from tests.fixtures.source_corpus import reading
from tests.fixtures.tab import serving
from ui.pack import made_pack, written
from ui.pack.page import POLICY
from ui.page.markup import panel, proofs, render, sentences, shelf, start
from ui.words.lexicon import WORDS

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PARTS = [0, *(pytest.param(part, marks=pytest.mark.faults) for part in range(1, 5))]
"""Every fifth payload in the quick run, all of them with the fault tests."""
PLAIN = "<div id=masthead class=masthead>x</div>"
PLACES = 4
"""Where each payload stands at once: answer, quote, file name and title."""


class HostileAssistant(MemoryAssistant):
    """To the question `payload N` it answers with that payload in every text that an answer has."""

    def stream(self, question: str, *_: Any, **__: Any) -> Iterator[Event]:
        payload = PAYLOADS[int(question.split()[-1])]
        item = hostile_document(payload)
        self.files = {item.file: item}
        quote = item.text[: len(payload) + 4]
        citation = Citation(item.file, item.sha256, 0, len(quote), quote, 1, payload, Verdict.EXACT)
        sentence = AnswerSentence(payload, False, (citation,), payload)
        yield Done(Answer(question, question, "en", False, (sentence,), (), 0.9, payload, "i", {"total": 0.1}, payload))


def hostile_document(payload: str) -> Document:
    return replace(document(payload, f"# {payload}\n\nText {payload} text.\n", warnings=(payload,)), format=payload)


def harm(chat: Watched) -> list[str]:
    """What a payload did: a script that ran, a request, an element in the way."""
    done: list[str] = chat.page.evaluate(
        """() => {
          const wrong = [];
          if (window.PWNED) wrong.push('a script ran');
          for (const id of ['ask', 'masthead', 'question']) {
            const box = document.getElementById(id).getBoundingClientRect();
            const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
            if (!hit || !hit.closest('#' + id)) wrong.push(id + ' is covered');
          }
          const foreign = 'script, iframe, object, embed, form, input, link, meta, base, style, video, audio, svg, img';
          const drawn = ':is([src^="/preuve/page/"], [src^="/preuve/figure/"])';
          const ours = (element) => element.matches(`.page-image${drawn}, .find input`);
          const parts = ['conversation', 'source', 'outline', 'library', 'library-tools', 'library-activity', 'scope'];
          for (const part of [...parts, 'further', 'ahead', 'notice', 'history', 'masthead'])
            for (const element of document.querySelectorAll(`#${part} :is(${foreign})`))
              if (!ours(element)) wrong.push(element.outerHTML);
          return wrong;
        }"""
    )
    return done + chat.strangers


def everything_shown(chat: Watched, number: int) -> None:
    chat.ask(f"payload {number}")
    chat.page.wait_for_timeout(60)


@pytest.mark.parametrize("part", PARTS)
def test_neutralising_alone_is_enough(browser: Browser, part: int, fault_row: CountRow) -> None:
    row = fault_row(4)
    with serving(HostileAssistant([]), policy=False) as url:
        chat = Watched(browser, url)
        for number in range(part, len(PAYLOADS), len(PARTS)):
            everything_shown(chat, number)
            assert harm(chat) == [], PAYLOADS[number]
            row.happened(times=PLACES)
        assert chat.complaints == []
        chat.close()


def leave_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have texts and names of strangers reach the page as they are, whatever part shows them."""
    for module in (panel, proofs, render, sentences, shelf, start):
        for name in ("text_markup", "name_markup"):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, str)


@pytest.mark.parametrize("part", PARTS)
def test_the_policy_alone_is_enough(
    browser: Browser, part: int, monkeypatch: pytest.MonkeyPatch, fault_row: CountRow
) -> None:
    row = fault_row(4)
    leave_as_written(monkeypatch)
    with serving(HostileAssistant([])) as url:
        chat = Watched(browser, url)
        for number in range(part, len(PAYLOADS), len(PARTS)):
            everything_shown(chat, number)
            done = [wrong for wrong in harm(chat) if not wrong.startswith("<")]
            assert done == [], PAYLOADS[number]
            row.happened(times=PLACES)
            # Elements that are left open swallow what comes after them.
            chat.page.click("#new")
            chat.page.wait_for_selector("#conversation .welcome")
        chat.close()


def test_the_library_and_the_examples_show_payloads_as_text(browser: Browser) -> None:
    assistant = MemoryAssistant([hostile_document(payload) for payload in PAYLOADS])
    with serving(assistant, policy=False, examples=PAYLOADS) as url:
        chat = Watched(browser, url)
        chat.page.click("#views button[role=tab] >> nth=1")
        for summary in chat.page.locator("#library summary").all()[:5]:
            summary.click()
        assert harm(chat) == []
        refused = [[f"{payload}.exe", "x"] for payload in PAYLOADS] + [[f"{payload}.txt", ""] for payload in PAYLOADS]
        chat.page.evaluate(DROP, refused)
        expect(chat.page.locator(".upload-row.refused")).to_have_count(2 * len(PAYLOADS))
        for number, box in enumerate(chat.page.locator("#library button.pick").all()[:6], 1):
            box.click()
            expect(chat.page.locator("#scope .chip")).to_have_count(number)
        assert harm(chat) == []
        chat.page.click("#library a.document >> nth=0")
        chat.page.wait_for_selector("#source .text")
        assert harm(chat) == []
        chat.close()


def said(reply: Response) -> list[str]:
    """What the page sent for a reply."""
    sent = json.loads(reply.request.post_data or "{}")
    return [each for each in sent.get("data", []) if isinstance(each, str)]


@pytest.mark.parametrize("policy", [True, False])
def test_pages_of_a_hostile_file(browser: Browser, tmp_path: Path, policy: bool) -> None:
    """Payloads as text, headings and name of a PDF: on its pages, as text, in its contents and in a search."""
    folder = tmp_path / "documents"
    folder.mkdir()
    printable = ["".join(letter for letter in payload if " " <= letter <= "~") for payload in PAYLOADS]
    parts = [both(lines(text[:90], size=18), lines(f"Committee {text}", top=740)) for text in printable]
    (folder / "<img src=x onerror=window.PWNED=1>.pdf").write_bytes(pdf(*parts))
    with reading(folder) as assistant, serving(assistant, policy=policy) as url:
        chat = Watched(browser, url)
        with chat.looking_further():
            chat.ask("committee window PWNED constructor")
        assert harm(chat) == []
        chat.page.click("#views button[role=tab] >> nth=1")
        chat.page.click("#library a.document >> nth=0")
        chat.page.wait_for_selector("#source .sheet")
        for query in ("<script>", "onerror"):
            # What was found before is still shown, and a search that comes late draws the pages once more.
            with chat.page.expect_response(lambda reply, sought=query: sought in said(reply)) as searching:
                chat.page.fill("#find textarea, #find input", query)
            searching.value.finished()
            chat.page.wait_for_selector("#source .found")
            assert harm(chat) == []
        chat.page.click("#outline summary")
        assert harm(chat) == []
        chat.page.keyboard.press("Escape")
        chat.page.click("#source a.form >> nth=1")
        chat.page.wait_for_selector("#source .text")
        assert harm(chat) == []
        chat.close()


class PageAssistant:
    """To the question `payload N` it cites all that stands on page N + 1 of the only document of another assistant."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self.documents, self.document, self.tried = assistant.documents, assistant.document, assistant.tried
        with assistant.documents() as documents:
            self._files = documents.files()

    def stream(self, question: str, *_: Any, **__: Any) -> Iterator[Event]:
        item = self._assistant.document(self._files[0])
        assert item is not None
        page = item.pages[int(question.split()[-1])]
        quote = item.text[page.start : page.end]
        citation = Citation(item.file, item.sha256, page.start, page.end, quote, page.number, quote, Verdict.EXACT)
        sentence = AnswerSentence(quote, True, (citation,), quote)
        yield Done(Answer(question, question, "en", False, (sentence,), (), 0.9, quote, "i", {"total": 0.1}, ""))


def test_the_policy_alone_is_enough_for_drawn_pages(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Payloads as the quotes that are marked on the images of their pages, and as headings, not neutralised."""
    folder = tmp_path / "documents"
    folder.mkdir()
    sample = PAYLOADS[:: len(PARTS)]
    printable = ["".join(letter for letter in payload if " " <= letter <= "~") for payload in sample]
    (folder / "hostile.pdf").write_bytes(pdf(*(lines(f"Committee {text}", top=740) for text in printable)))
    leave_as_written(monkeypatch)
    with reading(folder) as assistant, serving(PageAssistant(assistant)) as url:
        chat = Watched(browser, url)
        for number, payload in enumerate(printable):
            chat.ask(f"payload {number}")
            image = f"#source .paper img[src$='/{number + 1}.png']"
            chat.page.wait_for_selector(f".paper:has(img[src$='/{number + 1}.png']) mark", state="attached")
            chat.page.wait_for_function("(image) => document.querySelector(image).complete", arg=image)
            assert [wrong for wrong in harm(chat) if not wrong.startswith("<")] == [], payload
            chat.page.click("#new")
            chat.page.wait_for_selector("#conversation .welcome")
        chat.close()


def hostile_pack(payloads: Sequence[str]) -> dict[str, Any]:
    """An evidence pack with each payload in every text that a pack has."""
    answers, documents = [], {}
    for payload in payloads:
        item = documents[payload] = hostile_document(payload)
        start = item.text.index(payload)
        end = start + len(payload)
        citation = Citation(item.file, item.sha256, start, end, payload, 1, payload, Verdict.EXACT)
        sentence = AnswerSentence(payload, False, (citation,), payload)
        answer = Answer(payload, payload, "en", False, (sentence,), (), 0.9, payload, payload, {}, payload)
        answers.append(answer_record(answer))
    return made_pack(answers, documents.get, {"stamp": payloads[0]})


@pytest.fixture
def harm_of_file(browser: Browser, tmp_path: Path) -> Iterator[Callable[[str], list[str]]]:
    """What a page that is opened from a file does: requests that no policy stopped, and scripts that ran."""
    page = browser.new_page()
    asked: list[str] = []
    page.route("http*://**", lambda route: (asked.append(route.request.url), route.abort()))

    def opened(text: str) -> list[str]:
        path = tmp_path / "pack.html"
        path.write_text(text, encoding="utf-8", errors="replace")
        asked.clear()
        page.goto(path.as_uri(), wait_until="load")
        ran: bool = page.evaluate("() => Boolean(window.PWNED)")
        return [*asked, *["a script ran"] * ran]

    yield opened
    page.close()


def test_an_evidence_page_with_elements_of_others_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("text_markup", "name_markup"):
        monkeypatch.setattr(ui.pack.page, name, str)
    passed = []
    for payload in PAYLOADS:
        try:
            passed.append(written(hostile_pack([payload]), "html", WORDS["en"]) and payload)
        except PreuveError as error:
            assert "of a stranger" in str(error)
    # What is left is Markdown, which is nothing in HTML, and an element that does nothing without a style.
    assert [payload for payload in passed if re.search("<[a-zA-Z/!?]", payload)] == [PLAIN]
    assert "http-equiv=refresh" not in "".join(passed)


def test_neutralising_alone_is_enough_for_the_evidence_page(harm_of_file: Callable[[str], list[str]]) -> None:
    text = written(hostile_pack(PAYLOADS), "html", WORDS["en"]).decode()
    assert POLICY in text
    assert harm_of_file(text.replace(POLICY, "")) == []


def test_the_policy_alone_is_enough_for_the_evidence_page(
    harm_of_file: Callable[[str], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("text_markup", "name_markup", "checked_page"):
        monkeypatch.setattr(ui.pack.page, name, str)
    for payload in PAYLOADS:
        if "http-equiv=refresh" in payload:
            continue  # no policy that a file can state for itself forbids it to lead elsewhere: see `ui.pack.elements`
        text = written(hostile_pack([payload]), "html", WORDS["en"]).decode()
        assert harm_of_file(text) == [], payload
