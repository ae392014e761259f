"""Whether a question names a thing by a number that no document has: « la courroie TX9100 », "the Meridian 45"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.language.clauses.complements import complements
from rag.language.compounds import compounds
from rag.language.folding import fold_plain, skeleton
from rag.language.language import analyse, numbers
from rag.language.numbers.particulars import Particular, Sort, particulars
from rag.language.questions import Kind
from rag.search.matching import RELATIVE
from rag.search.search import Candidate, Search
from rag.types import Passage, Span

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_YEARS = re.compile(rf"{_YEAR.pattern} ?(?:à|a|et|to|and|-|–|—|/|إلى|الى) ?{_YEAR.pattern}")
_BOUNDS = re.compile(
    r"\b(?:moins|plus|partir|des|jusqu|entre|minimum|maximum|par|under|over|above|below|less|more|from|until|up|between"
    r"|least|most|within|older|younger|per)\b|\d ?(?:a|to|-|–) ?\d|اقل|اكثر|(?<!\w)(?:من|الي|حتي|بين)(?!\w)"
)
"""Says that an amount bounds others, or is one for each."""
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


def measures_an_unknown(search: Search, best: Candidate) -> bool:
    """Whether an amount or a date of something is asked for that stands nowhere: « la subvention du club de football ».

    Nowhere in what was found, nor in another word for it; what documents say of another club is then no answer.
    """
    inquiry, language = search.inquiry, best.hit.passage.language
    if language != inquiry.language or inquiry.kind not in (Kind.AMOUNT, Kind.DATE):
        return False
    asked = complements(inquiry.text, language)
    matcher = inquiry.matcher(language)
    titles = {token.term for title in search.titles.values() for token in analyse(title, language)} if asked else set()
    above = titles.union(*(seen.context for seen in search.views.values() if seen.passage.language == language))
    known = matcher.held_by(above)
    return any(
        clue.term in asked and not any(map(str.isdigit, clue.term)) and max(held, near, named) < RELATIVE
        for clue, held, near, named in zip(matcher.clues, matcher.held, best.held, known, strict=True)
    )


def names_another_time(search: Search, best: Candidate) -> bool:
    """Whether a question names a year, a version or an amount that nothing which was found has, and the answer another.

    Of a range of years, and where the question compares, nothing is told.
    """
    inquiry, passage = search.inquiry, best.hit.passage
    if passage.language != inquiry.language or inquiry.kind is Kind.YES_NO:
        return False
    text = "\n".join((best.text, *(above.text for above in best.unit.above), passage.heading or "", passage.file))
    given = particulars(text, passage.language)
    if any(each.series == "years" for each in given):
        return False
    return any(
        _has_another(each, text, passage.language, given) and not _is_held(search, each.place, passage.language)
        for each in particulars(inquiry.text, inquiry.language)
    )


def _has_another(asked: Particular, text: str, language: str, given: Sequence[Particular]) -> bool:
    """Whether a text names another year or amount of the same unit, or any version at all, and not what was asked."""
    if any(asked.value in each.value for each in given):
        return False
    if asked.sort is Sort.AMOUNT:
        unit = asked.series.removeprefix("of ")
        values = {each.value for each in numbers(text, language) if each.unit == unit}
        return bool(values) and asked.value not in values and _BOUNDS.search(skeleton(fold_plain(text))) is None
    if asked.sort is Sort.YEAR:
        return _YEAR.search(text) is not None and asked.value not in text and _YEARS.search(text) is None
    return asked.sort is Sort.VERSION


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
