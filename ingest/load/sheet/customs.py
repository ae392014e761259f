"""How numbers and dates are written where a file leaves that to the machine on which it is opened."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Customs:
    """The customs of a language; `date` and `time` are formats in the notation of sheets, months begin in January."""

    decimal: str
    group: str
    date: str
    truth: tuple[str, str]
    months: tuple[str, ...]
    days: tuple[str, ...]


FRENCH = Customs(
    ",",
    "\u202f",
    "dd/mm/yyyy",
    ("FAUX", "VRAI"),
    tuple("janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()),
    tuple("lundi mardi mercredi jeudi vendredi samedi dimanche".split()),
)
ENGLISH = Customs(
    ".",
    ",",
    # Which of two numbers is the day differs from one English-speaking country to another.
    "yyyy-mm-dd",
    ("FALSE", "TRUE"),
    tuple("January February March April May June July August September October November December".split()),
    tuple("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()),
)
ARABIC = Customs(
    ".",
    ",",
    "dd/mm/yyyy",
    ("FALSE", "TRUE"),
    tuple("يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر".split()),
    tuple("الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد".split()),
)


def customs_of(language: str) -> Customs:
    """Those of a text in this language; English where it has none of ours."""
    return {"fr": FRENCH, "ar": ARABIC}.get(language, ENGLISH)


def customs_of_code(code: int, otherwise: Customs) -> Customs:
    """Those of a Windows language identifier, whose lower ten bits are the language."""
    return {0x0C: FRENCH, 0x09: ENGLISH, 0x01: ARABIC}.get(code & 0x3FF, otherwise)
