"""Numbers of lists in the forms that Word gives them (ST_NumberFormat of ISO/IEC 29500-1, 17.18.59)."""

from __future__ import annotations

from collections.abc import Callable

_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_ARABIC_ALPHABET = "أبتثجحخدذرزسشصضطظعغفقكلمنهوي"
_ABJAD = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщыэюя"
_GREEK_SIGNS = "*†‡§"

_FRENCH = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit"
    " dix-neuf vingt"
).split()
_FRENCH_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre-vingt"}
_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
_ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ENGLISH_ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
                     "nine": "ninth", "twelve": "twelfth"}  # fmt: skip


def numeral(number: int, form: str, language: str) -> str:
    """A count as a list shows it; `language` (two letters) matters for ordinals and words.

    Forms that are not known, and words beyond 99 or in other languages than French and English, are decimal.
    """
    if form == "none":
        return ""
    if number < 0:
        return str(number)
    if form in ("cardinalText", "ordinalText", "ordinal"):
        return _worded(number, form, language)
    if number > 0 and form in _LETTERED:
        return _LETTERED[form](number)
    return _FIGURES[form](number) if form in _FIGURES else str(number)


def _roman(number: int) -> str:
    parts: list[str] = []
    for value, letters in _ROMAN:
        parts.append(letters * (number // value))
        number %= value
    # Word counts on beyond 3 999 with further M; a list of that length is a mistake and needs no end.
    return "".join(parts)[:40]


def _repeated(alphabet: str) -> Callable[[int], str]:
    """Letters that are doubled after the last one: y, z, aa, bb."""

    def letters(number: int) -> str:
        round_, index = divmod(number - 1, len(alphabet))
        return alphabet[index] * min(round_ + 1, 40)

    return letters


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if number <= 20 else str(number)


_LOWER = _repeated("abcdefghijklmnopqrstuvwxyz")
_LETTERED: dict[str, Callable[[int], str]] = {
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": lambda number: _LOWER(number).upper(),
    "lowerLetter": _LOWER,
    "arabicAlpha": _repeated(_ARABIC_ALPHABET),
    "arabicAbjad": _repeated(_ABJAD),
    "russianLower": _repeated(_RUSSIAN),
    "russianUpper": lambda number: _repeated(_RUSSIAN)(number).upper(),
    "chicago": _repeated(_GREEK_SIGNS),
    "decimalEnclosedCircle": _circled,
}
_FIGURES: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02d}",
    "decimalEnclosedParen": lambda number: f"({number})",
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "numberInDash": lambda number: f"- {number} -",
    "hex": lambda number: f"{number:X}",
    "hindiNumbers": lambda number: str(number).translate({48 + digit: 0x0966 + digit for digit in range(10)}),
    "001": lambda number: f"{number:03d}",
    "0001": lambda number: f"{number:04d}",
    "00001": lambda number: f"{number:05d}",
}


def _worded(number: int, form: str, language: str) -> str:
    if form == "ordinal":
        return _ordinal(number, language)
    if number > 99 or language not in ("fr", "en"):
        return str(number) if form == "cardinalText" else _ordinal(number, language)
    words = _french(number) if language == "fr" else _english(number)
    if form == "ordinalText":
        words = _french_ordinal(words) if language == "fr" else _english_ordinal(words)
    return words[0].upper() + words[1:]


def _ordinal(number: int, language: str) -> str:
    if language == "fr":
        return "1er" if number == 1 else f"{number}e"
    if language in ("es", "it", "pt"):
        return f"{number}º"
    if language != "en":
        return f"{number}."
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def _french(number: int) -> str:
    if number <= 20:
        return _FRENCH[number]
    # 70 to 79 and 90 to 99 count on from 60 and 80: soixante et onze, quatre-vingt-dix-neuf.
    tens = number // 10 * 10 - (10 if number // 10 in (7, 9) else 0)
    rest = number - tens
    if rest == 0:
        return f"{_FRENCH_TENS[tens]}s" if tens == 80 else _FRENCH_TENS[tens]
    joint = " et " if rest in (1, 11) and tens != 80 else "-"
    return f"{_FRENCH_TENS[tens]}{joint}{_FRENCH[rest]}"


def _french_ordinal(words: str) -> str:
    if words == "un":
        return "premier"
    stem = words.removesuffix("s") if words.endswith("quatre-vingts") else words.removesuffix("e")
    if words.endswith("cinq"):
        stem = f"{words}u"
    elif words.endswith("neuf"):
        stem = f"{words.removesuffix('f')}v"
    return f"{stem}ième"


def _english(number: int) -> str:
    if number < 20:
        return _ENGLISH[number]
    tens = _ENGLISH_TENS[number // 10 - 2]
    return f"{tens}-{_ENGLISH[number % 10]}" if number % 10 else tens


def _english_ordinal(words: str) -> str:
    head, dash, last = words.rpartition("-")
    if last.endswith("y"):
        return f"{head}{dash}{last[:-1]}ieth"
    return f"{head}{dash}{_ENGLISH_ORDINALS.get(last, last + 'th')}"
