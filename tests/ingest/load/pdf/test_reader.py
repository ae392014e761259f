"""PDF: pages, reading order, headings, and files that are no good."""

from __future__ import annotations

import itertools

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.load.extracted import Extracted
from ingest.load.pdf.reader import read
from rag.errors import FileRefused
from tests.fixtures.files import (
    LEFT_COLUMN,
    RIGHT_COLUMN,
    both,
    content_pdf,
    lines,
    pdf,
    picture,
    turned,
    two_columns,
)
from tests.fixtures.reliability import CountRow


def plain(*texts: str) -> str:
    """Lines with ligatures written out."""
    return "\n".join(texts).replace("ﬃ", "ffi").replace("ﬁ", "fi").replace("ﬂ", "fl").replace("ﬀ", "ff")


def words(extracted: Extracted) -> list[tuple[int, str]]:
    return [(heading.level, extracted.text[heading.start : heading.end]) for heading in extracted.headings]


@pytest.mark.parametrize("across", [False, True], ids=["by column", "row by row"])
def test_two_columns_with_ligatures_are_read_one_after_the_other(across: bool) -> None:
    extracted = read(pdf(two_columns(across, "Un titre sur la page")))
    assert extracted.text == f"Un titre sur la page\n\n{plain(*LEFT_COLUMN)}\n\n{plain(*RIGHT_COLUMN)}"


def test_a_table_is_read_row_by_row() -> None:
    def draw(canvas: Canvas) -> None:
        for row, (city, budget) in enumerate(
            (("Rabat", "12 MAD"), ("Fès", "8 MAD"), ("Oujda", "5 MAD"), ("Safi", "4"))
        ):
            canvas.drawString(60, 700 - 14 * row, city)
            canvas.drawString(300, 700 - 14 * row, budget)

    assert read(pdf(draw)).text.split() == "Rabat 12 MAD Fès 8 MAD Oujda 5 MAD Safi 4".split()


@pytest.mark.parametrize(("text_angle", "page_angle"), list(itertools.product((0, 90, 180, 270), repeat=2)))
def test_turned_text_on_turned_pages(text_angle: int, page_angle: int) -> None:
    texts = ("Le premier rang est ici.", "Le second rang suit.", "Le dernier ferme la marche.")
    extracted = read(pdf(turned(lines(*texts, top=500, left=150), text_angle, page_angle)))
    assert extracted.text == "\n".join(texts)


def test_pages_tile_the_text_and_a_sentence_may_cross_them() -> None:
    extracted = read(pdf(lines("Une phrase qui va jusqu’à la", size=11), lines("page suivante."), lines("Une autre.")))
    assert extracted.text == "Une phrase qui va jusqu’à la\npage suivante.\n\nUne autre."
    assert [page.number for page in extracted.pages] == [1, 2, 3]
    assert "".join(extracted.text[page.start : page.end] for page in extracted.pages) == extracted.text
    assert extracted.text[extracted.pages[1].start :].startswith("page suivante.")


def test_headings_by_size_and_weight_and_paragraphs_by_distance() -> None:
    body = lines(
        "Le corps du texte commence ici et", "continue sur une ligne.", "", "Un autre paragraphe suit.", top=700
    )
    page = both(
        lines("Le grand titre", size=20, top=780),
        lines("Une partie", size=14, top=730),
        body,
        lines("Un titre gras", top=620, font="Helvetica-Bold"),
        lines("Le texte qui suit.", top=590),
    )
    extracted = read(pdf(page))
    assert words(extracted) == [(1, "Le grand titre"), (2, "Une partie"), (3, "Un titre gras")]
    assert "continue sur une ligne.\n\nUn autre paragraphe" in extracted.text


def test_the_size_of_letters_is_that_on_the_page() -> None:
    content = (
        b"BT /F 1 Tf 24 0 0 24 50 700 Tm (Titre) Tj ET "
        b"BT /F 24 Tf .5 0 0 .5 50 650 Tm (Le corps du texte est plus petit.) Tj ET"
    )
    assert words(read(content_pdf(content))) == [(1, "Titre")]


def test_a_word_that_is_divided_keeps_its_hyphen_and_line_break() -> None:
    extracted = read(pdf(lines("Une mesure de gouver-", "nance des données.")))
    assert extracted.text == "Une mesure de gouver-\nnance des données."


def test_protected_files(fault_row: CountRow) -> None:
    assert read(pdf(lines("Ouvert à la lecture."), owner="secret")).text == "Ouvert à la lecture."
    for owner in (None, "other"):
        with pytest.raises(FileRefused, match="password") as caught:
            read(pdf(lines("Fermé."), password="secret", owner=owner))
        assert caught.value.code == "encrypted"
    fault_row(32).happened(times=3)


def test_scanned_pages_are_told(fault_row: CountRow) -> None:
    extracted = read(pdf(lines("Du texte."), picture, lines("Encore.")))
    (warning,) = extracted.warnings
    assert warning.startswith("no text layer on 1 of 3 pages: 2;")
    with pytest.raises(FileRefused, match="no text layer on 2 of 2 pages") as caught:
        read(pdf(picture, picture))
    assert caught.value.code == "no-text"
    fault_row(34).happened(times=2)


def test_a_file_that_is_cut_off_is_refused_or_says_so() -> None:
    whole = pdf(*(lines(f"La page {number} du document.") for number in range(1, 9)))
    outcomes = set()
    for tenth in range(1, 10):
        try:
            extracted = read(whole[: len(whole) * tenth // 10])
        except FileRefused as refused:
            assert refused.code in ("damaged", "no-text")
            outcomes.add("refused")
        else:
            assert any("cut off" in warning for warning in extracted.warnings)
            outcomes.add("partial")
    assert "refused" in outcomes


def test_a_table_of_objects_that_has_moved_is_told() -> None:
    whole = pdf(lines("Du texte."))
    damaged = whole.replace(b"endobj", b"endobj" + b" " * 50, 1)
    assert read(damaged).warnings == (
        "the PDF is damaged: its table of objects is not where it should be; text may be missing",
    )
