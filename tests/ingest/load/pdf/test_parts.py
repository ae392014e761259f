"""PDF: headings, paragraphs, items, rows, fields and notes are recorded as blocks with their spans."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.load.extracted import Extracted
from ingest.load.pdf.reader import read
from rag.types import Block, BlockKind
from tests.fixtures.files import Draw, both, lines, pdf


def table(rows: Sequence[Sequence[str]], top: float, lefts: Sequence[float] = (60, 220, 340)) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 11)
        for number, row in enumerate(rows):
            for left, cell in zip(lefts, row, strict=False):
                canvas.drawString(left, top - 18 * number, cell)

    return draw


def said(extracted: Extracted) -> list[tuple[str, str]]:
    return [(block.kind.value, extracted.text[block.start : block.end]) for block in extracted.blocks]


def cells(extracted: Extracted, block: Block) -> list[str]:
    return [extracted.text[cell.start : cell.end] for cell in block.cells]


def announced(extracted: Extracted) -> list[str | None]:
    """What each block needs to be read."""
    above = [block.above for block in extracted.blocks]
    return [None if at is None else said(extracted)[at][1] for at in above]


def test_headings_paragraphs_and_the_items_of_a_list_with_what_announces_them() -> None:
    page = both(
        lines("Le prêt des livres", size=18, top=790),
        lines("Le prêt est ouvert à tous les habitants, pour", "trois semaines.", top=750),
        lines(
            "Il faut présenter :",
            "• une pièce d’identité ;",
            "• un justificatif de domicile de",
            "moins de trois mois ;",
            top=700,
        ),
        lines("– une facture d’eau ;", top=700 - 4 * 14.3, left=80),
        lines("• la carte de l’an dernier.", top=700 - 5 * 14.3),
        lines("Les retards sont payants.", top=600),
    )
    extracted = read(pdf(page))
    assert said(extracted) == [
        ("heading", "Le prêt des livres"),
        ("paragraph", "Le prêt est ouvert à tous les habitants, pour\ntrois semaines."),
        ("paragraph", "Il faut présenter :"),
        ("item", "• une pièce d’identité ;"),
        ("item", "• un justificatif de domicile de\nmoins de trois mois ;"),
        ("item", "– une facture d’eau ;"),
        ("item", "• la carte de l’an dernier."),
        ("paragraph", "Les retards sont payants."),
    ]
    assert [block.level for block in extracted.blocks] == [1, 0, 0, 1, 1, 2, 1, 0]
    items = announced(extracted)[3:7]
    assert items == ["Il faut présenter :", "Il faut présenter :", said(extracted)[4][1], "Il faut présenter :"]


def test_numbered_items_are_items_and_numbers_of_sentences_are_not() -> None:
    extracted = read(
        pdf(lines("Voici les étapes :", "1. ouvrir un compte", "2. payer la caution", "", "12 places restent."))
    )
    assert [kind for kind, _ in said(extracted)] == ["paragraph", "item", "item", "paragraph"]


def test_rows_have_their_cells_and_their_header() -> None:
    rows = (
        ("Service", "Référent", "Budget"),
        ("Accueil", "Youssef Amrani", "18 500"),
        ("Prêt", "Hind Lahlou", "63 000"),
    )
    extracted = read(pdf(both(lines("Budgets de l’année", top=780), table(rows, 720))))
    assert [block.kind for block in extracted.blocks] == [
        BlockKind.PARAGRAPH,
        BlockKind.HEADER,
        BlockKind.ROW,
        BlockKind.ROW,
    ]
    assert [cells(extracted, block) for block in extracted.blocks[1:]] == [list(row) for row in rows]
    assert [block.above for block in extracted.blocks] == [None, None, 1, 1]


def test_rows_of_the_shared_table(shared: Path) -> None:
    extracted = read((shared / "inputs" / "files" / "pdf" / "table-labels-last.pdf").read_bytes())
    rows = [cells(extracted, block) for block in extracted.blocks if block.kind is BlockKind.ROW]
    assert rows == [
        ["Musée des arts", "4 210", "12"],
        ["Jardin des plantes", "8 930", "0"],
        ["Médiathèque", "15 402", "3"],
    ]


def test_a_table_after_another_one_has_a_header_of_its_own() -> None:
    first, second = (("Ville", "Places"), ("Rabat", "120")), (("Jour", "Heures"), ("lundi", "9"), ("mardi", "12"))
    page = both(table(first, 760), lines("Les horaires sont les suivants.", top=690), table(second, 640))
    extracted = read(pdf(page))
    headers = [index for index, block in enumerate(extracted.blocks) if block.kind is BlockKind.HEADER]
    assert [cells(extracted, extracted.blocks[index]) for index in headers] == [["Ville", "Places"], ["Jour", "Heures"]]
    assert extracted.blocks[-1].above == headers[1]


def test_values_and_lines_of_key_and_value_are_fields_and_notes_are_notes(shared: Path) -> None:
    folder = shared / "inputs" / "files" / "pdf"
    form = read((folder / "form-values.pdf").read_bytes())
    assert [(block.kind, cells(form, block)) for block in form.blocks] == [
        (BlockKind.FIELD, ["Nom", "Camille Durand-Moreau"]),
        (BlockKind.FIELD, ["Ville", "Saint-Rivage"]),
    ]
    plain = read(pdf(lines("Lieu : salle des fêtes", "Date : 12 mars 2024")))
    assert [cells(plain, block) for block in plain.blocks] == [["Lieu", "salle des fêtes"], ["Date", "12 mars 2024"]]
    note = read((folder / "freetext.pdf").read_bytes())
    assert [block.kind for block in note.blocks] == [BlockKind.PARAGRAPH, BlockKind.NOTE]


def test_captions_and_questions() -> None:
    page = both(
        lines("Qui peut emprunter ?", size=16, top=790),
        lines("Tous les habitants de la commune peuvent emprunter.", "Les autres paient.", top=750),
        lines("Tableau 2 : Recettes de la bibliothèque", top=690),
    )
    extracted = read(pdf(page))
    assert [kind for kind, _ in said(extracted)] == ["question", "paragraph", "caption"]
    assert announced(extracted)[1] == "Qui peut emprunter ?"


PRINTED = """<style>body {{ font: 12pt {font} }} td, th {{ border: 1px solid; padding: 3px 8px }}</style>
    <h1>{0}</h1><p>{1}</p><ul><li>{2}</li><li>{3}</li></ul>
    <table style="border-collapse: collapse"><tr><th>{4}</th><th>{5}</th></tr><tr><td>{6}</td><td>120</td></tr>
    <tr><td>{7}</td><td>60</td></tr></table><p>{8}</p>"""
FRENCH = (
    "Règlement de la médiathèque,Il faut présenter :,une pièce d’identité,un justificatif de domicile,Public,"
    "Tarif annuel,Adulte,Enfant de moins de douze ans,Contact : accueil@exemple.fr"
).split(",")
ARABIC = (
    "نظام المكتبة,يجب الإدلاء بما يلي:,بطاقة التعريف,شهادة السكنى,الفئة,الرسم السنوي,الكبار,الأطفال,الهاتف: 0537123456"
).split(",")


@pytest.mark.browser
def test_a_page_that_a_browser_printed_has_the_blocks_of_its_source(browser: Any) -> None:
    page = browser.new_page()
    for words, start, font in ((FRENCH, "<html>", "serif"), (ARABIC, "<html dir=rtl>", "Noto Naskh Arabic")):
        page.set_content(start + PRINTED.format(*words, font=font))
        extracted = read(page.pdf(format="A4"))
        rows = [f"{words[4]} {words[5]}", f"{words[6]} 120", f"{words[7]} 60"]
        assert said(extracted) == [
            ("heading", words[0]),
            ("paragraph", words[1]),
            ("item", words[2]),
            ("item", words[3]),
            *zip(("header", "row", "row"), rows, strict=True),
            ("field", words[8]),
        ]
        assert [block.above for block in extracted.blocks] == [None, None, 1, 1, None, 4, 4, None]


@pytest.mark.parametrize("pages", [1, 3])
def test_blocks_are_in_order_and_hold_all_words(pages: int) -> None:
    page = both(
        lines("Règlement", size=18, top=790),
        lines("Le texte du règlement est affiché.", "- dans le hall", "- en ligne", top=740),
        table((("A", "12"), ("B", "15"), ("C", "18")), 640),
    )
    extracted = read(
        pdf(*[both(page, lines(f"Ligne de la page {'abc'[number]}.", top=400)) for number in range(pages)])
    )
    ends = [0, *(block.end for block in extracted.blocks)]
    assert all(end <= block.start < block.end for end, block in zip(ends, extracted.blocks, strict=False))
    assert " ".join(text for _, text in said(extracted)).split() == extracted.text.split()
