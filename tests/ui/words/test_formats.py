"""Formats and languages have names that people use."""

from __future__ import annotations

import pytest

from ingest.load.kind import SUFFIXES
from rag.language.language import _MODEL_LANGUAGES
from ui.words.formats import AUTONYMS, FORMATS, format_word, language_name
from ui.words.words import LANGUAGES, decimal


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_format_has_a_word(language: str) -> None:
    assert set(FORMATS[language]) == set(SUFFIXES.values())
    assert format_word("xyz", language) == "XYZ"


def test_each_language_that_a_text_is_told_among_has_its_name() -> None:
    assert set(AUTONYMS) == _MODEL_LANGUAGES
    assert {code: language_name(code) for code in LANGUAGES} == LANGUAGES
    assert language_name("und") == ""


def test_numbers_are_written_as_the_language_does() -> None:
    assert [decimal(1.5, language) for language in LANGUAGES] == ["1,50", "1.50", "1.50"]
