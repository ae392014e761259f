"""Sheets that LibreOffice writes, as a workbook of Excel and as its own: three languages, dates, formulas."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.load.child import read
from ingest.load.extracted import Extracted
from ingest.load.kind import kind_of
from tests.fixtures.made.programs import flat_sheets, libreoffice

pytestmark = [pytest.mark.slow, pytest.mark.process]

SHEETS: dict[str, tuple[str, list[list[object]]]] = {
    "fr": (
        "Budget",
        [
            ["Ville", "Service", "Montant", "Versé le"],
            ["Rabat", "Culture", 42000.5, date(2024, 3, 12)],
            ["Fès", "Sport et œuvres", 18500, date(2024, 4, 1)],
            ["Total", None, "=SUM([.C2:.C3])", None],
        ],
    ),
    "en": (
        "Staff",
        [
            ["Name", "Office", "Hours", "Since"],
            ["Jane Doe", "Harbour Street", 37.5, date(2019, 9, 2)],
            ["John Roe", "Mill Lane", 20, date(2021, 1, 15)],
            ["Sum", None, "=SUM([.C2:.C3])", None],
        ],
    ),
    "ar": (
        "الميزانية",
        [
            ["المدينة", "المصلحة", "المبلغ", "تاريخ الأداء"],
            ["الرباط", "الثقافة", 42000, date(2024, 3, 12)],
            ["فاس", "الرياضة", 18500, date(2024, 4, 1)],
            ["المجموع", None, "=SUM([.C2:.C3])", None],
        ],
    ),
}
TEXTS = {
    "fr": "Budget\n\n| Ville | Service | Montant | Versé le |\n| Rabat | Culture | 42000{}5 | 12/03/2024 |\n"
    "| Fès | Sport et œuvres | 18500 | 01/04/2024 |\n| Total |  | 60500{}5 |  |",
    "en": "Staff\n\n| Name | Office | Hours | Since |\n| Jane Doe | Harbour Street | 37{}5 | 02/09/2019 |\n"
    "| John Roe | Mill Lane | 20 | 15/01/2021 |\n| Sum |  | 57{}5 |  |",
    "ar": "الميزانية\n\n| المدينة | المصلحة | المبلغ | تاريخ الأداء |\n| الرباط | الثقافة | 42000 | 12/03/2024 |\n"
    "| فاس | الرياضة | 18500 | 01/04/2024 |\n| المجموع |  | 60500 |  |",
}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The sheets of each language, and all of them in one file, as LibreOffice writes them, by name and format."""
    folder: Path = tmp_path_factory.mktemp("sheets")
    files = {f"{language}.fods": flat_sheets(sheet) for language, sheet in SHEETS.items()}
    files["all.fods"] = flat_sheets(*SHEETS.values())
    made = {target: libreoffice(files, target, folder) for target in ("xlsx", "ods")}
    return {f"{Path(name).stem}.{target}": data for target, named in made.items() for name, data in named.items()}


@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
@pytest.mark.parametrize("language", list(SHEETS))
def test_a_sheet_reads_as_its_program_shows_it(written: dict[str, bytes], language: str, suffix: str) -> None:
    data = written[f"{language}.{suffix}"]
    assert kind_of(data, "a.bin") == suffix
    extracted = read(data, f"a.{suffix}")
    # LibreOffice has written the numbers of its own format as it shows them, with the point of its own language.
    mark = "," if language == "fr" and suffix == "xlsx" else "."
    assert extracted.text == TEXTS[language].format(mark, mark)
    assert [block.kind.value for block in extracted.blocks] == ["heading", "header", "row", "row", "row"]
    assert [block.above for block in extracted.blocks] == [None, None, 1, 1, 1]
    assert [page.number for page in extracted.pages] == [1, 2, 3, 4]
    assert _cells(extracted, 2)[3] == SHEETS[language][1][1][3].strftime("%d/%m/%Y")  # type: ignore[attr-defined]


@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_rows_count_anew_in_each_sheet_below_its_name(written: dict[str, bytes], suffix: str) -> None:
    extracted = read(written[f"all.{suffix}"], f"a.{suffix}")
    names = [extracted.text[one.start : one.end] for one in extracted.headings]
    assert names == ["Budget", "Staff", "الميزانية"]
    assert [page.number for page in extracted.pages] == [1, 2, 3, 4] * 3
    assert "".join(extracted.text[page.start : page.end] for page in extracted.pages) in extracted.text


def _cells(extracted: Extracted, block: int) -> list[str]:
    return [extracted.text[cell.start : cell.end] for cell in extracted.blocks[block].cells]
