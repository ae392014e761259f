"""Identifiers and part numbers are found by their parts, and parts by the whole."""

from __future__ import annotations

import time

import pytest

from rag.language.compounds import compounds
from rag.language.language import analyse


def terms(text: str, language: str = "en") -> set[str]:
    return {token.term for token in analyse(text, language)}


@pytest.mark.parametrize(
    ("written", "asked", "language"),
    [
        ("HomePageContainer", "home page container", "en"),
        ("CheckoutWizard", "checkout wizard", "en"),
        ("XMLHttpRequest", "http request", "en"),
        ("userSessionTimeout", "user session timeout", "en"),
        ("user_session_timeout", "user session timeout", "en"),
        ("expire_reservations", "reservations", "en"),
        ("listeDesArticles", "articles", "fr"),
        ("POCS-30017", "pocs30017", "en"),
        ("pocs30017", "POCS 30017", "en"),
        ("NOR.0707-60", "NOR0707-60", "en"),
        ("ISO9001", "iso 9001", "fr"),
        ("EN-16931", "EN16931", "ar"),
    ],
)
def test_what_is_written_as_one_is_found_by_its_parts(written: str, asked: str, language: str) -> None:
    assert terms(asked, language) & terms(written, language) - {"60", "0707"}
    if " " in asked:
        assert terms(asked, language) <= terms(written, language)


@pytest.mark.parametrize(
    "text",
    ["iPhone", "McDonald", "covid-19", "2022-04-03", "3-avril-2022", "4-3", "README.md", "U.S.", "la loi 09-08", "h2o"],
)
def test_a_name_a_date_or_a_file_is_no_compound(text: str) -> None:
    assert list(compounds(text)) == []


def test_two_numbers_of_one_make_differ_in_the_whole() -> None:
    assert "nor070760" in terms("NOR.0707-60")
    assert "nor070770" in terms("NOR.0707-70")


def test_each_term_has_the_place_of_its_compound() -> None:
    text = "La page « HomePageContainer » suit POCS-30017."
    for token in analyse(text, "fr"):
        assert token.start < token.end
        if token.term in ("home", "pag", "pocs30017"):
            assert text[token.start : token.end] in ("page", "HomePageContainer", "POCS-30017")


@pytest.mark.parametrize("text", ["aA" * 100_000, "A" * 200_000, "a-" * 100_000, "ab1" * 100_000])
def test_a_row_of_letters_without_end_takes_no_time(text: str) -> None:
    start = time.process_time()
    list(compounds(text))
    assert time.process_time() - start < 1.0
