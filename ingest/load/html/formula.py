"""MathML in one line: fractions, powers and roots as one writes them in a mail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from lxml import etree

_SKIPPED = frozenset("annotation annotation-xml mphantom script style".split())
_TOKENS = frozenset("mi mn mo mtext ms".split())
_INVISIBLE = dict.fromkeys(range(0x2061, 0x2065))
"""Signs of multiplication and application that nobody sees."""
_ACCENTS = frozenset("¯˙¨^~→←ˉ˜ˆ⃗‾")


def linear(math: etree._Element) -> str:
    """The formula below a `math` element, such as « v=d/t », « x^2 », « √(a+b) »."""
    open_parts: list[list[str]] = [[]]
    walker = etree.iterwalk(math, events=("start", "end"))
    for event, element in walker:
        if event == "start":
            open_parts.append([])
            if element.tag in _SKIPPED:
                walker.skip_subtree()
            continue
        parts = open_parts.pop()
        value = "" if element.tag in _SKIPPED else _value(element, parts)
        # An empty part keeps its place, for the second part of a fraction is what stands below.
        open_parts[-1].append(value)
    return open_parts[0][0].strip()


def _value(element: etree._Element, parts: Sequence[str]) -> str:
    if element.tag in _TOKENS or not len(element):
        words = " ".join("".join(cast("list[str]", element.itertext())).translate(_INVISIBLE).split())
        return f" {words} " if element.tag == "mtext" and words else words
    if element.tag == "semantics":
        return parts[0]
    if element.tag == "mfenced":
        separator = element.get("separators", ",").strip()[:1]
        return element.get("open", "(") + separator.join(parts) + element.get("close", ")")
    form = _FORMS.get((str(element.tag), len(parts)))
    return form(parts) if form else _FORMS_OF_ALL.get(str(element.tag), _row)(parts)


def _row(parts: Sequence[str]) -> str:
    """Parts side by side; words of several letters stay apart from what stands beside them."""
    row = ""
    last = ""
    for part in filter(None, parts):
        if row and row[-1].isalnum() and part[0].isalnum() and (_is_word(last) or _is_word(part)):
            row += " "
        row += part
        last = part
    return row


def _is_word(part: str) -> bool:
    return len(part) > 1 and part.isalpha()


def _group(part: str) -> str:
    """A part in brackets, unless it is one number, name or bracket already."""
    part = part.strip()
    bracketed = part.startswith("(") and part.endswith(")") and part.count("(") == 1
    return part if len(part) <= 1 or part.isalnum() or bracketed else f"({part})"


def _over(parts: Sequence[str]) -> str:
    return parts[0] + parts[1] if parts[1] in _ACCENTS else f"{parts[0]}^{_group(parts[1])}"


def _power(base: str) -> str:
    return base if len(base) <= 1 or base.isalnum() else _group(base)


_FORMS: dict[tuple[str, int], Callable[[Sequence[str]], str]] = {
    ("mfrac", 2): lambda parts: f"{_group(parts[0])}/{_group(parts[1])}",
    ("msup", 2): lambda parts: f"{_power(parts[0])}^{_group(parts[1])}",
    ("msub", 2): lambda parts: f"{parts[0]}_{_group(parts[1])}",
    ("msubsup", 3): lambda parts: f"{parts[0]}_{_group(parts[1])}^{_group(parts[2])}",
    ("munderover", 3): lambda parts: f"{parts[0]}_{_group(parts[1])}^{_group(parts[2])}",
    ("munder", 2): lambda parts: f"{parts[0]}_{_group(parts[1])}",
    ("mover", 2): _over,
    ("mroot", 2): lambda parts: f"{parts[1]}√{_group(parts[0])}",
}
_FORMS_OF_ALL: dict[str, Callable[[Sequence[str]], str]] = {
    "msqrt": lambda parts: f"√{_group(_row(parts))}",
    "mtable": lambda parts: f"[{'; '.join(parts)}]",
    "mtr": ", ".join,
}
