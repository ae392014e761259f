"""How much the letters of a text look like French, English, Arabic or Russian: the judge between encodings."""

from __future__ import annotations

from functools import lru_cache
from math import log

# Characters beyond ASCII by how often they occur among such characters of running text, in tenths of a percent.
# Counted roughly on news and encyclopedic text; only the order of magnitude matters.
_FREQUENT = {
    "é": 450, "à": 110, "è": 90, "ê": 45, "ç": 35, "ô": 22, "î": 20, "â": 18, "û": 12, "ù": 12, "ï": 5, "ë": 4, "œ": 9,
    "É": 15, "À": 6, "È": 2, "Ê": 2, "Ç": 2, "Ô": 1, "Î": 2, "Â": 1, "Œ": 1, "ü": 3, "ö": 3, "ä": 3, "ñ": 2, "á": 2,
    "í": 2, "ó": 2, "ß": 1, "\u00a0": 60, "’": 120, "‘": 6, "“": 15, "”": 15, "«": 25, "»": 25, "–": 30, "—": 15,
    "…": 6, "€": 5, "£": 4, "°": 4, "§": 2, "·": 2, "•": 4, "©": 1, "®": 1, "™": 1, "½": 1, "²": 1, "×": 1,
    "ا": 126, "ل": 112, "ي": 69, "م": 63, "و": 59, "ن": 56, "ر": 44, "ت": 43, "ب": 36, "ة": 33, "ع": 33, "د": 30,
    "ف": 28, "ه": 27, "س": 26, "ق": 22, "ك": 21, "أ": 20, "ح": 19, "ج": 13, "ش": 10, "إ": 10, "ص": 10, "ط": 9, "خ": 9,
    "ى": 8, "ث": 7, "ذ": 6, "ض": 6, "ز": 6, "ء": 4, "غ": 4, "ئ": 4, "ظ": 2, "ؤ": 1, "آ": 1, "،": 12, "؟": 2, "؛": 1,
    "ـ": 1,
    "о": 109, "е": 85, "а": 80, "и": 74, "н": 67, "т": 63, "с": 55, "р": 47, "в": 45, "л": 43, "к": 35, "м": 32,
    "д": 30, "п": 28, "у": 26, "я": 20, "ы": 19, "ь": 17, "г": 17, "з": 16, "б": 16, "ч": 14, "й": 12, "х": 10,
    "ж": 9, "ш": 7, "ю": 6, "ц": 5, "щ": 4, "э": 3, "ф": 3,
}  # fmt: skip
_RARE_LETTER = log(0.0003)
_RARE_SIGN = log(0.0001)
_MISFIT = 4.0
"""Taken off, in natural logarithm, for a neighbour that language hardly ever has beside the character."""

_FRAME = "│║─═┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬╒╓╕╖╘╙╛╜╞╟╡╢╤╥╧╨╪╫"
"""Lines of the tables that DOS programs drew."""
_FRAME_RUN, _FRAME_BAR = log(0.05), log(0.001)

_OPENING = "«“‘"
_CLOSING = "»”…"
_CURRENCY_AND_UNITS = "€£°²½©®™"


def likelihood(text: str) -> float:
    """Sum over the characters beyond ASCII of the logarithm of how likely each is, seen with its neighbours.

    Decodings of the same bytes by eight-bit encodings have equally many such characters, so their sums compare.
    """
    total = 0.0
    padded = f" {text} "
    for index in range(1, len(padded) - 1):
        if padded[index] >= "\x80":
            total += _weight(padded[index - 1], padded[index], padded[index + 1])
    return total


@lru_cache(maxsize=65536)
def _weight(before: str, character: str, after: str) -> float:
    if not character.isalpha():
        return _sign(before, character, after)
    weight = log(_FREQUENT[character] / 1000) if character in _FREQUENT else _letter(character)
    script = _script(character)
    for neighbour in (before, after):
        if neighbour.isalpha() and _script(neighbour) != script:
            weight -= _MISFIT
    alone = not (before.isalpha() or after.isalpha())
    if script != "latin" and alone:
        weight -= _MISFIT if not before.isdigit() else 2 * _MISFIT
    if script == "arabic":
        return weight
    if character.isupper() and (before.islower() or before.isdigit() or (after.islower() and before.isalpha())):
        weight -= _MISFIT
    if character.islower() and (before.isupper() and after.isupper()):
        weight -= _MISFIT
    if alone and character.islower() and character != "à":
        # « à » is the only word of one accented letter that French and English have.
        weight -= _MISFIT
    return weight


def _letter(character: str) -> float:
    lower = character.lower()
    if lower != character and lower in _FREQUENT and "а" <= lower <= "я":
        return log(_FREQUENT[lower] / 20000)
    return _RARE_LETTER


def _script(character: str) -> str:
    if character < "\u0250" or character in "ﬁﬂ":
        return "latin"
    if "\u0600" <= character <= "\u06ff":
        return "arabic"
    return "cyrillic" if "\u0400" <= character <= "\u04ff" else "other"


def _sign(before: str, character: str, after: str) -> float:
    if character in _FRAME:
        return _frame(before, character, after)
    weight = log(_FREQUENT[character] / 1000) if character in _FREQUENT else _RARE_SIGN
    if character == "’":
        fits = before.isalpha()
    elif character in _OPENING:
        fits = not before.isalnum() and (after.isalnum() or after.isspace())
    elif character in _CLOSING:
        fits = not after.isalnum()
    elif character in _CURRENCY_AND_UNITS:
        fits = not (before.isalpha() and after.isalpha())
    else:
        fits = not (before.isalpha() and after.isalpha()) or character in "\u00a0–—·ـ"
    return weight if fits else weight - _MISFIT


def _frame(before: str, character: str, after: str) -> float:
    """A line of a drawn table has others beside it; only an upright one may stand between spaces."""
    if (before in _FRAME) + (after in _FRAME) and not (before.isalpha() or after.isalpha()):
        return _FRAME_RUN
    if character in "│║" and not (before.isalnum() or after.isalnum()):
        return _FRAME_BAR
    return _RARE_SIGN - _MISFIT
