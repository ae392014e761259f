"""What stands beside each other on a page: words, runs of words and rows of runs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

WORD = re.compile(r"\S+")

_GAP = 0.75
"""Distance, in heights of the letters, that separates two runs of a row."""


class Box(NamedTuple):
    """A rectangle in points; y grows upwards."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(slots=True)
class Run:
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

    @property
    def height(self) -> float:
        return self.top - self.bottom


def runs_of(text: str, boxes: Mapping[int, Box], start: int, end: int) -> Iterator[Run]:
    """The runs of a line of the file, word by word: pdfium has a space wherever there is a gap."""
    current: Run | None = None
    for first, last in _units(text, boxes, start, end):
        box = around(boxes[first], boxes[last - 1])
        if box.right <= box.left:
            continue
        if current is not None and continues(current, box):
            current.end = last
            current.left, current.right = min(current.left, box.left), max(current.right, box.right)
            current.bottom, current.top = min(current.bottom, box.bottom), max(current.top, box.top)
            continue
        if current is not None:
            yield current
        current = Run(first, last, *box)
    if current is not None:
        yield current


def _units(text: str, boxes: Mapping[int, Box], start: int, end: int) -> Iterator[tuple[int, int]]:
    """What stands together: words of which the ends are known, else single characters."""
    for match in WORD.finditer(text, start, end):
        first, last = match.span()
        if first + 1 < last - 1 and first + 1 in boxes:
            yield from ((index, index + 1) for index in range(first, last))
        elif first in boxes:
            yield first, last


def around(one: Box, other: Box) -> Box:
    """The box around two boxes."""
    return Box(
        min(one.left, other.left), min(one.bottom, other.bottom), max(one.right, other.right), max(one.top, other.top)
    )


def continues(run: Run, box: Box) -> bool:
    height = max(box.top - box.bottom, run.height)
    if abs(run.bottom - box.bottom) > height / 2 and abs(run.top - box.top) > height / 2:
        return False
    return max(box.left - run.right, run.left - box.right) <= _GAP * height


def rows_of(runs: Sequence[Run]) -> list[list[Run]]:
    """Runs that stand beside each other, rows from top to bottom, runs from left to right."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: -run.middle):
        if rows and run.middle > rows[-1][0].middle - rows[-1][0].height / 2:
            rows[-1].append(run)
        else:
            rows.append([run])
    for number, row in enumerate(rows):
        row.sort(key=lambda run: run.left)
        for run in row:
            run.row = number
    return rows
