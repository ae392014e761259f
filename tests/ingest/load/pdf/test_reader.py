"""PDF: pages, reading order, headings, and files that are no good."""

from __future__ import annotations

import itertools
from functools import partial

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.load.extracted import Extracted
from ingest.load.pdf.columns import Box
from ingest.load.pdf.leftward import moved_letters
from ingest.load.pdf.reader import read
from rag.errors import FileRefused
from tests.fixtures.browser import chromium
from tests.fixtures.files import (
    LEFT_COLUMN,
    RIGHT_COLUMN,
    both,
    content_pdf,
    ligature_font,
    lines,
    pdf,
    picture,
    turned,
    two_columns,
    with_actual_text,
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


def test_arabic_in_visual_order_and_presentation_forms_is_read_as_letters() -> None:
    # The word « السلام » as a typesetter writes it: shaped letters (with the ligature lam-alef) from left to right.
    shaped = "\ufee1\ufefc\ufeb4\ufedf\ufe8d"

    def draw(canvas: Canvas) -> None:
        canvas.setFont(ligature_font(), 14)
        canvas.drawString(100, 700, shaped)

    if ligature_font() != "DejaVuSans":
        pytest.skip("no font with Arabic letters on this machine (DejaVu Sans)")
    assert read(pdf(draw)).text == "السلام"


def test_arabic_whose_glyphs_each_say_their_letter_is_read_from_right_to_left() -> None:
    if ligature_font() != "DejaVuSans":
        pytest.skip("no font with Arabic letters on this machine (DejaVu Sans)")
    assert read(pdf(partial(with_actual_text, "للموظف"))).text == "للموظف"


@pytest.mark.browser
def test_arabic_that_a_browser_printed_has_the_words_of_its_page() -> None:
    lines = (
        "لائحة الإجازات السنوية",
        "السلام عليكم، هذه الآلات والأدوات تباع في المستشفى كل يوم.",
        "لا يجوز للموظف أن يأخذ الإجازة إلا بموافقة المدير.",
        "صدر النظام سنة 2019، وعدل في سنة 2024.",
    )
    with chromium() as browser:
        page = browser.new_page()
        style = 'p { font: 14pt "Noto Sans Arabic", "Noto Naskh Arabic", "DejaVu Sans" }'
        page.set_content(f'<html dir="rtl"><style>{style}</style>{"".join(f"<p>{line}</p>" for line in lines)}')
        assert read(page.pdf(format="A4")).text.split() == " ".join(lines).split()


def test_only_words_out_of_order_are_moved_and_marks_stay_with_their_letters() -> None:
    def moved(text: str, *middles: float) -> str:
        order = moved_letters(text, lambda at: Box(middles[at] - 5, 0, middles[at] + 5, 10))
        return "".join(text[order.get(at, at)] for at in range(len(text)))

    # Each letter with its mark above it, word for word from left to right and from right to left.
    assert moved("ب\u064eت\u064f", 10, 11, 20, 21) == "ت\u064fب\u064e"
    assert moved("ت\u064fب\u064e", 20, 21, 10, 11) == "ت\u064fب\u064e"
    # A mark that has a place of its own beside the letter, as in the pieces of Chromium.
    assert moved("نا\u0650", 10, 30, -2) == "ان\u0650"
    assert moved("ab ١٢ cd", *range(0, 80, 10)) == "ab ١٢ cd"
    # A full stop to the left of a number ends an Arabic sentence; to the right, or among Latin words, it does not.
    assert moved("سنة .24", 60, 50, 40, 30, 10, 15, 20) == "سنة 24."
    assert moved("سنة .24", 60, 50, 40, 30, 20, 10, 15) == "سنة .24"
    assert moved("سنة\na .24", 60, 50, 40, 30, 0, 5, 10, 15, 20) == "سنة\na .24"
    assert moved("فظ ab لم", 60, 70, 55, 30, 40, 45, 10, 20) == "ظف ab مل"


def test_protected_files(fault_row: CountRow) -> None:
    assert read(pdf(lines("Ouvert à la lecture."), owner="secret")).text == "Ouvert à la lecture."
    for owner in (None, "other"):
        with pytest.raises(FileRefused, match="password") as caught:
            read(pdf(lines("Fermé."), password="secret", owner=owner))
        assert caught.value.code == "encrypted"
    fault_row(32).happened(times=3)


def test_scanned_pages_are_told(fault_row: CountRow) -> None:
    extracted = read(pdf(lines("Du texte."), picture, lines("Encore.")))
    assert extracted.warnings == ("no text layer on 1 of 3 pages: 2",)
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
