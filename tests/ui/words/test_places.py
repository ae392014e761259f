"""A place in a sheet is named by its row, one in a presentation by its slide, one in a PDF by its page."""

from __future__ import annotations

import pytest

from rag.answers import Citation, Verdict
from ui.commands.ask import _place
from ui.words.lexicon import WORDS
from ui.words.places import counted_parts, go_to_part, is_sheet, part_word


@pytest.mark.parametrize(
    ("file", "language", "expected"),
    [
        ("a/budget.XLSX", "fr", "ligne 3"),
        ("a.csv", "en", "row 3"),
        ("a.ods", "ar", "سطر 3"),
        ("a.pptx", "fr", "diapositive 3"),
        ("a.odp", "en", "slide 3"),
        ("a.pdf", "fr", "page 3"),
        ("a.pdf", "ar", "صفحة 3"),
    ],
)
def test_the_word_for_a_part(file: str, language: str, expected: str) -> None:
    assert part_word(WORDS[language], file, 3) == expected


def test_counts_and_where_to_go() -> None:
    assert [counted_parts(WORDS["fr"], kind, 2) for kind in ("xlsx", "pptx", "pdf")] == [
        "2 lignes",
        "2 diapositives",
        "2 pages",
    ]
    assert go_to_part(WORDS["fr"], "a.xlsx", 9) == "Ligne"
    assert go_to_part(WORDS["fr"], "a.pdf", 9) == "Page, sur 9"
    assert [is_sheet(file) for file in ("a.tsv", "a.pptx")] == [True, False]


def test_a_citation_names_sheet_and_row() -> None:
    citation = Citation("b/budget.xlsx", "0" * 64, 10, 20, "| Rabat |", 7, "Budget 2024", Verdict.EXACT)
    assert _place(citation, WORDS["fr"]) == "b/budget.xlsx, ligne 7, Budget 2024, 10-20 (exact)"
