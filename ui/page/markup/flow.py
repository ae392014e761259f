"""The text of a document as it flows: lists, tables, code and what stands between them, marks going on through all.

A sign that says what something is, the bullet of an item or the bar between two cells, is in the markup only where it
is marked, and is not seen there either: what is marked is the quote to the letter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from rag.types import BlockKind
from ui.page.source import Piece

DEEPEST = 4
"""Depth of items from which on they are not set further in."""


class Marker(Protocol):
    """What gives the markup of pieces, of the pictures before them, and of the beginning of a page or row."""

    def piece(self, piece: Piece) -> str: ...

    def figures(self, piece: Piece) -> str: ...

    def page_start(self, number: int) -> str: ...


_SHAPES = {
    "": ("", ""),
    "list": ('<ul class="items">', "</ul>"),
    "table": ('<table class="rows"><tbody>', "</tbody></table>"),
    "code": ('<div class="code">', "</div>"),
}
"""How what stands apart in a text begins and ends."""

_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")


def flow_markup(pieces: Sequence[Piece], marker: Marker, is_sheet: bool) -> str:
    """The markup of a stretch of a document."""
    flow = _Flow(marker, is_sheet)
    for piece in pieces:
        flow.add(piece)
    flow.close()
    return "".join(flow.parts)


class _Flow:
    """Opens lists, items, tables, rows and cells as their pieces come."""

    def __init__(self, marker: Marker, is_sheet: bool) -> None:
        self._marker = marker
        self._is_sheet = is_sheet
        self.parts: list[str] = []
        self._shape = ""
        self._block: int | None = None
        """The item or row that is open, by the number of its block."""
        self._cells: list[str] = []
        """The elements of the cells of the row that were opened, of which the last is open."""
        self._waiting: list[Piece] = []
        """Signs before the first cell of a row."""

    def add(self, piece: Piece) -> None:
        form = piece.form
        if piece.page is not None and not self._is_sheet:
            self.close()
            self.parts.append(self._marker.page_start(piece.page))
            piece = replace(piece, page=None)
        if piece.figures:
            self.close()
            self.parts.append(self._marker.figures(piece))
            piece = piece if _is_marked(piece) else replace(piece, text=piece.text.lstrip("\n"))
        if form.block is None and form.sign:
            self._between(piece)
            return
        self._go_to(_shape(piece), piece)
        if form.cell == 0 and not self._cells:
            self._waiting.append(piece)
        elif not form.sign or _is_marked(piece):
            self.parts.append(self._marker.piece(piece if form.cell is None else replace(piece, page=None)))

    def close(self) -> None:
        """End what is open."""
        self._end_block()
        self.parts.append(_SHAPES[self._shape][1])
        self._shape = ""

    def _between(self, piece: Piece) -> None:
        """A sign between two blocks. Behind an empty line another table begins."""
        if self._shape == "table" and _EMPTY_LINE.search(piece.text):
            self.close()
        if _is_marked(piece):
            self.parts.append(self._marker.piece(piece))

    def _go_to(self, shape: str, piece: Piece) -> None:
        """Open what a piece stands in."""
        if shape != self._shape:
            self.close()
            self._shape = shape
            self.parts.append(_SHAPES[shape][0])
        if shape in ("list", "table") and piece.form.block != self._block:
            self._end_block()
            self._block = piece.form.block
            self.parts.append(_item(piece) if shape == "list" else self._row(piece))
        if shape == "table" and piece.form.cell:
            self._open_cells(piece.form.kind, piece.form.cell)

    def _row(self, piece: Piece) -> str:
        names = ' class="names"' if piece.form.kind is BlockKind.HEADER else ""
        number = "" if piece.page is None else self._marker.page_start(piece.page)
        return f"<tr{names}>" + (f'<th scope="row">{number}</th>' if self._is_sheet else "")

    def _open_cells(self, kind: BlockKind | None, number: int) -> None:
        """Open cells of a row up to this one; those that are empty have no piece."""
        while len(self._cells) < number:
            is_name = kind is BlockKind.HEADER or (kind is BlockKind.FIELD and not self._cells)
            scope = "col" if kind is BlockKind.HEADER else "row"
            ended = f"</{self._cells[-1]}>" if self._cells else ""
            self._cells.append("th" if is_name else "td")
            self.parts.append(f'{ended}<th scope="{scope}">' if is_name else f"{ended}<td>")
        waiting, self._waiting = self._waiting, []
        self.parts += [self._marker.piece(replace(sign, page=None)) for sign in waiting if _is_marked(sign)]

    def _end_block(self) -> None:
        if self._block is None:
            return
        if self._shape == "list":
            self.parts.append("</li>")
        else:
            self.parts.append(f"</{self._cells[-1]}></tr>" if self._cells else "</tr>")
        self._block = None
        self._cells.clear()
        self._waiting.clear()


def _is_marked(piece: Piece) -> bool:
    return bool(piece.numbers or piece.match)


def _shape(piece: Piece) -> str:
    """What a piece stands in: a table, a list, code, or nothing but the text."""
    if piece.form.cell is not None:
        return "table"
    return {BlockKind.ITEM: "list", BlockKind.CODE: "code"}.get(piece.form.kind or BlockKind.PARAGRAPH, "")


def _item(piece: Piece) -> str:
    """The beginning of an item, with a bullet where its text has one."""
    level = min(max(piece.form.level, 1), DEEPEST)
    return f'<li class="level-{level}{" dot" * piece.form.sign}">'
