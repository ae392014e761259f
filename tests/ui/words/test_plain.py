"""What the page says is what people say who read contracts: none of a programmer's words, in any language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from rag.about.replies import REPLIES
from rag.language.numbers.calendar import date_words
from rag.language.remarks import REMARKS
from ui.words.answers import ANSWER_WORDS
from ui.words.formats import FORMATS
from ui.words.lexicon import WORDS
from ui.words.library import LIBRARY_WORDS
from ui.words.people import PEOPLE_WORDS
from ui.words.problems import PROBLEMS
from ui.words.rail import RAIL_WORDS
from ui.words.refusals import REFUSALS
from ui.words.start import START_WORDS
from ui.words.summaries import SUMMARY_WORDS
from ui.words.words import LANGUAGES

TABLES = (
    WORDS, ANSWER_WORDS, LIBRARY_WORDS, PEOPLE_WORDS, RAIL_WORDS, REFUSALS, START_WORDS, SUMMARY_WORDS, REPLIES,
    REMARKS, FORMATS, PROBLEMS,
)  # fmt: skip
FOREIGN = {
    "en": r"\b(?:extractive|passages?|chunks?|tokens?|index(?:ed|ing)?|embedd\w+|retriev\w+|corpus|ingest\w*|query)\b",
    "fr": r"\b(?:extractif|passages?|fragments?|index|indexée?s?|indexer|vecteurs?|corpus|ingestion|requête)\b",
    "ar": r"مقطع|المقاطع|فهرس|مفهرس|تضمين|استعلام|متجه",
}


def said(value: Any) -> Iterator[str]:
    """Every text of a table of words."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for each in fields(value):
            yield from said(getattr(value, each.name))
    elif isinstance(value, dict):
        for each in value.values():
            yield from said(each)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from said(each)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_a_programmer_is_shown(language: str) -> None:
    texts = [re.sub(r"\{\w*\}", "", text) for table in TABLES for text in said(table.get(language, ()))]
    assert len(texts) > 150
    assert [text for text in texts if re.search(FOREIGN[language], text, re.I)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_dates_are_written_out(language: str) -> None:
    for date in ("2024-03-12", "2024-03"):
        assert not re.search(r"\d-\d", date_words(date, language))
