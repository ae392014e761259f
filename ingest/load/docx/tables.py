"""The rows and cells of a Word table as they are shown: deleted and hidden ones left out, merged ones once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingest.load.docx.names import CELL, ROW, TABLE, VALUE, is_on, w


def rows(table: Any) -> Iterator[Any]:
    """The rows of a table itself, inside of content controls too, without those of tables in its cells."""
    for row in table.iter(ROW):
        if next(row.iterancestors(TABLE)) is table and not _is_on(row, "trPr", "del") and not _is_hidden(row):
            yield row


def cells(row: Any) -> Iterator[Any]:
    """The cells of a row, without those that are deleted or that a cell before them has taken in."""
    for cell in row.iter(CELL):
        own = next(cell.iterancestors(ROW)) is row
        if own and not _is_on(cell, "tcPr", "cellDel") and not _continues(cell, "hMerge"):
            yield cell


def continues_above(cell: Any) -> bool:
    """Whether a cell is the lower part of a merged one, which shows what stands in the upper part."""
    return _continues(cell, "vMerge")


def is_header(row: Any) -> bool:
    """Whether a row is marked as one that is repeated on every page."""
    header = row.find(f"{w('trPr')}/{w('tblHeader')}")
    return header is not None and is_on(header.get(VALUE))


def _continues(cell: Any, name: str) -> bool:
    merge = cell.find(f"{w('tcPr')}/{w(name)}")
    return merge is not None and merge.get(VALUE, "continue") == "continue"


def _is_hidden(row: Any) -> bool:
    hidden = row.find(f"{w('trPr')}/{w('hidden')}")
    return hidden is not None and is_on(hidden.get(VALUE))


def _is_on(element: Any, properties: str, name: str) -> bool:
    return element.find(f"{w(properties)}/{w(name)}") is not None
