"""What a text tells apart from its like: years, dates, parts, versions, part numbers, amounts, names, parties.

Two particulars of one series and of other values are what a near miss differs in: 2019 and 2024, « l'article 5 » and
« l'article 7 », « trois jours » and « deux jours », « le Zéphyr 20 » and « le Zéphyr 30 ».
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from rag.language.folding import Folded, fold, skeleton
from rag.language.language import Quantity, Token, analyse, numbers
from rag.language.numbers.spelled import spelled_numbers
from rag.language.parts.articles import called_parts
from rag.language.senses.sorts import COUNTRIES, DAYS, NAMED, NAMED_ARABIC, NUMBERED, PARTIES, bound
from rag.language.words import MONTHS, STOP_WORDS
from rag.types import Span


class Sort(StrEnum):
    """What kind of thing a particular is."""

    YEAR = "year"
    DATE = "date"
    PART = "part"
    """An article, a section, a chapter by its number."""
    VERSION = "version"
    NUMBER = "number"
    """A part number, a standard, a code: letters and digits."""
    AMOUNT = "amount"
    NAME = "name"
    PARTY = "party"


@dataclass(frozen=True, slots=True)
class Particular:
    """One of them with its place in the text.

    Only those of one `series` may stand for each other. `beside` are the index terms around it, `touching` those
    directly before and after it, empty where there is none, `bound` says how an
    amount is bounded (see `rag.language.senses.sorts.bound`).
    """

    sort: Sort
    series: str
    value: str
    start: int
    end: int
    beside: frozenset[str] = frozenset()
    touching: tuple[str, str] = ("", "")
    bound: str = ""

    @property
    def place(self) -> Span:
        return Span(self.start, self.end)


_VERSION = re.compile(
    r"(?<![\w'])(?:version|release|v\.?|ver\.|ال?اصدار|ال?نسخه) ?(?:n° ?)?(?P<value>\d+(?:\.\d+){0,3})(?!\w)"
)
_CODE = re.compile(r"(?<![\w-])(?P<letters>[A-Z]{2,8})(?P<mark>[- ]?)(?P<value>\d{1,6}(?:-\d{1,4})?)(?![\w-])")
_MARKED = re.compile(
    r"(?<![\w-])(?P<name>[A-ZÀ-ÖØ-Þ][\w’'-]{2,30}) (?P<value>\d{1,3}|[A-Z]|[IVX]{2,4})(?![\w’'-]|[.,]\d)"
)
_TYPED = re.compile(
    rf"(?<![\w'])(?P<name>(?:{NUMBERED})s?) (?:n° ?|no\.? ?|رقم )?(?P<value>\d{{1,3}}|[a-z])(?![\w'-]|[.,]\d)"
)
_OF = r"(?:de l['’]|de la |du |des |de |d['’]|of |le |la |l['’])?"
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w’'-]+(?:[ -][A-ZÀ-ÖØ-Þ][\w’'-]+){0,3}"
_NAMED_AFTER = re.compile(rf"(?<![\w-])(?P<name>\w{{3,14}}) {_OF}(?P<value>{_CAPITAL})")
_NAMED_BEFORE = re.compile(rf"(?<![\w-])(?P<value>{_CAPITAL}) (?P<name>[a-z]{{4,12}})(?!\w)")
_NAMED_AS = re.compile(NAMED)
_SMALL = STOP_WORDS["fr"] | STOP_WORDS["en"]
_NAMED_ARABIC = re.compile(rf"(?<!\w)[وفبلك]?(?P<name>{NAMED_ARABIC}) (?P<value>\w{{3,20}})")
_YEARS = re.compile(r"(?<![\w.,/-])(?P<value>(?:19|20)\d\d ?[-–/] ?(?:19|20)?\d\d)(?![\w/-])")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_YEAR_BEFORE = re.compile(
    r"(?:^|[(,;:–-]|(?<![\w'])(?:en|in|de|du|of|depuis|since|by|before|after|avant|apres|fin|debut|annees?|years?|saison"
    r"|season|exercice|edition|the|for|pour|et|and|l'an|d'ici|[وفبل]?(?:سنه|عام|موسم|في|منذ|قبل|بعد)))\s*$"
)
_WORD_AFTER = re.compile(r"\s?(?P<word>[^\W\d_]+)")
_LAW = re.compile(r"(?:loi|law|act|decret|decree|reglement|regulation|directive|قانون|ظهير|مرسوم|نظام)\W[^,;:›]{0,40}$")
_ONE_OR_TWO = re.compile(
    r"(?<![\w'])(?:(?P<one>une?|one) (?=(?P<unit>\w+))|[وفبل]?(?P<two>يوم|شهر|اسبوع|ساع|سن|عام|دقيق)ت?[اي]ن(?!\w))"
)
_TWICE = {"يوم": "day", "شهر": "month", "اسبوع": "week", "ساع": "hour", "سن": "year", "عام": "year", "دقيق": "minute"}
_AND_HALF = re.compile(r" ?(?:et demie?|and a half|(?:و)?نصف)(?!\w)")
_WINDOW = (3, 2)
"""Index terms before and after a particular that stand beside it."""


def particulars(text: str, language: str) -> tuple[Particular, ...]:
    """The particulars of a text, in order; none lies in another."""
    return _Finder(text, language).found()


def years_of_law(text: str, particular: Particular) -> bool:
    """Whether a year is that of a law, which goes on being the law: « la loi du 6 janvier 1978 »."""
    return _LAW.search(skeleton(fold(text[: particular.start]).text)) is not None


class _Finder:
    def __init__(self, text: str, language: str) -> None:
        self._text = text
        self._language = language
        self._folded: Folded = fold(text)
        self._plain = skeleton(self._folded.text)

    def found(self) -> tuple[Particular, ...]:
        kept: list[Particular] = []
        for each in self._all():
            if not any(each.place.overlaps(other.place) for other in kept):
                kept.append(each)
        tokens = analyse(self._text, self._language) if kept else ()
        return tuple(_among(each, tokens) for each in sorted(kept, key=lambda each: each.start))

    def _all(self) -> Iterator[Particular]:
        """Those that tell most first: what overlaps one of them is a piece of it."""
        yield from self._parts()
        yield from self._matches(_VERSION, Sort.VERSION, "version")
        yield from self._codes()
        yield from self._names()
        for match in _YEARS.finditer(self._plain):
            yield self._folded_at(Sort.YEAR, "years", re.sub(r"\W", "-", match["value"].replace(" ", "")), match.span())
        quantities = numbers(self._text, self._language)
        yield from self._dates(quantities)
        yield from self._amounts(quantities)
        for sort, name, groups in (
            (Sort.PARTY, "party", PARTIES), (Sort.DATE, "day", DAYS), (Sort.NAME, "country", COUNTRIES),
        ):  # fmt: skip
            for at, group in enumerate(groups):
                for value, pattern in group:
                    for match in pattern.finditer(self._plain):
                        yield self._folded_at(sort, f"{name} {at}", value, match.span())

    def _folded_at(self, sort: Sort, series: str, value: str, place: tuple[int, int]) -> Particular:
        span = self._folded.span(*place)
        return Particular(sort, series, value, span.start, span.end)

    def _matches(self, pattern: re.Pattern[str], sort: Sort, series: str) -> Iterator[Particular]:
        for match in pattern.finditer(self._plain):
            yield self._folded_at(sort, series, match["value"], match.span())

    def _parts(self) -> Iterator[Particular]:
        for part in called_parts(self._plain):
            called = re.match(r"\W*(?:ال)?([^\W\d]+|§)", self._plain[part.start : part.end])
            name = called[1].rstrip("s") if called else ""
            name = {"art": "article", "sec": "section", "chap": "chapitre", "chapter": "chapitre"}.get(name, name)
            yield self._folded_at(Sort.PART, name, part.term, (part.start, part.end))

    def _codes(self) -> Iterator[Particular]:
        for match in _CODE.finditer(self._text):
            joined = match["mark"] != " "
            if not _YEAR.fullmatch(match["value"]) and (joined or len(match["letters"]) > 2):
                yield Particular(Sort.NUMBER, match["letters"], match["value"], *match.span())

    def _names(self) -> Iterator[Particular]:
        """Names with a number or a letter, then those beside a word of what has names."""
        for match in _MARKED.finditer(self._text):
            name = skeleton(fold(match["name"]).text)
            if name not in MONTHS and name not in _SMALL:
                yield Particular(Sort.NAME, f"{name} {_form(match['value'])}", match["value"].lower(), *match.span())
        for match in _TYPED.finditer(self._plain):
            span = self._folded.span(*match.span())
            if match["value"].isdigit() or self._text[span.end - 1].isupper():
                series = f"{match['name'].rstrip('s')} {_form(match['value'].upper())}"
                yield Particular(Sort.NAME, series, match["value"], span.start, span.end)
        for pattern in (_NAMED_AFTER, _NAMED_BEFORE):
            for match in pattern.finditer(self._text):
                name = skeleton(fold(match["name"]).text)
                value = skeleton(fold(match["value"]).text)
                if _NAMED_AS.fullmatch(name) and value.split()[0] not in _SMALL:
                    yield Particular(Sort.NAME, f"named {name}", value, *match.span())
        for match in _NAMED_ARABIC.finditer(self._plain):
            yield self._folded_at(Sort.NAME, f"named {match['name']}", match["value"].removeprefix("ال"), match.span())

    def _dates(self, quantities: Sequence[Quantity]) -> Iterator[Particular]:
        for each in quantities:
            if each.unit == "date" and each.value[4:5] == "-":
                yield Particular(Sort.DATE, "date", each.value, each.start, each.end)
            elif self._of_calendar(each):
                series = {7: "month of year", 5: "day of year", 2: "month"}.get(len(each.value), "")
                yield Particular(Sort.DATE, series, each.value, each.start, each.end)
            elif each.unit is None and _YEAR.fullmatch(each.value) and self._is_year(each):
                yield Particular(Sort.YEAR, "year", each.value, each.start, each.end)

    def _of_calendar(self, quantity: Quantity) -> bool:
        """Whether a quantity is a date or a part of one: « mai 2020 », but not « 11 mois », whose unit has its name."""
        if quantity.unit == "month":
            return "-" in quantity.value or not self._text[quantity.start].isdigit()
        return quantity.unit == "date"

    def _is_year(self, quantity: Quantity) -> bool:
        """Whether four digits are a year: behind a word that says so, or with no word behind that they could count."""
        if not self._text[quantity.start : quantity.end].isalnum():
            return False
        before = skeleton(fold(self._text[max(0, quantity.start - 20) : quantity.start]).text)
        if _YEAR_BEFORE.search(before):
            return True
        after = _WORD_AFTER.match(self._text, quantity.end)
        return after is None or skeleton(fold(after["word"]).text) in STOP_WORDS.get(self._language, ())

    def _amounts(self, quantities: Sequence[Quantity]) -> Iterator[Particular]:
        counted_ones = [each for each in quantities if each.unit != "ordinal" and not self._of_calendar(each)]
        for each in (*counted_ones, *self._in_words(quantities)):
            end, series = each.end, each.unit
            after = _WORD_AFTER.match(self._text, each.end)
            unit = after and _unit_of(skeleton(fold(after["word"]).text), self._language)
            if after is not None and series is None:
                counted = analyse(after["word"], self._language)
                series, end = (unit or counted[0].term, after.end()) if counted else (None, end)
            elif after is not None and unit == series:
                end = after.end()
            if series is not None:
                around = [self._text[max(0, each.start - 25) : each.start], self._text[end : end + 25]]
                before, behind = (skeleton(fold(words).text) for words in around)
                if not _AND_HALF.match(behind):
                    yield Particular(
                        Sort.AMOUNT, f"of {series}", each.value, each.start, end, bound=bound(before, behind)
                    )

    def _in_words(self, quantities: Sequence[Quantity]) -> Iterator[Quantity]:
        """The numbers that are written as words, without what was read as a number already."""
        taken = [Span(each.start, each.end) for each in quantities]
        for each in spelled_numbers(self._plain, self._language):
            span = self._folded.span(each.start, each.end)
            if not any(span.overlaps(other) for other in taken):
                yield Quantity(each.value, None, span.start, span.end)
        for match in _ONE_OR_TWO.finditer(self._plain):
            unit = _TWICE[match["two"]] if match["two"] else _unit_of(match["unit"], self._language)
            if unit is not None:
                span = self._folded.span(match.start(), match.end() - bool(match["one"]))
                yield Quantity("1" if match["one"] else "2", unit, span.start, span.end)


@lru_cache(maxsize=1_000)
def _unit_of(word: str, language: str) -> str | None:
    """The code of a unit that a word names."""
    read = numbers(f"2 {word}", language)
    return read[0].unit if read else None


def _form(mark: str) -> str:
    return "digits" if mark.isdigit() else "letters"


def _among(particular: Particular, tokens: Sequence[Token]) -> Particular:
    """A particular with the index terms around it."""
    before = [token.term for token in tokens if token.end <= particular.start]
    after = [token.term for token in tokens if token.start >= particular.end]
    beside = frozenset((*before[-_WINDOW[0] :], *after[: _WINDOW[1]]))
    return replace(particular, beside=beside, touching=((before or [""])[-1], (after or [""])[0]))
