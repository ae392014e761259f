"""Lines of pages put together to a text: paragraphs by distance, headings by size and weight."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.types import BlockKind, Heading, Page, Span

LARGER = 1.15
"""How many times the size of the body text a heading at least has."""

LONGEST_HEADING = 200
"""Characters; more in large letters is an introduction, no heading."""

_WIDER = 1.4
"""How many times the usual distance of lines parts paragraphs."""

_LETTER = re.compile(r"[^\W\d_]")
_ENDED = re.compile(r"[.!?…؟۔:;»”\"')\]]\s*$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page; `size` is its font's; it begins at `left` on the base line `bottom`; all in points.

    `bold` is told of short lines only. `kind` is told of rows of tables, whose `cells` are parts of the text, of lines
    with values of fields, whose labels and values by turns they are, and of notes.
    """

    text: str
    size: float
    left: float
    bottom: float
    bold: bool = False
    kind: BlockKind | None = None
    cells: tuple[Span, ...] = ()


def compose(pages: Sequence[Sequence[Line]]) -> tuple[str, tuple[Page, ...], tuple[Heading, ...]]:
    """The text of the pages, a line of the page a line of the text, with a blank line between paragraphs.

    The pages tile the text. Lines must be canonical and not empty.
    """
    levels = _Levels([line for page in pages for line in page])
    parts: list[str] = []
    length = 0
    spans: list[Page] = []
    headings: list[Heading] = []
    previous: Line | None = None
    for number, page in enumerate(pages, 1):
        start = length
        usual = _usual_distance(page)
        for index, line in enumerate(page):
            apart = _apart(previous, line, usual, index == 0)
            if previous is not None:
                separator = "\n\n" if apart else "\n"
                parts.append(separator)
                length += len(separator)
                start = length if index == 0 else start
            level = levels.of(line, apart or previous is None)
            if level:
                _add_heading(headings, Heading(level, length, length + len(line.text)), apart)
            parts.append(line.text)
            length += len(line.text)
            previous = line
        spans.append(Page(number, start, length))
    return "".join(parts), _tiled(spans, length), tuple(headings)


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
    distances = [one.bottom - other.bottom for one, other in pairwise(page)]
    near = [
        distance for one, distance in zip(page, distances, strict=False) if 0.7 * one.size < distance < 3 * one.size
    ]
    # Not the median: pages of short paragraphs have more gaps between paragraphs than lines inside of them.
    return sorted(near)[(len(near) - 1) // 5] if near else 0.0


def _apart(previous: Line | None, line: Line, usual: float, first: bool) -> bool:
    """Whether a new paragraph begins with the line."""
    if previous is None:
        return False
    if first:
        # A sentence may go on on the next page.
        return bool(_ENDED.search(previous.text)) or not line.text[0].islower()
    if max(previous.size, line.size) > 1.12 * min(previous.size, line.size):
        return True
    distance = previous.bottom - line.bottom
    if distance < 0:
        return bool(_ENDED.search(previous.text)) and not line.text[0].islower()
    return distance > _WIDER * usual


class _Levels:
    """Heading levels by size: the largest letters are level 1; bold lines of body size come last."""

    def __init__(self, lines: Sequence[Line]) -> None:
        weights: Counter[float] = Counter()
        for line in (line for line in lines if line.size):
            weights[_rounded(line.size)] += len(line.text)
        self.body = weights.most_common(1)[0][0] if weights else 0.0
        self.bold_body = 2 * sum(len(line.text) for line in lines if line.bold) > sum(weights.values())
        larger = sorted({_rounded(line.size) for line in lines if self._is_larger(line)}, reverse=True)
        self.levels = {size: min(level, 5) for level, size in enumerate(larger, 1)}

    def of(self, line: Line, opens: bool) -> int:
        """The level of the line as a heading, or 0; `opens` tells whether it begins a paragraph."""
        if line.kind is not None or not _LETTER.search(line.text):
            return 0
        if self._is_larger(line):
            return self.levels[_rounded(line.size)]
        if line.bold and opens and not self.bold_body and not _ENDED.search(line.text):
            return min(6, len(self.levels) + 1)
        return 0

    def _is_larger(self, line: Line) -> bool:
        return _rounded(line.size) >= LARGER * self.body and len(line.text) <= LONGEST_HEADING


def _rounded(size: float) -> float:
    return round(2 * size) / 2
