"""Whether a sentence counts what a question asks to count: « Combien de communes … ? » needs a number of communes."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.language.folding import fold_plain, skeleton
from rag.language.language import analyse, numbers
from rag.language.numbers.measures import Measure, asked_measure, measures_something_else
from rag.language.numbers.particulars import Sort, particulars
from rag.language.numbers.spelled import spelled_numbers
from rag.language.questions import Kind
from rag.search.search import Candidate, Search
from rag.search.units import Form

_COUNTED = {
    "fr": re.compile(r"(?<!\w)combien (?:y a-t-il )?(?:d'|de |des )(?P<noun>\w{3,})"),
    "en": re.compile(r"(?<!\w)how many (?P<noun>\w{3,})"),
}
"""What is to be counted. In Arabic a dual and a singular count too, and no number stands beside them."""
_COUNTS_IN_WORDS = re.compile(
    r"(?<![\w'])(?:aucune?s?|nulle?s?|ni|seule?s?|uniques?|plusieurs|quelques|nombreu\w*|toute?s?|tous|chaque|paire"
    r"|(?:diz|douz|quinz|vingt|trent|quarant|cinquant|soixant|cent)aines?|milliers?|moitie|tiers|quarts?|one|no|none|only|single|several|some|many|all|every|each|both|pair|dozens?|couple"
    r"|half|third|quarter|majorit\w*)(?!\w)"
)
_UNITS = frozenset(
    "of day|of week|of month|of year|of hour|of minute|of eur|of usd|of mad|of gbp|of %|of km|of m".split("|")
)


def of_what_is_asked(search: Search) -> Search:
    """A search that was looked at, without the sentences that cannot answer: a weight where a price is asked for.

    The chances of the others are what they are among themselves. Where no other is left nothing changes.
    """
    measure = asked_measure(search.inquiry.text, search.inquiry.language)
    if measure is None or search.inquiry.kind is not Kind.AMOUNT:
        return search
    kept = [each for each in search.sentences if not _measures_another(search, each, measure)]
    total = sum(each.chance for each in kept)
    if not total or len(kept) == len(search.sentences):
        return search
    return replace(search, sentences=tuple(replace(each, chance=each.chance / total) for each in kept))


def _measures_another(search: Search, candidate: Candidate, measure: Measure) -> bool:
    if candidate.unit.form is Form.LIST:
        return False
    language = candidate.hit.passage.language
    asked = search.inquiry.matcher(language).terms
    return measures_something_else(measure, skeleton(fold_plain(candidate.text)), language, asked)


def counts_something_else(search: Search, best: Candidate) -> bool:
    """Whether a sentence speaks of what the question asks to count, but counts nothing, or only days and the like.

    A list may be counted, so it is none of these; nor is a sentence with a number that nothing says the unit of.
    """
    language = best.hit.passage.language
    pattern = _COUNTED.get(language)
    asked = pattern.search(skeleton(fold_plain(search.inquiry.text))) if pattern else None
    if asked is None or language != search.inquiry.language or best.unit.form is not Form.PROSE:
        return False
    noun = {token.term for token in analyse(asked["noun"], language)}
    if not noun or not noun <= {token.term for token in analyse(best.text, language)}:
        return False
    found = particulars(best.text, language)
    amounts = {each.series for each in found if each.sort is Sort.AMOUNT}
    if not amounts <= _UNITS or any(each.series in amounts for each in particulars(f"2 {asked['noun']}", language)):
        return False
    plain = skeleton(fold_plain(best.text))
    told = sum(each.sort is Sort.AMOUNT for each in found)
    counted = [each for each in numbers(best.text, language) if each.unit not in ("date", "month", "ordinal")]
    years = sum(each.sort is Sort.YEAR for each in found)
    every = len(counted) + len(spelled_numbers(plain, language)) - years
    return every <= told and _COUNTS_IN_WORDS.search(plain) is None
