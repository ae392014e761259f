"""Lines of a PDF as blocks: paragraphs, items of lists, rows of tables, fields and notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from ingest.load.blocks import has_header, related
from ingest.load.pdf.lines import SetLine
from rag.language.items import BULLETS
from rag.types import Block, BlockKind, Span

_ITEM = re.compile(rf"(?:[{BULLETS}]|\(?[\d٠-٩]{{1,3}}[.)]|\(?[a-zA-Z][.)]|\(?[ivxIVX]{{2,5}}[.)])\s+\S")
"""The beginning of an item: a bullet, or a number or letter with a sign behind it."""

_INDENTED = 8.0
"""Points by which an item of a deeper level stands further in."""


def blocks(text: str, lines: Sequence[SetLine]) -> tuple[Block, ...]:
    """The blocks of the text, with what they are to each other."""
    strong = {line.start for line in lines if line.line.bold}
    return related(text, list(_blocks(text, lines)), strong)


def _blocks(text: str, lines: Sequence[SetLine]) -> Iterator[Block]:
    for kind, group in groupby(lines, lambda line: line.line.kind):
        if kind is BlockKind.ROW:
            yield from _rows(text, list(group))
        elif kind is BlockKind.FIELD:
            for line in group:
                yield from _fields(line)
        elif kind is BlockKind.NOTE:
            notes = list(group)
            yield Block(BlockKind.NOTE, notes[0].start, notes[-1].end)
        else:
            yield from _running_text(list(group))


def _rows(text: str, rows: Sequence[SetLine]) -> Iterator[Block]:
    """The rows of a table, the first as header where it says what the columns are."""
    cells = [tuple(Span(row.start + cell.start, row.start + cell.end) for cell in row.line.cells) for row in rows]
    words = [[text[cell.start : cell.end] for cell in row] for row in cells]
    bold = rows[0].line.bold and len(rows) > 1 and not rows[1].line.bold
    for number, (row, spans) in enumerate(zip(rows, cells, strict=True)):
        header = number == 0 and (bold or has_header(words))
        yield Block(BlockKind.HEADER if header else BlockKind.ROW, row.start, row.end, cells=spans)


def _fields(line: SetLine) -> Iterator[Block]:
    """A field for each label with its value."""
    for key, value in zip(line.line.cells[::2], line.line.cells[1::2], strict=True):
        label = line.line.text[key.start : key.end].rstrip(" :\u00a0\u202f")
        spans = (
            Span(line.start + key.start, line.start + key.start + len(label)),
            Span(line.start + value.start, line.start + value.end),
        )
        yield Block(BlockKind.FIELD, spans[0].start, spans[1].end, cells=spans)


def _running_text(lines: Sequence[SetLine]) -> Iterator[Block]:
    """Headings, paragraphs and items; a line that begins none of them goes on with the one before."""
    current: Block | None = None
    lefts: list[float] = []
    for line in lines:
        item = not line.level and (line.line.bullet or _ITEM.match(line.line.text) is not None)
        heading = bool(line.level)
        goes_on = current is not None and not line.apart and not item and heading == (current.kind is BlockKind.HEADING)
        if current is not None and goes_on:
            current = replace(current, end=line.end)
            continue
        if current is not None:
            yield current
        if item:
            while lefts and lefts[-1] >= line.line.left - _INDENTED:
                lefts.pop()
            lefts.append(line.line.left)
            current = Block(BlockKind.ITEM, line.start, line.end, len(lefts))
            continue
        if line.apart:
            lefts.clear()
        kind = BlockKind.HEADING if heading else BlockKind.PARAGRAPH
        current = Block(kind, line.start, line.end, line.level)
    if current is not None:
        yield current
