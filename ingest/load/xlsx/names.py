"""Names of SpreadsheetML in the notation of lxml, and places of cells as it writes them."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

MOST_COLUMNS = 16_384
LAST_ROW = 1_048_576

_PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")


def s(name: str) -> str:
    """An element of a workbook."""
    return f"{{{MAIN}}}{name}"


@dataclass(frozen=True, slots=True)
class Area:
    """A range of cells; rows count from 1, columns from 0, both ends are inside."""

    top: int
    left: int
    bottom: int
    right: int


def place(reference: str) -> tuple[int, int] | None:
    """Row (from 1) and column (from 0) of `B12`; `None` for what is no place on a sheet."""
    match = _PLACE.fullmatch(reference)
    if match is None:
        return None
    column = 0
    for letter in match[1].upper():
        column = 26 * column + ord(letter) - 64
    row = int(match[2])
    return (row, column - 1) if 1 <= row <= LAST_ROW and column <= MOST_COLUMNS else None


def area(reference: str) -> Area | None:
    """The range `A1:B12`, or of one cell; `None` for what is none."""
    first, _, last = reference.partition(":")
    start, end = place(first), place(last or first)
    if start is None or end is None:
        return None
    return Area(min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1]))
