"""Numbers and shares written as words, and names by their first letters."""

from __future__ import annotations

import pytest

from rag.language.language import numbers
from rag.language.name_forms import same_name, spelled_out
from rag.language.numbers.spelled import shares, spelled_numbers

SMALL = frozenset(("of", "the", "and", "des", "de"))


@pytest.mark.parametrize(
    ("plain", "language", "values"),
    [
        ("quatre-vingt-dix-sept personnes", "fr", ["97"]),
        ("deux mille trois cents", "fr", ["2300"]),
        ("soixante-douze et vingt et un", "fr", ["72", "21"]),
        ("deux et trois", "fr", ["2", "3"]),
        ("une maison", "fr", []),
        ("two hundred and forty", "en", ["240"]),
        ("three and four", "en", ["3", "4"]),
        ("one of them", "en", []),
        ("two thirds of them", "en", []),
        ("خمسه واربعون", "ar", ["45"]),
        ("ثلاث سنوات", "ar", ["3"]),
        ("zwei", "de", []),
    ],
)
def test_numbers_in_words(plain: str, language: str, values: list[str]) -> None:
    assert [number.value for number in spelled_numbers(plain, language)] == values


@pytest.mark.parametrize(
    ("plain", "language", "values"),
    [
        ("les deux tiers et un quart", "fr", ["2/3", "1/4"]),
        ("un foyer sur trois", "fr", ["1/3"]),
        ("half of them, one in five", "en", ["1/2", "1/5"]),
        ("ثلث السكان", "ar", ["1/3"]),
    ],
)
def test_shares_in_words(plain: str, language: str, values: list[str]) -> None:
    assert sorted(share.value for share in shares(plain, language)) == sorted(values)


def test_a_month_behind_an_elision_is_a_month() -> None:
    assert [(quantity.value, quantity.unit) for quantity in numbers("le mois d'octobre", "fr")] == [("10", "month")]


@pytest.mark.parametrize(
    ("letters", "words", "place"),
    [
        ("WHO", "the world health organization met", range(1, 4)),
        ("ONU", "l organisation des nations unies", range(1, 5)),
        ("IMF", "the world health organization met", None),
        ("W", "world", None),
    ],
)
def test_letters_stand_for_words(letters: str, words: str, place: range | None) -> None:
    assert spelled_out(letters, words.split(), SMALL) == place


def test_known_forms_of_a_name() -> None:
    assert same_name("pekin", "beijing")
    assert same_name("etats-unis", "us")
    assert not same_name("pekin", "pekan")
    assert not same_name("rome", "rome")
