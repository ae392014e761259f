"""PDF: what people filled in and noted on the pages is read with its labels."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.load import Loader
from ingest.load.pdf.pages import PageReader
from ingest.load.pdf.reader import read
from rag.types import Span
from tests.fixtures.files import pdf, raw_pdf

LABELS = b"BT /F 11 Tf 72 700 Td (Nom :) Tj ET BT /F 11 Tf 72 670 Td (Ville :) Tj ET"


def with_annotations(content: bytes, *annotations: bytes, fields: bytes = b"") -> bytes:
    """A one-page PDF with hand-written annotations, numbered from 6; `fields` are references to those of its form."""
    count = len(annotations)
    references = b" ".join(b"%d 0 R" % number for number in range(6, 6 + count))
    form = b"/AcroForm<</Fields[%s]/DA(/F 10 Tf 0 g)/DR<</Font<</F 5 0 R>>>>>>" % fields if fields else b""
    return raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R%s>>" % form,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Annots[%s]"
        b"/Resources<</Font<</F 5 0 R>>>>>>" % references,
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        *annotations,
    )


def field(name: bytes, value: bytes, box: bytes, more: bytes = b"/F 4") -> bytes:
    return b"<</Type/Annot/Subtype/Widget/FT/Tx/T(%s)/V(%s)/Rect[%s]/DA(/F 10 Tf 0 g)%s>>" % (name, value, box, more)


def test_shared_form_and_note(shared: Path) -> None:
    folder = shared / "inputs" / "files" / "pdf"
    assert read((folder / "form-values.pdf").read_bytes()).text == "Nom : Camille Durand-Moreau\nVille : Saint-Rivage"
    text = read((folder / "freetext.pdf").read_bytes()).text
    assert text == "Plan de la salle des fêtes.\n\nAjouté à la main : capacité portée à 180 places."


def test_values_without_an_appearance_stand_after_their_labels() -> None:
    name, town = field(b"n", b"Zoe Lemaire", b"120 695 320 712"), field(b"v", b"Valmont", b"120 665 320 682")
    # The fields come in another order than their labels.
    data = with_annotations(LABELS, town, name, fields=b"6 0 R 7 0 R")
    assert read(data).text == "Nom : Zoe Lemaire\nVille : Valmont"


def test_fields_in_the_middle_of_a_line_and_two_labels_beside_each_other() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 11)
        canvas.drawString(60, 700, "Je soussignée")
        canvas.drawString(260, 700, "demeurant à")
        canvas.drawString(60, 660, "Je verse                                        dirhams à l’association.")
        form = canvas.acroForm
        form.textfield(name="a", value="Nadia Berrada", x=135, y=696, width=120, height=16)
        form.textfield(name="b", value="Rabat", x=330, y=696, width=120, height=16)
        form.textfield(name="c", value="250", x=110, y=656, width=80, height=16)
        form.textfield(name="d", value="", x=60, y=600, width=80, height=16)

    expected = "Je soussignée Nadia Berrada demeurant à Rabat\n\nJe verse 250 dirhams à l’association."
    assert read(pdf(draw)).text == expected


def test_check_boxes_and_choices_show_what_was_chosen() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 11)
        form = canvas.acroForm
        for row, (label, checked) in enumerate((("Abonnement annuel", True), ("Lettre d’information", False))):
            canvas.drawString(80, 700 - 20 * row, label)
            form.checkbox(name=label, checked=checked, x=60, y=698 - 20 * row, size=12)
        canvas.drawString(60, 640, "Agence")
        form.choice(name="v", value="Fès", options=["Rabat", "Fès"], x=120, y=636, width=100, height=16)

    found = [line for line in read(pdf(draw)).text.split("\n") if line]
    assert found == ["☒ Abonnement annuel", "☐ Lettre d’information", "Agence Fès"]


def test_a_field_without_a_label_is_named_by_the_form_and_hidden_ones_are_left_out() -> None:
    data = with_annotations(
        b"BT /F 11 Tf 72 700 Td (Demande de carte) Tj ET",
        field(b"tel", b"0537 12 34 56", b"72 600 320 616", b"/F 4/TU(Telephone)"),
        field(b"secret", b"cache", b"72 560 320 576", b"/F 2"),
        field(b"pin", b"1234", b"72 520 320 536", b"/F 4/Ff 8192"),
        fields=b"6 0 R 7 0 R 8 0 R",
    )
    assert read(data).text.split("\n\n") == ["Demande de carte", "Telephone : 0537 12 34 56"]


@pytest.mark.parametrize("turn", [b"", b"/F 2"], ids=["shown", "hidden"])
def test_notes_stand_at_their_height(turn: bytes) -> None:
    content = b"BT /F 11 Tf 72 700 Td (Premier point.) Tj ET BT /F 11 Tf 72 600 Td (Second point.) Tj ET"
    note = (
        b"<</Type/Annot/Subtype/FreeText/Contents(A revoir avant lundi.\rVu par Aziz.)/Rect[72 640 400 668]%s>>" % turn
    )
    lines = ["Premier point.", "A revoir avant lundi.", "Vu par Aziz.", "Second point."]
    found = [line for line in read(with_annotations(content, note)).text.split("\n") if line]
    assert found == (lines[:1] + lines[3:] if turn else lines)


@pytest.mark.process
def test_values_are_framed_where_they_stand_on_the_page(tmp_path: Path, loader: Loader) -> None:
    path = tmp_path / "form.pdf"
    path.write_bytes(with_annotations(LABELS, field(b"n", b"Zoe Lemaire", b"120 695 320 712"), fields=b"6 0 R"))
    document = loader.load(path, path.name)
    reader = PageReader()
    drawn = reader.page(path, document.sha256, 1)
    reader.close()
    at = document.text.index("Zoe")
    ((box,),) = drawn.boxes(document.text, [Span(at, at + len("Zoe Lemaire"))])
    assert (round(600 * box.left), round(800 * (1 - box.bottom))) == (120, 695)
    assert round(600 * box.right) == 320
