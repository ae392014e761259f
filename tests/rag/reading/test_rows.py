"""A row that is not the one that is asked for is no answer."""

from __future__ import annotations

import pytest

from rag.reading.rows import is_another_row, measures_nothing
from rag.search.search import Candidate, Search
from rag.search.units import Form
from tests.fixtures.searched import searched

FARES = {
    "tarifs.md": "# Tarifs des navettes\n\n| Destination | Prix | Durée |\n| --- | --- | --- |\n"
    "| Larache | 40 dirhams | deux heures |\n| Ouezzane | 55 dirhams | trois heures |\n"
}
TOOLS = {
    "tools.md": "# Hire\n\n| Tool | Half day | Weight |\n| --- | --- | --- |\n| Chain saw | 22 | 6 kg |\n",
    "machines.md": "# Machines\n\n| Machine | Half day | Power |\n|---|---|---|\n| Mortar mixer | 31 | 1200 W |\n",
}


def row(search: Search, words: str) -> Candidate:
    return next(each for each in search.sentences if each.unit.form is Form.ROW and words in each.text)


@pytest.mark.parametrize(
    ("question", "files", "words"),
    [
        ("Quel est le prix de la navette pour Chefchaouen ?", FARES, "Larache"),
        ("How much is half a day of the jackhammer?", TOOLS, "Chain saw"),
    ],
)
def test_a_row_without_a_word_of_the_question_is_another(question: str, files: dict[str, str], words: str) -> None:
    search = searched(question, files)
    assert is_another_row(search, row(search, words))


@pytest.mark.parametrize(
    ("question", "files", "words"),
    [
        ("Quel est le prix de la navette pour Larache ?", FARES, "Larache"),
        ("Quels sont les prix des navettes ?", FARES, "Larache"),
        ("How much is half a day of the chain saw?", TOOLS, "Chain saw"),
    ],
)
def test_the_row_that_is_asked_for_is_none(question: str, files: dict[str, str], words: str) -> None:
    search = searched(question, files)
    assert not is_another_row(search, row(search, words))


def test_a_weight_has_its_unit_or_its_name() -> None:
    heavy = searched("How heavy is the mortar mixer?", TOOLS)
    assert measures_nothing(heavy, row(heavy, "Mortar mixer"))
    assert not measures_nothing(heavy, row(heavy, "Chain saw"))
    priced = searched("How much is the mortar mixer?", TOOLS)
    assert not measures_nothing(priced, row(priced, "Mortar mixer"))
