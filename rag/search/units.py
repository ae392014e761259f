"""What of a passage may be cited as an answer: a sentence, an item, a list with what announces it, a row, a field.

A heading, the question of an FAQ and the row that names the columns of a table say what is spoken of and answer
nothing: they are no unit, and their words count for what stands below them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rag.types import Block, BlockKind, Numbered, Passage, Span

FEWEST_ITEMS = 2
"""Items from which on what announces them is a list."""
_SILENT = frozenset({BlockKind.HEADING, BlockKind.QUESTION, BlockKind.HEADER})
"""Blocks that are context and never an answer."""
_WHOLE = frozenset({BlockKind.ROW, BlockKind.FIELD})
"""Blocks that are cited as a whole: a value means nothing without its key."""


class Form(StrEnum):
    """How a unit is written."""

    PROSE = "prose"
    ITEM = "item"
    LIST = "list"
    ROW = "row"
    FIELD = "field"


@dataclass(frozen=True, slots=True)
class Unit:
    """What may be cited of a passage, in document offsets.

    `first` and `last` are the sentences of the passage that it begins and ends with; `block` is the number of its block
    in the document, of a list that of what announces it; `above` are the blocks without which it cannot be read, the
    nearest first.
    """

    form: Form
    span: Span
    first: int
    last: int
    block: int | None = None
    above: tuple[Numbered, ...] = ()

    @property
    def sentences(self) -> slice:
        """Which sentences of the passage it holds."""
        return slice(self.first, self.last + 1)

    def contains(self, item: Unit) -> bool:
        """Whether an item of the same passage is one of this list."""
        return any(above.number == self.block for above in item.above)

    def text(self, passage: Passage) -> str:
        """Its words; `passage` is the one that it is of."""
        return passage.text[self.span.start - passage.start : self.span.end - passage.start]


def units(passage: Passage) -> tuple[Unit, ...]:
    """The units of a passage, in order; a list stands where what announces it does, before its items."""
    return tuple(_Finder(passage).units())


class _Finder:
    def __init__(self, passage: Passage) -> None:
        self._passage = passage
        self._blocks = passage.blocks
        self._first = passage.first_block
        self._above = {numbered.number: numbered for numbered in passage.above}
        self._places = list(self._block_of_each_sentence())

    def units(self) -> Iterator[Unit]:
        spans = self._passage.sentences
        lists = self._lists()
        done = -1
        for at, number in enumerate(self._places):
            for announcing in lists.get(at, ()):
                yield self._list(announcing)
            block = self._block(number)
            if at <= done or (block is not None and block.kind in _SILENT) or not self._says_something(spans[at]):
                continue
            if block is not None and block.kind in _WHOLE:
                done = self._last_of(at)
                form = Form.ROW if block.kind is BlockKind.ROW else Form.FIELD
                span = Span(spans[at].start, spans[done].end)
                yield Unit(form, span, at, done, number, self.chain(block))
            else:
                form = Form.ITEM if block is not None and block.kind is BlockKind.ITEM else Form.PROSE
                yield Unit(form, spans[at], at, at, number, self.chain(block) if block is not None else ())

    def chain(self, block: Block) -> tuple[Numbered, ...]:
        """The blocks above one, the nearest first, as far as the passage knows them."""
        found: list[Numbered] = []
        while block.above is not None and (known := self._known(block.above)) is not None:
            found.append(known)
            block = known.block
        return tuple(found)

    def _list(self, announced: tuple[int, tuple[int, ...]]) -> Unit:
        """What announces a list, with its items in this passage; a heading is no part of what is cited."""
        number, inside = announced
        first = inside[0]
        above: tuple[Numbered, ...] = ()
        known = self._known(number)
        if known is not None:
            above = self.chain(known.block)
            own = [at for at, place in enumerate(self._places) if place == number]
            if own and known.block.kind not in _SILENT:
                first = own[-1]
            else:
                above = (known, *above)
        spans = self._passage.sentences
        return Unit(Form.LIST, Span(spans[first].start, spans[inside[-1]].end), first, inside[-1], number, above)

    def _lists(self) -> dict[int, list[tuple[int, tuple[int, ...]]]]:
        """By the sentence before which a list is told: the number of what announces it and the sentences of its items.

        Items of items are among them.
        """
        below: dict[int, list[int]] = {}
        for at, number in enumerate(self._places):
            block = self._block(number)
            for above in self._parents(block) if block is not None else ():
                below.setdefault(above, []).append(at)
        told: dict[int, list[tuple[int, tuple[int, ...]]]] = {}
        for number, inside in below.items():
            if len({self._places[at] for at in inside}) >= FEWEST_ITEMS:
                own = self._places.index(number) if number in self._places else inside[0]
                told.setdefault(own, []).append((number, tuple(inside)))
        return told

    def _parents(self, block: Block) -> Iterator[int]:
        """The numbers of the blocks that an item stands below, as far as the passage knows them."""
        while block.kind is BlockKind.ITEM and block.above is not None:
            parent = self._known(block.above)
            if parent is None:
                return
            yield block.above
            block = parent.block

    def _known(self, number: int) -> Numbered | None:
        """A block of the passage, or one of those above it."""
        inside = self._block(number)
        return self._above.get(number) if inside is None else Numbered(number, inside, self._text(inside))

    def _block(self, number: int | None) -> Block | None:
        index = -1 if number is None else number - self._first
        return self._blocks[index] if 0 <= index < len(self._blocks) else None

    def _block_of_each_sentence(self) -> Iterator[int | None]:
        """The number of the block that holds each sentence: the first that it touches, as marks stand before words."""
        at = 0
        for span in self._passage.sentences:
            while at < len(self._blocks) and self._blocks[at].end <= span.start:
                at += 1
            touched = at < len(self._blocks) and self._blocks[at].start < span.end
            yield self._first + at if touched else None

    def _says_something(self, span: Span) -> bool:
        """Whether a sentence has a letter or a digit: the line below the header of a table has none."""
        start = self._passage.start
        return any(map(str.isalnum, self._passage.text[span.start - start : span.end - start]))

    def _last_of(self, at: int) -> int:
        """The last sentence of the block that sentence `at` begins."""
        last = at
        while last + 1 < len(self._places) and self._places[last + 1] == self._places[at]:
            last += 1
        return last

    def _text(self, block: Block) -> str:
        start = self._passage.start
        return self._passage.text[max(0, block.start - start) : max(0, block.end - start)]
