"""What is told of a chat model is there in three languages, with the same gaps."""

from __future__ import annotations

import string

import pytest

from rag.answers import AnswerOrigin, Cause
from rag.chat.words import NOTES, WORDS, cause_of, failure, noted, told
from rag.errors import ModelError


@pytest.mark.parametrize("language", WORDS)
def test_every_cause_has_words_with_the_same_gaps(language: str) -> None:
    def gaps(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}

    assert WORDS[language].keys() == WORDS["en"].keys()
    assert all(gaps(text) == gaps(WORDS["en"][code]) for code, text in WORDS[language].items())
    assert all("\n" not in text and text.strip() for text in WORDS[language].values())
    assert WORDS["en"].keys() >= NOTES


def test_an_error_and_its_cause_say_the_same() -> None:
    error = failure("silent", 30.0)
    assert str(error).startswith("the model did not begin to answer for 30 s")
    assert told(cause_of(error)) == str(error)
    assert told(cause_of(error), "fr").startswith("le modèle n’a pas commencé en 30 s")
    assert told(cause_of(error), "de") == str(error), "a language without words is told in English"
    assert told(cause_of(ModelError("--judge x"))).endswith("no usable answer: --judge x")


def test_what_another_version_kept_is_told_all_the_same() -> None:
    assert told(Cause("of tomorrow", ("7",)), "fr") == "of tomorrow 7"
    assert told(Cause("silent"), "fr") == "silent"


@pytest.mark.parametrize(
    ("origin", "cause", "said"),
    [
        (AnswerOrigin.FALLBACK, Cause("failed", ("500",)), "without the model: the model's server failed (500)"),
        (AnswerOrigin.MODEL, Cause("stalled", ("20",)), "incomplete: the model stopped writing for 20 s"),
        (AnswerOrigin.MODEL, Cause("not in passages"), "the extracts do not answer"),
        (AnswerOrigin.GUARDED, Cause("guard replaced"), "nothing of the model's answer was proven"),
    ],
)
def test_a_note_says_whose_answer_it_is(origin: AnswerOrigin, cause: Cause, said: str) -> None:
    assert noted(origin, cause, "en").startswith(said)
