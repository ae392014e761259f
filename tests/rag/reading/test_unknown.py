"""A number of a thing that no document has is answered by no other thing."""

from __future__ import annotations

import pytest

from rag.reading.unknown import measures_an_unknown, names_an_unknown, names_another_time
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


PLAN = {"plan.md": "# Plan 2024\n\nLe budget du plan est de 30 000 euros."}
PIPES = {"pipes.md": "| Pipe | Price |\n| --- | --- |\n| Copper pipe 15 mm | 4.20 |\n| Copper pipe 22 mm | 6.90 |\n"}


@pytest.mark.parametrize(
    ("question", "files"),
    [
        ("Quel est le budget du plan en 2027 ?", PLAN),
        ("How much is the 28 mm copper pipe?", PIPES),
        ("What was added in version 5.3?", {"log.md": "# Changes\n\n## 5.2\n\nAdded: printing in version 5.2.\n"}),
    ],
)
def test_what_nothing_has_is_not_answered_by_another(question: str, files: dict[str, str]) -> None:
    search = searched(question, files)
    assert names_another_time(search, search.sentences[0])


@pytest.mark.parametrize(
    ("question", "files"),
    [
        ("Quel est le budget du plan en 2024 ?", PLAN),
        ("How much is the 22 mm copper pipe?", PIPES),
        ("Combien paie un enfant de 8 ans ?", {"a.md": "Un enfant de moins de 12 ans paie 3 euros."}),
        ("Combien de membres en 2022 ?", {"a.md": "De 2021 à 2023, le club avait 40 membres."}),
    ],
)
def test_what_is_there_or_bounded_is_answered(question: str, files: dict[str, str]) -> None:
    search = searched(question, files)
    assert not any(names_another_time(search, each) for each in search.sentences if each.held.any())


GRANTS = {"aides.md": "# Aides\n\nLe conseil a voté une subvention de 9 000 euros au club de judo."}
SHOTS = {"shots.md": "# Vaccines\n\nThe tetanus vaccine takes two weeks to protect you."}


@pytest.mark.parametrize(
    ("question", "files"),
    [
        ("Quel est le montant de la subvention du club de plongée ?", GRANTS),
        ("How long does the rabies vaccine take?", SHOTS),
        ("كم يوما عطلة الأمومة؟", {"a.txt": "العطلة السنوية مدتها عشرون يوما للعاملين في المصنع."}),
    ],
)
def test_an_amount_of_what_stands_nowhere_is_no_answer(question: str, files: dict[str, str]) -> None:
    search = searched(question, files)
    assert measures_an_unknown(search, search.sentences[0])
    assert answered(question, files).abstained


@pytest.mark.parametrize(
    ("question", "files"),
    [
        ("Quel est le montant de la subvention du club de judo ?", GRANTS),
        ("Quel est le montant des aides ?", GRANTS),
        ("How long does the tetanus jab take?", SHOTS),
        ("Who votes for the club of divers?", SHOTS),
    ],
)
def test_an_amount_of_what_is_there_may_be_one(question: str, files: dict[str, str]) -> None:
    search = searched(question, files)
    assert not measures_an_unknown(search, search.sentences[0])
