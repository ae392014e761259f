"""Equations of Word (OMML) in linear form: `S=πr^2`, `T=distance/durée`, `√(x+1)`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ingest.load.docx.names import NOT_READ, VALUE, is_on, m, w

_OPERAND = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*|.\u0305?")
_ROOTS = {"": "√", "2": "√", "3": "∛", "4": "∜"}
_SPACE = re.compile(r"\s+")

DEEPEST = 60
"""Levels of an equation that are followed; a chain of fractions that is read at all has three."""


def linear(equation: Any, depth: int = 0) -> str:
    """The text of an equation, or of a part of one."""
    if depth > DEEPEST:
        return ""
    parts: list[str] = []
    for element in equation:
        tag = element.tag
        if tag == m("t"):
            parts.append(_SPACE.sub(" ", element.text or ""))
        elif tag in _FORMS:
            parts.append(_FORMS[tag](element, depth + 1))
        elif tag == w("br"):
            parts.append(" ")
        elif isinstance(tag, str) and tag not in NOT_READ and not tag.endswith("Pr"):
            parts.append(linear(element, depth + 1))
    return "".join(parts)


def grouped(operand: str) -> str:
    """An operand in parentheses, if it is more than one name or number."""
    operand = operand.strip()
    if _OPERAND.fullmatch(operand) or (operand.startswith("(") and _closes_at_end(operand)):
        return operand
    return f"({operand})" if operand else ""


def _closes_at_end(operand: str) -> bool:
    open_ = 0
    for index, character in enumerate(operand):
        open_ += {"(": 1, ")": -1}.get(character, 0)
        if open_ == 0:
            return index == len(operand) - 1
    return False


def _part(element: Any, name: str, depth: int) -> str:
    part = element.find(m(name))
    return "" if part is None else linear(part, depth).strip()


def _property(element: Any, path: str, default: str) -> str:
    """A property such as `dPr/begChr`; one that is there without a value is empty."""
    found = element.find("/".join(m(name) for name in path.split("/")))
    return default if found is None else found.get(m("val"), found.get(VALUE, ""))


def _fraction(element: Any, depth: int) -> str:
    bar = "¦" if _property(element, "fPr/type", "bar") == "noBar" else "/"
    return f"{grouped(_part(element, 'num', depth))}{bar}{grouped(_part(element, 'den', depth))}"


def _scripts(element: Any, depth: int) -> str:
    sub, sup = grouped(_part(element, "sub", depth)), grouped(_part(element, "sup", depth))
    marks = (f"_{sub}" if sub else "") + (f"^{sup}" if sup else "")
    base = grouped(_part(element, "e", depth))
    return f"{marks}{base}" if element.tag == m("sPre") else f"{base}{marks}"


def _limit(element: Any, depth: int) -> str:
    mark = "_" if element.tag == m("limLow") else "^"
    return f"{_part(element, 'e', depth)}{mark}{grouped(_part(element, 'lim', depth))}"


def _root(element: Any, depth: int) -> str:
    degree = _part(element, "deg", depth)
    sign = _ROOTS.get(degree, f"√[{degree}]")
    return f"{sign}{grouped(_part(element, 'e', depth))}"


def _sum(element: Any, depth: int) -> str:
    sign = _property(element, "naryPr/chr", "∫")
    sub, sup = grouped(_part(element, "sub", depth)), grouped(_part(element, "sup", depth))
    limits = (f"_{sub}" if sub else "") + (f"^{sup}" if sup else "")
    return f"{sign}{limits} {_part(element, 'e', depth)}"


def _delimited(element: Any, depth: int) -> str:
    opening, closing = _property(element, "dPr/begChr", "("), _property(element, "dPr/endChr", ")")
    inner = [linear(part, depth).strip() for part in element.iterchildren(m("e"))]
    return f"{opening}{_property(element, 'dPr/sepChr', '|').join(inner)}{closing}"


def _function(element: Any, depth: int) -> str:
    name, argument = _part(element, "fName", depth), _part(element, "e", depth)
    return f"{name}{argument}" if argument.startswith("(") else f"{name} {argument}"


def _accent(element: Any, depth: int) -> str:
    accent = "\u0305" if element.tag == m("bar") else _property(element, "accPr/chr", "\u0302")
    return f"{_part(element, 'e', depth)}{accent}"


def _matrix(element: Any, depth: int) -> str:
    rows = ([linear(cell, depth).strip() for cell in row.iterchildren(m("e"))] for row in element.iterchildren(m("mr")))
    return "; ".join(", ".join(row) for row in rows)


def _lines(element: Any, depth: int) -> str:
    # An ampersand only says where lines are aligned.
    return "; ".join(linear(line, depth).replace("&", "").strip() for line in element.iterchildren(m("e")))


def _phantom(element: Any, depth: int) -> str:
    show = element.find(f"{m('phantPr')}/{m('show')}")
    shown = show is None or is_on(show.get(m("val")))
    return _part(element, "e", depth) if shown else ""


_FORMS: dict[str, Callable[[Any, int], str]] = {
    m("f"): _fraction,
    m("sSub"): _scripts,
    m("sSup"): _scripts,
    m("sSubSup"): _scripts,
    m("sPre"): _scripts,
    m("limLow"): _limit,
    m("limUpp"): _limit,
    m("rad"): _root,
    m("nary"): _sum,
    m("d"): _delimited,
    m("func"): _function,
    m("acc"): _accent,
    m("bar"): _accent,
    m("m"): _matrix,
    m("eqArr"): _lines,
    m("phant"): _phantom,
}
