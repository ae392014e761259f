from __future__ import annotations

import string
from dataclasses import fields

import pytest

from ui.words.lexicon import WORDS
from ui.words.people import PEOPLE_WORDS, PeopleWords
from ui.words.words import LANGUAGES, Words, counted, page_language


def placeholders(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("table", [WORDS, PEOPLE_WORDS])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_there_with_the_same_gaps(language: str, table: dict[str, Words | PeopleWords]) -> None:
    assert table[language].language == language
    for field in fields(table[language]):
        ours, english = getattr(table[language], field.name), getattr(table["en"], field.name)
        if isinstance(ours, tuple):
            assert placeholders(ours[1]) == placeholders(english[1]), field.name
            assert all(ours)
        else:
            assert ours.strip(), field.name
            assert placeholders(ours) == placeholders(english), field.name


def test_arabic_is_written_in_arabic() -> None:
    latin = {
        field.name
        for words in (WORDS["ar"], PEOPLE_WORDS["ar"])
        for field in fields(words)
        if isinstance(text := getattr(words, field.name), str)
        and any(character in string.ascii_letters for character in text.replace("{", "}").split("}")[0])
    }
    assert latin == {"language"}
    assert WORDS["ar"].direction == "rtl"
    assert WORDS["fr"].direction == "ltr"


@pytest.mark.parametrize(
    ("accepted", "chosen", "language"),
    [
        ("fr-FR,fr;q=0.9,en;q=0.8", "", "fr"),
        ("de-DE,de;q=0.9,ar;q=0.5,en;q=0.3", "", "ar"),
        ("en;q=0.2,fr;q=0.7", "", "fr"),
        ("fr", "en", "en"),
        ("fr", "../x", "fr"),
        ("", "", "en"),
        ("de", "", "en"),
        ("ar;q=x, ;;;=, fr;q=0", "", "en"),
        ("ar," * 100_000, "", "ar"),
    ],
)
def test_the_browser_or_the_switch_decides(accepted: str, chosen: str, language: str) -> None:
    assert page_language(accepted, chosen) == language


def test_counts() -> None:
    assert counted(("{count} page", "{count} pages"), 1) == "1 page"
    assert counted(("{count} page", "{count} pages"), 0) == "0 pages"
