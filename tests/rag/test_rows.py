"""A question for one cell of a sheet is answered by its row, with the header that names the column."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.sync import sync
from rag.assistant import open_assistant
from rag.embedding.embedder import HashEmbedder
from rag.settings import Settings

pytestmark = pytest.mark.process

ROWS = 600
ASKED = (7, 50, 155, 332, 520, 597)
"""Rows of which the names look like those of others, or like the numbers that stand in others."""


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    lines = ["Ligne;Ville;Montant 2022;Montant 2023;Montant 2024;Remarque"]
    for number in range(1, ROWS + 1):
        town = ("Rabat", "Fès", "Tanger", "Agadir", "Oujda")[number % 5]
        lines.append(f"L-{number:06d};{town};{number * 7919};{number * 6841};{number * 5087};note {number}")
    folder = tmp_path / "sheet"
    folder.mkdir()
    (folder / "budget.csv").write_text("\n".join(lines), "utf-8")
    return folder


def test_each_row_is_found_by_its_name_and_cited_with_its_header(sheet: Path, settings: Settings) -> None:
    (receipt,) = sync([sheet], settings, HashEmbedder()).files
    # Some thirteen rows a passage: a sheet is neither one passage nor one a cell.
    assert receipt.document is not None and ROWS / 25 < receipt.document.passages < ROWS / 5
    assistant = open_assistant(settings)
    try:
        answered = 0
        for number in ASKED:
            answer = assistant.ask(f"Quel est le montant de la ligne L-{number:06d} en 2023 ?")
            answered += not answer.abstained
            for sentence in answer.sentences:
                row = sentence.citations[-1]
                assert row.quote.startswith(f"| L-{number:06d} |") and f"| {number * 6841} |" in row.quote
                assert row.page == number + 1, "the first row of the sheet is the header"
                assert "| Montant 2023 |" in sentence.text
        # With vectors that know no meaning one may not be sure enough; none is answered by another row.
        assert answered >= len(ASKED) - 1
    finally:
        assistant.close()


def test_a_row_that_is_not_there_is_not_made_of_another(sheet: Path, settings: Settings) -> None:
    sync([sheet], settings, HashEmbedder())
    assistant = open_assistant(settings)
    try:
        assert assistant.ask("Quel est le montant de la ligne L-009999 en 2023 ?").abstained
    finally:
        assistant.close()
