"""A number of a thing that no document has is answered by no other thing."""

from __future__ import annotations

import pytest

from rag.reading.unknown import names_an_unknown
from tests.fixtures.searched import answered, searched

PARTS = "KR-220.14 est le filtre à huile. La courroie TX9000/B remplace la TX8800/B. Le modèle Zéphyr 20 a 320 km."
SHIP = "The Meridian 40 carries twelve passengers. The pacemaker MDT-4471A is not safe. Order HX 12-778."


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Qu'est-ce que la TX9100/B ?", PARTS),
        ("Que remplace KR-220.41 ?", PARTS),
        ("Quelle est l'autonomie du Zéphyr 30 ?", PARTS),
        ("How many passengers does the Meridian 45 take?", SHIP),
        ("what is mdt4471c", SHIP),
    ],
)
def test_a_number_that_no_document_has(question: str, text: str) -> None:
    assert names_an_unknown(searched(question, {"a.md": text}))
    assert answered(question, {"a.md": text}).abstained


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Que remplace la TX9000/B ?", PARTS),
        ("tx9000b remplace quoi", PARTS),
        ("c'est quoi KR 220.14", PARTS),
        ("Quelle est l'autonomie du Zéphyr 20 ?", PARTS),
        ("Quelle est l'autonomie du Zéphyr ?", PARTS),
        ("What is HX12-778?", SHIP),
        ("HX12778 dressing", SHIP),
        ("is mdt4471a safe", SHIP),
        ("Depuis quand a-t-on 20h30 pour horaire ?", PARTS),
        ("How many passengers does the Meridian 40 carry?", SHIP),
        ("How many passengers in 2024?", SHIP),
    ],
)
def test_a_number_that_a_document_has_in_any_spelling(question: str, text: str) -> None:
    assert not names_an_unknown(searched(question, {"a.md": text}))


def test_a_heading_has_it_too() -> None:
    assert not names_an_unknown(searched("Que coûte le Zéphyr 30 ?", {"a.md": "# Zéphyr 30\n\nIl coûte 900 euros."}))
