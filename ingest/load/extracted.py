"""What a format's reader hands back, and how text is put together so that offsets fit the canonical text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ingest.load.blocks import related
from ingest.load.metadata import SILENT, Metadata
from rag.language.text import canonical
from rag.types import Block, BlockKind, Heading, LeftOut, Page, Span


@dataclass(frozen=True, slots=True)
class Extracted:
    """The content of one file. Offsets of `pages`, `headings` and `blocks` count in `text`, which is canonical."""

    format: str
    text: str
    pages: tuple[Page, ...] = ()
    headings: tuple[Heading, ...] = ()
    blocks: tuple[Block, ...] = ()
    encoding: str | None = None
    encoding_guessed: bool = False
    warnings: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    metadata: Metadata = SILENT


Inner = Callable[[bytes, str], Extracted]
"""Reads the bytes of a document that stands inside of another one; its name tells what it is. Raises `FileRefused`."""


class Composer:
    """A canonical text that is put together from blocks, with the places of its headings and blocks.

    Every block is made canonical before it is added and blocks are joined by line feeds only, which neither compose
    nor break a composition; so the joined text is canonical and offsets stay true.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.length = 0
        self.headings: list[Heading] = []
        self._blocks: list[Block] = []
        self._strong: set[int] = set()
        self._ends: list[int] = []

    def add(self, text: str, gap: int = 2, level: int = 0, kind: BlockKind | None = None, strong: bool = False) -> None:
        """Append a block, `gap` line feeds after the one before it.

        `kind` is a heading where a level is given, else a paragraph, unless it is told; `level` is that of a heading,
        also one that asks, or the depth of an item. `strong`: its first line is bold to its end. A block without
        anything to read is left out.
        """
        text = _tidy(text)
        if not text:
            return
        start = self._begin(gap)
        kind = kind or (BlockKind.HEADING if level else BlockKind.PARAGRAPH)
        if level and kind in (BlockKind.HEADING, BlockKind.QUESTION):
            self.headings.append(Heading(level, start, start + len(text)))
        if strong:
            self._strong.add(start)
        self._append(text)
        self._blocks.append(Block(kind, start, self.length, level))

    def add_field(self, key: str, value: str, gap: int = 1) -> None:
        """Append a line `key: value`; a field without a value is left out."""
        key, value = _tidy(key), _tidy(value)
        if not value:
            return
        start = self._begin(gap)
        self._append(f"{key}: {value}")
        cells = (Span(start, start + len(key)), Span(self.length - len(value), self.length))
        self._blocks.append(Block(BlockKind.FIELD, start, self.length, cells=cells))

    def add_row(self, cells: Sequence[str], gap: int = 1, header: bool = False, field: bool = False) -> None:
        """Append a row of a table, its cells between bars; a row without anything to read is left out.

        `header`: it says what the columns are; `field`: it has two cells, and the first says what the second is.
        """
        words = [_tidy(cell) for cell in cells]
        if not any(words):
            return
        start = self._begin(gap)
        spans: list[Span] = []
        self._append("|")
        for cell in words:
            self._append(" ")
            spans.append(Span(self.length, self.length + len(cell)))
            self._append(f"{cell} |")
        kind = BlockKind.HEADER if header else BlockKind.FIELD if field else BlockKind.ROW
        self._blocks.append(Block(kind, start, self.length, cells=tuple(spans)))

    def end_answer(self) -> None:
        """Say that what comes now answers no question that was asked before."""
        self._ends.append(self.length)

    def include(self, other: Extracted) -> None:
        """Append the text of another document, with its headings and blocks; its pages and warnings are left out."""
        if not other.text.strip():
            return
        start = self._begin(2)
        self._append(other.text)
        self.headings += [Heading(one.level, start + one.start, start + one.end) for one in other.headings]
        for block in other.blocks:
            cells = tuple(Span(start + cell.start, start + cell.end) for cell in block.cells)
            self._blocks.append(replace(block, start=start + block.start, end=start + block.end, cells=cells))

    @property
    def text(self) -> str:
        return "".join(self._parts)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All blocks, with what they are to each other."""
        return related(self.text, self._blocks, self._strong, self._ends)

    def _begin(self, gap: int) -> int:
        if self.length:
            self._append("\n" * gap)
        return self.length

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self.length += len(text)


def _tidy(text: str) -> str:
    return canonical(text.replace("\ufeff", "")).strip()
