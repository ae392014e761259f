"""Drawn pages are recognised: words, boxes, orientation; the bars of quality are those of the docs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from ingest.load.recognition import tesseract
from ingest.load.recognition.page import recognise
from ingest.load.recognition.words import RecognisedPage
from rag.language.folding import fold_plain
from tests import CHECKOUT
from tests.fixtures.made.scans import ARABIC, SANS, SERIF, PretendedTesseract, drawn, engine, pretended

pytestmark = [pytest.mark.process, pytest.mark.slow]

CORPUS = CHECKOUT / "eval/data/corpus"
FRENCH = (CORPUS / "fr/strategies-precedentes.txt").read_text("utf-8")
ARABIC_TEXT = (CORPUS / "ar/sihha-raqmiya.txt").read_text("utf-8")
MOST_WRONG, MOST_WRONG_ARABIC = 0.01, 0.09


def words(text: str) -> list[str]:
    return re.findall(r"\w+", fold_plain(text))


def wrong(text: str, page: RecognisedPage) -> tuple[int, int]:
    """Words of the text that were not recognised as they are, and all of them."""
    there, found = words(text), words("\n".join(line.text for line in page.lines))
    same = sum(block.size for block in SequenceMatcher(None, there, found, False).get_matching_blocks())
    return len(there) - same, len(there)


def test_french_pages_of_three_resolutions_tilted_and_not() -> None:
    pages = [(150, 2.0, SERIF), (200, 0.0, SANS), (300, 2.0, SERIF)]
    counts = [wrong(FRENCH, recognise(engine(), drawn(FRENCH, dpi, tilt, name), dpi)) for dpi, tilt, name in pages]
    assert sum(lost for lost, _ in counts) <= MOST_WRONG * sum(total for _, total in counts), counts


def test_an_arabic_page() -> None:
    page = recognise(engine(), drawn(ARABIC_TEXT, 200, 2.0, ARABIC, rtl=True), 200)
    lost, total = wrong(ARABIC_TEXT, page)
    assert lost <= MOST_WRONG_ARABIC * total
    first = page.lines[0].words
    assert first[0].right > first[-1].right  # read from right to left


def test_a_page_upside_down_is_turned_and_its_boxes_stand_where_the_words_are() -> None:
    text = "Le registre des dépôts est tenu par la commission régionale de Ouarzazate depuis la fin de 2019."
    upright = drawn(f"{text}\n{text}\n{text}", 200)
    page = recognise(engine(), upright.rotate(180), 200)
    assert page.turn == 180
    assert words(page.lines[0].text)[:5] == words("le registre des dépôts est")
    # The first word begins at the left margin of the page before it was turned, so near its right edge now.
    assert page.lines[0].words[0].right == pytest.approx(1 - 0.9 / 8.27, abs=0.01)
    assert page.lines[0].words[0].bottom == pytest.approx(1 - 0.9 / 11.69, abs=0.02)


@pytest.fixture
def program(tmp_path: Path) -> Iterator[PretendedTesseract]:
    with pretended(tmp_path / "bin") as made:
        yield made


def test_noise_is_left_out(program: PretendedTesseract) -> None:
    found = tesseract.engine()
    assert found is not None
    program.says("Une phrase claire", "~ ;:", percent=90)
    page = recognise(found, drawn("x", 100), 100)
    assert [line.text for line in page.lines] == ["Une phrase claire"]
    program.says("rien de sûr", percent=20)
    assert recognise(found, drawn("x", 100), 100).lines == ()
