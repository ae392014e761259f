"""Questions that leave out what they are about, and those that ask what to do."""

from __future__ import annotations

import pytest

from rag.language.clauses.ellipsis import asks_what_to_do, lacks_its_object


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("On peut être remboursé si on annule ?", "fr"),
        ("Comment résilier ?", "fr"),
        ("I'm not 65 yet, what would I pay?", "en"),
        ("Can I get my money back?", "en"),
        ("متى أسترجع؟", "ar"),
    ],
)
def test_a_verb_that_needs_an_object_has_none(question: str, language: str) -> None:
    assert lacks_its_object(question, language)


@pytest.mark.parametrize(
    ("question", "language"),
    [("Où payer une amende ?", "fr"), ("How do I register?", "en"), ("Can I cancel the lease?", "en"), ("Why?", "en")],
)
def test_what_has_its_object_or_needs_none(question: str, language: str) -> None:
    assert not lacks_its_object(question, language)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Il en a mangé il y a une demi-heure, que faire ?", "fr"),
        ("On m'a volé mon vélo, je fais quoi ?", "fr"),
        ("I lost it yesterday, what should I do?", "en"),
        ("ضاع مني، ماذا أفعل؟", "ar"),
    ],
)
def test_what_to_do_is_asked(question: str, language: str) -> None:
    assert asks_what_to_do(question, language)


def test_what_somebody_does_is_another_question() -> None:
    assert not asks_what_to_do("Que fait le syndic ?", "fr")
    assert not asks_what_to_do("What do members do on Sunday?", "en")
