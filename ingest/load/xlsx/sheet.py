"""One sheet of a workbook, read row by row from its part: it may be larger than what fits into memory as a tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from lxml import etree

from ingest.load.archive.archive import local
from ingest.load.xlsx.names import LAST_ROW, MOST_COLUMNS, Area, area, place

_OFF = frozenset({"0", "false"})
_READ = tuple(f"{{*}}{name}" for name in ("row", "col", "pane", "autoFilter", "mergeCell", "tablePart"))


@dataclass(slots=True)
class Cell:
    """A cell that holds something, as it is stored: `kind` says what `value` is, `style` how it is shown."""

    column: int
    kind: str
    value: str
    style: str | None


@dataclass(slots=True)
class StoredRow:
    """A row as it is stored; `hidden`: it is not shown."""

    number: int
    cells: list[Cell]
    hidden: bool


@dataclass(slots=True)
class Layout:
    """What a sheet says about its rows and columns; it is whole once the last row was read."""

    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    frozen: int = 0
    """Rows that stay in view when the others scroll."""
    filtered: Area | None = None
    """The range with a filter, whose first row names the columns."""
    filters: bool = False
    """Whether the filter leaves out rows at present, which are hidden for that reason only."""
    merged: list[Area] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    """The relations that lead to its tables."""

    def is_hidden(self, column: int) -> bool:
        return any(first <= column <= last for first, last in self.hidden_columns)


def read_rows(part: IO[bytes], layout: Layout) -> Iterator[StoredRow]:
    """The rows of a sheet in order; `layout` is filled in meanwhile. Raises one of `UNREADABLE`."""
    number = 0
    events: Any = etree.iterparse(
        part, events=("end",), tag=_READ, resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    for _, element in events:
        name = local(element)
        if name == "row":
            stated = element.get("r", "")
            number = int(stated) if stated.isdigit() and number < int(stated) <= LAST_ROW else number + 1
            yield StoredRow(number, list(_cells(element)), _is_hidden(element))
            element.clear()
            # The rows before stay in the tree as empty elements, which add up.
            while element.getprevious() is not None:
                del element.getparent()[0]
        else:
            _note(element, name, layout)


def _is_hidden(row: Any) -> bool:
    """Whether a row is hidden on its own, and not folded away with others of its group."""
    return row.get("hidden", "0") not in _OFF and row.get("outlineLevel", "0") == "0"


def _note(element: Any, name: str, layout: Layout) -> None:
    match name:
        case "col" if element.get("hidden", "0") not in _OFF and element.get("outlineLevel", "0") == "0":
            layout.hidden_columns.append((_whole(element, "min") - 1, _whole(element, "max") - 1))
        case "pane" if element.get("state", "").startswith("frozen"):
            layout.frozen = _whole(element, "ySplit")
        case "autoFilter":
            layout.filtered = area(element.get("ref", ""))
            layout.filters = len(element) > 0
        case "mergeCell" if (found := area(element.get("ref", ""))) is not None:
            layout.merged.append(found)
        case "tablePart":
            layout.tables += [value for key, value in element.attrib.items() if key.endswith("}id")]


def _whole(element: Any, name: str) -> int:
    try:
        return int(float(element.get(name, "0")))
    except (ValueError, OverflowError):
        return 0


def _cells(row: Any) -> Iterator[Cell]:
    column = -1
    for cell in row:
        if local(cell) != "c":
            continue
        stated = place(cell.get("r", ""))
        column = stated[1] if stated else column + 1
        if column >= MOST_COLUMNS:
            return
        kind = cell.get("t", "n")
        value = words(cell) if kind == "inlineStr" else _value(cell)
        if value.strip():
            yield Cell(column, kind, value, cell.get("s"))


def _value(cell: Any) -> str:
    """What is stored: of a formula what it gave when the file was saved."""
    return next((child.text or "" for child in cell if local(child) == "v"), "")


def words(element: Any) -> str:
    """The text of a string, all its runs, without the readings that may stand above Japanese."""
    return "".join(
        text.text or ""
        for text in element.iter("{*}t")
        if not any(local(above) == "rPh" for above in text.iterancestors())
    )
