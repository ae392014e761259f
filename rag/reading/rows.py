"""Which row of a table a question names: « la ligne L-000050 en 2023 » is answered by no other row."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.reading.unknown import codes, spelled
from rag.search.search import Candidate, Search
from rag.search.units import Form

_LONG_NUMBER = re.compile(r"(?<![\w.,-])\d{4,}(?![\w-]|[.,]\d)")
"""A number that may name a row, as a year or a number of a file does; shorter ones count something."""


def of_the_row_named(search: Search) -> Search:
    """A search that was looked at, without the rows that hold less of what the question names rows by than others do.

    The chances of what is left are what they are among themselves. Where no row holds any of it nothing changes.
    """
    question = search.inquiry.text
    named = [spelled(code) for code in codes(question)]
    numbers = set(_LONG_NUMBER.findall(question))
    if not named and not numbers:
        return search
    held = [_held(each, named, numbers) for each in search.sentences]
    most = max(held, default=0)
    kept = [each for each, count in zip(search.sentences, held, strict=True) if count in (most, _NO_ROW)]
    total = sum(each.chance for each in kept)
    if most <= 0 or not total or len(kept) == len(held):
        return search
    return replace(search, sentences=tuple(replace(each, chance=each.chance / total) for each in kept))


_NO_ROW = -1


def _held(candidate: Candidate, named: list[re.Pattern[str]], numbers: set[str]) -> int:
    """How many of the names and numbers a row holds, a number as a cell of its own."""
    if candidate.unit.form is not Form.ROW:
        return _NO_ROW
    cells = {cell.strip() for cell in candidate.text.split("|")}
    return sum(code.search(candidate.text) is not None for code in named) + len(numbers & cells)
