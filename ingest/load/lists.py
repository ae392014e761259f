"""Lists that no format tells: paragraphs that begin with marks, and short ones behind a colon."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from rag.language.items import mark_of
from rag.types import Block, BlockKind

LONGEST_ITEM = 160
"""Characters up to which a paragraph without a mark is an item of the list that a colon announces."""
FEWEST = 2
"""Paragraphs from which on they are a list."""

_COLON = re.compile(r"[:：][ \t\u00a0*_]*$")
_STOP = re.compile(r"[.!?…؟][ \t\n]+\S")
_GOES_ON = re.compile(r"[;,؛،][ \t\u00a0*_]*$")
_SAID_AT = re.compile(r"\[\d\d:\d\d:\d\d\] ")


def with_items(text: str, blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with the paragraphs of such lists as items; one that begins with another mark stands below."""
    found: list[Block] = []
    marked = [(block, _mark(text, block)) for block in blocks]
    for is_marked, group in groupby(marked, key=lambda pair: pair[1] is not None):
        run = list(group)
        if is_marked and len(run) >= FEWEST:
            found += _leveled(run)
        else:
            found += [block for block, _ in run]
    return list(_announced(text, found))


def _mark(text: str, block: Block) -> str | None:
    """The kind of mark that a paragraph begins with; `None` for other blocks."""
    if block.kind is not BlockKind.PARAGRAPH:
        return None
    mark = mark_of(text, block.start, block.end)
    return mark.kind if mark is not None and mark.end < block.end else None


def _leveled(run: Sequence[tuple[Block, str | None]]) -> Iterator[Block]:
    kinds: list[str | None] = []
    for block, kind in run:
        if kind in kinds:
            del kinds[kinds.index(kind) + 1 :]
        else:
            kinds.append(kind)
        yield replace(block, kind=BlockKind.ITEM, level=len(kinds))


def _announced(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    """The short paragraphs behind one that ends with a colon, as items."""
    at = 0
    while at < len(blocks):
        yield blocks[at]
        announcing = blocks[at].kind is BlockKind.PARAGRAPH and _COLON.search(text, blocks[at].start, blocks[at].end)
        at += 1
        if announcing:
            last = at
            while last < len(blocks) and _is_short(text, blocks[last]) and not _ended(text, blocks[at:last]):
                last += 1
            if last - at >= FEWEST:
                yield from (replace(block, kind=BlockKind.ITEM, level=1) for block in blocks[at:last])
                at = last


def _ended(text: str, items: Sequence[Block]) -> bool:
    """Whether the last of these items closes their list: those before it end with a semicolon or comma, it does not."""
    goes_on = [_GOES_ON.search(text, item.start, item.end) is not None for item in items[-2:]]
    return goes_on == [True, False]


def _is_short(text: str, block: Block) -> bool:
    """Whether a paragraph may be an item: one line or little more, without a second sentence, and none of subtitles."""
    if block.kind is not BlockKind.PARAGRAPH or block.end - block.start > LONGEST_ITEM:
        return False
    words = text[block.start : block.end]
    return not _COLON.search(words) and not _STOP.search(words) and not _SAID_AT.match(words)
