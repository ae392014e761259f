"""What is said to the program is told from what is asked of the documents, in three languages."""

from __future__ import annotations

import time

import pytest

from rag.answers import Topic
from rag.language.asides.asides import MOST_WORDS, Aside, aside_in
from rag.language.asides.phrasebook import FILES, Naming, phrasebook, plain_words
from rag.language.language import detect
from tests.rag.language.asides.phrasings import ASKED_OF_DOCUMENTS, OUTLINED, SAID, SUMMARISED, lines

LEAST = 20


def found(question: str, opening: bool = True) -> Aside | None:
    return aside_in(question, detect(question), opening)


@pytest.mark.parametrize("language", SAID)
def test_what_is_said_to_the_program_has_its_topic(language: str) -> None:
    said = [(line, topic) for topic, text in SAID[language].items() for line in lines(text)]
    wrong = [(line, aside) for line, topic in said if (aside := found(line)) is None or aside.topic is not topic]
    assert len(said) >= LEAST
    assert wrong == []


@pytest.mark.parametrize("language", SAID)
def test_the_reply_is_in_the_language_of_what_is_said(language: str) -> None:
    asked = [line for topic in (Topic.IDENTITY, Topic.DOCUMENTS) for line in lines(SAID[language][topic])]
    assert {aside.language for line in asked if (aside := found(line))} == {language}


@pytest.mark.parametrize("language", ASKED_OF_DOCUMENTS)
@pytest.mark.parametrize("opening", [True, False])
def test_questions_that_look_alike_are_asked_of_the_documents(language: str, opening: bool) -> None:
    questions = lines(ASKED_OF_DOCUMENTS[language])
    assert len(questions) >= LEAST
    assert [question for question in questions if found(question, opening)] == []


NAMED = {"fr": {"manuel", "refuge"}, "en": {"manual", "refuge"}, "ar": set(plain_words("دليل الملجأ"))}
"""The words of the document that summaries and chapters are wanted of."""


@pytest.mark.parametrize("language", OUTLINED)
def test_the_chapters_of_a_document_are_asked_for(language: str) -> None:
    questions = lines(OUTLINED[language])
    assert len(questions) >= LEAST
    expected = (Topic.OUTLINE, language, NAMED[language])
    told = [(each, found(each)) for each in questions]
    assert [
        each
        for each, aside in told
        if aside is None or (aside.topic, aside.language, set(aside.named.split())) != expected
    ] == []


@pytest.mark.parametrize("language", SUMMARISED)
def test_a_summary_names_what_it_is_wanted_of(language: str) -> None:
    for question in lines(SUMMARISED[language]):
        aside = found(question)
        assert aside is not None, question
        assert (aside.topic, aside.language, set(aside.named.split())) == (Topic.SUMMARY, language, NAMED[language])


def test_a_question_that_a_document_may_answer_has_to_name_the_whole_of_it() -> None:
    weak, strong = found("Que dit le manuel ?"), found("Résume le manuel")
    assert weak is not None
    assert strong is not None
    assert (weak.naming, strong.naming) == (Naming.WHOLE, Naming.PART)


@pytest.mark.parametrize(
    "question", ["Résume ce document", "Summarise it", "لخص هذه الوثيقة", "De quoi parle ce fichier ?"]
)
def test_the_document_that_is_meant_anyway_has_no_name(question: str) -> None:
    aside = found(question)
    assert aside is not None
    assert (aside.topic, aside.named) == (Topic.SUMMARY, "")


@pytest.mark.parametrize(
    "question", ["Comment ça marche ?", "How does it work?", "What is it about?", "De quoi ça parle ?"]
)
def test_what_leans_on_a_turn_before_is_no_aside_after_one(question: str) -> None:
    assert found(question, opening=True) is not None
    assert found(question, opening=False) is None


def test_the_language_of_the_conversation_tells_that_of_a_word_of_several() -> None:
    assert [aside_in("ok", language, False).language for language in ("fr", "en")] == ["fr", "en"]  # type: ignore[union-attr]


def test_a_long_row_of_courtesies_takes_no_time() -> None:
    started = time.perf_counter()
    for word in ("ok", "oui", "merci", "no", "نعم"):
        row = " ".join([word] * MOST_WORDS)
        assert found(row) is not None
        assert found(f"{row} {word}") is None
        found(" ".join([word] * (MOST_WORDS - 1)) + " x")
    assert time.perf_counter() - started < 10


@pytest.mark.parametrize("noise", ["", "?" * 40, "🙂", "x" * 5000, "merci " * 200, "\u200f", "1 2 3", "c'est " * 40])
def test_anything_can_be_asked(noise: str) -> None:
    aside = found(noise)
    assert aside is None or aside.topic in Topic


@pytest.mark.parametrize("code", sorted(FILES))
@pytest.mark.parametrize("opening", [True, False])
def test_every_courtesy_can_be_said_alone(code: str, opening: bool) -> None:
    """One that says nothing by itself, such as "then", is no aside, and no error; few can be said as a phrase too."""
    courtesies = phrasebook(code).courtesies
    found = {words: aside_in(" ".join(words), code, opening) for words in courtesies}
    silent = [words for words, topic in courtesies.items() if topic is None]
    assert silent
    assert sum(found[words] is None for words in silent) > 0.8 * len(silent)
