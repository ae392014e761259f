"""Which questions a document raises."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.about.questions import raised_by
from rag.types import Block, BlockKind, Detail, Document, Heading, Origin


def document(text: str, language: str, *headings: str, asked: str = "") -> Document:
    found = tuple(Heading(2, text.index(each), text.index(each) + len(each)) for each in headings)
    blocks = (Block(BlockKind.QUESTION, text.index(asked), text.index(asked) + len(asked)),) if asked else ()
    return Document("a.md", "s", "md", text, language, headings=found, blocks=blocks)


@pytest.mark.parametrize(
    ("language", "heading", "question"),
    [
        ("en", "3.1 Travel expense claims", "What is said about “Travel expense claims”?"),
        ("fr", "Article 5 – Congés payés annuels", "Qu’en est-il de « Congés payés annuels » ?"),
        ("ar", "المادة 5: الإجازة السنوية المدفوعة", "ماذا قيل عن «الإجازة السنوية المدفوعة»؟"),
        ("fr", "Puis-je travailler à distance ?", "Puis-je travailler à distance ?"),
    ],
)
def test_a_heading_is_asked_about(language: str, heading: str, question: str) -> None:
    text = f"{heading}\nThirty."
    (raised,) = raised_by(document(text, language, heading))
    assert (raised.question, text[raised.span.start : raised.span.end].strip()) == (question, "Thirty.")


@pytest.mark.parametrize("heading", ["Introduction", "3.1", "It goes on with this", "x" * 300])
def test_a_heading_that_says_too_little_or_too_much_is_not(heading: str) -> None:
    assert raised_by(document(f"{heading}\nThis is told below it.", "en", heading)) == []


@pytest.mark.parametrize(
    ("text", "language", "question"),
    [
        ("The ombudsman is a person of trust. It sits.", "en", "What is the ombudsman?"),
        ("La médiatrice est une personne de confiance.", "fr", "Qu’est-ce que la médiatrice ?"),
        ("L’arganier est un arbre du Maroc.", "fr", "Qu’est-ce que l’arganier ?"),
        ("الأركان هو شجر ينمو في المغرب.", "ar", "ما المقصود بـ«الأركان»؟"),
    ],
)
def test_a_definition_is_asked_for(text: str, language: str, question: str) -> None:
    assert [each.question for each in raised_by(document(text, language))] == [question]


def test_what_leans_on_what_was_said_before_defines_nothing() -> None:
    assert raised_by(document("This is a person of trust. It is the best.", "en")) == []


def test_the_question_of_an_faq_is_asked_as_it_stands_and_the_title_not_at_all() -> None:
    text = "Staff rules of Zellige\nHow long is the holiday?\nThirty days.\n"
    faq = document(text, "en", "Staff rules of Zellige", asked="How long is the holiday?")
    named = replace(faq, title=Detail("Staff rules of Zellige", Origin.HEADING))
    assert [each.question for each in raised_by(named)] == ["How long is the holiday?"]


def test_a_language_without_words_for_it_gives_what_stands_in_the_document_alone() -> None:
    assert raised_by(document("Vier Fragen dazu\nNichts.", "de", "Vier Fragen dazu")) == []
    assert (
        raised_by(document("Was ist die Frage?\nNichts.", "de", "Was ist die Frage?"))[0].question
        == "Was ist die Frage?"
    )
