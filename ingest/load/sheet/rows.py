"""What a sheet is made of, and which of its rows belong together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.load.blocks import may_be_heading
from rag.errors import FileRefused

MOST_ROWS = 500_000
"""Filled rows of a file that are read: each is a block of the document."""

MOST_CELLS = 5_000_000
"""Filled cells of a file that are read; a cell costs about 150 bytes of the memory that one file may use."""

LONGEST_LABEL = 80
"""Characters of a cell that names a column."""

MIXED = 0.7
"""Share of numbers in a column up to which it holds values of different kinds."""

_LETTER = re.compile(r"[^\W\d_]")
_YEAR = re.compile(r"(?:19|20|21)\d\d")
_SPACES = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is shown and holds something; `number` counts from 1 in its sheet.

    `cells` are the words of its cells from the first column on, without empty ones at the end; `values` holds the
    places of those that are numbers, dates or truth values. `strong`: all of it is bold. `header`: the sheet itself
    says that the row names the columns. `notes` are comments on its cells.
    """

    number: int
    cells: tuple[str, ...]
    values: frozenset[int] = frozenset()
    strong: bool = False
    header: bool = False
    notes: tuple[str, ...] = ()

    @property
    def filled(self) -> tuple[int, ...]:
        """The places of the cells that hold something."""
        return tuple(at for at, cell in enumerate(self.cells) if cell)


class Budget:
    """Counts what a file holds, so that one that holds too much is refused before it costs too much."""

    def __init__(self) -> None:
        self._rows = self._cells = 0

    def take(self, cells: int, rows: int = 1) -> None:
        """Count a row of so many filled cells. Raises `FileRefused` (`too-large`)."""
        self._rows += rows
        self._cells += cells
        for count, most, what in ((self._rows, MOST_ROWS, "rows"), (self._cells, MOST_CELLS, "filled cells")):
            if count > most:
                raise FileRefused(
                    "too-large", f"the sheets hold more than {most} {what}, which are read: divide the file"
                )


def in_line(text: str) -> str:
    """The words of a cell on one line."""
    return _SPACES.sub(" ", text.replace("\r", "\n")).strip() if "\n" in text or "\r" in text else text.strip()


def regions(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The rows that stand together, without an empty one between them; the names of columns may stand apart."""
    region: list[Row] = []
    for row in rows:
        if region and row.number > region[-1].number + 1 and not _heads(region, row):
            yield region
            region = []
        region.append(row)
    if region:
        yield region


def _heads(region: Sequence[Row], row: Row) -> bool:
    """Whether a row that stands alone names the columns of the one behind the empty rows."""
    return len(region) == 1 and len(row.filled) > 1 and region[0].filled == row.filled


def heads(region: Sequence[Row], following: Sequence[Row]) -> bool:
    """Whether a region is one short line that names what stands in the region below: a heading of a written sheet.

    Before another such line it is one of several remarks; below it stands a text, or a table.
    """
    return _is_line(region) and not _is_line(following)


def _is_line(region: Sequence[Row]) -> bool:
    row = region[0]
    return len(region) == 1 and len(row.filled) == 1 and not row.values and may_be_heading(row.cells[row.filled[0]])


def width(rows: Sequence[Row]) -> tuple[int, int]:
    """The first column that a row of these fills, and the one behind the last."""
    filled = [row.filled for row in rows]
    return min(each[0] for each in filled), max(each[-1] for each in filled) + 1


def titles(rows: Sequence[Row]) -> int:
    """How many rows at the beginning hold one cell only, where the others hold more: they are said about the table."""
    count = 0
    while count < len(rows) and len(rows[count].filled) == 1 and not rows[count].values and not rows[count].header:
        count += 1
    return 0 if count == len(rows) or all(len(row.filled) == 1 for row in rows[count:]) else count


def headers(rows: Sequence[Row]) -> int:
    """How many rows at the beginning say what the columns are: the sheet says so, or they look unlike the others."""
    told = _leading(rows, [row.header for row in rows])
    if told:
        return told
    first, end = width(rows)
    if len(rows) < 2 or end - first < 2 or not _names_columns(rows[0], first, end):
        return 0
    strong = _leading(rows, [row.strong for row in rows])
    if strong:
        # Below bold names of groups of columns stand those of the columns.
        return strong if all(not row.values or _years(row) for row in rows[:strong]) else 1
    return 1 if _differs(rows, first, end) else 0


def are_fields(rows: Sequence[Row]) -> bool:
    """Whether the first of two columns says, row by row, what stands in the second: a form, and no table."""
    first, end = width(rows)
    if end - first != 2 or any(row.header for row in rows):
        return False
    keys = [row.cells[first] for row in rows]
    if not all(
        key and first not in row.values and len(key) <= LONGEST_LABEL for key, row in zip(keys, rows, strict=True)
    ):
        return False
    if all(key.rstrip().endswith(":") for key in keys):
        return True
    if rows[0].strong or len(rows) < 2 or len(set(keys)) < len(keys):
        return False
    below = [end - 1 in row.values for row in rows[1:] if len(row.cells) >= end]
    if len(rows) == 2:
        return below == [end - 1 in rows[0].values]
    # In a column stand values of one kind, in a form those of many.
    return 0 < sum(below) <= MIXED * len(below)


def _leading(rows: Sequence[Row], marks: Sequence[bool]) -> int:
    """How many rows at the beginning bear a mark; none if all do, as then none says what the others are."""
    count = next((at for at, marked in enumerate(marks) if not marked), len(rows))
    return count if count < len(rows) else 0


def _years(row: Row) -> bool:
    return all(_YEAR.fullmatch(row.cells[at]) for at in row.values)


def _names_columns(row: Row, first: int, end: int) -> bool:
    """Whether a row has a short name for each column; the corner above the names of rows may be empty."""
    cells = [row.cells[at] if at < len(row.cells) else "" for at in range(first, end)]
    named = [cell for cell in cells if cell]
    if not all(cells[1:]) or len({cell.casefold() for cell in named}) < len(named):
        return False
    return all(len(cell) <= LONGEST_LABEL for cell in named) and (
        _years(row) if row.values else any(_LETTER.search(cell) for cell in named)
    )


def _differs(rows: Sequence[Row], first: int, end: int) -> bool:
    """Whether the first row looks unlike those below: numbers stand under words, or no word of it stands again."""
    for column in range(first, end):
        below = [column in row.values for row in rows[1:] if column < len(row.cells) and row.cells[column]]
        if below and 2 * sum(below) > len(below) and (column not in rows[0].values or _years(rows[0])):
            return True
    if len(rows) < 3 or rows[0].values:
        return False
    return not any(
        cell and cell == row.cells[at] for row in rows[1:] for at, cell in enumerate(rows[0].cells[: len(row.cells)])
    )
