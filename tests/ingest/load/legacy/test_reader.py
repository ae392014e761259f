"""Old Office files that LibreOffice has written of what Pandoc made, in three languages; damaged; and without it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.load.child import read
from ingest.load.kind import kind_of
from ingest.load.legacy.libreoffice import written_anew
from rag.errors import FileRefused
from tests.fixtures.made.programs import flat_sheets, libreoffice, pandoc
from tests.fixtures.made.scans import without_tesseract

pytestmark = [pytest.mark.slow, pytest.mark.process]

SAID = {
    "fr": ("Les mesures", "La ville a adopté son plan le 6 mai 2025."),
    "en": ("Measures", "The town adopted its plan on 6 May 2025."),
    "ar": ("التدابير", "اعتمدت المدينة مخططها يوم 6 ماي 2025."),
}


def test_texts_slides_and_sheets_are_read(tmp_path: Path) -> None:
    texts = {name: f"# {heading}\n\n{sentence}\n" for name, (heading, sentence) in SAID.items()}
    for source, target in (("docx", "doc"), ("pptx", "ppt")):
        files = {f"{name}.{source}": pandoc(text, source, tmp_path / name) for name, text in texts.items()}
        made = libreoffice(files, target, tmp_path / target)
        # Each start of LibreOffice takes seconds: all three languages of the one, and one of the other.
        for name in SAID if target == "doc" else ("ar",):
            data = made[f"{name}.{source}"]
            assert kind_of(data, "x") == target
            extracted = read(data, f"a.{target}")
            assert extracted.format == target
            heading, sentence = SAID[name]
            assert heading in [extracted.text[one.start : one.end] for one in extracted.headings]
            assert sentence in extracted.text
    rows: list[list[object]] = [["Service", "Budget"], ["Eau", 63000], ["Œuvres", 18500]]
    sheet = libreoffice({"budget.fods": flat_sheets(("Budget 2024", rows))}, "xls", tmp_path / "xls")["budget.fods"]
    assert kind_of(sheet, "x") == "xls"
    extracted = read(sheet, "budget.xls")
    assert "| Œuvres | 18500 |" in extracted.text and extracted.pages[-1].number == 3


def test_a_damaged_one_is_refused(tmp_path: Path) -> None:
    data = libreoffice({"a.docx": pandoc("Un texte.", "docx", tmp_path)}, "doc", tmp_path)["a.docx"]
    with pytest.raises(FileRefused) as refused:
        read(data[:600] + bytes(len(data) - 600) + "WordDocument".encode("utf-16-le"), "a.doc")
    assert refused.value.code in ("damaged", "no-text", "empty")


def test_without_libreoffice_a_line_says_what_to_install(tmp_path: Path) -> None:
    with without_tesseract(tmp_path / "nothing"), pytest.raises(FileRefused, match="install LibreOffice") as refused:
        written_anew(b"x", "doc", "docx")
    assert refused.value.code == "unsupported"
