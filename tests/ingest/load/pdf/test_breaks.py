"""PDF: pages that pdfium takes for vertical writing, and lines that it breaks before a raised number."""

from __future__ import annotations

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from ingest.load.pdf.breaks import rejoined
from ingest.load.pdf.reader import read
from ingest.load.pdf.runs import Box
from tests.fixtures.files import content_pdf

Row = list[tuple[float, str]]


def letter_by_letter(*rows: Row) -> bytes:
    """A page of rows whose words begin at a place, each letter drawn by itself as Chromium does."""
    content = []
    for number, row in enumerate(rows):
        for left, words in row:
            for letter in words:
                shown = letter.encode("latin-1").replace(b"(", b"\\(").replace(b")", b"\\)")
                content.append(b"BT /F 11 Tf %g %g Td (%s) Tj ET" % (left, 770 - 16 * number, shown))
                left += stringWidth(letter, "Helvetica", 11)
    return content_pdf(b"\n".join(content))


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        # The last page of a table.
        (
            [
                [(69, "Poste"), (412, "Budget")],
                [(69, "la facture"), (412, "2/12")],
                [(69, "deux photos"), (412, "3/12")],
            ],
            "Poste Budget\nla facture 2/12\ndeux photos 3/12",
        ),
        # The last lines of a paragraph that is justified.
        (
            [
                [(69 + 60 * number, word) for number, word in enumerate("The Council on Human Rights speaks".split())],
                [(69, "and privacy.")],
            ],
            "The Council on Human Rights speaks\nand privacy.",
        ),
        ([[(69, "Le total"), (500, "1 250")]], "Le total 1 250"),
    ],
)
def test_a_page_of_a_few_lines_has_its_words(rows: list[Row], text: str) -> None:
    assert read(letter_by_letter(*rows)).text == text


@pytest.mark.parametrize("after", [b"( m de long)", b"(, soit peu)"])
def test_a_raised_number_behind_another_one_stays_in_its_line(after: bytes) -> None:
    content = (
        b"BT /F 12 Tf 72 700 Td (de 10) Tj 5 Ts /F 9 Tf (3) Tj 0 Ts /F 12 Tf %s Tj 0 -14 Td (La suite.) Tj ET" % after
    )
    assert read(content_pdf(content)).text == f"de 103{after[1:-1].decode()}\nLa suite."


class Set:
    """Letters of ten points that begin at these places, the ones behind a line break a line lower where they say so."""

    def __init__(self, *places: tuple[float, float]) -> None:
        self._places = places

    def box(self, index: int) -> Box:
        left, bottom = self._places[index]
        return Box(left, bottom, left + 5, bottom + 10)


def test_breaks_of_lines_and_between_columns_stay() -> None:
    below = Set((0, 20), (5, 20), (0, 0), (0, 0), (0, 8), (5, 8))
    assert rejoined("ab\r\ncd", below) is None
    beside = Set((0, 20), (5, 20), (0, 0), (0, 0), (22, 20), (27, 20))
    assert rejoined("ab\r\ncd", beside) is None
