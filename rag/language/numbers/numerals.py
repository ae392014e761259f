"""Numbers, ordinals, amounts and dates as French, English and Arabic write them, in one normal form each.

Everything here reads skeleton text (see `rag.language.folding.skeleton`): folded, without accents, digits in ASCII.
Points and commas are read by the custom of the language (1.500 is 1500 in French, 1.5 in English); a date that can be
read in two ways keeps a form of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from rag.language.numbers.dates import read_date
from rag.language.numbers.number_words import read_number_words
from rag.language.numbers.times import read_time
from rag.types import Span

_DIGITS = re.compile(r"\d{1,3}(?: \d{3})+(?!\d)(?:[.,٫]\d+(?!\d))?|\d+(?:[.,'٬٫]\d+)*")
_ORDINAL = re.compile(r"(?:er|ers|ere|eres|re|e|es|eme|emes|ieme|iemes|nd|nde|st|rd|th)\b")
_ROMAN = re.compile(r"(?P<letters>[ivxlc]+)(?:e|eme|er|ere)\b")
_CENTURY = re.compile(r" (?:siecle|century|republique|arrondissement|session|edition|congres|dynastie|legislature)")
_ROMAN_LIKE_WORDS = frozenset("le ce ie ve xe vie lie cie live clive ier ver cer".split())
_FOLLOWING = re.compile(r"(?P<space>[ -]?)(?P<word>[^\W\d_]+[²³]?|[€$£%٪])(?!\w)(?P<more>\$|€)?")
# Between a scale and a unit: 11 milliards de dirhams.
_LINKED = re.compile(r"(?P<space> )(?:de |d'|of |من )(?P<word>[^\W\d_]+)(?!\w)(?P<more>)")
_PERCENT = re.compile(r" ?(?:%|٪|pour ?cents?\b|per ?cent\b|(?:في|ب) ?ال(?:مايه|ميه)(?!\w)|بالم[اي]+ه(?!\w))")
_SIGN_BEFORE = re.compile(r"(?P<sign>[€$£]|\b(?:mad|eur|usd|gbp)) ?$|(?<!\d)(?<!\d )(?P<percent>[%٪])$")
_LONGEST_SIGN = 5  # characters before a number that are looked at
_MOST_SCALES = 2  # 2 mille milliards

_POWERS: dict[str, int] = {
    **dict.fromkeys("mille thousand thousands الف الاف".split(), 3),
    **dict.fromkeys("million millions مليون ملايين".split(), 6),
    **dict.fromkeys("milliard milliards md mds mrd mrds bn مليار مليارات".split(), 9),
    **dict.fromkeys("billion billions بليون".split(), 12),
    **dict.fromkeys("trillion trillions تريليون".split(), 18),
}
# The short scale, in which a billion has nine zeros.
_SHORT_SCALE_POWERS = _POWERS | {
    **dict.fromkeys("billion billions بليون".split(), 9),
    **dict.fromkeys("trillion trillions تريليون".split(), 12),
}
_LONG_SCALE_LANGUAGES = frozenset(("fr", "es", "it", "de", "pt", "nl"))
_AMOUNT_MARKS: dict[str, tuple[int, str]] = {
    "mmdh": (9, "mad"),
    "mmdhs": (9, "mad"),
    "mdh": (6, "mad"),
    "mdhs": (6, "mad"),
    "kdh": (3, "mad"),
}
# Before a currency sign: 200 M€.
_SIGN_POWERS = {"m": 6, "md": 9, "k": 3, "bn": 9, "mds": 9, "mrd": 9}

CURRENCIES: dict[str, str] = {
    **dict.fromkeys("dirham dirhams dh dhs mad درهم دراهم درهما".split(), "mad"),
    **dict.fromkeys("euro euros eur € اورو يورو".split(), "eur"),
    **dict.fromkeys("dollar dollars usd $ دولار دولارا دولارات".split(), "usd"),
    **dict.fromkeys("sterling gbp £".split(), "gbp"),
}
"""Names and signs of currencies by their code, which is their index term too."""

_UNITS: dict[str, str] = {
    **CURRENCIES,
    **dict.fromkeys("km kilometre kilometres kilometer kilometers كيلومتر كيلومترا كم".split(), "km"),
    **dict.fromkeys("m metre metres meter meters متر مترا امتار".split(), "m"),
    **dict.fromkeys("cm centimetre centimetres centimeter centimeters سنتيمتر".split(), "cm"),
    **dict.fromkeys("mm millimetre millimetres millimeter millimeters".split(), "mm"),
    **dict.fromkeys("kg kilogramme kilogrammes kilogram kilograms kilo kilos كيلوغرام كغ".split(), "kg"),
    **dict.fromkeys("tonne tonnes ton tons طن طنا".split(), "t"),
    **dict.fromkeys("ha hectare hectares هكتار هكتارا".split(), "ha"),
    **dict.fromkeys("km² كلم²".split(), "km²"),
    **dict.fromkeys("m²".split(), "m²"),
    **dict.fromkeys("m³".split(), "m³"),
    **dict.fromkeys("an ans annee annees year years سنه سنوات عام عاما اعوام".split(), "year"),
    **dict.fromkeys("mois month months شهر شهرا اشهر شهور".split(), "month"),
    **dict.fromkeys("semaine semaines week weeks اسبوع اسابيع".split(), "week"),
    **dict.fromkeys("jour jours day days يوم يوما ايام".split(), "day"),
    **dict.fromkeys("heure heures hour hours h ساعه ساعات".split(), "hour"),
    **dict.fromkeys("minute minutes min دقيقه دقايق".split(), "minute"),
    **dict.fromkeys("mw megawatt megawatts ميغاواط".split(), "MW"),
    **dict.fromkeys("gw gigawatt gigawatts جيغاواط".split(), "GW"),
    **dict.fromkeys("kwh".split(), "kWh"),
}
# Units that may touch the digits; other letters there make a name, such as 5G or 3D.
_TOUCHING = frozenset("km m cm mm kg ha km² m² m³ h min mw gw kwh dh dhs € $ £ mad eur usd".split())


_LONGEST = 24  # characters of a number; longer rows of digits are names, and exact arithmetic ends at 28 digits


@dataclass(frozen=True, slots=True)
class Part:
    """One index term of a number or date, with the place in the skeleton text."""

    term: str
    place: Span


@dataclass(frozen=True, slots=True)
class Reading:
    """A number, amount or date that was read.

    `parts` are its index terms; `end` is where reading goes on. `value` is the normal form of the whole, `unit` the
    code of its unit, `ordinal`, `date`, `month` or `time`; both are `None` where the digits are only a name.
    """

    parts: tuple[Part, ...]
    end: int
    value: str | None = None
    unit: str | None = None


def read_numeral(text: str, at: int, language: str) -> Reading | None:
    """What starts at `at` with a digit, the name of a month or a number in words.

    A date, a time, an amount, a number or a name such as 5G.
    """
    date = read_date(text, at, language)
    if date is not None:
        parts = tuple(Part(term, place) for term, place in date.terms)
        return Reading(parts, date.end, date.value, "date" if date.complete else "month")
    if not text[at].isdigit():
        words = read_number_words(text, at, language)
        return _measured(text, Span(at, words.end), Decimal(words.value), language) if words else None
    time = read_time(text, at)
    if time is not None:
        whole = Span(at, time.end)
        return Reading((Part(f"{time.hour}", whole), Part(f"t{time.value}", whole)), time.end, time.value, "time")
    digits = _DIGITS.match(text, at)
    return _amount(text, digits, language) if digits else None


def read_roman_ordinal(text: str, at: int) -> Reading | None:
    """« XXe » as the ordinal 20e; `None` where the letters are no Roman number above 1 or a common word."""
    match = _ROMAN.match(text, at)
    if match is None or (match[0] in _ROMAN_LIKE_WORDS and not _CENTURY.match(text, match.end())):
        return None
    value = _roman(match["letters"])
    if value is None:
        return None
    return Reading((Part(f"{value}e", Span(at, match.end())),), match.end(), f"{value}", "ordinal")


def _amount(text: str, digits: re.Match[str], language: str) -> Reading:
    """Digits with their ordinal ending, or with their scale and unit."""
    at, end = digits.span()
    value = _value(digits[0], language)
    if value is None:
        return _apart(digits)
    ordinal = _ORDINAL.match(text, end) if digits[0].isdigit() else None
    if ordinal:
        return Reading((Part(f"{value}e", Span(at, ordinal.end())),), ordinal.end(), normal_form(value), "ordinal")
    return _measured(text, Span(at, end), value, language)


def _measured(text: str, place: Span, value: Decimal, language: str) -> Reading:
    """A number with its scale, percent sign and unit."""
    at, end = place.start, place.end
    powers = _POWERS if language in _LONG_SCALE_LANGUAGES else _SHORT_SCALE_POWERS
    following = _FOLLOWING.match(text, end)
    for _ in range(_MOST_SCALES):
        if following and following["word"] in powers and not following["more"]:
            value, end = value.scaleb(powers[following["word"]]), following.end()
            following = _LINKED.match(text, end) or _FOLLOWING.match(text, end)
    percent = _PERCENT.match(text, end)
    if percent:
        form = normal_form(value)
        parts = (Part(form, Span(at, end)), Part(f"{form}%", Span(at, percent.end())))
        return Reading(parts, percent.end(), form, "%")
    if following:
        return _with_unit(text, Span(at, end), value, following)
    if end < len(text) and text[end].isalpha():
        return _name(text, at)
    return _bare(text, Span(at, end), value)


def _with_unit(text: str, place: Span, value: Decimal, following: re.Match[str]) -> Reading:
    """A number followed by a word: its unit, a scale and unit in one, or something else."""
    word, sign, end = following["word"], following["more"], following.end()
    power, unit = _AMOUNT_MARKS.get(word, (0, None))
    if sign and word in _SIGN_POWERS:
        power, unit = _SIGN_POWERS[word], CURRENCIES[sign]
    before = _SIGN_BEFORE.search(text, max(0, place.start - _LONGEST_SIGN), place.start)
    if not unit and not following["space"] and word in _SIGN_POWERS and before and before["sign"]:
        return _bare(text, Span(place.start, end), value.scaleb(_SIGN_POWERS[word]))
    if unit:
        form = normal_form(value.scaleb(power))
        return Reading(
            (Part(form, Span(place.start, end)), Part(unit, Span(following.start("word"), end))), end, form, unit
        )
    if not following["space"] and word not in _TOUCHING:
        return _name(text, place.start)
    if word not in _UNITS or following["space"] == "-":
        return _bare(text, place, value)
    # The word of a unit stays to be read as a word, so that a question that names only the unit finds it.
    return Reading((Part(normal_form(value), place),), place.end, normal_form(value), _UNITS[word])


def _bare(text: str, place: Span, value: Decimal) -> Reading:
    """A number without a unit after it; a currency or, in Arabic, a percent sign may stand before it."""
    before = _SIGN_BEFORE.search(text, max(0, place.start - _LONGEST_SIGN), place.start)
    form = normal_form(value)
    if before and before["percent"]:
        parts = (Part(form, place), Part(f"{form}%", Span(before.start(), place.end)))
        return Reading(parts, place.end, form, "%")
    return Reading((Part(form, place),), place.end, form, CURRENCIES[before["sign"]] if before else None)


def _name(text: str, at: int) -> Reading:
    """Digits and letters in one word, such as 5G."""
    end = at
    while end < len(text) and text[end].isalnum():
        end += 1
    return Reading((Part(text[at:end], Span(at, end)),), end)


def _apart(digits: re.Match[str]) -> Reading:
    """Digits with separators that make no number: a version or an address as one name, a list as its members."""
    literal, at = digits[0], digits.start()
    if "," not in literal:
        return Reading((Part(literal, Span(*digits.span())),), digits.end())
    parts = tuple(Part(part[0], Span(at + part.start(), at + part.end())) for part in re.finditer(r"[^,]+", literal))
    return Reading(parts, digits.end())


def _value(literal: str, language: str) -> Decimal | None:
    """The value of digits with separators; `None` for 007, 1.2.3 and the like, which are names or lists."""
    if len(literal) > _LONGEST:
        return None
    if literal.isdigit():
        return Decimal(literal) if literal[0] != "0" or len(literal) == 1 else None
    marks = re.findall(r"\D", literal)
    groups = re.split(r"\D", literal)
    decimals = "0"
    if len(set(marks)) == 1 and _groups_thousands(marks[0], groups, language):
        pass
    elif len(marks) == 1 or (len(set(marks[:-1])) == 1 and marks[-1] != marks[0] and marks[-1] in ".,٫"):
        decimals = groups.pop()
        if len(groups) > 1 and not _thousands(groups):
            return None
    else:
        return None
    return Decimal(f"{''.join(groups)}.{decimals}")


def _thousands(groups: list[str]) -> bool:
    return len(groups[0]) <= 3 and groups[0][0] != "0" and all(len(group) == 3 for group in groups[1:])


def _groups_thousands(mark: str, groups: list[str], language: str) -> bool:
    """Whether the separator of a number, the same throughout, groups thousands rather than opens decimals."""
    if not _thousands(groups) or mark == "٫":
        return False
    if len(groups) > 2 or mark in " '٬":
        return True
    # 1,500 is 1500 in English and in most Arabic texts; elsewhere the comma opens decimals and the point groups.
    return (mark == ".") == (language in _LONG_SCALE_LANGUAGES)


def normal_form(value: Decimal) -> str:
    """The value in digits, without exponent or trailing zeros after the point."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


_ROMAN_SIGNS = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def _roman(letters: str) -> int | None:
    """The value of a well-formed Roman number from 2 to 399, or `None`."""
    total, rest = 0, letters
    for value, sign in _ROMAN_SIGNS:
        count = 0
        while rest.startswith(sign) and count < (3 if len(sign) == 1 and sign in "cxi" else 1):
            total, rest, count = total + value, rest[len(sign) :], count + 1
    return total if total > 1 and not rest else None
