"""Workbooks as Excel writes them: shared words, formats, merged and hidden cells, filters, tables, comments."""

from __future__ import annotations

import io
import zipfile

import pytest

from ingest.load import child
from ingest.load.extracted import Extracted
from rag.errors import FileRefused
from rag.types import LeftOut, Omission
from tests.fixtures.files import archive
from tests.fixtures.made.workbook import MAIN, number, row, workbook


def read(data: bytes) -> Extracted:
    return child.read(data, "a.xlsx")


def lines(data: bytes) -> list[str]:
    """The lines of a workbook's text below the name of its sheet."""
    return read(data).text.split("\n")[2:]


WORDS = "Le montant versé à la commune pour les travaux de la route"


def test_shared_words_runs_formulas_truth_values_and_errors() -> None:
    strings = (f"<t>{WORDS}</t>", "<r><t>Mon</t></r><r><t>tant</t></r><rPh><t>reading</t></rPh>")
    data = workbook(
        row(1, '<c t="s"><v>1</v></c>', "Reste")
        + row(2, number("42000.5", 2), '<c t="str"><f>A1&amp;"x"</f><v>deux</v></c>')
        + row(3, '<c t="b"><v>1</v></c>', '<c t="e"><v>#N/A</v></c>')
        + row(4, '<c t="s"><v>0</v></c>', '<c t="s"><v>99</v></c>'),
        formats=('#,##0.00 "MAD"',),
        strings=strings,
    )
    # The words are French, and so are the numbers.
    assert lines(data) == ["| Montant | Reste |", "| 42\u202f000,50 MAD | deux |", "| VRAI | #N/A |", f"| {WORDS} |  |"]


def test_dates_are_shown_in_their_format_and_epoch() -> None:
    cells = (
        row(1, "Le", "à") + row(2, number("43901", 2), number("0.5", 3)) + row(3, number("43902", 2), number("0.75", 3))
    )
    assert lines(workbook(cells, formats=("yyyy-mm-dd", "h:mm")))[1] == "| 2020-03-11 | 12:00 |"
    moved = workbook(cells, formats=("yyyy-mm-dd", "h:mm"), properties='<workbookPr date1904="1"/>')
    assert lines(moved)[1] == "| 2024-03-12 | 12:00 |"


def test_a_merged_name_stands_in_each_of_its_rows_and_an_amount_only_once() -> None:
    data = workbook(
        row(1, "Région", "Ville", "Montant")
        + row(2, "Nord", "Tanger", number(5, at="C2"))
        + row(3, '<c r="B3" t="inlineStr"><is><t>Tétouan</t></is></c>')
        + row(4, '<c r="B4" t="inlineStr"><is><t>Larache</t></is></c>', number(7, at="C4")),
        behind='<mergeCells><mergeCell ref="A2:A3"/><mergeCell ref="C2:C3"/></mergeCells>',
    )
    assert lines(data)[1:] == ["| Nord | Tanger | 5 |", "| Nord | Tétouan |  |", "|  | Larache | 7 |"]


def test_names_over_groups_of_columns_stand_over_each_of_them() -> None:
    data = workbook(
        row(
            1,
            *['<c r="A1" s="1" t="inlineStr"><is><t>Ville</t></is></c>'],
            '<c r="B1" s="1" t="inlineStr"><is><t>2023</t></is></c>',
            '<c r="D1" s="1" t="inlineStr"><is><t>2024</t></is></c>',
        )
        + row(2, "Rabat", number(1), number(2), number(3), number(4)),
        before='<sheetViews><sheetView><pane ySplit="1" state="frozen"/></sheetView></sheetViews>',
        behind='<mergeCells><mergeCell ref="B1:C1"/><mergeCell ref="D1:E1"/></mergeCells>',
    )
    assert lines(data) == ["| Ville | 2023 | 2023 | 2024 | 2024 |", "| Rabat | 1 | 2 | 3 | 4 |"]


def test_what_is_hidden_is_counted_and_left_out_but_not_what_a_filter_hides() -> None:
    rows = (
        row(1, "Ville", "Code", "Montant")
        + row(2, "Rabat", "secret", number(5))
        + row(3, "Fès", "x", number(6), attributes='hidden="1"')
    )
    columns = '<cols><col min="2" max="2" hidden="1"/></cols>'
    extracted = read(workbook(rows, before=columns))
    assert extracted.text == "Feuille 1\n\n| Ville |  | Montant |\n| Rabat |  | 5 |"
    assert extracted.left_out == (LeftOut(Omission.HIDDEN, (len("CodesecretxFès6"),)),)
    filtered = workbook(rows, behind='<autoFilter ref="A1:C3"><filterColumn colId="0"/></autoFilter>')
    assert lines(filtered) == ["| Ville | Code | Montant |", "| Rabat | secret | 5 |", "| Fès | x | 6 |"]
    two = read(workbook(row(1, "Visible"), states=("visible", "veryHidden")))
    assert (two.text, two.left_out[0].numbers) == ("Feuille 1\n\nVisible", (7,))


def test_a_table_and_comments() -> None:
    comment = '<comment ref="B2"><text><t>Vu le 3 mai.</t></text></comment>'
    data = workbook(
        row(1, "Rabat", "Fès") + row(2, "Taza", "Rabat") + row(3, "Safi", "Fès"),
        behind='<tableParts count="1"><tablePart r:id="t"/></tableParts>',
        parts={
            "xl/tables/table1.xml": f'<table xmlns="{MAIN}" ref="A1:B3"/>',
            "xl/comments1.xml": f'<comments xmlns="{MAIN}"><commentList>{comment}</commentList></comments>',
        },
        links={"t": ("table", "../tables/table1.xml"), "c": ("comments", "../comments1.xml")},
    )
    extracted = read(data)
    assert [block.kind.value for block in extracted.blocks] == ["heading", "header", "row", "note", "row"]
    assert lines(data)[2] == "B2 : Vu le 3 mai."
    assert [block.above for block in extracted.blocks] == [None, None, 1, None, 1]


def test_a_strict_workbook_is_read_like_any_other() -> None:
    rows = row(1, "Ville", "Montant") + row(2, "Rabat", number(5)) + row(3, "Fès", number(6))
    assert read(workbook(rows, strict=True)).text == read(workbook(rows)).text


def test_a_damaged_sheet_is_told_and_the_others_are_read() -> None:
    data = workbook(row(1, "Rabat", "Fès"), states=("visible", "visible"))
    with zipfile.ZipFile(io.BytesIO(data)) as before:
        parts = {name: before.read(name) for name in before.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b"</row>", b"</row><row", 1)
    extracted = read(archive(list(parts.items())))
    assert extracted.text.endswith("Feuille 2\n\n| Rabat | Fès |")
    assert extracted.warnings == ("the part sheet1.xml is damaged, and what it holds is missing",)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (workbook(""), "empty"),
        (workbook(row(1, "a"), states=("hidden",)), "empty"),
        (workbook(row(1, "a"))[:900], "damaged"),
        (archive([("[Content_Types].xml", b""), ("xl/workbook.xml", b"<workbook")]), "damaged"),
        (archive([("[Content_Types].xml", b""), ("xl/other.xml", b"")]), "damaged"),
        (archive([("[Content_Types].xml", b""), ("xl/workbook.xml", b" " * (60 << 20))]), "archive-bomb"),
    ],
)
def test_refused_workbooks(data: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as caught:
        read(data)
    assert caught.value.code == code


def test_entities_are_not_expanded() -> None:
    data = workbook(row(1, "a &amp; b"))
    with zipfile.ZipFile(io.BytesIO(data)) as before:
        parts = {name: before.read(name) for name in before.namelist()}
    bomb = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    sheet = parts["xl/worksheets/sheet1.xml"].replace(b"a &amp; b", b"vu &b;")
    parts["xl/worksheets/sheet1.xml"] = bomb + sheet
    assert "ha" not in read(archive(list(parts.items()))).text


def test_merged_cells_without_end_cost_no_more_than_the_rows_that_are_there() -> None:
    merges = '<mergeCell ref="A1:XFD1048576"/>' * 20_000
    rows = row(1, "Nord", "Tanger", "x") + row(2, '<c r="B2" t="inlineStr"><is><t>Tétouan</t></is></c>', "y")
    assert lines(workbook(rows, behind=f"<mergeCells>{merges}</mergeCells>"))[-1] == "| Nord | Tétouan | y |"
