"""Which rows are a header, a title, a form; what an empty row parts and what it does not."""

from __future__ import annotations

import pytest

from ingest.load.extracted import Composer
from ingest.load.sheet.rows import MOST_ROWS, Budget, Row
from ingest.load.sheet.writer import write_sheet
from rag.errors import FileRefused


def sheet(*lines: str, strong: tuple[int, ...] = (), header: tuple[int, ...] = ()) -> Composer:
    """A sheet of lines with cells between `;`; those of digits are numbers, an empty line is an empty row."""
    rows = []
    for number, line in enumerate(lines, 1):
        cells = tuple(line.split(";")) if line else ()
        values = frozenset(at for at, cell in enumerate(cells) if cell.replace(",", "").isdigit())
        if cells:
            rows.append(Row(number, cells, values, number in strong, number in header))
    composer = Composer()
    write_sheet(composer, rows)
    return composer


def kinds(composer: Composer) -> list[str]:
    return [block.kind.value for block in composer.blocks]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (("Ville;Montant", "Rabat;5", "Fès;6"), ["header", "row", "row"]),
        (("Ville;Pays;Région", "Rabat;Maroc;Nord", "Fès;Maroc;Centre"), ["header", "row", "row"]),
        (("Ville;2023;2024", "Rabat;5;6", "Fès;7;8"), ["header", "row", "row"]),
        (("Rabat;5", "Fès;6"), ["field", "field"]),
        (("Rabat;5;1", "Fès;6;2"), ["row", "row"]),
        (("Ville;Montant", "Rabat;5", "Fès;6", "Taza;non connu", "Safi;8"), ["header"] + ["row"] * 4),
        (("Ville;Montant", "", "Rabat;5", "Fès;6"), ["header", "row", "row"]),
        (("1;2", "3;4"), ["row", "row"]),
        (("Nom;Ali", "Âge;34", "Ville;Fès"), ["field", "field", "field"]),
        (("Nom :;Ali", "Ville :;Fès", "Pays :;Maroc"), ["field", "field", "field"]),
        (("Budget 2024", "Ville;Montant", "Rabat;5"), ["paragraph", "header", "row"]),
        (("Une remarque.", "Une autre."), ["paragraph", "paragraph"]),
    ],
)
def test_what_rows_are(lines: tuple[str, ...], found: list[str]) -> None:
    assert kinds(sheet(*lines)) == found


def test_a_text_that_is_written_on_a_sheet_has_headings() -> None:
    composer = sheet("Charte", "", "Une phrase.", "", "Moyens", "", "Ville;Montant", "Rabat;5", "", "un", "", "deux")
    assert [(one.level, composer.text[one.start : one.end]) for one in composer.headings] == [
        (1, "Charte"),
        (2, "Moyens"),
    ]
    assert kinds(composer) == ["heading", "paragraph", "heading", "header", "row", "paragraph", "paragraph"]


def test_bold_and_marked_rows_are_headers() -> None:
    assert kinds(sheet("Rabat;Fès", "Agadir;Oujda", "Taza;Safi", strong=(1,))) == ["header", "row", "row"]
    assert kinds(sheet("Rabat;Fès", "Agadir;Fès", "Rabat;Safi")) == ["row", "row", "row"]
    assert kinds(sheet("Rabat;Fès", "Agadir;Fès", "Rabat;Safi", header=(1,))) == ["header", "row", "row"]
    assert kinds(sheet("Rabat;Fès", "Agadir;Fès", strong=(1, 2))) == ["row", "row"]


def test_a_table_goes_on_behind_an_empty_row_and_another_begins_with_a_header() -> None:
    composer = sheet("Ville;Montant", "Rabat;5", "", "Fès;6", "", "Service;Effectif;Chef", "Eau;3;Ali")
    assert composer.text == (
        "| Ville | Montant |\n| Rabat | 5 |\n| Fès | 6 |\n\n| Service | Effectif | Chef |\n| Eau | 3 | Ali |"
    )
    assert [block.above for block in composer.blocks] == [None, 0, 0, None, 3]
    assert [page.number for page in composer.pages] == [1, 2, 4, 6, 7]


def test_columns_that_are_empty_at_the_left_are_not_read_and_a_gap_stays() -> None:
    composer = sheet(";;Ville;Montant;Date", ";;Rabat;;2024", ";;Fès;6;2025")
    assert composer.text == "| Ville | Montant | Date |\n| Rabat |  | 2024 |\n| Fès | 6 | 2025 |"


def test_too_many_rows_are_refused_before_they_are_kept() -> None:
    budget = Budget()
    budget.take(1, MOST_ROWS)
    with pytest.raises(FileRefused, match=f"more than {MOST_ROWS} rows") as caught:
        budget.take(1)
    assert caught.value.code == "too-large"
