"""Reading order of pages in columns whose lines were written across the columns.

Most programs write a page column by column, and then the order of the file is kept: it is the author's. Some write row
by row, left line, right line; read so, a sentence is cut in two by its neighbour. Only such pages are put in order.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

LEAST_ROWS = 3
"""Rows with text on both sides of a gap before the gap may separate columns."""

LEAST_CHARACTERS = 18
"""Characters that the median line of a column has; the cells of a table have fewer."""

LEAST_FILL = 0.7
"""How much of its column's width the median line fills, for the same reason."""

_GAP = 0.75
"""Distance, in heights of the letters, that separates two runs of a row."""

_BIN = 2.0
"""Points: the grid on which gaps of different rows are compared."""


class Box(NamedTuple):
    """A rectangle in points; y grows upwards."""

    left: float
    bottom: float
    right: float
    top: float


class Glyph(NamedTuple):
    """A character of the page with its box, in the order of the file."""

    character: str
    box: Box


@dataclass(slots=True)
class _Run:
    """Neighbouring characters of one row, from `start` to `end` in the order of the file."""

    start: int
    end: int
    left: float
    bottom: float
    right: float
    top: float
    row: int = 0
    column: int = -1

    @property
    def middle(self) -> float:
        return (self.bottom + self.top) / 2


def may_have_columns(rectangles: Sequence[Box]) -> bool:
    """A quick look at the rectangles of text pieces: are there rows with a gap at the same place?"""
    rows = _rows([_Run(0, 0, *box) for box in rectangles if box.right > box.left])
    return bool(_gutters(rows))


Stretches = tuple[tuple[int, int], ...]
"""A line of a page: ranges of its characters in the order of the file, between which the line has a space."""


def column_lines(glyphs: Sequence[Glyph]) -> list[Stretches] | None:
    """The lines of a page column by column.

    `None` where the page has no columns of running text, or was written column by column already.
    """
    runs = _runs(glyphs)
    rows = _rows(runs)
    gutters = _gutters(rows)
    if not gutters or not _written_across(runs, rows, gutters):
        return None
    leftwards = _is_arabic(glyphs)
    lines: list[Stretches] = []
    band: list[list[_Run]] = []
    for row in rows:
        if any(run.column < 0 for run in row):
            lines.extend(_band_lines(band, leftwards, len(gutters) + 1))
            band = []
            lines.extend(_band_lines([row], leftwards, 0))
        else:
            band.append(row)
    lines.extend(_band_lines(band, leftwards, len(gutters) + 1))
    return lines


def _runs(glyphs: Sequence[Glyph]) -> list[_Run]:
    runs: list[_Run] = []
    current: _Run | None = None
    for index, (character, box) in enumerate(glyphs):
        if character in "\r\n":
            current = None
            continue
        if character.isspace() or box.right <= box.left:
            continue
        if current is not None and _continues(current, box):
            current.end = index + 1
            current.left, current.right = min(current.left, box.left), max(current.right, box.right)
            current.bottom, current.top = min(current.bottom, box.bottom), max(current.top, box.top)
        else:
            current = _Run(index, index + 1, *box)
            runs.append(current)
        if character == "\ufffe":
            current = None
    return runs


def _continues(run: _Run, box: Box) -> bool:
    height = box.top - box.bottom
    if abs(run.bottom - box.bottom) > height / 2 and abs(run.top - box.top) > height / 2:
        return False
    return max(box.left - run.right, run.left - box.right) <= _GAP * height


def _rows(runs: Sequence[_Run]) -> list[list[_Run]]:
    """Runs that stand beside each other, rows from top to bottom, runs from left to right."""
    rows: list[list[_Run]] = []
    for run in sorted(runs, key=lambda run: -run.middle):
        if rows and run.middle > rows[-1][0].middle - (rows[-1][0].top - rows[-1][0].bottom) / 2:
            rows[-1].append(run)
        else:
            rows.append([run])
    for number, row in enumerate(rows):
        row.sort(key=lambda run: run.left)
        for run in row:
            run.row = number
    return rows


def _gutters(rows: Sequence[Sequence[_Run]]) -> list[float]:
    """Where columns are parted: x at which many rows have a gap and few runs stand."""
    gaps: Counter[int] = Counter()
    for row in rows:
        reach = row[0].right
        for run in row[1:]:
            if run.left - reach >= _GAP * (run.top - run.bottom) / 2:
                gaps.update(range(int(reach / _BIN) + 1, int(run.left / _BIN)))
            reach = max(reach, run.right)
    if max(gaps.values(), default=0) < LEAST_ROWS:
        return []
    crossed: Counter[int] = Counter()
    for run in (run for row in rows for run in row):
        crossed.update(range(int(run.left / _BIN), int(run.right / _BIN) + 1))
    least = max(LEAST_ROWS, 0.5 * max(gaps.values()))
    places = sorted(place for place, rows_with in gaps.items() if rows_with >= least and crossed[place] <= rows_with)
    return [_BIN * (first + last) / 2 for first, last in _stretches(places)]


def _stretches(places: Sequence[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for place in places:
        if found and place <= found[-1][1] + 2:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found


def _written_across(runs: Sequence[_Run], rows: Sequence[Sequence[_Run]], gutters: Sequence[float]) -> bool:
    """Give each run its column (-1: it spans several) and tell whether running text was written row by row."""
    for run in runs:
        column = bisect_right(gutters, run.left)
        run.column = column if column == bisect_right(gutters, run.right) else -1
    hops = sum(1 for one, other in pairwise(runs) if one.row == other.row and one.column != other.column)
    beside = sum(1 for row in rows if len({run.column for run in row}) > 1)
    if beside < LEAST_ROWS or hops < beside / 2:
        return False
    for column in range(len(gutters) + 1):
        inside = [run for run in runs if run.column == column]
        if len(inside) < LEAST_ROWS:
            return False
        width = max(run.right for run in inside) - min(run.left for run in inside)
        fill = median(run.right - run.left for run in inside) / width
        characters = median(run.end - run.start for run in inside)
        if characters < LEAST_CHARACTERS or fill < LEAST_FILL:
            return False
    return True


def _band_lines(band: Sequence[Sequence[_Run]], leftwards: bool, columns: int) -> list[Stretches]:
    """The lines of rows between two that span the page; `columns` of 0 takes each row as one line."""
    lines = []
    order: Sequence[int] = range(columns) if columns else (-2,)
    for column in reversed(order) if leftwards else order:
        for row in band:
            runs = [run for run in row if column in (run.column, -2)]
            if runs:
                if leftwards:
                    runs.reverse()
                lines.append(tuple((run.start, run.end) for run in runs))
    return lines


def _is_arabic(glyphs: Sequence[Glyph]) -> bool:
    letters = [glyph.character for glyph in glyphs if glyph.character.isalpha()]
    arabic = sum(1 for letter in letters if "\u0590" <= letter <= "\u08ff" or letter >= "\ufb1d")
    return arabic * 2 > len(letters)
