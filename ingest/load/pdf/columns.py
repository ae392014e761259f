"""Reading order of pages whose lines were not written in the order of reading: columns and tables.

Most programs write a page column by column, and then the order of the file is kept: it is the author's. Some write row
by row, left line, right line; read so, a sentence is cut in two by its neighbour. Others write the numbers of a table
first and its labels last. Only such parts of pages are put in order. Where rows of short cells align, they are told
apart cell by cell.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from ingest.load.pdf.runs import Box, Run, continues, rows_of, runs_of
from rag.types import BlockKind

LEAST_ROWS = 3
"""Rows with text on both sides of a gap before the gap may separate columns."""

LEAST_TABLE_ROWS = 2
"""The same for the rows of a table."""

LEAST_CHARACTERS = 18
"""Characters that the median line of a column has; the cells of a table have fewer."""

LEAST_FILL = 0.7
"""How much of its column's width the median line fills, for the same reason."""

_GUTTER = 0.25
"""Distance, in heights of the letters, of two columns where they are closest."""

_PARAGRAPH = 3.0
"""Distance of two rows, in heights of the letters, from which on they do not belong together."""

_NUMBER = re.compile(r"[-+−–(]?[\d٠-٩][\d٠-٩\s.,:/٫٬%€$)’'°-]*(?:\s?\w{1,3})?")
_MARKER = re.compile(r"[-+–—•◦▪■●○*‣·o]|\(?\w{1,4}[.)°]|[ivxlIVXL]{1,5}[.)]")


class Laid(NamedTuple):
    """A line of a page: ranges of its characters in the order of the file, between which the line has a space.

    The ranges are the cells of a `ROW`, or labels and values by turns of a `FIELD`.
    """

    stretches: tuple[tuple[int, int], ...]
    kind: BlockKind | None = None


@dataclass(slots=True)
class _Band:
    """Rows below each other that keep the same gaps free, with the columns between these gaps."""

    rows: list[list[Run]] = field(default_factory=list)
    columns: list[tuple[float, float]] = field(default_factory=list)

    def takes(self, row: Sequence[Run]) -> bool:
        """Take in a row that leaves a gap free; nothing changes where it does not."""
        if not self.rows and len(row) < 2:
            return False
        last = self.rows[-1] if self.rows else None
        height = max(run.height for run in (*row, *(last or ())))
        if last is not None and last[0].middle - row[0].middle > _PARAGRAPH * height:
            return False
        columns = _joined([*self.columns, *((run.left, run.right) for run in row)], _GUTTER * row[0].height)
        if len(columns) < 2 or (len(row) == 1 and len(columns) < len(self.columns)):
            return False
        self.columns = columns
        self.rows.append(list(row))
        return True

    def settled(self) -> _Band:
        """The band, each of its runs with its column."""
        starts = [left for left, _ in self.columns]
        for run in (run for row in self.rows for run in row):
            run.column = bisect_right(starts, run.left) - 1
        return self

    @property
    def beside(self) -> int:
        """Rows with text in several columns."""
        return sum(1 for row in self.rows if len(row) > 1)


def bands_of(rectangles: Sequence[Box]) -> list[tuple[float, float]]:
    """A quick look at the rectangles of text pieces: between which heights are there rows with gaps at one place?"""
    runs: list[Run] = []
    for box in rectangles:
        if box.right <= box.left:
            continue
        if runs and continues(runs[-1], box):
            runs[-1].left, runs[-1].right = min(runs[-1].left, box.left), max(runs[-1].right, box.right)
        else:
            runs.append(Run(0, 0, *box))
    bands = [[run for row in band.rows for run in row] for band in _bands(rows_of(runs))]
    return [(min(run.bottom for run in band), max(run.top for run in band)) for band in bands]


def laid_out(text: str, boxes: Mapping[int, Box], lines: Sequence[tuple[int, int]]) -> list[Laid]:
    """The lines of a page in reading order, the rows of tables cell by cell; `lines` are those of the file.

    `boxes` has those of the first and the last character of each word that may stand in columns, and all of those whose
    ends do not stand close together.
    """
    runs = [run for start, end in lines for run in runs_of(text, boxes, start, end)]
    starts = [run.start for run in runs]
    leftwards = _is_arabic(text)
    ordered: dict[int, list[Laid]] = {}
    rows: dict[int, Laid] = {}
    for band in _bands(rows_of(runs)):
        inside = sorted(run.start for row in band.rows for run in row)
        found = _in_order(band, text, leftwards)
        if found is not None:
            ordered.update((start, []) for start in inside)
            ordered[inside[0]] = found
        elif _is_table(band, text):
            rows.update((min(run.start for run in row), _table_row(row, leftwards)) for row in band.rows)
    result: list[Laid] = []
    for start, end in lines:
        inside = starts[bisect_left(starts, start) : bisect_left(starts, end)]
        if not any(run in ordered for run in inside):
            row = rows.get(inside[0]) if inside else None
            covers = row is not None and len(row.stretches) == len(inside) > 1
            result.append(row if row is not None and covers else Laid(((start, end),)))
            continue
        for first in inside:
            result.extend(ordered.get(first, [Laid(((first, runs[bisect_left(starts, first)].end),))]))
    return result


def _in_order(band: _Band, text: str, leftwards: bool) -> list[Laid] | None:
    """The lines of a band that was not written in reading order; `None` where the order of the file is kept."""
    runs = sorted((run for row in band.rows for run in row), key=lambda run: run.start)
    hops = sum(1 for one, other in pairwise(runs) if one.row == other.row and one.column != other.column)
    if _is_running_text(band):
        if hops < band.beside / 2:
            return None
        columns = range(len(band.columns))
        return [
            Laid(tuple((run.start, run.end) for run in _reading(inside, leftwards)))
            for column in (reversed(columns) if leftwards else columns)
            for row in band.rows
            if (inside := [run for run in row if run.column == column])
        ]
    apart = sum(len(row) - 1 for row in band.rows) - hops
    if apart == 0 or not _is_table(band, text) or not _has_rows(band, text):
        return None
    return [_table_row(row, leftwards) for row in band.rows]


def _reading(row: Sequence[Run], leftwards: bool) -> list[Run]:
    return sorted(row, key=lambda run: -run.left if leftwards else run.left)


def _table_row(row: Sequence[Run], leftwards: bool) -> Laid:
    kind = BlockKind.ROW if len(row) > 1 else None
    return Laid(tuple((run.start, run.end) for run in _reading(row, leftwards)), kind)


def _is_running_text(band: _Band) -> bool:
    """Whether the columns are those of running text, not those of a table."""
    for column in range(len(band.columns)):
        inside = [run for row in band.rows for run in row if run.column == column]
        if len(inside) < LEAST_ROWS:
            return False
        width = max(run.right for run in inside) - min(run.left for run in inside)
        fill = median(run.right - run.left for run in inside) / width
        if median(run.end - run.start for run in inside) < LEAST_CHARACTERS or fill < LEAST_FILL:
            return False
    return True


def _is_table(band: _Band, text: str) -> bool:
    """Whether short cells stand in columns; numbers and bullets before the items of a list are no cells."""
    if _is_running_text(band):
        return False
    first = [row[0] for row in band.rows if len(row) > 1]
    return sum(_MARKER.fullmatch(text[run.start : run.end].strip()) is not None for run in first) * 2 < len(first)


def _has_rows(band: _Band, text: str) -> bool:
    """Whether a column of the band holds numbers or labels with a colon: its rows are no lines of two blocks then."""
    for column in range(len(band.columns)):
        inside = [text[run.start : run.end].strip() for row in band.rows for run in row if run.column == column]
        telling = sum(1 for cell in inside if cell.endswith(":") or _NUMBER.fullmatch(cell))
        if len(inside) >= LEAST_TABLE_ROWS and 5 * telling >= 3 * len(inside):
            return True
    return False


def _bands(rows: Sequence[Sequence[Run]]) -> Iterator[_Band]:
    """The bands of the page that may be columns or tables."""
    band = _Band()
    for row in rows:
        if band.takes(row):
            continue
        if band.beside >= LEAST_TABLE_ROWS:
            yield band.settled()
        band = _Band()
        band.takes(row)
    if band.beside >= LEAST_TABLE_ROWS:
        yield band.settled()


def _joined(stretches: Sequence[tuple[float, float]], distance: float) -> list[tuple[float, float]]:
    """Stretches of a line with those put together that are not `distance` apart."""
    found: list[tuple[float, float]] = []
    for left, right in sorted(stretches):
        if found and left - found[-1][1] < distance:
            found[-1] = (found[-1][0], max(found[-1][1], right))
        else:
            found.append((left, right))
    return found


def _is_arabic(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    arabic = sum(1 for letter in letters if "\u0590" <= letter <= "\u08ff" or letter >= "\ufb1d")
    return arabic * 2 > len(letters)
