"""Exact match and token F1 with French, English and Arabic normalisers: examples worked out by hand."""

from __future__ import annotations

import unicodedata

import pytest

from eval.metrics.answers import exact, exact_match, normalise, overlap_f1, token_f1
from eval.sets.cases import TestSet
from tests.fixtures.evalsets import answer, item_of, silence, small_set


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> TestSet:
    return small_set(tmp_path_factory.mktemp("sets"))


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("The  Apple, an orange.", "en", "apple orange"),
        ("Theatre", "en", "theatre"),
        ("L’éthique des systèmes d'IA", "fr", "éthique systèmes ia"),
        ("« La CNDP »", "fr", "cndp"),
        ("Lesotho", "fr", "lesotho"),
        ("le cœur", "fr", "coeur"),
        ("الذكاء الاصطناعي", "ar", "ذكاء اصطناعي"),
        ("أُسِّسَت اللجنـــة", "ar", "اسست لجنة"),
        ("The La", "und", "the la"),
        ("٢٠٠٩", "ar", "2009"),
    ],
)
def test_normalising(text: str, language: str, expected: str) -> None:
    assert normalise(text, language) == expected


@pytest.mark.parametrize(
    ("answer_words", "reference", "language"),
    [
        ("L’année 2009", "l'année 2009", "fr"),
        (unicodedata.normalize("NFD", "créée"), "créée", "fr"),
        ("« Rabat »", '"Rabat"', "fr"),
        ("the CNDP.", "CNDP", "en"),
        ("\u202bالرباط\u202c", "الرباط", "ar"),
    ],
)
def test_writing_does_not_count(answer_words: str, reference: str, language: str) -> None:
    assert exact(answer_words, reference, language) == 1
    assert overlap_f1(answer_words, reference, language) == 1


def test_accents_and_numbers_count() -> None:
    assert exact("ou", "où", "fr") == 0
    assert exact("5 %", "6 %", "fr") == 0


def test_token_f1_by_hand() -> None:
    # 2 common words of 3 given and 2 wanted: precision 2/3, recall 1, F1 0.8.
    assert overlap_f1("in 2009 Rabat", "Rabat 2009", "en") == pytest.approx(0.8)
    # Repeated words count as often as both have them.
    assert overlap_f1("a b b", "b b b", "und") == pytest.approx(2 / 3)
    assert overlap_f1("the", "a", "en") == 1
    assert overlap_f1("the", "Rabat", "en") == 0


def test_the_best_reference_counts(small: TestSet) -> None:
    found = item_of(small, "both", answer("both", [], text="Rabat"))
    assert exact_match(found) == (0, 1)
    assert token_f1(found) == (pytest.approx(2 * 1 * 0.25 / 1.25), 1)
    assert exact_match(item_of(small, "year", answer("year", [], text="« 2009 »"))) == (1, 1)


def test_silence_and_failure_score_nothing(small: TestSet) -> None:
    for prediction in (silence("year"), None):
        found = item_of(small, "year", prediction)
        assert exact_match(found) == token_f1(found) == (0, 1)
    assert exact_match(item_of(small, "never", answer("never", []))) == (0, 0)
