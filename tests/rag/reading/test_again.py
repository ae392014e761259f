"""How and why are not answered by what was said a turn before."""

from __future__ import annotations

from rag.answers import Turn
from rag.reading.again import without_what_was_said
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
