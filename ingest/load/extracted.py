"""What a format's reader hands back, and how text is put together so that offsets fit the canonical text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.load.blocks import related
from ingest.load.metadata import SILENT, Metadata
from rag.language.text import canonical
from rag.types import Block, BlockKind, Heading, LeftOut, Omission, Page, Recognition, Span, SureWord


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture in a document: where in the text it stands, the part of the file that holds it, and what it shows.

    `words` are those that the author wrote for people who do not see it, mostly none.
    """

    offset: int
    part: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Extracted:
    """The content of one file. Offsets count in `text`, which is canonical.

    `pictured`: some of the file is a picture of text, whether that was recognised or not.
    """

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
    figures: tuple[Figure, ...] = ()
    recognised: tuple[Recognition, ...] = ()
    pictured: bool = False


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
        self.figures: list[Figure] = []
        self._blocks: list[Block] = []
        self._strong: set[int] = set()
        self._ends: list[int] = []
        self._turned: int | None = None
        self._pages: list[tuple[int, int]] = []

    def turn(self, page: int) -> None:
        """Say that what comes now stands on a page (a slide, a row of a sheet) of this number."""
        self._turned = page

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

    def add_figure(self, part: str, words: str) -> None:
        """Say that a picture stands behind what was appended last."""
        self.figures.append(Figure(self.length, part, words))

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
            words = tuple(SureWord(start + word.start, start + word.end, word.percent) for word in block.words)
            moved = replace(block, start=start + block.start, end=start + block.end, cells=cells, words=words)
            self._blocks.append(moved)

    def extracted(
        self, form: str, metadata: Metadata = SILENT, warnings: Iterable[str] = (), hidden: int = 0
    ) -> Extracted:
        """What a reader of this format hands back; a warning that was given again is told once.

        `hidden` counts the characters that the file does not show.
        """
        return Extracted(
            form,
            self.text,
            self.pages,
            tuple(self.headings),
            self.blocks,
            warnings=tuple(dict.fromkeys(warnings)),
            left_out=(LeftOut(Omission.HIDDEN, (hidden,)),) if hidden else (),
            metadata=metadata,
            figures=tuple(self.figures),
        )

    @property
    def text(self) -> str:
        return "".join(self._parts)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All blocks, with what they are to each other."""
        return related(self.text, self._blocks, self._strong, self._ends)

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages that hold something, each up to where the next one begins."""
        ends = [*(start for _, start in self._pages[1:]), self.length]
        return tuple(Page(number, start, end) for (number, start), end in zip(self._pages, ends, strict=False))

    def _begin(self, gap: int) -> int:
        if self.length:
            self._append("\n" * gap)
        if self._turned is not None:
            self._pages.append((self._turned, self.length))
            self._turned = None
        return self.length

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self.length += len(text)


def _tidy(text: str) -> str:
    if text.isascii() and text.isprintable():
        # Nothing of it can be changed; a sheet has millions of such cells.
        return text.strip()
    return canonical(text.replace("\ufeff", "")).strip()
