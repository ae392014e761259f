"""Which language a text is in, and its index terms.

Question and document go through the same analysis: fold, skeleton (no accents, plain alef and ya), tokens, stop words
out, Snowball stem of the language. Accents go before the stem, so that « sécurité » and « securite » are one term.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import Stemmer
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from rag import numbers
from rag.text import fold
from rag.types import UNDETERMINED
from rag.words import JOINED_NAMES, MONTHS, NAME_VARIANTS, QUESTION_WORDS, STOP_WORDS, VOTES

_STEMMERS = {"fr": "french", "en": "english", "ar": "arabic"}
_SHORT = 200  # letters up to which frequent words are counted before the statistical model is asked
_SAMPLE = 4000  # characters of a long text that are looked at
_PERSIAN = re.compile("[پچژگکیٹڈڑںےہ]")

_WORD_OR_NUMBER = re.compile(
    r"(?P<acronym>\b[a-z](?:\.[a-z]){1,7}\b\.?)|(?P<number>(?<![\w.,])\d|(?<=[a-z(])\d)|(?P<word>[^\W_]+(?:'(?![a-z]\.[a-z])[^\W_]+)*)"
)
# The languages a long text is told among; the model knows rarer ones, which it takes for names and tables.
_LATIN_AND_OTHERS = frozenset(
    "ar az be bg bn bs ca cs da de el en eo es et eu fa fi fr gl he hi hr hu hy id is it ja ka kk ko lt lv mk ms mt nb nl"
    " nn no pl pt ro ru sk sl sq sr sv sw ta te th tl tr uk ur uz vi zh".split()
)
_ELISIONS = frozenset("l d j m t s c n qu jusqu lorsqu puisqu quoiqu".split())


@dataclass(frozen=True, slots=True)
class Token:
    """An index term with its place in the text it was found in; two terms may share a place."""

    term: str
    start: int
    end: int


def _skeleton_table() -> dict[int, str]:
    """Letters without their accents, one to one, and the Arabic letters that are written one for another."""
    table = {}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x2000)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base != chr(code):
            table[code] = base
    table.update({ord(letter): "ا" for letter in "أإآٱ"})
    table.update({ord("ى"): "ي", ord("ة"): "ه", ord("ؤ"): "و", ord("ئ"): "ي", ord("ک"): "ك", ord("ی"): "ي"})
    table.update({ord("ł"): "l", ord("ø"): "o", ord("đ"): "d", ord("ı"): "i"})
    return table


_SKELETON = _skeleton_table()


def analyse(text: str, language: str) -> tuple[Token, ...]:
    """The index terms of `text` with their offsets in it, in order of place.

    `language` is a code as `detect` gives it; in a language other than French, English and Arabic nothing is stemmed
    and no word is left out.
    """
    folded = fold(text)
    skeleton = folded.text.translate(_SKELETON)
    found: list[tuple[str, int, int]] = []
    after = 0
    for match in _WORD_OR_NUMBER.finditer(skeleton):
        start = match.start()
        if start < after:
            continue
        kind = match.lastgroup
        if kind == "word":
            after = _add_word(skeleton, match, language, found)
        elif kind == "acronym":
            found.append((match[0].replace(".", ""), start, match.end()))
        else:
            reading = numbers.read_number(skeleton, start, language)
            if reading:
                found.extend((part.term, part.start, part.end) for part in reading.parts)
                after = reading.end
    tokens = []
    for term, start, end in found:
        span = folded.span(start, end)
        tokens.append(Token(term, span.start, span.end))
    return tuple(tokens)


def _add_word(text: str, match: re.Match[str], language: str, found: list[tuple[str, int, int]]) -> int:
    """Add the terms of a word to `found`; the place up to which the text has been read is returned."""
    word, start, end = match[0], match.start(), match.end()
    if word in MONTHS or word in ("كانون", "تشرين"):
        reading = numbers.read_month(text, start)
        if reading:
            found.extend((part.term, part.start, part.end) for part in reading.parts)
            return reading.end
    reading = numbers.read_roman_ordinal(text, start)
    if reading:
        found.extend((part.term, part.start, part.end) for part in reading.parts)
        return reading.end
    if "'" in word:
        head, _, rest = word.partition("'")
        if head in _ELISIONS:
            start, word = start + len(head) + 1, rest
        if word.endswith("'s"):
            word, end = word[:-2], end - 2
        word = word.replace("'", "")
    term = _term(word, language)
    if term:
        if found and text[found[-1][2] : start] in (" ", "-", "") and (found[-1][0], word) in JOINED_NAMES:
            found[-1] = (_term(found[-1][0] + word, language), found[-1][1], end)
        else:
            found.append((term, start, end))
    return end


@lru_cache(maxsize=200_000)
def _term(word: str, language: str) -> str:
    """The index term of a word of skeleton text; empty for a stop word."""
    if word in STOP_WORDS.get(language, ()):
        return ""
    word = NAME_VARIANTS.get(word, word)
    algorithm = _STEMMERS.get(language)
    return _stemmer(algorithm).stemWord(word) if algorithm else word


class _Local(threading.local):
    """Stemmers of one thread: a PyStemmer object must not be shared."""

    def __init__(self) -> None:
        self.stemmers: dict[str, Stemmer.Stemmer] = {}


_local = _Local()


def _stemmer(algorithm: str) -> Stemmer.Stemmer:
    stemmer = _local.stemmers.get(algorithm)
    if stemmer is None:
        stemmer = _local.stemmers[algorithm] = Stemmer.Stemmer(algorithm)
    return stemmer


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
    skeleton = fold(text).text.translate(_SKELETON)
    words = re.findall(r"[^\W\d_]+", skeleton)
    letters = sum(map(len, words))
    if not letters:
        return UNDETERMINED
    arabic = sum(len(word) for word in words if "\u0600" <= word[0] <= "\u06ff")
    if arabic * 2 > letters:
        return _detect_arabic(text)
    votes = _votes(words)
    best, second = sorted(votes, key=lambda code: votes[code], reverse=True)[:2]
    if letters <= _SHORT and votes[best] - votes[second] >= 0.5:
        return best
    known = {code for code in votes if votes[code] > 0} | {"fr", "en"} if letters <= _SHORT else _LATIN_AND_OTHERS
    return next((code for code, _ in _identifier().rank(text) if code in known), UNDETERMINED)


def _detect_arabic(text: str) -> str:
    if len(_PERSIAN.findall(text)) * 25 > len(text):
        return str(_identifier().classify(text)[0])
    return "ar"


def _votes(words: list[str]) -> dict[str, float]:
    """Frequent words by language; a word of several languages counts a part in each."""
    votes = dict.fromkeys(VOTES, 0.0)
    for word in words:
        codes = [code for code, frequent in VOTES.items() if word in frequent]
        for code in codes:
            votes[code] += 1 / len(codes)
    return votes
