"""The time of everything that walks a text grows with the text, whatever the text is.

A hostile file or question must cost what an honest one of its length costs: what is quadratic takes minutes for a
megabyte, and holds the program for so long.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ingest.load.garbled import warnings
from ingest.load.text import markdown, plain
from ingest.split import split
from rag.answers import Verdict
from rag.index.analysis import analyse_passage
from rag.language.characters import straighten
from rag.language.cues import fits, leans
from rag.language.folding import fold
from rag.language.items import last_items
from rag.language.language import analyse, detect, numbers
from rag.language.questions import Kind
from rag.language.senses.negation import negations
from rag.language.sentences import sentences
from rag.language.text import canonical
from rag.proof.quotes import Haystack
from rag.proof.support import LONGEST_CLAIM, Source, check
from rag.search.matching import Clue, Matcher, view
from rag.types import Document, Heading, Page, Passage, Span
from tests.fixtures.growth import MOST, SHAPES, growth, of_length
from ui.neutralise import flowing, name_markup, text_markup
from ui.page.markup.panel import outline, source_panel
from ui.page.markup.proofs import snippet
from ui.page.places import Place
from ui.page.search import Finder
from ui.page.sheets import page_window
from ui.page.source import source_view
from ui.words.lexicon import FRENCH

pytestmark = pytest.mark.slow

PAGE = 500  # characters of the pages of a document
SAID = "Le chat ne dort pas à Rabat depuis 5 ans, car le plan de 2021 a 3 axes."
ASKED = frozenset({"chat"})


def document(text: str, headings: tuple[Heading, ...] = ()) -> Document:
    pages = tuple(Page(at // PAGE + 1, at, min(at + PAGE, len(text))) for at in range(0, len(text), PAGE))
    return Document("a.pdf", "0" * 64, "pdf", text, "fr", pages, headings)


def passage(text: str) -> Passage:
    return Passage("a:00000", "a.txt", "0" * 64, 0, 0, len(text), text, "fr", sentences=sentences(text, "fr"))


def items(text: str) -> None:
    last_items(text, sentences(text, "fr"))


def matched(text: str) -> None:
    one = passage(text)
    clues = [Clue("chat", 1.0, frozenset({"plan"})), Clue("rabat", 1.0, exact=True), Clue("5", 1.0)]
    Matcher(clues).search([view(one, analyse_passage(one, ""))])


def drawn(text: str) -> None:
    """The whole of a document beside an answer that cites a third of it."""
    start, end = len(text) // 3, 2 * len(text) // 3
    place = Place(1, "a.pdf", "0" * 64, start, end, text[start:end], 1, "Titre", Verdict.EXACT)
    shown = document(text, tuple(markdown.headings(text)))
    page_window(shown, place.span)
    seen = source_view(shown, [place], 1, Span(0, len(text)))
    outline(seen, FRENCH)
    source_panel(seen, [place], 1, FRENCH)
    snippet(text)


WALKS: dict[str, Callable[[str], object]] = {
    "canonical text": canonical,
    "folding": fold,
    "straightening": straighten,
    "sentences in French": lambda text: sentences(text, "fr"),
    "sentences in Arabic": lambda text: sentences(text, "ar"),
    "items": items,
    "headings of plain text": plain.headings,
    "headings of Markdown": lambda text: list(markdown.headings(text)),
    "splitting": lambda text: split(document(text), 1000),
    "splitting at headings": lambda text: split(document(text, tuple(markdown.headings(text))), 1000),
    "language": detect,
    "analysis in French": lambda text: analyse(text, "fr"),
    "analysis in Arabic": lambda text: analyse(text, "ar"),
    "numerals and dates in French": lambda text: numbers(text, "fr"),
    "numerals and dates in English": lambda text: numbers(text, "en"),
    "negations in French": lambda text: negations(text, "fr"),
    "negations in English": lambda text: negations(text, "en"),
    "negations in Arabic": lambda text: negations(text, "ar"),
    "garbled text": warnings,
    "turns of phrase": lambda text: leans(text, "fr"),
    **{
        f"cues of {kind.value}": lambda text, kind=kind: fits(kind, text, text.split(), ASKED, "fr")  # type: ignore[misc]
        for kind in (Kind.NAME, Kind.REASON, Kind.AMOUNT, Kind.LIST)
    },
    "matching": matched,
    "support by a long source": lambda text: check(SAID, "fr", [Source(text, "fr", text)]),
    "quotes": lambda text: Haystack(text).find(SAID),
    "quotes of the text": lambda text: Haystack(text).find(text[7:50]),
    "long quotes": lambda text: Haystack(text).find(text[: len(text) // 2]),
    "near quotes": lambda text: Haystack(text).nearest(text[: len(text) // 2], 0.9),
    "drawing of a page": drawn,
    "markup of a text": text_markup,
    "markup of a name": name_markup,
    "a sentence of a page": flowing,
    "search in a document": lambda text: Finder().find(document(text), "chat"),
}


LONG_WALKS = [
    ("sentences in French", "1. ", 40_000),
    ("analysis in French", "rabat" + " le" * 600_000, 100_000),
    ("cues of name", "Rabat ", 20_000),
    ("canonical text", "le ", 5_000_000),
    ("garbled text", "(cid:1)", 5_000_000),
]
"""What was quadratic with so little work a character that it shows in long texts only, and texts of 20 MB."""


@pytest.mark.parametrize("walk", WALKS)
@pytest.mark.process
def test_four_times_the_text_takes_four_times_the_time(walk: str) -> None:
    found = {shape: growth(WALKS[walk], unit) for shape, unit in SHAPES.items()}
    assert {shape: round(times, 1) for shape, times in found.items() if times > MOST} == {}


@pytest.mark.parametrize(
    ("walk", "unit", "length"), LONG_WALKS, ids=[f"{walk}, {length}" for walk, _, length in LONG_WALKS]
)
def test_four_times_a_long_text_takes_four_times_the_time(walk: str, unit: str, length: int) -> None:
    assert growth(WALKS[walk], unit, length) <= MOST


@pytest.mark.parametrize("shape", ["short lines", "numbers", "capitals"])
def test_a_claim_has_a_limit_and_is_compared_within_it(shape: str) -> None:
    claim = of_length(SHAPES[shape], LONGEST_CLAIM)
    assert check(f"{claim}a", "fr", [Source(claim, "fr")]).reason == "it is too long to be compared with its source"
    assert growth(lambda text: check(claim, "fr", [Source(text, "fr", text)]), SHAPES[shape]) <= MOST
