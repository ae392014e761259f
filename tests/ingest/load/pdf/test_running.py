"""PDF: running headers, footers and watermarks stand once, are no headings and cut no sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.load import Loader
from ingest.load.pdf.pages import PageReader
from ingest.load.pdf.reader import read
from rag.types import LeftOut, Omission, Span
from tests.fixtures.files import Draw, both, lines, pdf

BODY = (
    ("La commission se réunit chaque trimestre et rend un avis sur", "toutes les demandes. Elle est présidée par la"),
    ("maire de Valmont, qui peut déléguer cette charge à une adjointe", "ou à un conseiller. Ses avis sont publiés."),
    ("Le secrétaire tient le registre des décisions de la commission.", "Il en délivre copie à qui le demande."),
)


def watermark(text: str) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.setFont("Helvetica", 48)
        canvas.translate(150, 300)
        canvas.rotate(45)
        canvas.drawString(0, 0, text)
        canvas.restoreState()

    return draw


def document(header: str = "", footer: str = "", across: str = "", pages: int = 3) -> bytes:
    """Pages of running text; a `#` in the footer is the number of the page."""
    drawn = []
    for number in range(1, pages + 1):
        parts = [lines(*BODY[(number - 1) % 3], size=11, top=700)]
        if across:
            parts.insert(number % 2, watermark(across))
        if header:
            parts.append(lines(header, size=16, top=800, font="Helvetica-Bold"))
        if footer:
            parts.insert(0, lines(footer.replace("#", str(number)), size=8, top=40, left=100 + 200 * (number % 2)))
        drawn.append(both(*parts))
    return pdf(*drawn)


def test_the_shared_watermark_stands_once_and_is_no_heading(shared: Path) -> None:
    extracted = read((shared / "inputs" / "files" / "pdf" / "watermark-heading.pdf").read_bytes())
    assert [extracted.text[at.start : at.end] for at in extracted.headings] == ["TITRE PREMIER"]
    assert extracted.text.count("Copie du greffe de Valmont") == 1
    assert extracted.left_out == (LeftOut(Omission.REPEATED, (2,)),)


@pytest.mark.parametrize("pages", [2, 3, 6])
@pytest.mark.parametrize(
    ("header", "footer", "across"),
    [
        ("Règlement de la commission", "", ""),
        ("", "Commune de Valmont - page #", ""),
        ("", "#", ""),
        ("", "", "PROJET"),
        ("Règlement de la commission", "Valmont, # / 6", "COPIE"),
    ],
)
def test_what_runs_on_stands_once_and_cuts_no_sentence(header: str, footer: str, across: str, pages: int) -> None:
    extracted = read(document(header, footer, across, pages))
    assert "Elle est présidée par la\nmaire de Valmont, qui peut" in extracted.text
    expected = [header, footer.replace("#", str(pages)), across]
    whole = extracted.text.split("\n")
    assert [whole.count(text) for text in filter(None, expected)] == [1] * len(list(filter(None, expected)))
    assert extracted.headings == ()
    shown = len(list(filter(None, expected)))
    assert extracted.left_out == (LeftOut(Omission.REPEATED, (shown * (pages - 1),)),)
    assert "".join(extracted.text[page.start : page.end] for page in extracted.pages) == extracted.text


def test_rows_of_numbers_and_labels_that_stand_alike_on_all_pages_are_kept() -> None:
    def bill(number: int) -> Draw:
        rows = (
            f"Facture de {('mars', 'avril', 'mai', 'juin')[number]}",
            "Total :",
            f"{number * 37 + 120} euros",
            "À payer",
        )
        return lines(*rows, top=700)

    text = read(pdf(*(bill(number) for number in range(4)))).text
    assert text.count("Total :") == 4
    assert [f"{number * 37 + 120} euros" in text for number in range(4)] == [True] * 4


def test_a_heading_that_counts_with_the_pages_is_kept() -> None:
    pages = [both(lines(f"Article {number}", top=800), lines(*BODY[number - 1], top=700)) for number in (1, 2, 3)]
    text = read(pdf(*pages)).text
    assert ["Article 1" in text, "Article 2" in text, "Article 3" in text] == [True] * 3


def test_pages_of_nothing_but_the_same_lines_keep_them() -> None:
    assert read(pdf(*[lines("Formulaire", "à remplir")] * 3)).text.count("Formulaire\nà remplir") == 3


def test_letters_askew_on_a_single_page_are_no_heading() -> None:
    extracted = read(pdf(both(watermark("BROUILLON"), lines(*BODY[0], size=11, top=700))))
    assert "BROUILLON" in extracted.text
    assert extracted.headings == ()


@pytest.mark.process
def test_a_quote_is_framed_on_a_page_whose_header_was_left_out(tmp_path: Path, loader: Loader) -> None:
    path = tmp_path / "file.pdf"
    path.write_bytes(document("Règlement de la commission", "#", "PROJET"))
    read_document = loader.load(path, path.name)
    reader = PageReader()
    page = read_document.pages[1]
    drawn = reader.page(path, read_document.sha256, 2)
    reader.close()
    text = read_document.text[page.start : page.end]
    at = text.index("déléguer")
    ((box,),) = drawn.boxes(text, [Span(at, at + len("déléguer"))])
    assert 0.15 < box.top < box.bottom < 0.20


def test_headers_by_turns_stand_where_no_sentence_goes_on() -> None:
    drawn = [
        both(lines(("Ville de Valmont", "Avis")[number % 2], size=9, top=800), lines(*BODY[number % 3], top=700))
        for number in range(6)
    ]
    text = read(pdf(*drawn)).text
    assert [text.count(header) for header in ("Ville de Valmont", "Avis\n")] == [1, 1]
    assert text.count("présidée par la\nmaire de Valmont") == 2
