"""What in a sentence answers a kind of question."""

from __future__ import annotations

import pytest

from rag.language.cues import fits
from rag.language.language import analyse
from rag.language.questions import Kind


@pytest.mark.parametrize(
    ("kind", "sentence", "language", "found"),
    [
        (Kind.AMOUNT, "Le délai est de vingt-cinq jours.", "fr", True),
        (Kind.AMOUNT, "Les places sont vingt et une.", "fr", True),
        (Kind.AMOUNT, "Ils étaient cinq.", "fr", True),
        (Kind.AMOUNT, "The notice is thirty-two days.", "en", True),
        (Kind.AMOUNT, "They were five.", "en", True),
        (Kind.AMOUNT, "كانوا خمسة.", "ar", True),
        (Kind.AMOUNT, "Le délai est court.", "fr", False),
        (Kind.DATE, "La piscine ouvre à 8h30.", "fr", True),
        (Kind.DATE, "The pool opens at 8:30 am.", "en", True),
        (Kind.DATE, "يفتح المسبح على الساعة 9 صباحا.", "ar", True),
        (Kind.DATE, "Le délai est de vingt-cinq jours.", "fr", False),
    ],
)
def test_numbers_in_words_and_times_of_day(kind: Kind, sentence: str, language: str, found: bool) -> None:
    terms = [token.term for token in analyse(sentence, language)]
    assert fits(kind, sentence, terms, frozenset(), language)[0] == float(found)
