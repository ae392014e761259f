"""Tables of a Word document: cells once, headings that stand in them, headers that say what the columns are."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.load.extracted import Extracted
from tests.fixtures.wordml import HEADING, paragraph, read, row, run, table, tc, word_package

STYLES = HEADING.format("T1", 1, "") + (
    '<w:style w:type="table" w:styleId="Grille"><w:name w:val="Grille"/><w:tblStylePr w:type="firstRow"/></w:style>'
)
HEADED = '<w:pStyle w:val="T1"/>'


def extracted(body: str) -> Extracted:
    return read(word_package(body, {"styles.xml": STYLES}))


def kinds(found: Extracted) -> list[str]:
    return [block.kind.value for block in found.blocks]


@pytest.mark.parametrize(
    ("file", "expected", "headings"),
    [
        (
            "heading-in-cell",
            "Chapitre des recettes\n\nLes dons atteignent 12 000 euros.\n\nFin.",
            ["Chapitre des recettes"],
        ),
        ("merged-cells", "| Horaires d’hiver |\n| Lundi | 8 h |\n|  | 14 h |\n\nFin.", []),
        ("deleted-row", "| Forfait A | 20 euros |\n\nFin.", []),
    ],
)
def test_shared_files(shared: Path, file: str, expected: str, headings: list[str]) -> None:
    found = read((shared / f"inputs/files/docx/{file}.docx").read_bytes())
    assert (found.text, [found.text[one.start : one.end] for one in found.headings]) == (expected, headings)


def test_columns_under_headings_are_read_one_after_the_other() -> None:
    left = tc(paragraph("Recettes", HEADED) + paragraph("Les dons."))
    right = tc(paragraph("Dépenses", HEADED) + paragraph("Le loyer."))
    found = extracted(table(row("a", "b"), row(left, right), row("c", "d")))
    assert found.text == "| a | b |\n\nRecettes\n\nLes dons.\n\nDépenses\n\nLe loyer.\n\n| c | d |"
    assert [heading.level for heading in found.headings] == [1, 1]


def test_headings_alone_in_all_cells_are_the_header_of_their_table() -> None:
    found = extracted(
        table(row(tc(paragraph("Ville", HEADED)), tc(paragraph("Maire", HEADED))), row("Fès", "A. Alaoui"))
    )
    assert (found.text, found.headings, kinds(found)) == (
        "| Ville | Maire |\n| Fès | A. Alaoui |",
        (),
        ["header", "row"],
    )


def test_a_frame_of_one_cell_keeps_its_paragraphs() -> None:
    found = extracted(table(row(tc(paragraph("Nom : Camille") + paragraph("Les pièces suivent.")))) + paragraph("Fin."))
    assert found.text == "Nom : Camille\n\nLes pièces suivent.\n\nFin."
    assert kinds(found) == ["field", "paragraph", "paragraph"]


def test_merged_cells_of_both_directions_and_what_they_hide() -> None:
    upper, lower = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    first, second = '<w:hMerge w:val="restart"/>', '<w:hMerge w:val="continue"/>'
    found = extracted(
        table(
            row(tc("Titre", first), tc("caché", second), "c"),
            row(tc("Lundi", upper), "8 h", "x"),
            row(tc("caché", lower), "14 h", "y"),
        )
    )
    assert found.text == "| Titre | c |\n| Lundi | 8 h | x |\n|  | 14 h | y |"


def test_deleted_rows_and_cells_and_hidden_rows_are_out() -> None:
    deleted = '<w:del w:id="1" w:author="x"/>'
    gone = tc("supprimé", '<w:cellDel w:id="2" w:author="x"/>')
    rows = row("supprimé", "b", properties=deleted), row("caché", "b", properties="<w:hidden/>"), row("a", gone, "c")
    assert extracted(table(*rows) + paragraph("Fin.")).text == "| a | c |\n\nFin."


def test_a_table_in_a_cell_is_read_in_its_cell() -> None:
    inner = table(row("x", "y"), row("z", ""))
    assert extracted(table(row("a", tc(paragraph("b") + inner + paragraph())))).text == "| a | b x y z |"


BOLD = "<w:b/>"
PLAIN_ROWS = row("Fès", "A. Alaoui"), row("Rabat", "B. Bennis")


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (table(row("Ville", "Maire", properties="<w:tblHeader/>"), *PLAIN_ROWS), True),
        (table(row(tc(paragraph(runs=run("Ville", BOLD))), tc(paragraph(runs=run("Maire", BOLD)))), *PLAIN_ROWS), True),
        (
            table(
                '<w:tblPr><w:tblStyle w:val="Grille"/><w:tblLook w:val="0020"/></w:tblPr>',
                row("Ville", "Maire"),
                *PLAIN_ROWS,
            ),
            True,
        ),
        (
            table(
                '<w:tblPr><w:tblStyle w:val="Grille"/><w:tblLook w:val="0000"/></w:tblPr>',
                row("Ville", "Maire"),
                *PLAIN_ROWS,
            ),
            False,
        ),
        (table(row("Ville", "Budget"), row("Fès", "12"), row("Rabat", "15")), True),
        (table(row("Ville", "Maire"), *PLAIN_ROWS), False),
        (table(row("Ville", "Maire", properties="<w:tblHeader/>")), False),
    ],
    ids=["marked", "bold", "style", "style not used", "numbers below", "nothing", "alone"],
)
def test_which_row_is_a_header(body: str, header: bool) -> None:
    found = extracted(body)
    assert (found.blocks[0].kind.value == "header") is header
    assert [block.above for block in found.blocks[1:]] == [0 if header else None] * (len(found.blocks) - 1)


def test_cells_of_a_row_are_spans_of_the_text() -> None:
    found = extracted(paragraph("Avant.") + table(row("un", "", "deux mots")))
    assert [found.text[cell.start : cell.end] for cell in found.blocks[1].cells] == ["un", "", "deux mots"]
