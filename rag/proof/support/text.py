"""A text with what is compared of it, each read once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from rag.language.folding import fold_plain, skeleton
from rag.language.language import Quantity, Token, analyse, numbers
from rag.language.numbers.spelled import Share, shares, spelled_numbers
from rag.language.senses.links import CLAUSE_BREAKS
from rag.language.senses.negation import Negation, negations
from rag.language.senses.paraphrases import key
from rag.language.words import MONTHS

_RANGE = re.compile(r"(?<!\w)(?:entre|between|بين)\s[^,;]*\d[^,;]*$")
_RANGE_REACH = 32  # characters before an « et » in which « entre » makes it part of a range
_WORDS = re.compile(r"[^\W_]+")
_RELATED = 4  # letters that two forms of one word share at least
_JOINED = re.compile(r"(?<=(?<!\w)[وفبلك])(?=\d)")  # an Arabic particle before a number
_PERCENT = re.compile(r" (?:pour ?cents?|per ?cent)(?!\w)")  # its « cent » is no number
_ENUMERATION = {
    code: re.compile(pattern)
    for code, pattern in {
        "fr": r"[\w'-]+(?:, (?:les? |la |l'|des? |du |d')?[\w-]+)+,? et (?:les? |la |l'|des? |du |d')?[\w-]+",
        "en": r"[\w'-]+(?:, (?:the )?[\w-]+)+,? and (?:the )?[\w-]+",
        "ar": r"\w+(?:،? و\w{3,}){2,}",
    }.items()
}
"""A list of single words, in which no clause ends."""
_ARABIC_UNITS = "حادي ثاني ثالث رابع خامس سادس سابع ثامن تاسع".split()
_ARABIC_DAYS = {
    "الاول": 1,
    **{f"ال{word}": number for number, word in enumerate([*_ARABIC_UNITS, "عاشر"], start=1)},
    **{f"ال{word} عشر": number for number, word in enumerate(_ARABIC_UNITS, start=11)},
    **{f"ال{word} والعشرين": number for number, word in enumerate(_ARABIC_UNITS, start=21)},
    "العشرين": 20,
    "الثلاثين": 30,
    "الحادي والثلاثين": 31,
}
_ARABIC_MONTHS = "|".join(month for month in MONTHS if "\u0620" <= month[0] <= "\u064a")
_ARABIC_DAY = re.compile(
    rf"(?<!\w)(?P<day>{'|'.join(sorted(_ARABIC_DAYS, key=len, reverse=True))})"
    rf"(?: من)?(?: شهر)? (?=(?:{_ARABIC_MONTHS})(?!\w))"
)
_ARABIC_TWO = re.compile(r"(?<!\w)(مليون|مليار)ين?(?!\w)")
_ROOT = 3  # consonants of an Arabic root
_ARABIC_BEFORE = re.compile("^(?:[يتنمسا](?=.{3}))*")
_ARABIC_VOWEL = re.compile("[اوي]")


@dataclass(frozen=True, slots=True)
class Word:
    """A content word of a text: its key, and its place in the plain text."""

    key: str
    start: int
    end: int

    @property
    def exact(self) -> bool:
        """Whether it is a number, a date or a name with digits; keys of groups of words are no numbers."""
        return self.key[0] != "=" and any(map(str.isdigit, self.key))


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence with its place in the plain text, its content words and its negations."""

    start: int
    end: int
    words: tuple[Word, ...]
    negations: tuple[Negation, ...]

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(word.key for word in self.words)


class Text:
    """A text in a language.

    `plain` is its skeleton form with numbers in digits; the places of words, clauses and patterns count in it.
    """

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.language = language

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The index terms with their places in `text`."""
        return analyse(self.text, self.language)

    @cached_property
    def terms(self) -> frozenset[str]:
        return frozenset(token.term for token in self.tokens)

    @cached_property
    def proper(self) -> frozenset[str]:
        """The index terms that a capital inside the text marks as names."""
        first = re.search(r"\w", self.text)
        opening = first.start() if first else 0
        return frozenset(t.term for t in self.tokens if self.text[t.start].isupper() and t.start > opening)

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """Numbers and dates with their places in `plain`."""
        return numbers(self.plain, self.language)

    @cached_property
    def plain(self) -> str:
        plain = _PERCENT.sub(" %", _JOINED.sub(" ", skeleton(fold_plain(self.text))))
        if self.language == "ar":
            plain = _ARABIC_TWO.sub(r"2 \1", plain)
            plain = _ARABIC_DAY.sub(lambda said: f"{_ARABIC_DAYS[said['day']]} ", plain)
        for number in reversed(spelled_numbers(plain, self.language)):
            plain = plain[: number.start] + number.value + plain[number.end :]
        return plain

    @cached_property
    def plain_words(self) -> list[str]:
        """All words, stop words too."""
        return _WORDS.findall(self.plain)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The content words with their keys."""
        return tuple(Word(self._key(t), t.start, t.end) for t in analyse(self.plain, self.language))

    def _key(self, token: Token) -> str:
        share = next((share for share in self.shares if share.start <= token.start < share.end), None)
        return f"#{share.value}" if share else key(token.term, self.language)

    @cached_property
    def keys(self) -> frozenset[str]:
        return frozenset(word.key for word in self.words)

    @cached_property
    def shares(self) -> tuple[Share, ...]:
        return shares(self.plain, self.language)

    @cached_property
    def negations(self) -> tuple[Negation, ...]:
        return negations(self.plain, self.language)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses that hold a content word, in order."""
        breaks = CLAUSE_BREAKS.get(self.language, CLAUSE_BREAKS["en"])
        pattern = _ENUMERATION.get(self.language, _ENUMERATION["en"])
        lists = [match.span() for match in pattern.finditer(self.plain)]
        starts = (match.start() for match in breaks.finditer(self.plain))
        inner = (at for at in starts if not any(start < at < end for start, end in lists))
        cuts = [
            0,
            *(at for at in inner if not _RANGE.search(self.plain, max(0, at - _RANGE_REACH), at)),
            len(self.plain),
        ]
        clauses = (self._clause(start, end) for start, end in pairwise(cuts) if start < end)
        return tuple(clause for clause in clauses if clause.words)

    def _clause(self, start: int, end: int) -> Clause:
        return Clause(
            start,
            end,
            tuple(word for word in self.words if start <= word.start < end),
            tuple(negation for negation in self.negations if start <= negation.start < end),
        )

    def shown(self, token: Token) -> str:
        return " ".join(self.text[token.start : token.end].split())


def keys_of(text: Text, words: frozenset[str]) -> frozenset[str]:
    """The keys of words of a text."""
    return frozenset(word.key for word in text.words if text.plain[word.start : word.end] in words)


def in_language(proofs: Sequence[Text], language: str) -> list[Text]:
    return [proof for proof in proofs if proof.language == language]


@lru_cache(maxsize=100_000)
def related(one: str, other: str) -> bool:
    """Whether two terms of one language may be forms of one word, such as Maroc and Marocain."""
    if "\u0620" <= one[0] <= "\u064a":
        root = _root(one)
        return len(root) >= _ROOT and root == _root(other)
    if min(len(one), len(other)) <= _RELATED:
        return False
    shared = shared_beginning(one, other)
    return shared >= _RELATED and shared >= min(len(one), len(other)) - 1


@lru_cache(maxsize=20_000)
def _root(term: str) -> str:
    """The consonants of an Arabic term without what may stand before its root; forms of one verb mostly share them."""
    return _ARABIC_VOWEL.sub("", _ARABIC_BEFORE.sub("", term))


def shared_beginning(one: str, other: str) -> int:
    for place, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return place
    return min(len(one), len(other))


def held(keys: Iterable[str], others: frozenset[str]) -> list[str]:
    """The keys that stand among others, forms of one word counted."""
    return [one for one in keys if one in others or any(related(one, other) for other in others)]
