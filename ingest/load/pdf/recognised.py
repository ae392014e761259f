"""Recognised words as lines of a page, and where each of their characters stands on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from ingest.load.pdf.letters.leftward import LEFTWARD
from ingest.load.pdf.lines import Line, SetLine
from ingest.load.pdf.runs import Box
from ingest.load.recognition.words import RecognisedPage, Word, WordLine
from rag.types import Block, SureWord

NOWHERE = Box(0.0, 0.0, 0.0, 0.0)
"""The box of a character that has no place: a space."""

_WORD = re.compile(r"\S+")


def lines_from(page: RecognisedPage) -> list[Line]:
    """The lines of a recognised page in reading order."""
    return [_line(line, page) for line in page.lines]


def _line(line: WordLine, page: RecognisedPage) -> Line:
    starts = accumulate((len(word.text) + 1 for word in line.words), initial=0)
    words = tuple(
        SureWord(start, start + len(word.text), word.percent) for start, word in zip(starts, line.words, strict=False)
    )
    corners = [
        _turned(x, y, page.turn)
        for word in line.words
        for x in (word.left, word.right)
        for y in (word.top, word.bottom)
    ]
    width, height = (page.height, page.width) if page.turn % 180 else (page.width, page.height)
    left, bottom = width * min(x for x, _ in corners), height * (1 - max(y for _, y in corners))
    return Line(line.text, line.size, left, bottom, words=words)


def _turned(x: float, y: float, turn: int) -> tuple[float, float]:
    """A place on a page after the page was turned clockwise."""
    return {0: (x, y), 90: (1 - y, x), 180: (1 - x, 1 - y), 270: (y, 1 - x)}[turn]


def joined(lines: Sequence[Line], found: Sequence[Line]) -> list[Line]:
    """The lines of a page that is half a scan: what was recognised stands before the first line below its middle."""
    if not found:
        return list(lines)
    middle = (min(line.bottom for line in found) + max(line.bottom for line in found)) / 2
    at = next((index for index, line in enumerate(lines) if line.bottom < middle), len(lines))
    return [*lines[:at], *found, *lines[at:]]


def judged(lines: Sequence[Line], percent: int) -> list[Line]:
    """The lines of a layer that another program recognised, each word as sure as the layer looks."""
    return [
        replace(line, words=tuple(SureWord(*found.span(), percent) for found in _WORD.finditer(line.text)))
        for line in lines
    ]


def with_words(blocks: Sequence[Block], lines: Sequence[SetLine]) -> tuple[Block, ...]:
    """The blocks with the recognised words that stand in each."""
    words = [
        SureWord(line.start + word.start, line.start + word.end, word.percent)
        for line in lines
        for word in line.line.words
    ]
    if not words:
        return tuple(blocks)
    found: list[Block] = []
    at = 0
    for block in blocks:
        while at < len(words) and words[at].end <= block.start:
            at += 1
        end = at
        while end < len(words) and words[end].start < block.end:
            end += 1
        found.append(replace(block, words=tuple(words[at:end])) if end > at else block)
    return tuple(found)


def edges(page: RecognisedPage) -> Iterator[Box]:
    """The boxes of the characters of all lines as `Box(left, top, right, bottom)` of the shown page."""
    for line in page.lines:
        for number, word in enumerate(line.words):
            if number:
                yield NOWHERE
            yield from _characters(word)


def _characters(word: Word) -> Iterator[Box]:
    """The box of a word in equal parts, from the side on which it begins."""
    count = len(word.text)
    width = (word.right - word.left) / count
    leftward = LEFTWARD.search(word.text) is not None
    for index in range(count):
        left = word.left + width * (count - 1 - index if leftward else index)
        yield Box(left, word.top, left + width, word.bottom)
