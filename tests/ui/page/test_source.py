"""Reading on in the source: search, pages, links, and the markup of sheets."""

from __future__ import annotations

import unicodedata
from array import array
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from ingest.folders.walk import path_of
from ingest.load.pdf.pages import DrawnPage, Rectangle
from rag.index.parts import document_id
from rag.types import Document, Heading, Page, Span
from tests.fixtures.memory_assistant import MemoryAssistant, document
from tests.fixtures.payloads import PAYLOADS
from ui.page.conversation import Conversation, Opened
from ui.page.markup.panel import Drawing, source_panel
from ui.page.navigation import UnknownLinkError, in_pages, shown_window, target_of
from ui.page.places import linked_place
from ui.page.search import MOST, Finder
from ui.page.sheets import AROUND, Box, Sheet, page_window, sheets
from ui.page.source import Matches, source_view
from ui.words.lexicon import WORDS

EN = WORDS["en"]
TALK = Conversation()


def paged(count: int, file: str = "long.pdf") -> Document:
    texts = [f"Page {number}\nThe rule number {number} applies." for number in range(1, count + 1)]
    starts = [sum(len(text) + 1 for text in texts[:number]) for number in range(count + 1)]
    item = document(file, "\n".join(texts))
    return replace(item, pages=tuple(Page(n + 1, starts[n], min(starts[n + 1], len(item.text))) for n in range(count)))


PDF = paged(40)
SHELF = MemoryAssistant([PDF, document("law.md", "# Law\n\nThe law.\n")])
PDF_ID = document_id(PDF.file, PDF.sha256)


# Search


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("L’ÉTAT et l’état", "etat", ["ÉTAT", "état"]),
        ("une œuvre", "OEUVRE", ["œuvre"]),
        ("l’artiﬁcielle", "artificielle", ["artiﬁcielle"]),
        ("la gouver-\nnance", "gouvernance", ["gouver-\nnance"]),
        ("two   words", "two words", ["two   words"]),
        ("وَلَدٌ وولد", "ولد", ["وَلَدٌ", "ولد"]),
        ("الهيئة والهيئه", "الهيئة", ["الهيئة", "الهيئه"]),
        ("أحكام احكام إحكام", "احكام", ["أحكام", "احكام", "إحكام"]),
        ("مـــادة", "مادة", ["مـــادة"]),
        ("سنة ٢٠٠٩ و2009", "2009", ["٢٠٠٩", "2009"]),
        ("aaaa", "aa", ["aa", "aa"]),
        ("nothing", "", []),
        ("nothing", " \n", []),
        ("nothing", "\u200b", []),
        ("(a.b)", ".", ["."]),
    ],
)
def test_what_is_found(text: str, query: str, found: list[str]) -> None:
    item = document("a.txt", text)
    assert [item.text[span.start : span.end] for span in Finder().find(item, query)] == found


@given(st.text("aé œﬁÉA-\n\u0301هئ\u064e", max_size=40), st.text("aé oefiA", min_size=1, max_size=3))
def test_places_are_inside_in_order_and_apart(text: str, query: str) -> None:
    item = document("a.txt", unicodedata.normalize("NFC", text))
    spans = Finder().find(item, query)
    for before, after in pairwise(spans):
        assert before.start <= after.start
    assert all(0 <= span.start < span.end <= len(item.text) for span in spans)


def test_a_search_is_bounded_and_forgets_old_documents() -> None:
    finder = Finder()
    assert len(finder.find(document("a.txt", "a " * 5000), "a")) == MOST
    for number in range(10):
        assert len(finder.find(document("b.txt", f"word {number}"), "WORD")) == 1


# Navigation


def test_pages_are_shown_around_the_place() -> None:
    opened = Opened(PDF.file)
    assert in_pages(PDF, opened)
    assert not in_pages(PDF, replace(opened, as_text=True))
    middle = PDF.pages[20]
    window = page_window(PDF, Span(middle.start + 3, middle.start + 9))
    assert window == Span(PDF.pages[20 - AROUND].start, PDF.pages[20 + AROUND].end)
    assert page_window(PDF, Span(0, 0)).start == 0
    assert page_window(PDF, Span(len(PDF.text), len(PDF.text))).end == len(PDF.text)


def test_a_page_is_turned_to() -> None:
    opened = target_of("page 12", TALK, Opened(PDF.file, query="x", match=2), SHELF)
    assert opened is not None
    assert (opened.page, opened.match) == (12, 0)
    assert opened.window == Span(PDF.pages[11 - AROUND].start, PDF.pages[11 + AROUND].end)
    assert target_of("page 41", TALK, opened, SHELF) == opened
    later = target_of("later", TALK, opened, SHELF)
    assert later is not None
    assert later.window == Span(PDF.pages[11 - AROUND].start, PDF.pages[11 + 3 * AROUND + 1].end)
    first = target_of("earlier", TALK, target_of("earlier", TALK, opened, SHELF), SHELF)
    assert first is not None
    assert first.window is not None
    assert first.window.start == 0
    assert target_of("text", TALK, opened, SHELF) == replace(opened, as_text=True)
    assert target_of("pages", TALK, replace(opened, as_text=True), SHELF) == opened


def test_links_of_other_tabs() -> None:
    opened = target_of(f"at {PDF_ID} 5 20", TALK, None, SHELF)
    assert opened == Opened(PDF.file, span=Span(5, 20))
    assert target_of(f"at {PDF_ID} 20 5", TALK, None, SHELF) == Opened(PDF.file)
    assert target_of(f"at {PDF_ID} 5 99999999", TALK, None, SHELF) == Opened(PDF.file)
    page = target_of(f"open {PDF_ID} 3", TALK, None, SHELF)
    assert page is not None
    assert page.page == 3
    assert target_of(f"open {PDF_ID} x", TALK, None, SHELF) == Opened(PDF.file)
    for command in ("at", "open 3", f"at {16 * '0'} 1 2", "at ../x 1 2"):
        with pytest.raises(UnknownLinkError):
            target_of(command, TALK, None, SHELF)


def test_a_match_is_brought_into_view() -> None:
    item = document("long.txt", "word " * 20_000 + "needle" + " word" * 20_000)
    (span,) = Finder().find(item, "needle")
    window = shown_window(item, TALK, Opened(item.file, query="needle", match=1), [span])
    assert window.contains(span)
    assert len(window) < 40_000


# Sheets


def lettered(document: Document, number: int) -> DrawnPage:
    """A drawn page on which every character is a square of a hundredth of the page."""
    page = document.pages[number - 1]
    lines = [line for line in document.text[page.start : page.end].split("\n") if line]
    edges = array("f")
    for row, line in enumerate(lines):
        for column in range(len(line)):
            edges.extend((column / 100, row / 10, (column + 1) / 100, row / 10 + 0.01))
    return DrawnPage(600, 600, tuple(lines), edges, b"")


def test_boxes_of_marks_and_matches() -> None:
    start = PDF.text.index("rule number 5 ")
    quote = Span(start, PDF.text.index("Page 6") + 4)
    place = linked_place(PDF, quote)
    found = [(Span(start, start + 4), True)]
    asked: list[int] = []

    def drawn(number: int) -> DrawnPage:
        asked.append(number)
        return lettered(PDF, number)

    shown = sheets(PDF, page_window(PDF, quote), [place], found, [(600, 600)] * 40, drawn)
    assert [sheet.number for sheet in shown] == list(range(2, 9))
    assert asked == [5, 6]
    fifth, sixth = shown[3].boxes, shown[4].boxes
    assert [(box.number, box.first, box.current) for box in fifth] == [(0, True, False), (None, True, True)]
    assert [(box.number, box.first) for box in sixth] == [(0, False)]
    assert fifth[0].area == Rectangle(*(pytest.approx(edge) for edge in (0.04, 0.1, 0.26, 0.11)))
    assert sixth[0].area == Rectangle(*(pytest.approx(edge) for edge in (0.0, 0.0, 0.04, 0.01)))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_sheets_show_no_markup_of_strangers(payload: str) -> None:
    pages, headings = (Page(1, 0, len(payload)),), (Heading(1, 0, 3), Heading(1, 0, 3))
    item = replace(document(payload, payload, "en"), pages=pages, headings=headings)
    place = linked_place(item, Span(0, len(payload)))
    box = Box(Rectangle(0.1, 0.1, 0.5, 0.2), 0, True)
    drawing = Drawing((Sheet(item.sha256, 1, 595, 842, (box,)),), payload, True, 1)
    view = source_view(item, [place], 0, matches=Matches(payload, (Span(0, 1),), 1))
    for markup in (source_panel(view, [place], 0, EN, drawing), source_panel(view, [place], 0, EN)):
        tree = html.fragment_fromstring(markup)
        names = {element.tag for element in tree.iter()}
        known = "section header div p span bdi a img mark sup ol ul li nav details summary strong button"
        assert names <= set(known.split())
        assert [button.get("class") for button in tree.iter("button")] in ([], ["enlarge"])
        assert "\n" not in markup
        for image in tree.iter("img"):
            assert image.get("src") == f"/preuve/page/{item.sha256}/1.png"
        for element in tree.iter():
            assert not [name for name in element.attrib if name.startswith("on")]


# Where files are


def test_files_are_found_from_their_root(tmp_path: Path) -> None:
    folder = tmp_path / "e\u0301te\u0301"
    folder.mkdir()
    (folder / "re\u0301sume\u0301.pdf").write_bytes(b"x")
    assert path_of(str(tmp_path), "été/résumé.pdf") == folder / "re\u0301sume\u0301.pdf"
    assert path_of(str(folder / "re\u0301sume\u0301.pdf"), "résumé.pdf").is_file()
    assert not path_of(str(tmp_path), "été/other.pdf").exists()
