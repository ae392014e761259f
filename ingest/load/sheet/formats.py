"""A number as a sheet shows it: its format (`# ##0,00 "€"`, `dd/mm/yyyy`) applied, as spreadsheet programs do.

The notation is that of ECMA-376 part 1, 18.8.31. What it leaves to the machine on which a file is opened, decimal mark
and order of a short date, follows the language of the sheet.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from ingest.load.sheet.customs import Customs, customs_of_code
from ingest.load.sheet.moments import is_date, written_moment

BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "SHORT", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm",
    21: "h:mm:ss", 22: "SHORT h:mm", 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss",
    47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
}  # fmt: skip
"""Formats by the numbers that files give without saying what they are; `SHORT` is the short date of the machine."""

SIGNIFICANT = 15
"""Digits of a number that are kept: a double holds no more."""

_SECTION = re.compile(r'(?:"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|[^;])*')
_TOKEN = re.compile(r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]|(?P<plain>.)', re.S)
_CONDITION = re.compile(r"(?P<sign><=|>=|<>|[<>=])\s*(?P<limit>-?\d+(?:\.\d+)?)")
_CURRENCY = re.compile(r"\$(?P<symbol>[^-]*)(?:-(?P<code>[0-9A-Fa-f]+))?")
_DIGITS = "0#?"
_LITERAL = "\x01"
"""Stands before a letter of a format that is itself, and no sign."""


@dataclass(frozen=True, slots=True)
class _Section:
    """A part of a format: what it holds for, its signs, and the language that it names."""

    body: str
    condition: tuple[str, Decimal] | None
    code: int | None


def shown(value: str, code: str, customs: Customs, epoch_1904: bool = False) -> str:
    """A number, as a file stores it, in a format; a number that cannot be read is given back."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    if not number.is_finite() or abs(number.adjusted()) > 300:
        return value
    if code in ("", "General", "@"):
        return general(number, customs)
    chosen, number = _chosen(_sections(code), number)
    if chosen is None:
        return general(number, customs)
    if chosen.code is not None:
        customs = customs_of_code(chosen.code, customs)
    if is_date(chosen.body):
        return written_moment(number, chosen.body, customs, epoch_1904) or general(number, customs)
    return _number(number, chosen.body, customs).strip()


def is_moment(code: str) -> bool:
    """Whether a format shows a date or a time."""
    return any(is_date(section.body) for section in _sections(code)[:1])


def general(number: Decimal, customs: Customs) -> str:
    """A number without a format: all its digits, but not those that a double only seems to have."""
    rounded = Decimal(f"{number:.{SIGNIFICANT}g}")
    if rounded and not -10 < rounded.adjusted() < 21:
        return f"{rounded.normalize():E}".replace(".", customs.decimal)
    text = f"{rounded:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text.replace(".", customs.decimal)


@functools.lru_cache(maxsize=1000)
def _sections(code: str) -> tuple[_Section, ...]:
    parts = [match[0] for match in _SECTION.finditer(code)]
    # The expression also finds the nothing behind the last section.
    found = [part for at, part in enumerate(parts) if part or at == 0 or code.endswith(";")]
    return tuple(map(_section, found[:4]))


def _section(text: str) -> _Section:
    body: list[str] = []
    condition = code = None
    for token in _TOKEN.finditer(text):
        bracket = token["bracket"]
        if bracket is None:
            literal = token["quoted"] or token["escaped"]
            body += [_LITERAL + letter for letter in literal] if literal else [token["plain"] or ""]
        elif currency := _CURRENCY.fullmatch(bracket):
            body += [_LITERAL + letter for letter in currency["symbol"]]
            code = int(currency["code"], 16) if currency["code"] else code
        elif compared := _CONDITION.fullmatch(bracket):
            condition = (compared["sign"], Decimal(compared["limit"]))
        elif bracket.lower().strip("hms") == "":
            body.append(f"[{bracket.lower()}]")
    return _Section("".join(body), condition, code)


def _chosen(sections: tuple[_Section, ...], number: Decimal) -> tuple[_Section | None, Decimal]:
    """The section for a number, and the number as it is shown there: without its sign where the section has it."""
    if any(section.condition for section in sections):
        for section in sections[:3]:
            if section.condition is None or _holds(section.condition, number):
                return section, number
        return None, number
    if number < 0 and len(sections) > 1:
        return sections[1], -number
    if number == 0 and len(sections) > 2:
        return sections[2], number
    return sections[0], number


def _holds(condition: tuple[str, Decimal], number: Decimal) -> bool:
    sign, limit = condition
    return {
        "<": number < limit, ">": number > limit, "<=": number <= limit,
        ">=": number >= limit, "=": number == limit, "<>": number != limit,
    }[sign]  # fmt: skip


def _signs(body: str) -> list[tuple[bool, str]]:
    """The letters of a section, each with whether it stands for itself."""
    signs: list[tuple[bool, str]] = []
    literal = False
    for letter in body:
        if letter == _LITERAL:
            literal = True
        else:
            signs.append((literal, letter))
            literal = False
    return signs


def _number(number: Decimal, body: str, customs: Customs) -> str:
    signs = _signs(body)
    places = [at for at, (literal, letter) in enumerate(signs) if not literal and letter in _DIGITS]
    if not places:
        general_at = body.lower().find("general")
        if general_at >= 0:
            return body[:general_at].replace(_LITERAL, "") + general(number, customs)
        return "".join(letter for _, letter in signs if letter != "@")
    first, last = places[0], places[-1]
    inner = "".join(letter for literal, letter in signs[first : last + 1] if not literal)
    after = signs[last + 1 :]
    while after and after[0] == (False, ","):
        number /= 1000
        after = after[1:]
    number *= Decimal(100) ** sum(1 for literal, letter in signs if letter == "%" and not literal)
    if "/" in inner:
        digits = general(number, customs)
    elif (False, "E") in signs[first:last] or (False, "e") in signs[first:last]:
        digits = _scientific(number, inner, customs)
    else:
        digits = _fixed(abs(number), inner, customs)
        if number < 0 and any(letter in "123456789" for letter in digits):
            digits = f"-{digits}"
    return "".join(letter for _, letter in signs[:first]) + digits + "".join(letter for _, letter in after)


def _fixed(number: Decimal, inner: str, customs: Customs) -> str:
    whole, _, fraction = inner.partition(".")
    most = sum(1 for letter in fraction if letter in _DIGITS)
    least = sum(1 for letter in fraction if letter == "0")
    rounded = _rounded(number, most)
    digits, _, decimals = f"{rounded:f}".partition(".")
    decimals = decimals[:least] + decimals[least:].rstrip("0")
    digits = digits.lstrip("0").rjust(sum(1 for letter in whole if letter == "0"), "0")
    if "," in whole or " " in whole or "\u00a0" in whole or "\u202f" in whole:
        digits = _grouped(digits, customs.group)
    return digits + (customs.decimal + decimals if decimals else "") or "0"


def _rounded(number: Decimal, places: int) -> Decimal:
    # A double of 2.675 is a little less; its fifteen digits are what was typed.
    typed = Decimal(f"{number:.{SIGNIFICANT}g}")
    return typed.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) if typed.adjusted() < 25 else typed


def _grouped(digits: str, mark: str) -> str:
    head = len(digits) % 3
    groups = [digits[:head]] if head else []
    return mark.join(groups + [digits[at : at + 3] for at in range(head, len(digits), 3)])


def _scientific(number: Decimal, inner: str, customs: Customs) -> str:
    places = sum(1 for letter in inner.upper().partition("E")[0].partition(".")[2] if letter in _DIGITS)
    return f"{number:.{places}E}".replace(".", customs.decimal)
