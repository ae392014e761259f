"""The numbers by which the parts of a law, a contract or a handbook are called: « l'article 5 », "Section 7.1", المادة.

A part is found by its number however that is written: in digits, in words, in Roman letters. Patterns read skeleton
text (folded, without accents; see `rag.language.folding.skeleton`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.language.folding import fold_plain, skeleton

SIGN = "§"
"""What the index term of a part begins with: § 15, whether it is called an article, a section or المادة."""

_CALLED = (
    r"articles?|art\.?|sections?|sec\.|chapitres?|chapters?|chap\.|titres?|parties?|parts?|regles?|rules?|clauses?"
    r"|annexes?|appendix|adr|(?:ال)?(?:ماده|فصل|باب|قسم|بند)|§"
)
_DIGITS = r"(?:[a-z]\.? ?)?\d{1,4}(?:[.-]\d{1,4}){0,4}(?: ?(?:bis|ter|quater)\b)?"
_ROMAN = r"[ivxlc]{1,7}\b"
_FIRST = r"(?:premiere?|1 ?ere?|1er)\b"
_WORDS = r"(?:ال|لل)?\w+(?: (?:عشره?|وال\w+ون|وال\w+ين|بعد المايه))?"
_PART = re.compile(
    rf"(?<!\w)(?P<called>{_CALLED})[ \u00a0]?(?:n[°o]\.? ?|no\. ?|رقم )?[-–:(]? ?"
    rf"(?:(?P<first>{_FIRST})|(?P<digits>{_DIGITS})(?![\w.]\w)|(?P<roman>{_ROMAN})|(?P<words>{_WORDS}))"
)
_NUMBERED = re.compile(r"(?P<digits>(?:[a-z]\.)?\d{1,3}(?:\.\d{1,3}){0,4})(?=[.)]?\s+\w)")
_BARE = re.compile(r"(?<![\w.])(?P<digits>[a-z]\.\d{1,3}(?:\.\d{1,3}){0,3}|\d{1,3}(?:\.\d{1,3}){2,4})(?![\w.]\w)")
_LINE = re.compile(r"^[ \t>]{0,12}(?P<marks>#{1,6}[ \t]{1,4})?[*_«\"(\- ]{0,6}(?P<words>\S.{1,50})", re.M)
_TITLED = re.compile(r"(?:[A-Z]\.)?\d{1,2}(?:\.\d{1,2}){1,4}[.)]?\s+(?:[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]|[\u0621-\u064a])")
_MAY_CALL = re.compile(r"[§\dامفبقل]|[a-z]\.\d|art|sec|chap|tit|part|r[eèé]gle|rule|claus|annex|append|adr", re.I)

LONGEST_CALL = 40
"""Characters of a line that does no more than call a part."""
_AROUND = " \t\u00a0*_#:.–—-()[]"
"""What may stand around the call of a part on its line."""

_UNITS = {
    "اول": 1, "اولي": 1, "واحد": 1, "حادي": 1, "حاديه": 1, "ثاني": 2, "ثانيه": 2, "ثالث": 3, "ثالثه": 3, "رابع": 4,
    "رابعه": 4, "خامس": 5, "خامسه": 5, "سادس": 6, "سادسه": 6, "سابع": 7, "سابعه": 7, "ثامن": 8, "ثامنه": 8,
    "تاسع": 9, "تاسعه": 9, "عاشر": 10, "عاشره": 10,
}  # fmt: skip
_TENS = {
    f"{word}{ending}": 10 * at
    for at, word in enumerate(("عشر", "ثلاث", "اربع", "خمس", "ست", "سبع", "ثمان", "تسع"), start=2)
    for ending in ("ون", "ين")
}
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(frozen=True, slots=True)
class Part:
    """A part that is called by its number, with its place in the text."""

    term: str
    start: int
    end: int


def headed_parts(text: str) -> list[Part]:
    """The parts that begin in a text: those that are called at the beginning of a line, places in the text itself."""
    found = []
    for line in _LINE.finditer(text):
        start = line.start("words")
        if not _MAY_CALL.match(line["words"]):
            continue
        plain = skeleton(fold_plain(line["words"]))
        called = _PART.match(plain)
        numbered = _NUMBERED.match(plain)
        if called and (number := _number(called)):
            found.append(Part(SIGN + number, start, start + len(called[0])))
        # « 7.1 Sessions » is the number of a part, "2.30 p.m." and « 1.500 EUR » are none; « 7 jours » is one of a
        # heading only.
        elif numbered and (line["marks"] or _TITLED.match(line["words"])):
            found.append(Part(SIGN + numbered["digits"], start, start + len(numbered[0])))
    return found


def only_calls(line: str) -> bool:
    """Whether a line says no more than which part begins: « Article 5 », "Section 2.", « المادة الثالثة: »."""
    line = line.strip(_AROUND)
    if not line or len(line) > LONGEST_CALL:
        return False
    plain = skeleton(fold_plain(line))
    called = _PART.fullmatch(plain)
    return called is not None and _number(called) != ""


def asked_parts(plain: str) -> list[Part]:
    """The parts that a question calls: by a word and a number, or by a number that only parts have, such as A.5."""
    found = called_parts(plain)
    bare = [Part(SIGN + match["digits"], *match.span()) for match in _BARE.finditer(plain)]
    return found + [part for part in bare if all(part.start >= each.end or part.end <= each.start for each in found)]


def called_parts(plain: str) -> list[Part]:
    """The parts that a skeleton text calls by their numbers, in order."""
    found = []
    for match in _PART.finditer(plain):
        number = _number(match)
        if number:
            found.append(Part(SIGN + number, match.start(), match.end()))
    return found


def _number(match: re.Match[str]) -> str:
    """The number in digits, empty where the words are none."""
    if match["first"]:
        return "1"
    if match["digits"]:
        return match["digits"].replace(" ", "").lstrip("0")
    if match["roman"]:
        return _roman(match["roman"])
    return _ordinal(match["words"] or "")


def _roman(letters: str) -> str:
    values = [_ROMAN_VALUES[letter] for letter in letters]
    total = sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))
    return str(total) if 0 < total < 100 and letters == _written(total) else ""


def _written(number: int) -> str:
    tens = ("", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc")
    units = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
    return tens[number // 10] + units[number % 10]


def _ordinal(words: str) -> str:
    """An Arabic ordinal in digits: الخامسة عشرة is 15, الثانية والعشرون 22, خامساً 5."""
    first, _, second = words.partition(" ")
    first = re.sub(r"^(?:لل|ال)", "", first)
    tens = _TENS.get(first)
    if tens:
        return str(tens)
    value = _UNITS.get(first) or _UNITS.get(first.removesuffix("ا"))
    if value is None:
        return ""
    if second.startswith("عشر"):
        return str(value + 10)
    if second.startswith("وال"):
        tens = _TENS.get(second.removeprefix("وال"))
        return str(value + tens) if tens else str(value)
    return str(value + 100) if second == "بعد المايه" else str(value)
