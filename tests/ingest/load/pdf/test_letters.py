"""PDF: each letter once, each word whole, letters beyond U+FFFF, and what is said where letters are missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from ingest.load.pdf.reader import read
from tests.fixtures.files import content_pdf, mapped_pdf


def letter_by_letter(text: str, size: float, second: float, pitch: float = 0.0, room: float = 0.0) -> bytes:
    """A page on which each letter is drawn twice, `second` points apart; `pitch` sets all letters equally wide."""
    left, content = 72.0, []
    for letter in text:
        content += [b"BT /F %g Tf %g 700 Td (%s) Tj ET" % (size, left + at, letter.encode()) for at in (0, second)]
        left += pitch or stringWidth(letter, "Helvetica", size) + room
    return content_pdf(b"\n".join(content))


def test_shared_letters_drawn_twice(shared: Path) -> None:
    text = read((shared / "inputs" / "files" / "pdf" / "fake-bold-letters.pdf").read_bytes()).text
    assert text == "Montant total\n\nLa somme est due au 30 juin."


@pytest.mark.parametrize("text", ["Montant total", "AVIS AU PUBLIC", "Convocation annuelle", "Bulles et balles"])
@pytest.mark.parametrize("second", [0.3, 1.0])
@pytest.mark.parametrize(("pitch", "room"), [(0.0, 0.0), (11.0, 0.0), (0.0, 5.0)], ids=["close", "pitch", "room"])
def test_letters_drawn_twice_and_set_apart(text: str, second: float, pitch: float, room: float) -> None:
    assert read(letter_by_letter(text, 14, second, pitch, room)).text == text


def test_single_letters_of_a_table_stay_apart() -> None:
    assert read(letter_by_letter("ABCDEF", 12, 0.0, pitch=40)).text == "A B C D E F"
    assert read(letter_by_letter("12 450 7", 12, 0.0)).text == "12 450 7"


def test_shared_letters_beyond_the_first_plane(shared: Path) -> None:
    extracted = read((shared / "inputs" / "files" / "pdf" / "astral-math.pdf").read_bytes())
    assert extracted.text == "La variable 𝑅=𝑥2 vaut le double en hiver."
    assert not extracted.warnings


@pytest.mark.parametrize(
    ("glyphs", "text"),
    [(("𝑓", "(", "𝑥", ")", "=", "𝑎", "𝑥", "²"), "𝑓(𝑥)=𝑎𝑥²"), (("a", " ", "😀", " ", "b", "𐎠"), "a 😀 b𐎠")],
)
def test_letters_beyond_the_first_plane_are_letters(glyphs: tuple[str, ...], text: str) -> None:
    assert read(mapped_pdf(glyphs)).text == text


def test_hyphens_at_line_ends_are_kept_beside_letters_beyond_the_first_plane() -> None:
    lines = ("Soit 𝑅 la mesure de gouver-", "nance et le rendez-", "vous de la sous-", "direction.")
    codes = {letter: number for number, letter in enumerate(dict.fromkeys("".join(lines)), 40)}
    shown = [bytes(codes[letter] for letter in line).hex().encode() for line in lines]
    content = b" ".join(b"BT /F 11 Tf 72 %d Td <%s> Tj ET" % (700 - 14 * row, line) for row, line in enumerate(shown))
    assert read(mapped_pdf(list(codes), first=40, content=content)).text == "\n".join(lines)
