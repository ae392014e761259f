"""Which blocks of a document a passage has, and which blocks before it one must know to read them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from rag.types import Block, BlockKind, Document, Numbered

LONGEST_ABOVE = 2_000
"""Characters of a block that is kept with passages after it: it is stored with each of them."""

MOST_ABOVE = 4 * LONGEST_ABOVE
"""Characters of all blocks that are kept with a passage, the nearest first: lists may be nested hundreds deep."""

LONGEST_MARK = 16
"""Characters before the words of a block on their line that may be its mark: `- `, `  12. `, `| `."""


class BlockFinder:
    """The blocks of a document by place."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._text = document.text
        self._blocks = document.blocks
        self._starts = [block.start for block in document.blocks]
        self._ends = [block.end for block in document.blocks]
        self.edges = sorted({edge for block in document.blocks if (edge := self._edge(block.start))})
        """Where the lines of blocks begin, marks such as `- ` included: places at which a passage may end."""
        formed = [block.kind is not BlockKind.PARAGRAPH for block in document.blocks]
        pairs = zip(document.blocks, formed, [False, *formed], strict=False)
        self.breaks = sorted({self._edge(block.start) for block, own, before in pairs if own or before})
        """Those of them at which a sentence ends: an item, a row or a field is no part of a paragraph beside it."""

    def _edge(self, start: int) -> int:
        """The first character of the line on which a block begins, `start` where its mark is longer than marks are."""
        line = self._text.rfind("\n", max(0, start - LONGEST_MARK), start) + 1
        before = self._text[line:start] if line or start < LONGEST_MARK else ""
        return start - len(before.lstrip())

    def within(self, start: int, end: int) -> tuple[int, tuple[Block, ...]]:
        """The blocks that a range touches, and the number of the first of them."""
        first = bisect_right(self._ends, start)
        return first, self._blocks[first : bisect_left(self._starts, end)]

    def above(self, first: int, within: Sequence[Block]) -> tuple[Numbered, ...]:
        """The blocks before number `first` that `within` refer to, and those that these refer to, in order."""
        seen: set[int] = set()
        waiting = [block.above for block in within]
        while waiting:
            number = waiting.pop()
            if number is not None and number not in seen:
                seen.add(number)
                waiting.append(self._blocks[number].above)
        kept: list[Numbered] = []
        room = MOST_ABOVE
        for number in sorted(seen, reverse=True):
            block = self._blocks[number]
            length = block.end - block.start
            if number < first and length <= min(LONGEST_ABOVE, room):
                kept.append(self._document.numbered(number))
                room -= length
        return tuple(reversed(kept))
