"""What a sheet of a workbook shows: its rows with the words of their cells, comments and merged cells."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from ingest.load.archive.office import Package
from ingest.load.sheet.customs import Customs
from ingest.load.sheet.formats import is_moment, shown
from ingest.load.sheet.rows import Budget, Row, in_line
from ingest.load.xlsx.names import Area, area, place, s
from ingest.load.xlsx.sheet import Cell, Layout, StoredRow, read_rows, words
from ingest.load.xlsx.styles import Styles

LONGEST_MERGE = 10_000
"""Rows of one merged cell that its words are repeated in."""

_ISO_MIDNIGHT = re.compile(r"T00:00:00(?:\.0+)?Z?$")


class Values:
    """Turns what cells store into what they show."""

    def __init__(self, strings: Sequence[str], styles: Styles, customs: Customs, epoch_1904: bool) -> None:
        self._strings = strings
        self._styles = styles
        self._customs = customs
        self._epoch_1904 = epoch_1904

    def words(self, cell: Cell) -> str:
        match cell.kind:
            case "s":
                number = int(cell.value) if cell.value.strip().isdigit() else -1
                return self._strings[number] if 0 <= number < len(self._strings) else ""
            case "b":
                return self._customs.truth[cell.value.strip() not in ("0", "false")]
            case "n":
                return shown(cell.value.strip(), self._styles.format(cell.style), self._customs, self._epoch_1904)
            case "d":
                return _ISO_MIDNIGHT.sub("", cell.value).replace("T", " ")
        return cell.value

    def is_value(self, cell: Cell) -> bool:
        """Whether it is a number, a date or a truth value."""
        return cell.kind in ("n", "b", "d")

    def is_date(self, cell: Cell) -> bool:
        return cell.kind == "d" or (cell.kind == "n" and is_moment(self._styles.format(cell.style)))

    def strong(self, cell: Cell) -> bool:
        return self._styles.strong(cell.style)


class Contents:
    """Reads a sheet; `rows` are those that are shown, `hidden` counts the characters of the others."""

    def __init__(self, package: Package, part: str, values: Values, budget: Budget) -> None:
        self._package = package
        self._part = part
        self._values = values
        self._budget = budget
        self.rows: list[Row] = []
        self.hidden = 0

    @property
    def characters(self) -> int:
        """All characters that it holds."""
        return self.hidden + sum(len(cell) for row in self.rows for cell in row.cells)

    def read(self) -> None:
        """Read all rows. Raises one of `UNREADABLE`; the rows before the damage are there then."""
        layout = Layout()
        folded: list[Row] = []
        """Rows that are hidden, by a filter or on purpose: the filter stands behind the rows."""
        try:
            with self._package.open(self._part) as stream:
                for stored in read_rows(stream, layout):
                    row = self._row(stored, layout)
                    if row is not None:
                        (folded if stored.hidden else self.rows).append(row)
        finally:
            self._settle(folded, layout)

    def _row(self, stored: StoredRow, layout: Layout) -> Row | None:
        cells: list[str] = []
        values: set[int] = set()
        strong: list[bool] = []
        for cell in stored.cells:
            text = in_line(self._values.words(cell))
            if layout.hidden_columns and layout.is_hidden(cell.column):
                self.hidden += len(text)
                continue
            if not text or cell.column < len(cells):
                continue
            cells += [""] * (cell.column - len(cells))
            cells.append(text)
            strong.append(self._values.strong(cell))
            if self._values.is_value(cell):
                values.add(cell.column)
        if not cells:
            return None
        self._budget.take(len(strong))
        return Row(stored.number, tuple(cells), frozenset(values), all(strong))

    def _settle(self, folded: list[Row], layout: Layout) -> None:
        """Apply what a sheet says behind its rows: filters, merged cells, tables, comments."""
        filtered = layout.filtered if layout.filters else None
        back = [row for row in folded if filtered and filtered.top <= row.number <= filtered.bottom]
        self.hidden += sum(len(cell) for row in folded for cell in row.cells)
        if back:
            self.hidden -= sum(len(cell) for row in back for cell in row.cells)
            self.rows = sorted([*self.rows, *back], key=lambda row: row.number)
        relations = self._package.relations_of(self._part)
        headers = self._headers(layout, relations)
        notes = self._notes(relations)
        spread = _spread(layout.merged, headers, self.rows)
        for at, row in enumerate(self.rows):
            if row.number in headers or row.number in notes:
                told = tuple(notes.get(row.number, ()))
                self.rows[at] = replace(row, header=row.number in headers, notes=told)
        if spread:
            _fill(self.rows, spread)

    def _headers(self, layout: Layout, relations: dict[str, tuple[str, str]]) -> set[int]:
        """The numbers of the rows that the sheet itself marks as naming the columns."""
        found: set[int] = set()
        if layout.filtered:
            found.add(layout.filtered.top)
        for identifier in layout.tables:
            root = self._package.part(relations.get(identifier, ("", ""))[1])
            covered = area(root.get("ref", "")) if root is not None else None
            if root is not None and covered and root.get("headerRowCount", "1") != "0":
                found.add(covered.top)
        if not found and layout.frozen:
            # Frozen are also the titles above a header; the header is the last of these rows.
            last = [row.number for row in self.rows if row.number <= layout.frozen]
            found.update(last[-1:])
        return found

    def _notes(self, relations: dict[str, tuple[str, str]]) -> dict[int, list[str]]:
        """Comments by the row that they stand at."""
        found: dict[int, list[str]] = {}
        for kind, target in relations.values():
            root = self._package.part(target) if kind == "comments" else None
            for comment in () if root is None else root.iter(s("comment")):
                at = place(comment.get("ref", ""))
                text = in_line(words(comment))
                if at and text:
                    found.setdefault(at[0], []).append(f"{comment.get('ref')} : {text}")
        return found


def _spread(merged: Sequence[Area], headers: set[int], rows: Sequence[Row]) -> dict[int, dict[int, Area]]:
    """Merged cells by the rows that they reach and their first column, of those that name several rows or columns."""
    numbers = [row.number for row in rows]
    found: dict[int, dict[int, Area]] = {}
    for each in merged:
        if each.bottom > each.top or each.top in headers or each.top + 1 in headers:
            reached = numbers[bisect_left(numbers, each.top) : bisect_right(numbers, each.bottom)]
            for number in reached[:LONGEST_MERGE]:
                found.setdefault(number, {}).setdefault(each.left, each)
    return found


def _fill(rows: list[Row], spread: dict[int, dict[int, Area]]) -> None:
    """Repeat the words of a merged cell in each of its rows, and where it names a group in each of its columns."""
    first = {
        (row.number, column): cell
        for row in rows
        if row.number in spread
        for column, cell in enumerate(row.cells)
        # An amount that several rows share is not that of each.
        if cell and column not in row.values
    }
    width = max(len(row.cells) for row in rows)
    for at, row in enumerate(rows):
        cells = list(row.cells)
        for each in sorted(spread.get(row.number, {}).values(), key=lambda each: each.left):
            words = first.get((each.top, each.left))
            # A title that goes over the whole sheet is no name of each of its columns.
            right = each.left if each.top != row.number or len(row.filled) == 1 else min(each.right, width - 1)
            for column in range(each.left, right + 1) if words else ():
                if column < len(cells):
                    cells[column] = cells[column] or words or ""
                elif right > each.left:
                    cells += [""] * (column - len(cells)) + [words or ""]
        if tuple(cells) != row.cells:
            rows[at] = replace(row, cells=tuple(cells))
