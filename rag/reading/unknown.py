"""Whether a question names a thing by a number that no document has: « la courroie TX9100 », "the Meridian 45"."""

from __future__ import annotations

import re

from rag.language.compounds import compounds
from rag.language.language import analyse
from rag.language.numbers.particulars import Sort, particulars
from rag.search.matching import RELATIVE
from rag.search.search import Search
from rag.types import Passage, Span

_JOINED = re.compile(r"(?<!\w)[A-Za-z]{2,8}\d{3,10}[A-Za-z]{0,3}(?!\w)")
"""A part number as it is typed in haste: mdt4471c."""


def names_an_unknown(search: Search) -> bool:
    """Whether no passage that was found holds the number of a thing that is asked about, in whatever spelling.

    What documents say of another number then answers nothing, however much of the rest they hold.
    """
    inquiry = search.inquiry
    named = codes(inquiry.text)
    if named:
        texts = [_all_of(hit.passage, search) for hit in search.hits]
        if any(not any(spelled(code).search(text) for text in texts) for code in named):
            return True
    languages = {hit.passage.language for hit in search.hits}
    return any(
        not any(_is_held(search, each.place, language) for language in languages)
        for each in particulars(inquiry.text, inquiry.language)
        if each.sort is Sort.NAME and any(map(str.isdigit, each.value))
    )


def codes(text: str) -> list[str]:
    """What in a text is letters and digits together."""
    places = [(each.start, each.end) for each in compounds(text)]
    places += [match.span() for match in _JOINED.finditer(text)]
    found = dict.fromkeys(text[start:end] for start, end in places)
    return [code for code in found if any(map(str.isdigit, code)) and any(map(str.isalpha, code))]


def spelled(code: str) -> re.Pattern[str]:
    """A code with or without signs and spaces between its letters and digits."""
    signs = r"[\W_]{0,2}".join(re.escape(each) for each in code if each.isalnum())
    return re.compile(rf"(?<![^\W_]){signs}(?![^\W_])", re.IGNORECASE)


def _all_of(passage: Passage, search: Search) -> str:
    """A passage with what stands above it."""
    return "\n".join((passage.text, passage.heading or "", passage.file, search.titles.get(passage.file, "")))


def _is_held(search: Search, place: Span, language: str) -> bool:
    """Whether passages in a language, or what stands above them, hold the number of a name at a place."""
    inquiry = search.inquiry
    numbers = {
        token.term
        for token in analyse(inquiry.text, language)
        if place.start < token.end and token.start < place.end and any(map(str.isdigit, token.term))
    }
    matcher = inquiry.matcher(language)
    strengths = [held for clue, held in zip(matcher.clues, matcher.held, strict=True) if clue.term in numbers]
    above = any(numbers & seen.context for seen in search.views.values() if seen.passage.language == language)
    return not numbers or above or any(held >= RELATIVE for held in strengths)
