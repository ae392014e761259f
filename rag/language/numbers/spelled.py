"""Numbers and shares written as words in French, English and Arabic: « quatre-vingt-dix », "one third", « أربعين ».

Reads skeleton text (see `rag.language.folding.skeleton`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from rag.language.numbers.numerals import normal_form


def _numbered(words: str, values: list[int]) -> dict[str, int]:
    return dict(zip(words.split(), values, strict=True))


def _twice(values: Iterable[int]) -> list[int]:
    return [value for value in values for _ in range(2)]


_VALUES: dict[str, dict[str, int]] = {
    "fr": _numbered(
        "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt vingts trente"
        " quarante cinquante soixante septante nonante cent cents mille douzaine dizaine quinzaine vingtaine centaine",
        [*range(2, 17), 20, 20, 30, 40, 50, 60, 70, 90, 100, 100, 1000, 12, 10, 15, 20, 100],
    ),
    "en": _numbered(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
        " eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand dozen",
        [*range(2, 21), 30, 40, 50, 60, 70, 80, 90, 100, 1000, 12],
    ),
    "ar": _numbered(
        "اثنان اثنين اثنتان اثنتين ثلاثه ثلاث اربعه اربع خمسه خمس سته ست سبعه سبع ثمانيه ثماني ثمان تسعه تسع عشره عشر"
        " عشرون عشرين ثلاثون ثلاثين اربعون اربعين خمسون خمسين ستون ستين سبعون سبعين ثمانون ثمانين تسعون تسعين مايه"
        " ميه",
        [2, 2, *_twice(range(2, 8)), 8, 8, 8, 9, 9, 10, 10, *_twice(range(20, 101, 10))],
    ),
}
_VALUES["ar"] |= {
    f"{ones}{hundred}": 100 * value
    for value, ones in enumerate("ثلاث اربع خمس ست سبع ثمان تسع".split(), start=3)
    for hundred in ("ميه", "مايه")
} | {"مايتان": 200, "مايتين": 200, "ميتان": 200, "ميتين": 200}
NUMBER_WORDS = {language: " ".join(values) for language, values in _VALUES.items()}
"""The words for numbers by language, in skeleton form, between spaces."""
# Words that are numbers only inside a longer one: vingt et un, twenty-one.
_ONES = {"fr": {"un": 1, "une": 1}, "en": {"one": 1, "a": 1}, "ar": {"واحد": 1, "واحده": 1, "احد": 1, "احدي": 1}}
_ALONE_TOO_COMMON = {"ar": frozenset(("عشر", "ست"))}
_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN = re.compile(r"(?:[ -]|(?: |-)(?:et|and)(?: |-)| (?=و))")

_SHARES: dict[str, tuple[tuple[str, str], ...]] = {
    "fr": (
        ("3/4", r"(?:les )?trois quarts"),
        ("2/3", r"(?:les )?deux tiers"),
        ("1/3", r"(?:un|le) tiers|un\w* \w+ sur trois"),
        ("1/4", r"(?:un|le) quart(?! d'heure)|un\w* \w+ sur quatre"),
        ("1/2", r"(?:la|une|pour) moitie|un\w* \w+ sur deux"),
        ("1/5", r"(?:un|le) cinquieme|un\w* \w+ sur cinq"),
        ("1/10", r"(?:un|le) dixieme|un\w* \w+ sur dix"),
    ),
    "en": (
        ("3/4", r"three[- ]quarters"),
        ("2/3", r"two[- ]thirds"),
        ("1/3", r"(?:a|one)[- ]third|one (?:\w+ )?(?:in|out of) (?:every )?three"),
        ("1/4", r"(?:a|one)[- ]quarter|one (?:\w+ )?(?:in|out of) (?:every )?four"),
        ("1/2", r"half|halves"),
        ("1/5", r"(?:a|one)[- ]fifth|one (?:\w+ )?(?:in|out of) (?:every )?five"),
        ("1/10", r"(?:a|one)[- ]tenth|one (?:\w+ )?(?:in|out of) (?:every )?ten"),
    ),
    "ar": (
        ("3/4", r"ثلاثه ارباع"),
        ("2/3", r"ثلثي|ثلثا|الثلثين|الثلثان"),
        ("1/3", r"(?:ال)?ثلث"),
        ("1/4", r"(?:ال)?ربع"),
        ("1/2", r"(?:ال)?نصف"),
    ),
}
_SHARE_PATTERNS = {
    code: tuple((value, re.compile(rf"(?<!\w)[وفبل]?(?:{pattern})(?!\w)")) for value, pattern in shares)
    for code, shares in _SHARES.items()
}
_PERCENTS = {"50": "1/2", "25": "1/4", "75": "3/4", "20": "1/5", "10": "1/10"}


@dataclass(frozen=True, slots=True)
class Spelled:
    """A number written as words: its value in digits, with its place."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Share:
    """A share written as words: its value such as `1/3`, as it is written, and its place."""

    value: str
    word: str
    start: int
    end: int


def share_of_percent(value: str) -> str | None:
    """The share that a percentage is in words, if it is a common one."""
    return _PERCENTS.get(value)


def shares(plain: str, language: str) -> tuple[Share, ...]:
    """The shares that skeleton text writes as words; the more exact one where two could be read."""
    found: list[Share] = []
    for value, pattern in _SHARE_PATTERNS.get(language, ()):
        for match in pattern.finditer(plain):
            if not any(share.start <= match.start() < share.end for share in found):
                found.append(Share(value, match[0], *match.span()))
    return tuple(found)


def spelled_numbers(plain: str, language: str) -> tuple[Spelled, ...]:
    """Numbers above 1 that skeleton text writes as words, in order; those of a share are left as they are."""
    taken = [match.span() for _, pattern in _SHARE_PATTERNS.get(language, ()) for match in pattern.finditer(plain)]
    found: list[Spelled] = []
    for run in _runs(plain, language):
        start, end = run[0].start(), run[-1].end()
        if not any(first < end and start < last for first, last in taken):
            found.append(Spelled(_value(run, language), start, end))
    return tuple(found)


def words_for(value: int, language: str) -> tuple[str, ...]:
    """The single words that write a number in a language, in skeleton form."""
    return tuple(word for word, worth in _VALUES.get(language, {}).items() if worth == value)


def _worth(word: str, language: str) -> int | None:
    values = _VALUES.get(language, {})
    bare = word[1:] if language == "ar" and word[:1] == "و" and word not in values else word
    return values.get(bare)


def _runs(plain: str, language: str) -> list[list[re.Match[str]]]:
    """Number words that stand together."""
    runs: list[list[re.Match[str]]] = []
    ones = _ONES.get(language, {})
    for match in _WORD.finditer(plain):
        joined = bool(runs) and _BETWEEN.fullmatch(plain, runs[-1][-1].end(), match.start()) is not None
        joined = joined and _goes_on(runs[-1][-1][0], match[0], language)
        if _worth(match[0], language) is None and not (joined and match[0] in ones and match[0] != "a"):
            continue
        if joined:
            runs[-1].append(match)
        elif match[0] not in _ALONE_TOO_COMMON.get(language, ()):
            runs.append([match])
    return runs


def _goes_on(before: str, word: str, language: str) -> bool:
    """Whether a number word belongs to the number before it: « vingt et un », not « deux et trois »."""
    left, right = _worth(before, language), _worth(word, language)
    if left is None:
        return right in (100, 1000)
    if right is None:
        return left >= 20
    if language == "ar":
        return word in ("عشر", "عشره", "مايه") or (word.startswith("و") and (right >= 20 or left >= 100))
    return (
        right in (100, 1000)
        or left in (100, 1000)
        or left >= 20 > right
        or (left, right) == (4, 20)
        or (left == 10 and 7 <= right <= 9)
    )


def _value(run: list[re.Match[str]], language: str) -> str:
    total = current = 0
    for match in run:
        worth = _worth(match[0], language) or 1
        if worth == 1000:
            total, current = total + max(current, 1) * 1000, 0
        elif worth == 100 or (worth == 20 and current % 100 == 4 and language == "fr"):
            current = current - current % 100 + max(current % 100, 1) * worth
        else:
            current += worth
    return normal_form(Decimal(total + current))
