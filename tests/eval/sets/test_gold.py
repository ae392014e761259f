"""`eval.sets.gold`: quotes become offsets, and a quote that is missing or ambiguous is told."""

from __future__ import annotations

import pytest

from eval.sets.gold import locate, resolve
from rag.errors import TestSetError

TEXTS = {
    "a.txt": "Le centre date de 2021.\nIl a 12 salles\net 112 élèves. Il a un toit.",
    "b.pdf": "L’o\ufb03ce\u00a0: dé\u00adpôt des dossiers le 3\u00a0mai.",
}


def evidence(source: str) -> list[list[dict[str, object]]]:
    (record,) = resolve(source, TEXTS)
    found: list[list[dict[str, object]]] = record["evidence"]
    return found


def test_a_quote_across_a_line_break_is_found_where_it_stands() -> None:
    ((place,),) = evidence("[fr one-fact 1]\nQ Combien ?\nE a.txt :: Il a 12 salles et 112 élèves")
    start, end = TEXTS["a.txt"].index("Il a 12"), TEXTS["a.txt"].index(". Il a un")
    assert place == {"file": "a.txt", "start": start, "end": end, "text": "Il a 12 salles\net 112 élèves"}


def test_apostrophes_ligatures_spaces_and_soft_hyphens_do_not_matter() -> None:
    (span,) = locate(TEXTS["b.pdf"], "L'office : dépôt des dossiers le 3 mai")
    assert TEXTS["b.pdf"][span.start : span.end] == TEXTS["b.pdf"][:-1]


def test_a_number_is_not_found_inside_another() -> None:
    assert [span.start for span in locate("112 et 12, puis 12,5 et 12", "12")] == [7, 24]


def test_each_fact_keeps_its_places() -> None:
    source = "# essai\n[en several-files 7]\nQ When?\nA 2021\nE a.txt :: 2021\nO b.pdf :: le 3 mai\nE a.txt :: un toit"
    assert [[place["file"] for place in fact] for fact in evidence(source)] == [["a.txt", "b.pdf"], ["a.txt"]]


def test_the_second_of_several_places_can_be_meant() -> None:
    ((place,),) = evidence("[fr one-fact 1]\nQ Quoi ?\nE a.txt :: Il a :: 2")
    assert place["start"] == TEXTS["a.txt"].rindex("Il a")


def test_without_evidence_a_question_is_not_answerable() -> None:
    (record,) = resolve("[ar off-topic 2]\nQ أين؟", TEXTS)
    assert (record["id"], record["answerable"], record["evidence"]) == ("ar-off-topic-02", False, [])


def test_earlier_turns_are_kept() -> None:
    (record,) = resolve("[fr follow-up 1]\nT Qui ? => Lui.\nQ Et quand ?\nE a.txt :: 2021", TEXTS)
    assert record["turns"] == [{"question": "Qui ?", "answer": "Lui."}]


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("[fr one-fact 1]\nQ Quoi ?\nE a.txt :: une cave", "'une cave' stands 0 times in a.txt"),
        ("[fr one-fact 1]\nQ Quoi ?\nE a.txt :: Il a", "'Il a' stands 2 times in a.txt"),
        ("[fr one-fact 1]\nQ Quoi ?\nE a.txt :: Il a :: 3", "'Il a' stands 2 times in a.txt"),
        ("[fr one-fact 1]\nQ Quoi ?\nE c.txt :: Il a", "c.txt is not in the corpus"),
        ("[fr one-fact 1]\nQ Quoi ?\nX rien", "cannot read the line 'X rien'"),
        ("[fr one-fact 1]\nE a.txt :: 2021", "no question"),
        ("[de one-fact 1]\nQ Was?", "is not the head of a record"),
    ],
)
def test_a_record_that_cannot_be_resolved_is_named(source: str, complaint: str) -> None:
    with pytest.raises(TestSetError, match=r"^questions\.txt") as caught:
        resolve(source, TEXTS)
    assert complaint in str(caught.value)
