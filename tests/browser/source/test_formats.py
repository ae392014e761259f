"""Each format beside the answer: rows, mails, chapters, slides, subtitles, and scans with the boxes of their words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from PIL import ImageDraw
from playwright.sync_api import Browser, expect

from ingest.sync import sync
from rag.assistant import Assistant
from rag.embedding.embedder import HashEmbedder
from rag.index.parts import document_id
from rag.settings import make_settings
from rag.types import Document
from tests.fixtures.browser import Watched, keep_screenshot, quiet_pages
from tests.fixtures.made.packages import book, presentation, shape, slide
from tests.fixtures.made.scans import SERIF, as_pdf, drawn, engine, font
from tests.fixtures.made.workbook import number, row, workbook
from tests.fixtures.tab import serving

pytestmark = pytest.mark.browser

SCANNED = "Le registre des dépôts est tenu à Ouarzazate par la commission régionale."
DPI = 150
TOP, LEFT = 0.9 / 11.69, 0.9 / 8.27
"""Where the first line of a drawn page begins, in parts of it."""

MAIL = """From: Nadia Berrada <nadia@example.org>
To: comite@example.org
Subject: Le calendrier des travaux
Date: Tue, 5 Mar 2024 09:00:00 +0100
Message-ID: <1@example.org>
Content-Type: text/plain; charset=utf-8

Les travaux du pont commencent en avril.
"""
SUBTITLES = (
    "1\n00:00:05,000 --> 00:00:08,000\nLe barrage se remplit.\n\n2\n00:01:30,000 --> 00:01:33,000\nIl déborde.\n"
)
SHEET = row(1, "Ville", "Montant") + "".join(row(at, f"Ville {at}", number(at)) for at in range(2, 400))
BOOK = {"a": "<h1>Le départ</h1><p>Ils partirent à l’aube.</p>", "b": "<h1>Le retour</h1><p>Ils revinrent au soir.</p>"}
FILES = {
    "budget.xlsx": workbook(SHEET),
    "courrier.eml": MAIL.encode(),
    "film.srt": SUBTITLES.encode(),
    "livre.epub": book(BOOK),
    "expose.pptx": presentation(
        slide(shape("Le contexte", kind="title"), shape("La pluie manque.", kind="body")),
        slide(shape("Le projet", kind="title"), shape("Un canal de plus.", kind="body")),
    ),
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    engine()
    folder = tmp_path_factory.mktemp("formats") / "documents"
    folder.mkdir()
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    (folder / "scan.pdf").write_bytes(as_pdf([drawn(SCANNED, DPI, points=14)], DPI))
    settings = make_settings(index=folder.parent / "index")
    sync([folder], settings, HashEmbedder())
    with closing(Assistant(settings, HashEmbedder())) as opened:
        yield opened


@pytest.fixture(scope="module")
def url(assistant: Assistant) -> Iterator[str]:
    with serving(assistant) as address:
        yield address


@pytest.fixture
def chat(browser: Browser, url: str) -> Iterator[Watched]:
    with quiet_pages(browser, url) as open_page:
        yield open_page(viewport={"width": 1400, "height": 900})


def follow(chat: Watched, assistant: Assistant, file: str, quote: str) -> None:
    """Open a document at a quote, as a link from elsewhere does, and wait until it is marked."""
    document: Document | None = assistant.document(file)
    assert document is not None
    start = document.text.index(quote)
    link = f"cite-9-1-{document_id(file, document.sha256)}-{start}-{start + len(quote)}"
    chat.page.evaluate("(link) => { location.hash = link; location.reload(); }", link)
    chat.page.wait_for_selector("#source mark.current", state="attached", timeout=60_000)


def shown(chat: Watched) -> Any:
    return chat.page.locator("#source .text")


def test_each_format_is_shown_as_what_it_is(chat: Watched, assistant: Assistant) -> None:
    follow(chat, assistant, "budget.xlsx", "Ville 350")
    chat.mark_comes_into_view()
    expect(chat.page.locator("#source tr:has(mark.current) .row-start")).to_have_text("350")
    follow(chat, assistant, "courrier.eml", "commencent en avril")
    for words in ("Le calendrier des travaux", "Nadia Berrada", "comite@example.org"):
        expect(shown(chat)).to_contain_text(words)
    follow(chat, assistant, "livre.epub", "Ils revinrent")
    expect(chat.page.locator("#source .text .heading")).to_have_text(["Le départ", "Le retour"])
    follow(chat, assistant, "film.srt", "Il déborde.")
    expect(shown(chat)).to_contain_text("00:01:30")
    follow(chat, assistant, "expose.pptx", "Un canal de plus.")
    expect(chat.page.locator("#source .text .heading")).to_have_text(["Le contexte", "Le projet"])
    expect(chat.page.locator("#source .page-start")).to_have_text(["slide 1", "slide 2"])


def test_a_scan_is_its_picture_with_the_quote_marked_on_it(chat: Watched, assistant: Assistant) -> None:
    follow(chat, assistant, "scan.pdf", "dépôts")
    expect(chat.page.locator("#source .page-start")).to_contain_text("recognised, 9")
    chat.page.wait_for_function("() => document.querySelector('#source .paper img').naturalWidth > 0")
    left, top, right, bottom = chat.page.evaluate("""() => {
      const box = document.querySelector('#source .paper mark.current').getBoundingClientRect();
      const page = document.querySelector('#source .paper img').getBoundingClientRect();
      return [(box.left - page.left) / page.width, (box.top - page.top) / page.height,
              (box.right - page.left) / page.width, (box.bottom - page.top) / page.height];
    }""")
    keep_screenshot(chat.page, "scan")
    # The word is the fourth of its line: behind « Le registre des », whose width the same font gives.
    letters, page = font(SERIF, round(14 * DPI / 72)), drawn("", DPI)
    drawing = ImageDraw.Draw(page)
    before, word = (drawing.textlength(words, font=letters) / page.width for words in ("Le registre des ", "dépôts"))
    assert left == pytest.approx(LEFT + before, abs=0.01)
    assert right == pytest.approx(LEFT + before + word, abs=0.01)
    assert TOP - 0.005 <= top < bottom <= TOP + 14 * 1.4 / 72 / 11.69
