"""What `preuve ask` prints: in the language of the question, with one number for each place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from rag.types import Answer, AnswerSentence, Citation, Hit, Passage, Verdict
from ui.commands.ask import answer_lines

FIRST = Citation("a.txt", "0" * 64, 0, 5, "Rabat", 2, "Villes", Verdict.EXACT)
SECOND = Citation("b.txt", "1" * 64, 3, 6, "Fès", None, None, Verdict.EXACT)


def answer(language: str, sentences: Sequence[AnswerSentence], hits: Sequence[Hit] = ()) -> Answer:
    return Answer("q", "q", language, not sentences, tuple(sentences), tuple(hits), 0.5, "extractive", "1")


def test_a_place_that_is_cited_twice_has_one_number() -> None:
    lines = answer_lines(
        answer(
            "fr",
            [
                AnswerSentence("Rabat et Fès.", True, (FIRST, SECOND)),
                AnswerSentence("Rabat encore.", False, (FIRST,), "le nombre 5 n’y est pas"),
            ],
        )
    )
    assert lines == [
        "Rabat et Fès. [1][2]",
        "Rabat encore. [1] (non prouvé: le nombre 5 n’y est pas)",
        "",
        "[1] a.txt, page 2, Villes, 0-5 (exact)",
        "[2] b.txt, 3-6 (exact)",
    ]


@pytest.mark.parametrize(
    ("asked", "written", "mark"),
    [("fr", "ar", ", العربية"), ("fr", "fr", ""), ("fr", "und", ""), ("ar", "en", ", English")],
)
def test_a_place_in_another_language_is_marked(asked: str, written: str, mark: str) -> None:
    place = replace(SECOND, language=written)
    assert answer_lines(answer(asked, [AnswerSentence("Fès.", True, (place,))]))[-1] == f"[1] b.txt{mark}, 3-6 (exact)"


@pytest.mark.parametrize(
    ("language", "first"),
    [
        ("fr", "Les documents ne répondent pas à cette question."),
        ("en", "The documents do not answer this question."),
        ("ar", "لا تجيب الوثائق عن هذا السؤال."),
        ("de", "The documents do not answer this question."),
    ],
)
def test_an_abstention_speaks_the_language_of_the_question(language: str, first: str) -> None:
    passage = Passage("1", "a.txt", "0" * 64, 0, 0, 9, "Une\nville", "fr")
    lines = answer_lines(answer(language, [], [Hit(passage, 0.5)]))
    assert lines[0] == first
    assert lines[2] == "  a.txt, 0-9: Une ville"
