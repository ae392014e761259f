"""Other ways to write what a question states: « 90 minutes » is « une heure et demie », T3 the third quarter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rag.language.folding import fold, skeleton
from rag.language.language import analyse, numbers
from rag.language.numbers.spelled import NUMBER_WORDS, spelled_numbers, words_for

_FEW = 1000
"""Numbers up to which people write one word."""
_UNIT = re.compile(r"[ \u00a0\u202f-]?[^\W\d_]+")
_MINUTES = {"minute": 1, "hour": 60}
_HOUR, _DAY, _WEEK, _YEAR = 60, 24, 7, 12
_WRITTEN: dict[str, dict[str, str]] = {
    "fr": {"minute": "minutes", "hour": "heures", "day": "jours", "week": "semaines", "month": "mois", "year": "ans"},
    "en": {"minute": "minutes", "hour": "hours", "day": "days", "week": "weeks", "month": "months", "year": "years"},
    "ar": {"minute": "دقيقة", "hour": "ساعة", "day": "يوما", "week": "أسابيع", "month": "شهرا", "year": "سنوات"},
}
_ONE: dict[str, dict[str, tuple[str, ...]]] = {
    "fr": {
        "hour": ("une heure",),
        "day": ("un jour",),
        "week": ("une semaine", "huit jours"),
        "year": ("un an", "une année"),
    },
    "en": {"hour": ("an hour", "one hour"), "day": ("a day",), "week": ("a week",), "year": ("a year", "one year")},
    "ar": {"hour": ("ساعة",), "day": ("يوم",), "week": ("أسبوع",), "year": ("سنة", "عام")},
}
_HALF = {"fr": "{} et demie", "en": "{} and a half", "ar": "{} ونصف"}
_PART_OF_HOUR: dict[str, dict[int, tuple[str, ...]]] = {
    "fr": {15: ("quart d'heure",), 30: ("demi-heure",), 45: ("trois quarts d'heure",)},
    "en": {15: ("quarter of an hour",), 30: ("half an hour", "half hour"), 45: ("three quarters of an hour",)},
    "ar": {15: ("ربع ساعة",), 30: ("نصف ساعة",), 45: ("ثلاثة أرباع الساعة",)},
}
_MONTHS = {"fr": {3: "trimestre", 6: "semestre"}, "en": {3: "quarter", 6: "half a year"}, "ar": {3: "فصل"}}
_IN_WORDS = {
    "fr": re.compile(r"(?P<more>une?|deux|trois|quatre|cinq|six|\d+) heures? et demie|(?P<part>demi-heure)"
                     r"|(?P<three>trois quarts d'heure)|(?P<quarter>quart d'heure)"),
    "en": re.compile(r"(?P<more>an|one|two|three|four|five|six|\d+) (?:hours? and a half|and a half hours?)"
                     r"|(?P<part>half (?:an )?hour)"
                     r"|(?P<three>three quarters of an hour)|(?P<quarter>quarter of an hour)"),
    "ar": re.compile(r"(?P<more>)ساعه ونصف|(?P<part>نصف ساعه)|(?P<three>ثلاثه ارباع الساعه)|(?P<quarter>ربع ساعه)"),
}  # fmt: skip
_ORDINALS = {
    "fr": ("premier", "deuxième", "troisième", "quatrième"),
    "en": ("first", "second", "third", "fourth"),
    "ar": ("الأول", "الثاني", "الثالث", "الرابع"),
}
_QUARTER = re.compile(
    r"(?<!\w)(?:[tq](?P<digit>[1-4])|(?P<fr>premier|deuxieme|second|troisieme|quatrieme|[1-4]er?) trimestre"
    r"|(?P<en>first|second|third|fourth|[1-4](?:st|nd|rd|th)) quarter|الربع (?P<ar>الاول|الثاني|الثالث|الرابع))(?!\w)"
)
_PLACES = {
    word: place
    for words in (
        "premier deuxieme troisieme quatrieme",
        "first second third fourth",
        "الاول الثاني الثالث الرابع",
    )
    for place, word in enumerate(words.split(), start=1)
}


@dataclass(frozen=True, slots=True)
class Stated:
    """A place in a text, and what else is written for what stands there."""

    start: int
    end: int
    forms: tuple[str, ...]


def other_forms(text: str, language: str, documents: str) -> Iterator[Stated]:
    """What a text states in one form and documents in a language may write in another."""
    if documents not in _WRITTEN:
        return
    folded = fold(text)
    plain = skeleton(folded.text)
    for match in _QUARTER.finditer(plain):
        span = folded.span(*match.span())
        yield Stated(span.start, span.end, tuple(_quarter(match, documents)))
    for match in _IN_WORDS[language].finditer(plain) if language in _IN_WORDS else ():
        span = folded.span(*match.span())
        yield Stated(span.start, span.end, tuple(_of_minutes(_minutes(match, language), documents)))
    for each in spelled_numbers(plain, language):
        span = folded.span(each.start, each.end)
        yield from _number(text, span.start, span.end, each.value, documents)
    for quantity in numbers(text, language):
        hour, colon, minute = quantity.value.partition(":")
        if quantity.unit == "time" and colon:
            forms = _of_minutes(int(hour) * _HOUR + int(minute), documents)
            yield Stated(quantity.start, quantity.end, tuple(forms))
        elif quantity.value.isdigit() and quantity.unit not in ("ordinal", "date", "month-of-date"):
            yield from _number(text, quantity.start, quantity.end, quantity.value, documents)


@lru_cache(maxsize=1)
def _counting() -> frozenset[str]:
    return frozenset(token.term for code, words in NUMBER_WORDS.items() for token in analyse(words, code))


def counts(term: str) -> bool:
    """Whether an index term says how many: what follows « deux » in « deux heures et demie » is not one hour."""
    return term[0].isdigit() or term in _counting()


def _number(text: str, start: int, end: int, value: str, documents: str) -> Iterator[Stated]:
    """A whole number: its word or its digits, and with its unit how long it is in others."""
    count = int(value)
    if count <= _FEW:
        yield Stated(start, end, (value, *words_for(count, documents)))
    unit = _UNIT.match(text, end)
    if unit:
        measured = next(iter(numbers(f"{value} {unit[0].strip(' -')}", _language_of(unit[0]))), None)
        name = measured.unit if measured else None
        forms = tuple(_lasting(count, name, documents)) if name else ()
        if forms:
            yield Stated(start, unit.end(), forms)


def _language_of(word: str) -> str:
    return "ar" if any("\u0620" <= letter <= "\u064a" for letter in word) else "fr"


def _lasting(count: int, unit: str, documents: str) -> Iterator[str]:
    """How long something lasts in other units; whole ones only."""
    written = _WRITTEN[documents]
    if unit in _MINUTES:
        yield from _of_minutes(count * _MINUTES[unit], documents)
    smaller = {"day": ("hour", _DAY), "week": ("day", _WEEK), "year": ("month", _YEAR)}.get(unit)
    if smaller:
        yield f"{count * smaller[1]} {written[smaller[0]]}"
    larger = {"hour": ("day", _DAY), "day": ("week", _WEEK), "month": ("year", _YEAR)}.get(unit)
    if larger and count % larger[1] == 0:
        yield from _several(count // larger[1], larger[0], documents)
    if unit == "month" and count in _MONTHS[documents]:
        yield _MONTHS[documents][count]


def _several(count: int, unit: str, documents: str) -> Iterator[str]:
    if count == 1:
        yield from _ONE[documents][unit]
        return
    yield from (f"{each} {_WRITTEN[documents][unit]}" for each in (str(count), *words_for(count, documents)))


def _of_minutes(minutes: int, documents: str) -> Iterator[str]:
    hours, rest = divmod(minutes, _HOUR)
    yield from (f"{each} {_WRITTEN[documents]['minute']}" for each in (str(minutes), *words_for(minutes, documents)))
    if not hours:
        yield from _PART_OF_HOUR[documents].get(rest, ())
    elif not rest:
        yield from _several(hours, "hour", documents)
    else:
        yield f"{hours}h{rest:02}"
        if rest == _HOUR // 2:
            yield from (_HALF[documents].format(each) for each in _several(hours, "hour", documents))
            if documents == "en":
                yield from (f"{each} and a half hours" for each in (str(hours), *words_for(hours, documents)))


def _minutes(match: re.Match[str], language: str) -> int:
    if match["part"] or match["quarter"] or match["three"]:
        return 30 if match["part"] else 45 if match["three"] else 15
    more = match["more"]
    count = int(more) if more.isdigit() else next((int(each.value) for each in spelled_numbers(more, language)), 1)
    return count * _HOUR + _HOUR // 2


def _quarter(match: re.Match[str], documents: str) -> Iterator[str]:
    said = match["digit"] or match["fr"] or match["en"] or match["ar"]
    place = int(said[0]) if said[0].isdigit() else _PLACES[said]
    ordinal = _ORDINALS[documents][place - 1]
    yield from (f"T{place}", f"Q{place}")
    yield {"fr": f"{ordinal} trimestre", "en": f"{ordinal} quarter", "ar": f"الربع {ordinal}"}[documents]
    yield {"fr": f"{place}e trimestre", "en": f"{place}th quarter", "ar": f"الربع {place}"}[documents]
