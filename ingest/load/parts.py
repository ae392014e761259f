"""Parts of laws and statutes that no format tells: a line that is no more than « Article 5 » stands above a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.load.extracted import Extracted
from rag.language.parts.articles import only_calls
from rag.types import Block, BlockKind, Heading, Span


def with_parts(extracted: Extracted) -> Extracted:
    """The same with such lines as headings, a level below the heading that they follow.

    Where the next line or paragraph is one too, it is a table of contents and nothing changes.
    """
    blocks: list[Block] = []
    headings = list(extracted.headings)
    numbers: list[int] = []
    levels = {heading.start: heading.level for heading in headings}
    level = 1
    for at, block in enumerate(extracted.blocks):
        level = levels.get(block.start, level)
        line = _line(extracted.text, block)
        if block.kind is BlockKind.PARAGRAPH and _opens_a_part(extracted, at, line):
            headings.append(Heading(level + 1, line.start, line.end))
            blocks.append(Block(BlockKind.HEADING, line.start, line.end, level + 1))
            rest = extracted.text[line.end : block.end]
            block = replace(block, start=block.end - len(rest.lstrip())) if rest.strip() else blocks.pop()
        numbers.append(len(blocks))
        blocks.append(block)
    if len(headings) == len(extracted.headings):
        return extracted
    told = [block if block.above is None else replace(block, above=numbers[block.above]) for block in blocks]
    return replace(extracted, headings=tuple(sorted(headings, key=lambda each: each.start)), blocks=tuple(told))


def _line(text: str, block: Block) -> Span:
    """The first line of a block."""
    words = text[block.start : block.end].partition("\n")[0]
    return Span(block.start, block.start + len(words.rstrip()))


def _opens_a_part(extracted: Extracted, at: int, line: Span) -> bool:
    text, block = extracted.text, extracted.blocks[at]
    if not only_calls(text[line.start : line.end]):
        return False
    below = text[line.end : block.end].strip().partition("\n")[0] or _first_line(
        text, extracted.blocks[at + 1 : at + 2]
    )
    return bool(below) and not only_calls(below)


def _first_line(text: str, blocks: Sequence[Block]) -> str:
    """The first line of the first of some blocks, empty where there is none."""
    return "".join(text[line.start : line.end] for line in (_line(text, block) for block in blocks))
