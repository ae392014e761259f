"""Which language a text is in, its index terms, and the numbers that it states.

Question and document go through the same analysis: fold, skeleton (no accents, plain alef and ya), tokens, stop words
out, stem of the language. Accents go before the stem, so that « sécurité » and « securite » are one term; on the
French development set this costs nothing (passage hit@5 .87 either way, hit@1 .68).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from rag.language.compounds import compounds
from rag.language.folding import fold, skeleton
from rag.language.numbers.number_words import NUMBER_OPENINGS
from rag.language.numbers.numerals import CURRENCIES, Reading, read_numeral, read_roman_ordinal
from rag.language.parts.articles import headed_parts
from rag.language.stems import term_of
from rag.language.words import JOINED_NAMES, MONTH_BEGINNINGS, QUESTION_WORDS, VOTES
from rag.types import UNDETERMINED

_LOWER_LATIN = re.compile(r"(?<![^\W\d_])[a-zà-öø-ÿ]{2,}")
_SHORT = 200  # letters up to which frequent words are counted before the statistical model is asked
_LONGEST_WORD = 80  # characters; what is longer is no word, and a term need not hold all of it
_CLEAR = 0.5  # votes by which the first language of a short text leads
_DENSE = 0.15  # part of the words of a longer text that vote for its language
_SAMPLE = 4000  # characters of a long text that are looked at
_PERSIAN = re.compile("[پچژگکیٹڈڑںےہ]")

_TOKEN = re.compile(
    r"(?P<acronym>\b[a-z](?:\.[a-z]){1,7}\b\.?)"
    r"|(?P<ideograph>[\u3040-\u30ff\u3400-\u9fff])"
    r"|(?P<number>\d)"
    r"|(?P<word>[^\W\d_\u3040-\u30ff\u3400-\u9fff][^\W_]*[²³]?(?:'(?![a-z]\.[a-z])[^\W_]+)*)"
    r"|(?P<sign>[€$£])"
)
# The languages a long text is told among; the model knows rarer ones, which it takes for names and tables.
_MODEL_LANGUAGES = frozenset(
    "ar az be bg bn bs ca cs da de el en eo es et eu fa fi fr gl he hi hr hu hy id is it ja ka kk ko lt lv mk ms mt nb"
    " nl nn no pl pt ro ru sk sl sq sr sv sw ta te th tl tr uk ur uz vi zh".split()
)
_OPENING_NUMERALS = MONTH_BEGINNINGS | NUMBER_OPENINGS
_ELISIONS = frozenset("l d j m t s c n qu jusqu lorsqu puisqu quoiqu".split())


@dataclass(frozen=True, slots=True)
class Token:
    """An index term with its place in the text it was found in; two terms may share a place."""

    term: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or date that a text states, with its place.

    `value` is the normal form: digits with a decimal point, or a date in ISO order. `unit` is `%`, a currency code
    (`mad`, `eur`, `usd`, `gbp`), a measure (`km`, `year`, …), `ordinal`, `date` for a whole date, `month` for a part
    of one that names the month (`2023-11`, `11-15`, `11`), `time` for a time of day (`14:30`), or `None`.
    """

    value: str
    unit: str | None
    start: int
    end: int

    def proves(self, other: Quantity) -> bool:
        """Whether a text that states this quantity states the other: the same, or less of it."""
        if self.value == other.value:
            return other.unit in (self.unit, None)
        if self.unit not in ("date", "month") or other.unit not in ("month", None):
            return False
        year, _, rest = self.value.partition("-") if self.value[:4].isdigit() else ("", "", self.value)
        if other.unit is None:
            return other.value == year
        return other.value in (rest, rest[:2], f"{year}-{rest[:2]}")


def analyse(text: str, language: str) -> tuple[Token, ...]:
    """The index terms of `text` with their offsets in it, in order of place.

    The parts of a law or a handbook that begin in it have a term of their own (see `rag.language.parts.articles`).
    `language` is a code as `detect` gives it; in a language other than French, English and Arabic nothing is stemmed
    and no word is left out.
    """
    folded = fold(text)
    plain = skeleton(folded.text)
    found: list[tuple[str, int, int]] = []
    after = 0
    for match in _TOKEN.finditer(plain):
        if match.start() < after:
            continue
        kind = match.lastgroup
        if kind == "word":
            after = _add_word(plain, match, language, found)
        elif kind == "number":
            reading = read_numeral(plain, match.start(), language)
            after = _add_reading(reading, found) if reading else after
        elif kind == "acronym":
            found.append((match[0].replace(".", ""), *match.span()))
        else:
            found.append((CURRENCIES.get(match[0], match[0]), *match.span()))
    tokens = []
    for term, start, end in found:
        span = folded.span(start, end)
        tokens.append(Token(term, span.start, span.end))
    more = [Token(part.term, part.start, part.end) for part in headed_parts(text)]
    more += [Token(term, *place) for term, *place in _of_compounds(text, language)]
    return tuple(sorted((*more, *tokens), key=lambda token: token.start) if more else tokens)


def _of_compounds(text: str, language: str) -> Iterator[tuple[str, int, int]]:
    """The terms that identifiers and part numbers have beside those that they are written with."""
    for compound in compounds(text):
        for term in [term_of(word, language) for word in compound.words] or [compound.whole]:
            if term:
                yield term, compound.start, compound.end


def numbers(text: str, language: str) -> tuple[Quantity, ...]:
    """The numbers, amounts and dates that `text` states, in order; digits that are a name (5G, 007) are left out."""
    folded = fold(text)
    plain = skeleton(folded.text)
    found = []
    after = 0
    for match in _TOKEN.finditer(plain):
        at = _behind_elision(match)
        if at < after or match.lastgroup not in ("number", "word"):
            continue
        opens = match.lastgroup == "number" or plain[at : match.end()] in _OPENING_NUMERALS
        reading = read_numeral(plain, at, language) if opens else read_roman_ordinal(plain, at)
        if reading is None:
            continue
        after = reading.end
        if reading.value is not None:
            span = folded.span(at, reading.end)
            found.append(Quantity(reading.value, reading.unit, span.start, span.end))
    return tuple(found)


def _behind_elision(match: re.Match[str]) -> int:
    """Where a token starts without « d' » and the like: « le mois d'octobre » names a month."""
    head, mark, _ = match[0].partition("'")
    return match.start() + len(head) + 1 if mark and head in _ELISIONS else match.start()


def _add_reading(reading: Reading, found: list[tuple[str, int, int]]) -> int:
    found.extend((part.term, part.place.start, part.place.end) for part in reading.parts)
    return reading.end


def _add_word(text: str, match: re.Match[str], language: str, found: list[tuple[str, int, int]]) -> int:
    """Add the terms of a word to `found`; the place up to which the text has been read is returned."""
    word, start, end = match[0], match.start(), match.end()
    if word in _OPENING_NUMERALS:
        reading = read_numeral(text, start, language)
        if reading:
            return _add_reading(reading, found)
    if word[0] in "ivxlc" and word[-1] in "er":
        reading = read_roman_ordinal(text, start)
        if reading:
            return _add_reading(reading, found)
    if "'" in word:
        head, _, rest = word.partition("'")
        if head in _ELISIONS:
            start, word = start + len(head) + 1, rest
        if word.endswith("'s"):
            word, end = word[:-2], end - 2
        word = word.replace("'", "")
    start, word = _joined(text, start, word, found)
    term = term_of(word, language) if len(word) <= _LONGEST_WORD else word[:_LONGEST_WORD]
    if term:
        found.append((term, start, end))
    return end


def _joined(text: str, start: int, word: str, found: list[tuple[str, int, int]]) -> tuple[int, str]:
    """The word and its start; with the word before it, which is taken out of `found`, where both are one name."""
    if found and found[-1][2] == start - 1 and text[start - 1] in " -":
        _, first, last = found[-1]
        if (text[first:last], word) in JOINED_NAMES:
            found.pop()
            return first, text[first:last] + word
    return start, word


def question_words(language: str) -> frozenset[str]:
    """The words that ask in a language, in skeleton form; empty for an unknown language."""
    return QUESTION_WORDS.get(language, frozenset())


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE)


def detect(text: str) -> str:
    """The language of a text: `fr`, `en`, `ar`, another ISO 639-1 code, or `und` where nothing tells."""
    if len(text) > _SAMPLE:
        middle = len(text) // 2
        text = text[: _SAMPLE // 2] + " " + text[middle : middle + _SAMPLE // 2]
    words = re.findall(r"[^\W\d_]+", skeleton(fold(text).text))
    letters = sum(map(len, words))
    if not letters:
        return UNDETERMINED
    arabic = sum(len(word) for word in words if "\u0600" <= word[0] <= "\u06ff")
    # A short Arabic question may hold more Latin letters than Arabic ones, but only in names: all in capitals.
    if arabic * 2 > letters or (arabic and letters <= _SHORT and not _LOWER_LATIN.search(text)):
        return _detect_arabic(text)
    latin = sum(len(word) for word in words if word[0] < "\u0250")
    if latin * 2 < letters:
        return _classify(text, _MODEL_LANGUAGES)
    votes = _votes(words)
    best, second = sorted(votes, key=lambda code: votes[code], reverse=True)[:2]
    if letters <= _SHORT:
        if votes[best] - votes[second] >= _CLEAR:
            return best
        ahead = {code for code in votes if votes[code] > max(votes["fr"], votes["en"])}
        return _classify(text, {"fr", "en"} | ahead)
    if best in ("fr", "en") and votes[best] >= 2 * votes[second] and votes[best] >= _DENSE * len(words):
        return best
    return _classify(text, _MODEL_LANGUAGES)


def _detect_arabic(text: str) -> str:
    """Arabic, or another language of the Arabic script where letters that Arabic lacks are frequent."""
    if len(_PERSIAN.findall(text)) * 25 > len(text):
        return _classify(text, frozenset(("ar", "fa", "ur", "ps", "ug", "ku")))
    return "ar"


def _classify(text: str, among: Set[str]) -> str:
    """The language of `among` that the statistical model finds most likely."""
    return next((code for code, _ in _identifier().rank(text) if code in among), UNDETERMINED)


def _votes(words: list[str]) -> dict[str, float]:
    """Frequent words by language; a word of several languages counts a part in each."""
    votes = dict.fromkeys(VOTES, 0.0)
    for word in words:
        for code in _VOTERS.get(word, ()):
            votes[code] += 1 / len(_VOTERS[word])
    return votes


_VOTERS: dict[str, tuple[str, ...]] = {
    word: tuple(code for code, frequent in VOTES.items() if word in frequent)
    for word in frozenset().union(*VOTES.values())
}
