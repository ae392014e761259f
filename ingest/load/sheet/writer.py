"""Writes sheets into a composer: a title is a paragraph, a row a row below its header, and its number is its page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ingest.load.extracted import Composer
from ingest.load.sheet.rows import Row, are_fields, headers, heads, regions, titles, width
from rag.types import BlockKind


def write_sheet(composer: Composer, rows: Iterable[Row], name: str = "") -> None:
    """Append what a sheet shows; its name stands above it as a heading."""
    writer = _Writer(composer, 2 if name else 1)
    waiting = name
    parts = regions(rows)
    region = next(parts, None)
    while region is not None:
        following = next(parts, None)
        if waiting:
            composer.add(waiting, level=1)
            waiting = ""
        if following is not None and heads(region, following):
            writer.heading(region[0])
        else:
            writer.region(region)
        region = following


class _Writer:
    """Writes the regions of one sheet; what one says about its columns holds for those below it without a header."""

    def __init__(self, composer: Composer, level: int) -> None:
        """`level` is that of a heading of the whole sheet."""
        self._composer = composer
        self._level = level
        self._begun = False
        self._columns: tuple[int, int] | None = None
        """First and last column of the table above, if it has a header."""

    def heading(self, row: Row) -> None:
        """Append a row that names what stands below it: the sheet, where it is the first one, or a part of it."""
        level = self._level + self._begun
        self._begun = True
        self._columns = None
        self._composer.turn(row.number)
        self._composer.add(row.cells[row.filled[0]], level=level)
        self._notes(row)

    def region(self, rows: Sequence[Row]) -> None:
        self._begun = True
        count = titles(rows)
        for row in rows[:count]:
            self._columns = None
            self._composer.turn(row.number)
            self._composer.add(row.cells[row.filled[0]])
            self._notes(row)
        self._table(rows[count:])

    def _table(self, rows: Sequence[Row]) -> None:
        columns = width(rows)
        fields = are_fields(rows)
        named = 0 if fields or len(rows) == 1 or columns[1] - columns[0] < 2 else headers(rows)
        goes_on = self._goes_on(rows, columns, named)
        named = 0 if goes_on else named
        fields = fields and not goes_on
        first, end = self._columns if goes_on and self._columns else columns
        if end - first == 1 and not goes_on:
            self._lines(rows, first)
            return
        for index, row in enumerate(rows):
            self._composer.turn(row.number)
            cells = [row.cells[at] if at < len(row.cells) else "" for at in range(first, end)]
            gap = 1 if index or goes_on else 2
            if fields and cells[1]:
                self._composer.add_field(cells[0].rstrip(": \u00a0\u202f"), cells[1], gap)
            elif fields:
                self._composer.add(cells[0], gap)
            else:
                self._composer.add_row(cells, gap, header=index < named)
            self._notes(row)
        if not goes_on:
            self._columns = columns if named else None

    def _goes_on(self, rows: Sequence[Row], columns: tuple[int, int], named: int) -> bool:
        """Whether the table above an empty row goes on: it has these columns, and no row here is marked as a header."""
        if self._columns is None or any(row.header or row.strong for row in rows[:named]):
            return False
        return self._columns[0] <= columns[0] and columns[1] <= self._columns[1] and columns[1] - columns[0] > 1

    def _lines(self, rows: Sequence[Row], column: int) -> None:
        """One column of words is a text: a paragraph a cell."""
        self._columns = None
        for row in rows:
            self._composer.turn(row.number)
            self._composer.add(row.cells[column], 2)
            self._notes(row)

    def _notes(self, row: Row) -> None:
        for note in row.notes:
            self._composer.add(note, 1, kind=BlockKind.NOTE)
