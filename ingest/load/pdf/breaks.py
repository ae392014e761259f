"""What pdfium breaks in two: lines, and characters beyond U+FFFF.

It takes a page that holds a few lines only, as the last one of a table does, for vertical writing, and puts a line
break behind every letter; and one between a number and another that stands above the line behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from ingest.load.pdf.runs import Box

_BREAK = re.compile(r"(?<=\S)\s*[\r\n]\s*(?=\S)")
_WHITE = re.compile(r"(?<=\S)\s+(?=\S)")

_TOUCHING = 0.15
"""Room between two letters of a word, in sizes of the letters, at most."""

_OVERLAPPING = 0.35
"""How far one letter may reach over the next one, in the same measure."""

_WORDS = 0.6
"""Room between two words beside which a break stands, in the same measure, at most; cells are further apart."""

GAP = -1
"""The number of white space that stands for a gap."""

Characters = list[tuple[int, str]]
"""Characters, each with its number."""


class Places(Protocol):
    """Where the characters of a page stand."""

    def box(self, index: int) -> Box: ...


def rejoined(text: str, places: Places) -> Characters | None:
    """The characters without those breaks, each with its index; `None` where all breaks are right.

    A break between letters that touch each other is none, and one beside a space within a line neither. Where most
    breaks of a page are none, it was taken for vertical writing, and each gap is what its width says: nothing, a space
    or a line break.
    """
    rooms = {match.span(): _room(*match.span(), places) for match in _BREAK.finditer(text)}
    touching = sum(room is not None and room < _TOUCHING for room in rooms.values())
    if 2 * touching > len(rooms):
        spans = (match.span() for match in _WHITE.finditer(text))
        return _replaced(text, {span: _white(text[slice(*span)], _room(*span, places)) for span in spans})
    gaps = {span: _white(text[slice(*span)], room) for span, room in rooms.items() if room is not None}
    needless = {span: white for span, white in gaps.items() if not white or _is_near(text[slice(*span)], rooms[span])}
    return _replaced(text, needless) if needless else None


def _is_near(white: str, room: float | None) -> bool:
    return " " in white and room is not None and room < _WORDS


def _white(before: str, room: float | None) -> str:
    """What stands in a gap in place of `before`."""
    if room is None:
        return "\n"
    return "" if room < _TOUCHING and not before.strip("\r\n") else " "


def _replaced(text: str, gaps: Mapping[tuple[int, int], str]) -> Characters:
    found: Characters = []
    at = 0
    for (start, end), white in gaps.items():
        found += [(index, text[index]) for index in range(at, start)]
        found += [(GAP, white)] if white else []
        at = end
    return found + [(index, text[index]) for index in range(at, len(text))]


def _room(start: int, end: int, places: Places) -> float | None:
    """The room between the characters around a gap, in sizes of the letters.

    `None` where the second one does not stand on the right of the first one.
    """
    one, other = places.box(start - 1), places.box(end)
    low = min(one.top - one.bottom, other.top - other.bottom)
    if low <= 0 or min(one.top, other.top) - max(one.bottom, other.bottom) < low / 2:
        return None
    room = (other.left - one.right) / max(one.top - one.bottom, other.top - other.bottom)
    return room if room > -_OVERLAPPING else None


def joined_halves(characters: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The characters with their numbers; the two halves of one beyond U+FFFF, which pdfium counts apart, as one."""
    high: tuple[int, str] | None = None
    for number, character in characters:
        if high is not None and "\udc00" <= character <= "\udfff":
            yield high[0], (high[1] + character).encode("utf-16", "surrogatepass").decode("utf-16")
            high = None
            continue
        if high is not None:
            yield high
        high = (number, character) if "\ud800" <= character <= "\udbff" else None
        if high is None:
            yield number, character
    if high is not None:
        yield high
