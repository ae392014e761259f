"""What is told of a document beside its title where documents are listed in a reply."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rag.language.numbers.calendar import date_words
from ui.words.words import Words, counted


def facts(file: str, date: str | None, pages: int | None, words: Words) -> list[str]:
    """File, date in words and number of pages, as far as they are known."""
    return [
        file,
        *([date_words(date, words.language)] if date else []),
        *([counted(words.pages, pages)] if pages else []),
    ]


def named_facts(document: Mapping[str, Any], words: Words) -> list[str]:
    """The same of the record of a document."""
    return facts(str(document["file"]), document.get("date"), document.get("pages"), words)
