"""What of a passage may be cited: never a heading, a question or a header; rows, fields, items and lists are."""

from __future__ import annotations

import pytest

from rag.search.units import Form, Unit, units
from rag.types import Passage
from tests.fixtures.read import passages_of


def found(text: str, file: str = "a.md") -> list[tuple[str, str]]:
    """The form and the text of each unit."""
    (passage,) = passages_of(file, text)
    return [(unit.form.value, unit.text(passage)) for unit in units(passage)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Titre\n\nUne phrase. Une autre.\n", [("prose", "Une phrase."), ("prose", "Une autre.")]),
        ("# Peut-on fumer ?\n\nNon, jamais.\n", [("prose", "Non, jamais.")]),
        ("**Peut-on fumer ?**\n\nNon, jamais.\n", [("prose", "Non, jamais.")]),
        ("| a | b |\n|---|---|\n| x. Y | 1 |\n| z | 2 |\n", [("row", "| x. Y | 1 |"), ("row", "| z | 2 |")]),
        ("Adresse : 3, rue du Port. Safi\nTéléphone : 0524\n", [
            ("field", "Adresse : 3, rue du Port. Safi"), ("field", "Téléphone : 0524"),
        ]),
        ("Il faut :\n\n- un sac\n- un pain\n", [
            ("list", "Il faut :\n\n- un sac\n- un pain"), ("prose", "Il faut :"), ("item", "- un sac"),
            ("item", "- un pain"),
        ]),
        ("Il faut :\n\n- un sac\n", [("prose", "Il faut :"), ("item", "- un sac")]),
        ("# Il faut\n\n- un sac\n- un pain\n", [
            ("list", "- un sac\n- un pain"), ("item", "- un sac"), ("item", "- un pain"),
        ]),
    ],
)  # fmt: skip
def test_forms(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_items_of_items_belong_to_both_lists() -> None:
    forms = found("Il faut :\n\n- des fruits :\n  - une pomme\n  - une poire\n- un pain\n")
    lists = [text for form, text in forms if form == "list"]
    assert [text.count("\n") for text in lists] == [5, 2]


def items_of(passage: Passage) -> list[Unit]:
    return [unit for unit in units(passage) if unit.form is Form.ITEM]


def test_items_know_what_announces_them_in_another_passage() -> None:
    items = "\n".join(f"- chose numéro {number} de la liste" for number in range(30))
    passages = passages_of("a.md", f"Il faut apporter :\n\n{items}\n", 200)
    assert len(passages) > 3
    for unit in items_of(passages[-1]):
        assert [above.text for above in unit.above] == ["Il faut apporter :"]


def test_nothing_is_lost_and_nothing_invented_where_a_passage_has_no_blocks() -> None:
    (passage,) = passages_of("a.txt", "Une phrase. Une autre.\n")
    assert [unit.span for unit in units(passage)] == list(passage.sentences)
