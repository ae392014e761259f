"""Lines of pages put together to a text: paragraphs by distance, headings by size and weight."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from rag.types import BlockKind, Heading, Page, Span, SureWord

LARGER = 1.15
"""How many times the size of the body text a heading at least has."""

LONGEST_HEADING = 200
"""Characters; more in large letters is an introduction, no heading."""

_WIDER = 1.4
"""How many times the usual distance of lines parts paragraphs."""

_FULL = 0.75
"""Characters of a full line, as a part of those of the longest one."""

_LETTER = re.compile(r"[^\W\d_]")
ENDED = re.compile(r"[.!?…؟۔:;»”\"')\]]\s*$")
"""A line with which a sentence ends."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page; `size` is its font's; it begins at `left` on the base line `bottom`; all in points.

    `bold` is told of short lines only. `kind` is told of rows of tables, whose `cells` are parts of the text, of lines
    with values of fields, whose labels and values by turns they are, and of notes. `askew` letters are those of a
    watermark; what stands `aside` is no part of the running text. A `bullet` that is no letter is drawn before it.
    `words` are those that were recognised, as parts of the text.
    """

    text: str
    size: float
    left: float
    bottom: float
    bold: bool = False
    kind: BlockKind | None = None
    cells: tuple[Span, ...] = ()
    askew: bool = False
    aside: bool = False
    bullet: bool = False
    words: tuple[SureWord, ...] = ()


class SetLine(NamedTuple):
    """A line of the text: where it begins, whether a paragraph begins with it, and its level as a heading or 0."""

    line: Line
    start: int
    apart: bool
    level: int

    @property
    def end(self) -> int:
        return self.start + len(self.line.text)


class Composed(NamedTuple):
    """The text of the pages, which tile it, with its headings and lines."""

    text: str
    pages: tuple[Page, ...]
    headings: tuple[Heading, ...]
    lines: list[SetLine]


def compose(pages: Sequence[Sequence[Line]]) -> Composed:
    """The text of the pages, a line of the page a line of the text, with a blank line between paragraphs.

    Lines must be canonical and not empty.
    """
    levels = _Levels([line for page in pages for line in page])
    parts: list[str] = []
    length = 0
    spans: list[Page] = []
    headings: list[Heading] = []
    lines: list[SetLine] = []
    previous: Line | None = None
    longest = 0
    for number, page in enumerate(pages, 1):
        start = length
        usual = _usual_distance(page)
        for index, line in enumerate(page):
            apart = _apart(previous, line, usual, longest if index == 0 else None)
            if previous is not None:
                separator = "\n\n" if apart else "\n"
                parts.append(separator)
                length += len(separator)
                start = length if index == 0 else start
            level = levels.of(line, apart or previous is None)
            if level:
                _add_heading(headings, Heading(level, length, length + len(line.text)), apart)
            lines.append(SetLine(line, length, apart or previous is None, level))
            parts.append(line.text)
            length += len(line.text)
            previous = line
        longest = max((len(line.text) for line in page), default=longest)
        spans.append(Page(number, start, length))
    return Composed("".join(parts), _tiled(spans, length), tuple(headings), lines)


def _tiled(spans: Sequence[Page], length: int) -> tuple[Page, ...]:
    """Pages widened over the line breaks between them."""
    starts = [page.start for page in spans] + [length]
    if spans:
        starts[0] = 0
    return tuple(Page(page.number, starts[index], starts[index + 1]) for index, page in enumerate(spans))


def _add_heading(headings: list[Heading], heading: Heading, apart: bool) -> None:
    """Append a heading, or lengthen the one before by its second line."""
    last = headings[-1] if headings else None
    if last is not None and not apart and last.level == heading.level and last.end + 1 == heading.start:
        headings[-1] = Heading(last.level, last.start, heading.end)
    else:
        headings.append(heading)


def _usual_distance(page: Sequence[Line]) -> float:
    """The distance of a line to the one below it inside of paragraphs, in points."""
    alike = [(one, other) for one, other in pairwise(page) if abs(one.size - other.size) < 0.1 * one.size]
    distances = [(one.bottom - other.bottom, one.size) for one, other in alike]
    near = [distance for distance, size in distances if 0.7 * size < distance < 3 * size]
    # Not the median: pages of short paragraphs have more gaps between paragraphs than lines inside of them.
    return sorted(near)[(len(near) - 1) // 5] if near else 0.0


def _apart(previous: Line | None, line: Line, usual: float, longest: int | None) -> bool:
    """Whether a new paragraph begins with the line; `longest` is told of the first line of a page.

    It is how many characters the longest line of the page before has.
    """
    if previous is None:
        return False
    if previous.aside or line.aside:
        return not (previous.aside and line.aside)
    if longest is not None:
        return not _goes_on(previous, line, longest)
    if max(previous.size, line.size) > 1.12 * min(previous.size, line.size):
        return True
    distance = previous.bottom - line.bottom
    if distance < 0:
        return bool(ENDED.search(previous.text)) and not line.text[0].islower()
    return distance > _WIDER * usual


def _goes_on(previous: Line, line: Line, longest: int) -> bool:
    """Whether a sentence goes on over the end of a page: it is not at its end, and its line is full."""
    if ENDED.search(previous.text):
        return False
    alike = previous.bold == line.bold and abs(previous.size - line.size) < 0.1 * line.size
    full = len(previous.text) >= _FULL * longest and line.text[0].isalpha()
    return line.text[0].islower() or (alike and full and previous.kind is line.kind is None)


class _Levels:
    """Heading levels by size: the largest letters are level 1; bold lines of body size come last."""

    def __init__(self, lines: Sequence[Line]) -> None:
        weights: Counter[float] = Counter()
        for line in (line for line in lines if line.size and not line.askew and not line.aside):
            weights[_rounded(line.size)] += len(line.text)
        self.body = weights.most_common(1)[0][0] if weights else 0.0
        self.bold_body = 2 * sum(len(line.text) for line in lines if line.bold) > sum(weights.values())
        larger = sorted(
            {_rounded(line.size) for line in lines if self._is_larger(line) and not line.askew and not line.aside},
            reverse=True,
        )
        self.levels = {size: min(level, 5) for level, size in enumerate(larger, 1)}

    def of(self, line: Line, opens: bool) -> int:
        """The level of the line as a heading, or 0; `opens` tells whether it begins a paragraph."""
        if line.kind is not None or line.askew or line.aside or not _LETTER.search(line.text):
            return 0
        if self._is_larger(line):
            return self.levels[_rounded(line.size)]
        if line.bold and opens and not self.bold_body and not ENDED.search(line.text):
            return min(6, len(self.levels) + 1)
        return 0

    def _is_larger(self, line: Line) -> bool:
        return _rounded(line.size) >= LARGER * self.body and len(line.text) <= LONGEST_HEADING


def _rounded(size: float) -> float:
    return round(2 * size) / 2
