"""Which row of a table is asked for: the price of Tangier is none of Oujda, nor is the line L-000050 any other line."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.language.folding import fold_plain, skeleton
from rag.language.numbers.measures import Measure, asked_measure, measures, speaks_of
from rag.reading.unknown import codes, spelled
from rag.search.matching import RELATIVE
from rag.search.search import Candidate, Search
from rag.search.units import Form

_OWN_WORDS = frozenset((Measure.MASS, Measure.LENGTH))
"""Measures that a table gives with their unit or their name; a price may stand as a bare number."""


def is_another_row(search: Search, best: Candidate) -> bool:
    """Whether nothing of the question stands in a row itself, and something of it nowhere, or a name of it not above.

    The header and the heading then say what the table is of, and the row that is asked for is not in it. What only has
    the same consonants as an Arabic word is another word here.
    """
    passage = best.hit.passage
    if best.unit.form is not Form.ROW or passage.language != search.inquiry.language:
        return False
    matcher = search.inquiry.matcher(passage.language)
    own = matcher.matches(search.views[passage.id])[best.unit.sentences].max(axis=0)
    least = 1.0 if passage.language == "ar" else RELATIVE
    nowhere = ((matcher.held < least) | matcher.exact) & (best.held < least)
    return not bool((own >= least).any()) and bool(nowhere.any())


def measures_nothing(search: Search, best: Candidate) -> bool:
    """Whether a weight or a length is asked for and a row, with its header, has neither its unit nor its name.

    Prose has to give an amount of it, or to speak of it.
    """
    measure = asked_measure(search.inquiry.text, search.inquiry.language)
    if measure not in _OWN_WORDS or best.unit.form in (Form.LIST, Form.ITEM):
        return False
    if best.unit.form is Form.PROSE:
        plain = skeleton(fold_plain(best.text))
        return measure not in measures(plain, best.hit.passage.language) and not speaks_of(measure, plain)
    texts = (best.text, *(above.text for above in best.unit.above), best.hit.passage.heading or "")
    return not any(speaks_of(measure, skeleton(fold_plain(text))) for text in texts)


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
