"""PDF: each letter once, each word whole, letters beyond U+FFFF, and what is said where letters are missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from ingest.load.pdf.reader import read
from rag.errors import FileRefused
from rag.types import LeftOut, Omission
from tests.fixtures.files import content_pdf, mapped_pdf, raw_pdf


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


def unmapped_pdf(codes: bytes, known: str = "", pages: int = 1) -> bytes:
    """A PDF whose `codes` are shown in a font of drawings that says nothing of its letters, and `known` in Helvetica.

    Each further page shows `known` only.
    """
    drawings = b"".join(b"/g%d 6 0 R " % code for code in range(1, 127))
    names = b"".join(b"/g%d " % code for code in range(1, 127))
    clear = b"BT /F 11 Tf 72 700 Td (%s) Tj ET" % known.encode("latin-1")
    first = clear + b" BT /T 12 Tf 72 650 Td <%s> Tj ET" % codes.hex().encode()
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents %d 0 R/Resources<</Font<</F 4 0 R/T 5 0 R>>>>>>"
    return raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R%s]/Count %d>>" % (b" 9 0 R" * (pages - 1), pages),
        page % 7,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 500 700]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 1/LastChar 126"
        b"/Widths[%s]/Encoding<</Differences[1 %s]>>/CharProcs<<%s>>/Resources<<>>>>"
        % (b"500 " * 126, names, drawings),
        b"<</Length 37>>\nstream\n500 0 0 0 500 700 d1 0 0 400 600 re f\nendstream",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(first), first),
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(clear), clear),
        page % 8,
    )


def test_a_shared_file_of_which_no_letter_is_known_says_so(shared: Path) -> None:
    with pytest.raises(FileRefused, match=r"letters are missing on page 1 \(100 %\)") as caught:
        read((shared / "inputs" / "files" / "pdf" / "type3-no-tounicode.pdf").read_bytes())
    assert caught.value.code == "no-text"


@pytest.mark.parametrize("codes", [bytes(range(1, 25)), bytes(range(33, 57))], ids=["controls", "signs"])
def test_missing_letters_are_told_with_their_page_and_share(codes: bytes) -> None:
    extracted = read(unmapped_pdf(codes, "Les tarifs de la salle.", pages=2))
    assert extracted.text == "Les tarifs de la salle.\n\nLes tarifs de la salle."
    assert extracted.left_out == (LeftOut(Omission.UNMAPPED, (1, 56)),)
    assert extracted.warnings == ()


def test_letters_that_are_coded_as_ascii_are_read_though_the_font_does_not_say_so() -> None:
    extracted = read(unmapped_pdf(b"Les prix montent en hiver"))
    assert (extracted.text, extracted.left_out) == ("Les prix montent en hiver", ())


@pytest.mark.parametrize("glyphs", ["st|a|ff", "ff|e|tt", "w|a|tt|, |ffl|u|ff"])
def test_two_letters_that_one_glyph_stands_for_are_two(glyphs: str) -> None:
    assert read(mapped_pdf(glyphs.split("|"))).text == glyphs.replace("|", "")
