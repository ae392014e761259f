"""As what the stretches of a document are shown: items, cells, code, words that are bold, and signs that say so.

What a document's blocks are was told when it was read; of Markdown, the marks inside of lines are found here. A sign is
not shown, but it stays in the text, so that what is marked is the quote to the letter.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.types import Block, BlockKind, Document, Span
from ui.page.markdown import is_markdown, runs


@dataclass(frozen=True, slots=True)
class Form:
    """As what a stretch is shown: `block` is the number of its block, whose `kind` and `level` these are.

    In a row, `cell` is the number of the cell from 1, 0 for a sign between cells. `tags` are the elements around words,
    outermost first. A `sign` is not shown: it only says what something is.
    """

    kind: BlockKind | None = None
    block: int | None = None
    level: int = 0
    cell: int | None = None
    tags: tuple[str, ...] = ()
    sign: bool = False


PLAIN = Form()

_APART = frozenset({BlockKind.ITEM, BlockKind.CODE})
"""Blocks that are shown as elements of their own, as rows are; the line ends around them are signs then."""

_BULLET = re.compile(r"[-–—*+•▪◦‣●○■□➢✓►][ \t\u00a0]+")
_MARKDOWN_SIGNS = re.compile(
    r"^[ \t>]*(?:`{3,}|~{3,})[^\n]*$"  # a fence of code
    r"|^[ \t>]*#{1,6}[ \t]+\Z|\A[ \t]+#+[ \t]*$"  # a heading's, before and behind it
    r"|\A\n[ \t]*(?:=+|-+)[ \t]*$"  # the line under a heading
    r"|^[ \t>]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*(?::?-+:?)?[ \t]*$",  # the line under the header of a table
    re.M,
)


def forms_in(document: Document, window: Span) -> list[tuple[Span, Form]]:
    """What in a window is more than running text, in order; the spans do not overlap, and lie inside the window."""
    found: list[tuple[Span, Form]] = []
    first = bisect_left(document.blocks, window.start, key=lambda block: block.end)
    before: Block | None = document.blocks[first - 1] if first else None
    at = before.end if before else 0
    for number in range(first, len(document.blocks)):
        block = document.blocks[number]
        found += _between(document, before, Span(at, block.start), block)
        if block.start >= window.end:
            break
        found += _of_block(document, number, block)
        before, at = block, block.end
    else:
        found += _between(document, before, Span(at, len(document.text)), None)
    clipped = ((Span(max(span.start, window.start), min(span.end, window.end)), form) for span, form in found)
    return [(span, form) for span, form in clipped if span.end > span.start]


def is_row(document: Document, block: Block) -> bool:
    """Whether a block is a row whose cells are known; a field is one where it is written with bars."""
    if block.kind is BlockKind.FIELD:
        return bool(block.cells) and document.text.startswith("|", block.start)
    return block.kind in (BlockKind.ROW, BlockKind.HEADER) and bool(block.cells)


def _of_block(document: Document, number: int, block: Block) -> Iterator[tuple[Span, Form]]:
    form = Form(block.kind, number, block.level)
    if is_row(document, block):
        at = block.start
        for cell, span in enumerate(block.cells, 1):
            if span.start > at:
                yield Span(at, span.start), replace(form, cell=0, sign=True)
            yield from _words(document, span, replace(form, cell=cell))
            at = span.end
        yield Span(at, block.end), replace(form, cell=0, sign=True)
    elif block.kind is BlockKind.CODE:
        yield Span(block.start, block.end), replace(form, tags=("code",))
    elif block.kind is BlockKind.ITEM:
        bullet = _BULLET.match(document.text, block.start, block.end)
        start = bullet.end() if bullet else block.start
        if bullet:
            yield Span(block.start, start), replace(form, sign=True)
        yield from _words(document, Span(start, block.end), form)
    elif block.kind is not BlockKind.FRONT_MATTER:
        yield from _words(document, Span(block.start, block.end), form)


def _words(document: Document, span: Span, form: Form) -> Iterator[tuple[Span, Form]]:
    """The words of a block or cell, with what Markdown marks in them."""
    if not is_markdown(document.file):
        yield span, form
        return
    for run in runs(document.text[span.start : span.end], offset=span.start):
        yield run.span, replace(form, tags=run.tags, sign=run.sign)


def _between(document: Document, before: Block | None, gap: Span, after: Block | None) -> Iterator[tuple[Span, Form]]:
    """What between two blocks is not shown: marks of Markdown, and line ends where an element ends or begins."""
    text = document.text[gap.start : gap.end]
    signs: list[tuple[int, int]] = []
    if is_markdown(document.file):
        signs = [found.span() for found in _MARKDOWN_SIGNS.finditer(text) if found[0]]
    if before is not None and _is_apart(document, before):
        signs = _joined(text, signs, forward=True)
    if after is not None and _is_apart(document, after):
        signs = _joined(text, signs, forward=False)
    for start, end in signs:
        yield Span(gap.start + start, gap.start + end), Form(sign=True)


def _is_apart(document: Document, block: Block) -> bool:
    return block.kind in _APART or is_row(document, block)


def _joined(text: str, signs: Sequence[tuple[int, int]], forward: bool) -> list[tuple[int, int]]:
    """The signs of a text with the white space and the signs at one of its ends as one more sign."""
    if not forward:
        turned = [(len(text) - end, len(text) - start) for start, end in reversed(signs)]
        joined = _joined(text[::-1], turned, forward=True)
        return [(len(text) - end, len(text) - start) for start, end in reversed(joined)]
    edge, rest = 0, list(signs)
    while True:
        space = len(text) - len(text[edge:].lstrip())
        reached = rest.pop(0)[1] if rest and rest[0][0] <= space else space
        if reached <= edge:
            return [(0, edge), *rest] if edge else rest
        edge = reached
