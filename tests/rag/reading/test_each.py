"""Which ones of several is answered by the sentence of every one of them."""

from __future__ import annotations

import pytest

from tests.fixtures.searched import answered

TOWNS = {
    "a.txt": "Brassac\n\nLa commune dispose d'un point d'accueil, ouvert le lundi.",
    "b.txt": "Delme\n\nUn point d'accueil a été installé dans la poste.",
    "c.txt": "Fursac\n\nLa commune n'a pas de point d'accueil.",
    "d.txt": "Corvol\n\nLa commune a une piscine.",
    "e.txt": "Estivaux\n\nLe point d'accueil partage la mairie.",
    "f.txt": "Gargilesse\n\nLe point d'accueil ferme à midi.",
}
BRANCHES = {
    "north.txt": "North branch\n\nIt has a reading room for children.",
    "south.txt": "South branch\n\nThe branch offers a reading room for children.",
    "east.txt": "East branch\n\nThe branch lends bicycles.",
    "west.txt": "West branch\n\nA reading room for children opens in May.",
    "quay.txt": "Quay branch\n\nThe reading room for children is upstairs.",
}


def files(question: str, texts: dict[str, str]) -> set[str]:
    return {citation.file for each in answered(question, texts).sentences for citation in each.citations}


@pytest.mark.parametrize(
    "question", ["Quelles communes ont un point d'accueil ?", "Liste toutes les communes qui ont un point d'accueil."]
)
def test_every_one_of_which_it_is_said(question: str) -> None:
    assert files(question, TOWNS) == {"a.txt", "b.txt", "e.txt", "f.txt"}


def test_and_in_english() -> None:
    found = files("Which branches have a reading room for children?", BRANCHES)
    assert found == {"north.txt", "south.txt", "west.txt", "quay.txt"}


def test_one_thing_is_answered_once() -> None:
    assert len(files("Où est le point d'accueil de Delme ?", TOWNS)) == 1
