"""Dates as French, English and Arabic write them: 15 novembre 2023, November 15, 2023, 15/11/2023, ١٥ نونبر ٢٠٢٣.

Reads skeleton text (see `rag.language.folding.skeleton`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.language.words import MONTHS, MONTHS_IN_DATES_ONLY
from rag.types import Span

_MONTH = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_YEAR = r"(?:,? (?:de |of |من |عام |سنه )?(?P<year>[12]\d{3})(?!\w|[.,]\d))?"
_DAY_FIRST = re.compile(
    rf"(?P<day>[0-3]?\d)(?:er|st|nd|rd|th|e)?(?: of | de | من |[ -])(?P<month>{_MONTH})(?!\w)\.?(?:-(?=[12]\d{{3}}))?"
    rf"{_YEAR.replace(',? ', '(?:,? |(?<=-))', 1)}"
)
_MONTH_FIRST = re.compile(rf"(?P<month>{_MONTH})(?!\w)\.?(?: (?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?!\w|[.,]\d))?{_YEAR}")
_DIGITS_ONLY = re.compile(
    r"(?P<iso>[12]\d{3})[-/](?P<iso_month>[01]?\d)[-/](?P<iso_day>[0-3]?\d)(?!\d)"
    r"|(?P<first>[0-3]?\d)(?P<mark>[/.-])(?P<second>[0-3]?\d)(?P=mark)(?P<year>[12]\d{3})(?!\d)"
)

_EITHER = re.compile(r"d(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<year>[12]\d{3})")


@dataclass(frozen=True, slots=True)
class Date:
    """A date with its index terms: day and year as numbers, the month as `m11`, the whole as `d2023-11-15`.

    `value` is the whole in ISO order, with what is not said left out: `2023-11-15`, `2023-11`, `11-15` or `11`.
    `complete` says that day, month and year are known.
    """

    terms: tuple[tuple[str, Span], ...]
    end: int
    value: str
    complete: bool


def read_date(text: str, at: int, language: str) -> Date | None:
    """The date that starts at `at`, or `None`. A month's name alone counts where it means nothing else."""
    if text[at].isdigit():
        return _digits_only(text, at, language) or _worded(_DAY_FIRST.match(text, at))
    match = _MONTH_FIRST.match(text, at)
    if match and match["month"] in MONTHS_IN_DATES_ONLY and match["day"] is None and match["year"] is None:
        return None
    return _worded(match)


def _worded(match: re.Match[str] | None) -> Date | None:
    if match is None:
        return None
    named: dict[str, tuple[int, Span]] = {"month": (MONTHS[match["month"]], Span(*match.span("month")))}
    for name in ("day", "year"):
        if match[name]:
            named[name] = (int(match[name]), Span(*match.span(name)))
    return _date(named, match.end())


def _digits_only(text: str, at: int, language: str) -> Date | None:
    match = _DIGITS_ONLY.match(text, at)
    if match is None:
        return None
    names = {"year": "iso", "month": "iso_month", "day": "iso_day"}
    if not match["iso"]:
        first, second = int(match["first"]), int(match["second"])
        if language == "en" and first <= 12 and second <= 12 and first != second:
            return _ambiguous(match)
        month_first = second > 12 >= first
        names = {"year": "year", "month": "first", "day": "second"}
        if not month_first:
            names = {"year": "year", "month": "second", "day": "first"}
    return _date({name: (int(match[key]), Span(*match.span(key))) for name, key in names.items()}, match.end())


def _ambiguous(match: re.Match[str]) -> Date:
    """3/4/2023 in English is in March or in April: the date keeps its spelling, only the year is certain."""
    spelled = f"{int(match['first'])}/{int(match['second'])}/{match['year']}"
    year = Span(*match.span("year"))
    return Date(((match["year"], year), (f"d{spelled}", Span(*match.span()))), match.end(), spelled, True)


def either_way(term: str) -> tuple[str, ...]:
    """The index terms of both dates that one of two readings may be: 3/4/2023 is 3 April and March 4."""
    match = _EITHER.fullmatch(term)
    if match is None:
        return ()
    year, first, second = match["year"], int(match["first"]), int(match["second"])
    return f"d{year}-{first:02}-{second:02}", f"d{year}-{second:02}-{first:02}"


def _date(named: dict[str, tuple[int, Span]], end: int) -> Date | None:
    """The date of the parts that are known; `None` where a day or month is impossible."""
    month, place = named["month"]
    if not 1 <= month <= 12 or ("day" in named and not 1 <= named["day"][0] <= 31):
        return None
    terms = [(str(value), place) for name, (value, place) in named.items() if name != "month"]
    terms.append((f"m{month}", place))
    terms.sort(key=lambda term: term[1].start)
    ordered = [f"{named[name][0]:02}" for name in ("year", "month", "day") if name in named]
    value = "-".join(ordered)
    complete = len(named) == 3
    if complete:
        terms.append((f"d{value}", Span(terms[0][1].start, terms[-1][1].end)))
    return Date(tuple(terms), end, value, complete)
