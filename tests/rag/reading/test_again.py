"""How and why are not answered by what was said a turn before."""

from __future__ import annotations

from rag.answers import Turn
from rag.reading.again import of_what_is_new, without_what_was_said
from tests.fixtures.searched import searched

SAID = "Le chocolat est toxique pour les chiens."
DOGS = {"a.md": f"{SAID} Le vétérinaire fait vomir le chien qui a mangé du chocolat. Il lui donne du charbon."}
ASKED = "Et comment on le soigne ?"
BEFORE = [Turn("Le chocolat est-il dangereux ?", SAID)]


def test_what_was_said_is_left_out_where_more_is_asked() -> None:
    search = searched("Comment soigne-t-on le chien (chocolat) ?", DOGS)
    left = without_what_was_said(search, ASKED, BEFORE)
    assert SAID in {each.text for each in search.sentences}
    assert SAID not in {each.text for each in left.sentences}
    assert abs(sum(each.chance for each in left.sentences) - 1.0) < 1e-9


def test_it_may_hold_an_amount_or_confirm() -> None:
    for question in ("Le chocolat est-il toxique pour les chiens ?", "Combien de chiens (chocolat) ?"):
        search = searched(question, DOGS)
        assert without_what_was_said(search, ASKED, BEFORE) is search


def test_nothing_changes_where_nothing_else_is_left() -> None:
    search = searched("Comment soigne-t-on le chien (chocolat) ?", {"a.md": SAID})
    assert without_what_was_said(search, ASKED, BEFORE) is search
    assert without_what_was_said(search, ASKED, []) is search


def test_what_the_question_itself_speaks_of_stays() -> None:
    search = searched("Comment est-il toxique (chocolat) ?", DOGS)
    assert without_what_was_said(search, "Comment est-il toxique ?", BEFORE) is search


FEES = {"a.md": "La place de stationnement coûte 30 euros par an. Le local à vélos est facturé 12 euros."}
PARKING = [Turn("Combien coûte une place de stationnement ?", "La place de stationnement coûte 30 euros par an.")]


def test_what_is_new_has_to_be_spoken_of() -> None:
    search = searched("Combien coûte une place de stationnement, et le local à vélos ?", FEES)
    left = of_what_is_new(search, "Et le local à vélos ?", PARKING)
    assert [each.text for each in left.sentences] == ["Le local à vélos est facturé 12 euros."]


def test_a_header_speaks_of_what_stands_below_it() -> None:
    table = {
        "a.md": "| Formule | Adulte | Enfant |\n| --- | --- | --- |\n| Abonnement | 40 | 25 |\n\nLe club fête l'été."
    }
    search = searched("Combien coûte l'abonnement pour un enfant ?", table)
    left = of_what_is_new(search, "Et pour un enfant ?", [Turn("Combien coûte l'abonnement ?", "40")])
    assert [each.text for each in left.sentences] == ["| Abonnement | 40 | 25 |"]


def test_nothing_changes_where_nobody_speaks_of_what_is_new() -> None:
    search = searched("Combien coûte une place de stationnement, et la cave ?", FEES)
    assert of_what_is_new(search, "Et la cave ?", PARKING) is search
    assert of_what_is_new(search, "Combien coûte le local à vélos ?", PARKING) is search


def test_what_speaks_of_what_is_new_alone_is_better_than_what_was_said() -> None:
    more = {"a.md": f"{FEES['a.md']} La salle de sport est gratuite."}
    search = searched("Combien coûte une place de stationnement, et la salle de sport ?", more)
    left = of_what_is_new(search, "Et la salle de sport ?", PARKING)
    assert [each.text for each in left.sentences] == ["La salle de sport est gratuite."]
