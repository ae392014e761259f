"""What counts nothing of what is asked for does not answer how many."""

from __future__ import annotations

import pytest

from rag.reading.counting import counts_something_else, of_what_is_asked
from tests.fixtures.searched import answered, searched


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Combien de communes ont un accueil ?", "La commune a un accueil, ouvert trois jours par semaine."),
        ("Combien d'adhérents compte le club ?", "Les adhérents du club élisent leur bureau pour deux ans."),
        ("Combien de salariés ont un badge ?", "Les salariés ont un badge depuis 2021."),
        ("How many villages have a desk?", "The village has a desk, open three days a week."),
        ("How many members does the club have?", "The members of the club elect a board for two years."),
        ("How many employees have a badge?", "Employees have a badge since 2021."),
    ],
)
def test_a_sentence_that_counts_nothing_of_it(question: str, text: str) -> None:
    search = searched(question, {"a.md": text})
    assert counts_something_else(search, search.sentences[0])


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Combien de communes ont un accueil ?", "Quatre communes ont un accueil."),
        ("Combien de communes ont un accueil ?", "Aucune commune n'a un accueil."),
        ("Combien de tables achète la mairie ?", "La mairie achète une quinzaine de tables."),
        ("Combien de jours dure le stage ?", "Le stage dure trois jours."),
        ("Combien de députés forment un groupe ?", "Les députés forment un groupe de quinze membres."),
        ("How many appeals were withdrawn?", "Eleven of the appeals were withdrawn."),
        ("How many appeals were withdrawn?", "All appeals were withdrawn."),
        ("How many days does the course last?", "The course lasts three days."),
        ("How much does the village pay?", "The village pays."),
        ("كم ساعة تدوم الدورة؟", "تدوم الدورة ساعة واحدة."),
    ],
)
def test_a_sentence_that_may_count_it(question: str, text: str) -> None:
    search = searched(question, {"a.md": text})
    assert not counts_something_else(search, search.sentences[0])


MOWER = "La Zinnia 300 pèse 18 kilos. La Zinnia 300 est garantie trois ans. La Zinnia 300 est vendue 640 euros."


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Quel est le tarif de la Zinnia 300 ?", "640 euros"),
        ("combien coute la zinnia 300", "640 euros"),
        ("Combien pèse la Zinnia 300 ?", "18 kilos"),
    ],
)
def test_the_attribute_that_is_asked_for_answers(question: str, words: str) -> None:
    search = searched(question, {"a.md": MOWER})
    left = of_what_is_asked(search).sentences
    assert [each.text for each in left if words in each.text] == [each.text for each in left]
    assert abs(sum(each.chance for each in left) - 1.0) < 1e-9
    assert words in answered(question, {"a.md": MOWER}).sentences[0].text


def test_where_nothing_measures_what_is_asked_for_all_stay() -> None:
    search = searched("Combien coûte la Zinnia 300 ?", {"a.md": "La Zinnia 300 pèse 18 kilos."})
    assert of_what_is_asked(search) is search
