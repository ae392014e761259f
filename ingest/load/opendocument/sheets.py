"""OpenDocument sheets (ods): each as rows below its name, cells as they are shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ingest.load.archive.archive import local
from ingest.load.extracted import Composer, Extracted
from ingest.load.opendocument.document import Document
from ingest.load.opendocument.names import o, t, x
from ingest.load.opendocument.words import Words
from ingest.load.opendocument.writer import table_rows
from ingest.load.sheet.rows import Budget, Row, in_line
from ingest.load.sheet.writer import write_sheet

FORMAT = "ods"

MOST_COLUMNS = 16_384
_VALUES = frozenset({"float", "percentage", "currency", "date", "time", "boolean"})


def read(data: bytes) -> Extracted:
    """The text of a file of sheets; its pages are rows.

    Raises `FileRefused`: `archive-bomb`, `encrypted`, `damaged`, `too-large` where it has too many rows or cells,
    `empty` where no sheet that is shown holds anything.
    """
    document = Document(data, "OpenDocument spreadsheet")
    composer, budget, hidden = Composer(), Budget(), 0
    for table in document.body("spreadsheet").iterchildren(t("table")):
        sheet = _Sheet(document, budget)
        rows = sheet.rows(table)
        if document.shows_table(table.get(t("style-name"))):
            write_sheet(composer, rows, table.get(t("name"), ""))
            hidden += sheet.hidden
        else:
            hidden += sheet.hidden + sum(len(cell) for row in rows for cell in row.cells)
    if not composer.length:
        raise document.empty()
    return composer.extracted(FORMAT, document.metadata(), document.problems, hidden)


@dataclass(slots=True)
class _Cells:
    """The cells of a row while they are read."""

    words: list[str] = field(default_factory=list)
    values: set[int] = field(default_factory=set)
    strong: list[bool] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Merge:
    """A cell that goes on in rows below: its words, columns, and how many rows are left."""

    words: str
    left: int
    right: int
    rows: int


class _Sheet:
    """Reads the rows of a table; `hidden` counts the characters of those that are not shown."""

    def __init__(self, document: Document, budget: Budget) -> None:
        self._document = document
        self._budget = budget
        self._words = Words(document)
        self._hidden_columns: set[int] = set()
        self._merges: list[_Merge] = []
        self.hidden = 0

    def rows(self, table: Any) -> list[Row]:
        """The rows that are shown. Raises `FileRefused` (`too-large`)."""
        self._columns(table)
        found: list[Row] = []
        number = 1
        for element, header in table_rows(table):
            repeated = _count(element, "number-rows-repeated")
            cells = self._cells(element)
            if cells.words and element.get(t("visibility")) == "collapse":
                self.hidden += sum(map(len, cells.words)) * repeated
            elif cells.words:
                row = Row(
                    number, tuple(cells.words), frozenset(cells.values), all(cells.strong), header, tuple(cells.notes)
                )
                # The same row again and again costs as much as different ones.
                self._budget.take(len(row.filled) * repeated, repeated)
                found += [
                    Row(at, row.cells, row.values, row.strong, header, row.notes)
                    for at in range(number, number + repeated)
                ]
            number += repeated
        return found

    def _columns(self, table: Any) -> None:
        at = 0
        for column in table.iter(t("table-column")):
            count = min(_count(column, "number-columns-repeated"), MOST_COLUMNS - at)
            if column.get(t("visibility")) == "collapse":
                self._hidden_columns.update(range(at, at + count))
            at += count

    def _cells(self, row: Any) -> _Cells:
        found = _Cells()
        at = 0
        for cell in row:
            name = local(cell)
            if name not in ("table-cell", "covered-table-cell"):
                continue
            count = min(_count(cell, "number-columns-repeated"), MOST_COLUMNS - at)
            text = self._shown(cell, found) if name == "table-cell" else self._covered(at)
            if text:
                for column in range(at, at + count):
                    self._put(found, cell, text, column)
                self._merged(cell, text, at)
            at += count
        self._merges = [
            _Merge(each.words, each.left, each.right, each.rows - 1) for each in self._merges if each.rows > 1
        ]
        return found

    def _put(self, found: _Cells, cell: Any, text: str, column: int) -> None:
        if column in self._hidden_columns:
            self.hidden += len(text)
            return
        found.words += [""] * (column - len(found.words))
        found.words.append(text)
        found.strong.append(self._document.is_bold("table-cell", cell.get(t("style-name"))))
        if cell.get(o("value-type")) in _VALUES:
            found.values.add(column)

    def _shown(self, cell: Any, found: _Cells) -> str:
        """The words that a cell shows, its paragraphs on one line; its comment is kept apart."""
        for comment in cell.iterchildren(o("annotation")):
            if note := " ".join(filter(None, (self._words.of(each).text for each in comment.iterchildren(x("p"))))):
                found.notes.append(note)
        return in_line(" ".join(filter(None, (self._words.of(each).text for each in cell.iterchildren(x("p"))))))

    def _merged(self, cell: Any, text: str, at: int) -> None:
        # An amount that several rows share is not that of each.
        if _count(cell, "number-rows-spanned") > 1 and cell.get(o("value-type")) not in _VALUES:
            right = at + _count(cell, "number-columns-spanned") - 1
            self._merges.append(_Merge(text, at, right, _count(cell, "number-rows-spanned")))

    def _covered(self, column: int) -> str:
        """The words of a cell above that reaches down to this place, at its first column."""
        return next((each.words for each in self._merges if each.left == column), "")


def _count(element: Any, name: str) -> int:
    """How often something is repeated; a number that cannot be read counts as one."""
    stated = element.get(t(name), "1")
    return max(1, int(stated)) if stated.isascii() and stated.isdigit() and len(stated) < 8 else 1
