"""A table of an HTML page that holds data: a line a row, with where its cells are."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from typing import Self

from lxml import etree

from ingest.load.blocks import has_header
from ingest.load.extracted import Composer
from ingest.load.html.elements import BLOCKS
from ingest.load.html.formula import linear
from rag.language.text import canonical
from rag.types import BlockKind

_SPACE = re.compile(r"[^\S\u00a0\u202f]+")
LONGEST_CELL = 1000
"""Characters of a cell of data; a longer one is a part of a page that is laid out by a table."""


@dataclass(frozen=True, slots=True)
class _Row:
    cells: tuple[str, ...]
    heads: int
    """How many of the cells are headers."""
    is_head: bool
    first_is_head: bool


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table and its caption."""

    caption: str
    rows: tuple[_Row, ...]

    @classmethod
    def of(cls, table: etree._Element, left_out: Set[etree._Element]) -> Self | None:
        """The table, or `None` where it is a means of layout and holds no data in rows of short cells."""
        if next(table.iterdescendants("table"), None) is not None or table.get("role") == "presentation":
            return None
        rows = tuple(_row(row, left_out) for row in table.iter("tr") if row not in left_out)
        rows = tuple(row for row in rows if any(row.cells))
        if not rows or max(len(row.cells) for row in rows) < 2:
            return None
        blocks = sum(1 for _ in table.iter("p", "div", "h1", "h2", "h3", "ul"))
        cells = sum(len(row.cells) for row in rows)
        if blocks > 2 * cells or any(len(cell) > LONGEST_CELL for row in rows for cell in row.cells):
            return None
        captions = (_words(caption, left_out) for caption in table.iterchildren("caption") if caption not in left_out)
        return cls(" ".join(captions), rows)

    def write(self, composer: Composer) -> None:
        """Append the caption and a line a row."""
        composer.add(self.caption, kind=BlockKind.CAPTION)
        gap = 1 if self.caption else 2
        told = any(row.is_head for row in self.rows)
        inferred = not told and not any(row.heads for row in self.rows) and has_header([row.cells for row in self.rows])
        are_fields = all(len(row.cells) == 2 and row.first_is_head and row.heads == 1 for row in self.rows)
        for at, row in enumerate(self.rows):
            header = row.is_head or (inferred and at == 0)
            composer.add_row(row.cells, gap, header=header and not are_fields, field=are_fields)
            gap = 1


def _row(row: etree._Element, left_out: Set[etree._Element]) -> _Row:
    found = [cell for cell in row.iter("td", "th") if cell not in left_out]
    heads = sum(1 for cell in found if cell.tag == "th")
    parent = row.getparent()
    in_head = parent is not None and parent.tag == "thead"
    words = tuple(_words(cell, left_out) for cell in found)
    # The corner above the headers of the rows is often an empty cell of data.
    corner = bool(found) and found[0].tag == "td" and not words[0] and heads == len(found) - 1 and heads > 0
    return _Row(words, heads, in_head or (heads == len(found) > 1) or corner, bool(found) and found[0].tag == "th")


def _words(cell: etree._Element, left_out: Set[etree._Element]) -> str:
    """The words of a cell in one line; the parts of different blocks stay apart."""
    if not len(cell):
        return canonical(_SPACE.sub(" ", cell.text or "")).strip()
    pieces = [cell.text or ""]
    walker = etree.iterwalk(cell, events=("start", "end"))
    for event, element in walker:
        if element is cell:
            continue
        if element.tag in BLOCKS or element.tag == "br":
            pieces.append(" ")
        if event == "end":
            pieces.append(element.tail or "")
        elif element in left_out or element.tag == "math":
            pieces.append("" if element in left_out else linear(element))
            walker.skip_subtree()
        else:
            pieces.append(element.text or "")
    return canonical(_SPACE.sub(" ", "".join(pieces))).strip()
