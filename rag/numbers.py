"""Numbers, ordinals, dates and quantities as French, English and Arabic write them, in one form each.

Everything here reads skeleton text (see `rag.language`): folded, without accents, digits in ASCII. Two different
numbers never get one form; where a spelling is ambiguous it keeps a form of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from rag.words import MONTHS, MONTHS_IN_DATES_ONLY

_NUMBER = re.compile(
    r"\d{1,3}(?:(?P<group>[ .,'٬])\d{3})(?:(?P=group)\d{3})*(?![\d])(?:[.,٫]\d+(?!\d))?|\d+(?:[.,٫]\d+)?(?![\d])"
)
_ORDINAL = re.compile(r"(?:er|ere|re|e|eme|ieme|nd|nde|st|rd|th|emes|es)\b(?!')")
_ROMAN = re.compile(r"(?P<roman>[ivxlc]{1,7})(?:e|eme|er|ere)\b")
_CENTURY = re.compile(r" (?:siecle|century|republique|arrondissement|session|edition|congres|dynastie|legislature)")
_ROMAN_LIKE_WORDS = frozenset("le ce ie ve xe vie lie cie live clive ier ver cer vieme".split())
_SCALE = re.compile(r"[ -]?(?P<word>[a-z]+|[\u0621-\u064a]+)(?![\w])")
_PERCENT = re.compile(r" ?(?:%|٪|pour ?cents?\b|per ?cent\b|(?:في|ب) ?الم[اي]+[هي]ه?|بالم[اي]+[هي]ه?)")
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY_FIRST = re.compile(
    rf"(?P<day>[0-3]?\d)(?:er|st|nd|rd|th|e)?(?: of| de|-)? ?(?P<month>{_MONTH})\.?(?!\w)"
    r"(?:,? (?:de |of |عام |سنه )?-?(?P<year>[12]\d{3})(?![\d.,]*\d))?"
)
_MONTH_FIRST = re.compile(
    rf"(?P<month>{_MONTH})\.?(?!\w)(?: (?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?![\w]|[.,]\d))?"
    r"(?:,? (?:de |of |عام |سنه )?(?P<year>[12]\d{3})(?![\d.,]*\d))?"
)
_DIGITS_ONLY = re.compile(
    r"(?P<iso>[12]\d{3})[-/](?P<iso_month>[01]\d)[-/](?P<iso_day>[0-3]\d)(?!\d)"
    r"|(?P<first>[0-3]?\d)(?P<mark>[/.-])(?P<second>[0-3]?\d)(?P=mark)(?P<year>[12]\d{3})(?!\d)"
)
_SCALES = {
    **dict.fromkeys("mille thousand thousands الف الاف".split(), {"": 3}),
    **dict.fromkeys("million millions مليون ملايين".split(), {"": 6}),
    **dict.fromkeys("milliard milliards md mds mrd mrds bn مليار مليارات بليون".split(), {"": 9}),
    **dict.fromkeys("billion billions".split(), {"": 12, "en": 9}),
    **dict.fromkeys("trillion trillions تريليون".split(), {"": 18, "en": 12, "ar": 12}),
}
_COMMA_GROUPS = frozenset(("en", "ar", "und"))  # languages in which 1,500 is 1500; elsewhere it is 1.5


@dataclass(frozen=True, slots=True)
class Part:
    """One term of a number or date with its place in the skeleton text."""

    term: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A number or date that was read: its terms in order, and where reading goes on."""

    parts: tuple[Part, ...]
    end: int
    value: Decimal | None = None


def read_number(text: str, at: int, language: str) -> Reading | None:
    """The date or number that starts at `at`, a digit; `None` where the digits are part of something else."""
    return _numeric_date(text, at, language) or _date(_DAY_FIRST.match(text, at)) or _number(text, at, language)


def read_month(text: str, at: int) -> Reading | None:
    """The date that starts at `at` with the name of a month, or the month alone."""
    match = _MONTH_FIRST.match(text, at)
    if match is None:
        return None
    if match["month"] in MONTHS_IN_DATES_ONLY and match["day"] is None and match["year"] is None:
        return None
    return _date(match)


def read_roman_ordinal(text: str, at: int) -> Reading | None:
    """« XXe » as the ordinal 20e; `None` where the letters are no Roman number above 1."""
    match = _ROMAN.match(text, at)
    if match is None:
        return None
    value = _roman(match["roman"])
    if value is None or (match[0] in _ROMAN_LIKE_WORDS and not _CENTURY.match(text, match.end())):
        return None
    return Reading((Part(f"{value}e", at, match.end()),), match.end())


def _date(match: re.Match[str] | None) -> Reading | None:
    if match is None:
        return None
    month = MONTHS[match["month"]]
    day = int(match["day"]) if match["day"] else None
    if day is not None and not 1 <= day <= 31:
        return None
    return _date_reading(
        (int(match["year"]), match.span("year")) if match["year"] else None,
        (month, match.span("month")),
        (day, match.span("day")) if day else None,
        match.end(),
    )


def _numeric_date(text: str, at: int, language: str) -> Reading | None:
    match = _DIGITS_ONLY.match(text, at)
    if match is None:
        return None
    if match["iso"]:
        names = ("iso", "iso_month", "iso_day")
    else:
        first, second = int(match["first"]), int(match["second"])
        month_first = second > 12 >= first
        if language == "en" and first <= 12 and second <= 12 and first != second:
            return _ambiguous_date(match)
        names = ("year", "first", "second") if month_first else ("year", "second", "first")
    year, month, day = (int(match[name]) for name in names)
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    spans = [match.span(name) for name in names]
    return _date_reading((year, spans[0]), (month, spans[1]), (day, spans[2]), match.end())


def _ambiguous_date(match: re.Match[str]) -> Reading:
    """3/4/2023 in English is in March or in April: the date keeps its own spelling, the year is certain."""
    spelled = f"d{int(match['first'])}/{int(match['second'])}/{match['year']}"
    return Reading((Part(spelled, *match.span()), Part(match["year"], *match.span("year"))), match.end())


_Placed = tuple[int, tuple[int, int]]


def _date_reading(year: _Placed | None, month: _Placed, day: _Placed | None, end: int) -> Reading:
    """The terms of a date: day, month and year each, and the whole date where it is complete."""
    parts = [Part(f"m{month[0]}", *month[1])]
    if day:
        parts.append(Part(str(day[0]), *day[1]))
    if year:
        parts.append(Part(str(year[0]), *year[1]))
    parts.sort(key=lambda part: part.start)
    if year and day:
        parts.append(Part(f"d{year[0]}-{month[0]:02}-{day[0]:02}", parts[0].start, parts[-1].end))
    return Reading(tuple(parts), end)


def _number(text: str, at: int, language: str) -> Reading | None:
    match = _NUMBER.match(text, at)
    if match is None:
        return None
    literal, end = match[0], match.end()
    value = _value(literal, language)
    if value is None:
        return Reading((Part(literal, at, end),), end)
    ordinal = _ORDINAL.match(text, end) if value == value.to_integral_value() and literal.isdigit() else None
    if ordinal:
        return Reading((Part(f"{_plain(value)}e", at, ordinal.end()),), ordinal.end())
    scale = _SCALE.match(text, end)
    while scale and scale["word"] in _SCALES:
        powers = _SCALES[scale["word"]]
        value = value.scaleb(powers.get(language, powers[""]))
        end = scale.end()
        scale = _SCALE.match(text, end)
    parts = [Part(_plain(value), at, end)]
    percent = _PERCENT.match(text, end)
    if percent:
        end = percent.end()
        parts.append(Part(f"{_plain(value)}%", at, end))
    return Reading(tuple(parts), end, value)


def _value(literal: str, language: str) -> Decimal | None:
    """The value of digits with separators; `None` for a literal such as 007 that is a name rather than a number."""
    if literal.isdigit():
        return Decimal(literal) if literal[0] != "0" or len(literal) == 1 else None
    marks = re.findall(r"\D", literal)
    groups = re.split(r"\D", literal)
    if len(marks) > 1 and marks[-1] == marks[0]:
        decimals = ""
    elif len(marks) > 1:
        decimals = groups.pop()
    elif _groups_thousands(marks[0], groups, language):
        decimals = ""
    else:
        decimals = groups.pop()
    return Decimal(f"{''.join(groups)}.{decimals or 0}")


def _groups_thousands(mark: str, groups: list[str], language: str) -> bool:
    """Whether the only separator of a number groups thousands rather than opens the decimals."""
    whole, rest = groups
    if mark in " '٬":
        return True
    if len(rest) != 3 or len(whole) > 3 or whole.startswith("0") or mark == "٫":
        return False
    return (mark == ",") == (language in _COMMA_GROUPS)


def _plain(value: Decimal) -> str:
    """The value in digits, without exponent or trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def _roman(letters: str) -> int | None:
    """The value of a well-formed Roman number from 2 to 399, or `None`."""
    total = 0
    values = [_ROMAN_VALUES[letter] for letter in letters]
    for value, following in zip(values, [*values[1:], 0], strict=True):
        total += -value if value < following else value
    return total if total > 1 and _to_roman(total) == letters else None


def _to_roman(value: int) -> str:
    letters = ""
    for step, sign in (
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ):
        count, value = divmod(value, step)
        letters += sign * count
    return letters
