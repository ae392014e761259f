"""The numbers of lists as readers see them: digits, letters, Roman."""

from __future__ import annotations

import re


def whole(text: str | None, otherwise: int) -> int:
    """The whole number that an attribute says."""
    return int(text) if text and re.fullmatch(r"\s*-?[0-9]{1,6}\s*", text) else otherwise


def numeral(number: int, style: str) -> str:
    """A number as the list shows it: digits, letters or Roman."""
    if style in ("a", "A") and number > 0:
        letters = ""
        while number:
            number, digit = divmod(number - 1, 26)
            letters = chr(ord(style) + digit) + letters
        return letters
    if style in ("i", "I") and 0 < number < 4000:
        roman = _roman(number)
        return roman.lower() if style == "i" else roman
    return str(number)


def _roman(number: int) -> str:
    digits = (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL")
    roman = ""
    for value, letters in (*digits, (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        count, number = divmod(number, value)
        roman += letters * count
    return roman
