"""A rule is cited with the exception that follows it, where that is about who is asked for."""

from __future__ import annotations

import pytest

from tests.fixtures.searched import READER, searched


@pytest.mark.parametrize(
    ("question", "text", "words"),
    [
        ("Quelle prime ont les stagiaires ?", "La prime est de 9 euros. Les stagiaires en sont exclus.", "stagiaires"),
        (
            "Quelle prime touchent les apprentis ?",
            "La prime est de 100 euros. Les apprentis n'y ont pas droit.",
            "apprentis",
        ),
        ("What allowance do interns get?", "The allowance is 2 euros. Interns are not entitled to it.", "Interns"),
        ("What discount do students get?", "The discount is 10%. Students are excluded.", "Students"),
        ("كم تعويض المتدربين؟", "التعويض 20 درهما. لا يستفيد منه المتدربين.", "المتدربين"),
    ],
)
def test_a_rule_is_cited_with_who_is_taken_out_of_it(question: str, text: str, words: str) -> None:
    reading = READER.read(searched(question, {"a.md": text}))
    assert words in " ".join(sentence.text for sentence in reading.sentences)


def test_an_exception_for_others_is_left_away() -> None:
    text = "L'employeur verse une indemnité de 2 euros. Les stagiaires en sont exclus."
    reading = READER.read(searched("Quelle indemnité verse l'employeur ?", {"a.md": text}))
    assert [sentence.text for sentence in reading.sentences] == ["L'employeur verse une indemnité de 2 euros."]
