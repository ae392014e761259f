"""Numbers written in words that hyphens join: vingt-cinq, quatre-vingt-dix, trois cent vingt-cinq, twenty-five.

Reads skeleton text (see `rag.language.folding.skeleton`). One word alone stays a word, since « un » and
"one" mostly count nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_UNITS = {
    "fr": "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split(),
    "en": "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen".split(),
}
_TENS = {
    "fr": {
        "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70,
        "huitante": 80, "nonante": 90,
    },
    "en": {
        "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    },
}  # fmt: skip
_HUNDREDS = frozenset(("cent", "cents", "hundred"))
_THOUSANDS = frozenset(("mille", "thousand"))
_SMALL = {
    language: {word: value for value, word in enumerate(units, start=1)} | {"une": 1}
    for language, units in _UNITS.items()
}
_WORDS = {
    language: frozenset((*small, *_TENS[language], *_HUNDREDS, *_THOUSANDS)) for language, small in _SMALL.items()
}
NUMBER_OPENINGS = frozenset().union(*_WORDS.values())
"""Words that a number in words may open with."""
_CHAINS = {
    language: re.compile(rf"(?P<first>{words})(?:(?P<joint>-et-| et |-| and | )(?:{words})\b)*\b")
    for language, words in ((code, "|".join(sorted(found, key=len, reverse=True))) for code, found in _WORDS.items())
}
_PAST_SIXTEEN = (7, 8, 9)


@dataclass(frozen=True, slots=True)
class Number:
    """A number in words with the place where it ends."""

    value: int
    end: int


def read_number_words(text: str, at: int, language: str) -> Number | None:
    """The number in words that starts at `at`; `None` where no hyphen joins its words or they make no number."""
    chain = _CHAINS.get(language)
    match = chain.match(text, at) if chain else None
    if match is None or "-" not in match[0]:
        return None
    count = _Count(language)
    for word in re.findall(r"[a-z]+", match[0]):
        if word not in ("et", "and") and not count.add(word):
            return None
    return Number(count.value, match.end())


class _Count:
    """A number as its words are added one after the other."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._thousands = self._hundreds = self._rest = 0

    @property
    def value(self) -> int:
        return self._thousands + self._hundreds + self._rest

    def add(self, word: str) -> bool:
        """Whether the word can stand here."""
        if word in _THOUSANDS:
            allowed, self._thousands = not self._thousands, 1000 * (self._hundreds + self._rest or 1)
            self._hundreds = self._rest = 0
        elif word in _HUNDREDS:
            allowed, self._hundreds = not self._hundreds and self._rest < 10, 100 * (self._rest or 1)
            self._rest = 0
        else:
            value = _TENS[self._language].get(word) or _SMALL[self._language][word]
            if value == 20 and self._rest == 4 and self._language == "fr":
                self._rest, value = 0, 80
            allowed = self._follows(value)
            self._rest += value
        return allowed

    def _follows(self, value: int) -> bool:
        rest = self._rest
        if not rest:
            return True
        if self._language == "fr" and (rest in (10, 70, 90) and value in _PAST_SIXTEEN):
            return True
        if self._language == "fr" and rest in (60, 80):
            return value <= 16
        return rest >= 20 and rest % 10 == 0 and value < 10
