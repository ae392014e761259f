"""Errors of the server are told in the language of the page, without a word or a folder of the server's."""

from __future__ import annotations

import pytest

from rag.errors import (
    EmbedderUnavailable,
    FileRefused,
    IndexDamaged,
    IndexOutdated,
    ModelError,
    PreuveError,
    QuestionError,
    StoreProblem,
)
from ui.page.problems import problem_of
from ui.words.problems import PROBLEMS
from ui.words.refusals import REFUSALS

ERRORS: list[PreuveError] = [
    IndexDamaged("the catalog of /srv/index cannot be read"),
    IndexOutdated("the index in /srv/index is of schema 3"),
    EmbedderUnavailable("the embedder has ended: see /srv/log"),
    StoreProblem("/srv/index/store.db is full"),
    ModelError("the model wrote nothing"),
    ModelError("the model cannot be reached", "unreachable"),
    FileRefused("damaged", "the PDF cannot be opened"),
]


@pytest.mark.parametrize("language", PROBLEMS)
def test_no_english_is_told_on_a_page_of_another_language(language: str) -> None:
    for error in ERRORS:
        said = problem_of(error, language)
        assert "/srv" not in said
        assert str(error) not in said
        assert (language == "ar") == any("\u0600" <= letter <= "\u06ff" for letter in said)
    assert problem_of(ERRORS[-1], language) == REFUSALS[language]["damaged"]


def test_an_english_page_says_what_the_error_says() -> None:
    assert problem_of(ERRORS[0], "en") == "the catalog of …/index cannot be read"
    assert "reached" in problem_of(ERRORS[5], "en")


@pytest.mark.parametrize("language", ["en", *PROBLEMS])
def test_what_is_said_in_the_language_of_the_page_already_stays(language: str) -> None:
    assert problem_of(QuestionError("Tapez d’abord une question."), language) == "Tapez d’abord une question."


def test_the_languages_know_the_same_kinds_the_narrower_ones_first() -> None:
    assert set(PROBLEMS["fr"]) == set(PROBLEMS["ar"])
    for kinds in map(list, PROBLEMS.values()):
        for at, kind in enumerate(kinds):
            assert not any(issubclass(later, kind) for later in kinds[at + 1 :])
