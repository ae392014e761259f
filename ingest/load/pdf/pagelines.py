"""The lines of a page of a PDF in reading order, and what is known of them beside their words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce
from itertools import pairwise
from math import inf

from ingest.load.pdf.columns import Laid, bands_of, laid_out
from ingest.load.pdf.fields import trimmed, with_values
from ingest.load.pdf.letters.leftward import LEFTWARD
from ingest.load.pdf.lines import Line
from ingest.load.pdf.runs import WORD, Box, around
from ingest.load.pdf.textlayer import HYPHEN, SHAPES, TextLayer, plain
from rag.language.text import canonical
from rag.types import BlockKind, Span

_BREAK = re.compile(r"\r\n|\r|\n")
_LARGEST_BULLET = 0.7
"""Width and height of a bullet that is drawn, in sizes of the letters, at most."""

_FURTHEST_BULLET = 2.5
"""Distance of that bullet from where its line begins, in sizes of the letters, at most."""

_BELOW, _ABOVE = 0.2, 0.95
"""How far letters reach below and above their base line, in sizes of the letters."""

LONGEST_BOLD = 100
"""Characters of a bold line that may be a heading."""


def lines_of(layer: TextLayer) -> list[Line]:
    """The lines of the page in reading order, without empty ones."""
    lines = [line for line in (_line(layer, laid) for laid in lines_laid_out(layer)) if line.text]
    if not any(_announces_indented(one, other) for one, other in pairwise(lines)):
        return lines
    drawings = layer.small_drawings(_LARGEST_BULLET * max(line.size for line in lines))
    return [replace(line, bullet=True) if any(_before(box, line) for box in drawings) else line for line in lines]


def _announces_indented(one: Line, other: Line) -> bool:
    """Whether a line announces what stands further in below it, as items do whose bullets are drawn."""
    return one.text.endswith(":") and 0.5 * one.size < abs(other.left - one.left) < 6 * one.size


def _before(box: Box, line: Line) -> bool:
    """Whether a drawing stands just before a line, at the height of its letters."""
    middle = (box.bottom + box.top) / 2
    inside = box.left < line.left + line.size / 4 < box.right + line.size / 4
    near = abs((box.left + box.right) / 2 - line.left) < _FURTHEST_BULLET * line.size
    return near and not inside and line.bottom < middle < line.bottom + line.size


def lines_laid_out(layer: TextLayer) -> list[Laid]:
    """The lines of the page in reading order, as ranges of its characters; some may have nothing to read."""
    lines = list(_in_file(layer))
    found = [Laid((line,)) for line in lines]
    bands = bands_of(layer.rectangles())
    if bands and LEFTWARD.search(layer.text):
        # The rectangles of shaped letters are those of their ink, and tell less of where rows are.
        bands = [(-inf, inf)]
    if bands:
        found = laid_out(layer.text, _boxes(layer, lines, bands), lines)
    return with_values(layer, found) if layer.values else found


def _boxes(layer: TextLayer, lines: Sequence[tuple[int, int]], bands: Sequence[tuple[float, float]]) -> dict[int, Box]:
    """The boxes of the first and the last character of each word of the lines between the heights of bands."""
    boxes: dict[int, Box] = {}
    for start, end in lines:
        words = [match.span() for match in WORD.finditer(layer.text, start, end)]
        if not words:
            continue
        box = layer.box(words[0][0])
        if not any(bottom <= (box.bottom + box.top) / 2 <= top for bottom, top in bands):
            continue
        if LEFTWARD.search(layer.text, start, end):
            boxes.update(_leftward_boxes(layer, words))
        else:
            for first, last in words:
                one, other = boxes[first], boxes[last - 1] = layer.box(first), layer.box(last - 1)
                if not _close(one, other, last - first):
                    boxes.update((index, layer.box(index)) for index in range(first + 1, last - 1))
    return boxes


def _leftward_boxes(layer: TextLayer, words: Sequence[tuple[int, int]]) -> Iterator[tuple[int, Box]]:
    """The boxes of words of a line that has leftward letters; of these some are known by their marks only.

    All are as high as the letters of Latin script are: Arabic fonts have much room above and below.
    """
    found = [reduce(around, map(layer.box, range(first, last))) for first, last in words]
    base, size = layer.origin(words[0][0])[1], layer.size(words[0][0])
    bottom, top = base - _BELOW * size, base + _ABOVE * size
    for (first, last), box in zip(words, found, strict=True):
        whole = Box(box.left, bottom, box.right, top)
        yield first, whole
        yield last - 1, whole


def _close(one: Box, other: Box, characters: int) -> bool:
    """Whether two boxes may be the ends of a word; pdfium has no space between what stands in different rows."""
    whole, height = around(one, other), one.top - one.bottom
    return abs(one.bottom - other.bottom) <= height / 2 and whole.right - whole.left <= height * characters


def _in_file(layer: TextLayer) -> Iterator[tuple[int, int]]:
    """The lines in the order of the file, without values; pdfium joins those that end with a hyphen."""
    text, start = layer.text, 0
    last = layer.values[0].start - 1 if layer.values else len(text)
    for end, after in [*((match.start(), match.end()) for match in _BREAK.finditer(text, 0, last)), (last, last)]:
        while (at := text.find(HYPHEN, start, end)) >= 0:
            yield start, at + 1
            start = at + 1
        yield start, end
        start = after


def _line(layer: TextLayer, laid: Laid) -> Line:
    """A line; the visible characters of its first stretch that is printed give its size and place."""
    parts = [_read(layer.text[first:last]) for first, last in laid.stretches]
    text = " ".join(parts).strip()
    stretches = [found for found in (trimmed(layer.text, *part) for part in laid.stretches) if found[1] > found[0]]
    if not stretches:
        return Line("", 0.0, 0.0, 0.0)
    start, end = next((part for part in stretches if layer.number(part[0]) >= 0), stretches[0])
    left, bottom = layer.origin(start)
    # Not the first character: that may be a bullet or an initial of another size.
    middle = next((at for at in range((start + end) // 2, end) if not layer.text[at].isspace()), start)
    kind, cells = laid.kind, tuple(_spans(parts)) if laid.kind in (BlockKind.ROW, BlockKind.FIELD) else ()
    if kind is BlockKind.FIELD and not _by_turns(layer, laid):
        kind, cells = None, ()
    bold = bool(text) and end - start <= LONGEST_BOLD and layer.is_bold(start) and layer.is_bold(max(start, end - 2))
    size, askew = layer.setting(middle)
    return Line(text, size, left, bottom, bold, kind, cells, askew)


def _by_turns(layer: TextLayer, laid: Laid) -> bool:
    """Whether labels and values take turns in a line."""
    values = {value.value for value in layer.values}
    return len(laid.stretches) % 2 == 0 and all(
        (start in values) == (number % 2 == 1) for number, (start, _) in enumerate(laid.stretches)
    )


def _read(text: str) -> str:
    return canonical(SHAPES.sub(plain, text.replace(HYPHEN, "-")))


def _spans(parts: list[str]) -> Iterator[Span]:
    """Where the parts of a line stand in its text; each has been trimmed."""
    start = 0
    for part in parts:
        yield Span(start, start + len(part))
        start += len(part) + 1
