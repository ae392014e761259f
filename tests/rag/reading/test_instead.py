"""What the documents name in the place of what was asked: told where nothing else differs, and nowhere else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.answers import Instead
from tests.fixtures.searched import answered

CASES = [
    json.loads(line) for line in Path(__file__).with_name("instead.jsonl").read_text(encoding="utf-8").splitlines()
]
"""A question, the text of a document, what was asked and what stands instead; the last two are missing where nothing
may be told."""
TOLD = [tuple(case.values()) for case in CASES if "found" in case]
SILENT = [tuple(case.values()) for case in CASES if "found" not in case]


@pytest.mark.parametrize(("question", "text", "asked", "found"), TOLD)
def test_the_one_thing_that_differs_is_told(question: str, text: str, asked: str, found: str) -> None:
    told = answered(question, {"notes.md": text}).instead
    assert isinstance(told, Instead)
    assert (told.asked, told.found) == (asked, found)
    assert found in told.citation.quote or found in text[: told.citation.start]


@pytest.mark.parametrize(("question", "text"), SILENT)
def test_nothing_is_told_where_more_or_nothing_differs(question: str, text: str) -> None:
    assert answered(question, {"notes.md": text}).instead is None


@pytest.mark.parametrize(
    ("question", "file", "text", "found"),
    [
        ("Combien de voix a eu la motion en 2019 ?", "2021/pv.md", "La motion a eu douze voix.", "2021"),
        ("How many votes for the motion in 2019?", "pv_2021-06-17.md", "The motion got twelve votes.", "2021-06-17"),
        ("How many votes for the motion in 2019?", "m.md", "# Minutes 2021\n\nThe motion got twelve votes.", "2021"),
    ],
)  # fmt: skip
def test_a_heading_or_the_name_of_the_file_says_it_for_what_stands_below(
    question: str, file: str, text: str, found: str
) -> None:
    told = answered(question, {file: text}).instead
    assert told is not None
    assert told.found == found
    assert "oti" in told.citation.quote


def test_the_year_of_a_law_is_not_the_year_of_what_it_says() -> None:
    text = "# Loi du 6 janvier 1978\n\nLe délai de réponse aux demandes est de deux mois."
    assert answered("Quel est le délai de réponse aux demandes en 2024 ?", {"loi.md": text}).instead is None


def test_whether_is_answered_by_what_is_instead_and_how_much_is_not() -> None:
    text = {"a.md": "Le budget du festival était de 3 millions en 2024."}
    whether = answered("Le budget du festival était-il de 3 millions en 2019 ?", text)
    how_much = answered("Quel était le budget du festival en 2019 ?", text)
    assert not whether.abstained
    assert whether.instead is not None
    assert how_much.abstained
    assert how_much.instead == whether.instead
    assert how_much.suggestion is not None
    assert how_much.suggestion.text == whether.sentences[0].text
