"""Pages of PDFs and pictures as images, with the place of every character on them.

The files are hostile input as they are at an ingest: they are drawn by a child process under limits, and only where
their bytes are the version that is asked for.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any, TypeVar

from ingest.load.lanes import Lanes
from ingest.load.limits import MEBIBYTE, Limits
from ingest.load.process import Worker, command
from ingest.load.recent import Recent, Versions
from rag.types import Span

WORKER = command("ingest.load.drawing")
"""Command of the child that draws."""

LIMITS = Limits(20.0, seconds_per_mebibyte=0.0, memory=1536 * MEBIBYTE, grown=600 * MEBIBYTE, answer=64 * MEBIBYTE)
"""One page of an ordinary document takes a tenth of a second."""

_TOUCHING = 0.35
"""Distance, in heights of the letters, between which there is no room for another letter."""

_NEAR = 1.5
"""Distance, in heights of the letters, of words of a line that is justified."""

_FLOATS = 4
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A part of a page: edges as parts of its width and height, from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def joined(self, other: Rectangle) -> Rectangle:
        return Rectangle(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def holds_middle_of(self, other: Rectangle) -> bool:
        x, y = (other.left + other.right) / 2, (other.top + other.bottom) / 2
        return self.left <= x <= self.right and self.top <= y <= self.bottom


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A page as it is shown: its size in points, its lines of text, four edges a character of them, a PNG image."""

    width: float
    height: float
    lines: tuple[str, ...]
    edges: array[float]
    image: bytes

    def boxes(self, text: str, spans: Sequence[Span]) -> tuple[tuple[Rectangle, ...], ...]:
        """Where the characters `text[span.start:span.end]` of each span stand, at least one box a line.

        `text` is the page's part of the canonical text. Nothing is found where the page no longer reads as it did when
        it was ingested, by another version of this program.
        """
        lines = text.split("\n")
        firsts = self._firsts(lines)
        if firsts is None:
            return ((),) * len(spans)
        starts = [0, *accumulate(len(line) + 1 for line in lines[:-1])]
        return tuple(tuple(self._boxes(span, lines, starts, firsts)) for span in spans)

    def _firsts(self, lines: Sequence[str]) -> list[int] | None:
        """The number of the first character of each line among those of the page; `None` where one is not on it.

        Running headers and footers are on the page, but not in each page's part of the text.
        """
        places: dict[str, deque[int]] = defaultdict(deque)
        for line, first in zip(self.lines, accumulate(map(len, self.lines), initial=0), strict=False):
            places[line].append(first)
        firsts = []
        for line in lines:
            if line and not places.get(line):
                return None
            firsts.append(places[line].popleft() if line else 0)
        return firsts

    def _boxes(
        self, span: Span, lines: Sequence[str], starts: Sequence[int], firsts: Sequence[int]
    ) -> Iterator[Rectangle]:
        """`starts` are offsets of the lines in the text, `firsts` the numbers of their first characters."""
        for index in range(max(0, bisect_right(starts, span.start) - 1), len(lines)):
            if starts[index] >= span.end:
                return
            start, end = max(span.start - starts[index], 0), min(span.end - starts[index], len(lines[index]))
            if start < end:
                first = firsts[index]
                whole = Span(first, first + len(lines[index]))
                yield from self._joined(whole, Span(first + start, first + end))

    def _placed(self, start: int, end: int) -> Iterator[Rectangle]:
        """The boxes of the characters that have a glyph."""
        for index in range(start, end):
            box = Rectangle(*self.edges[_FLOATS * index : _FLOATS * (index + 1)])
            if box.right > box.left and box.bottom > box.top:
                yield box

    def _joined(self, line: Span, quoted: Span) -> list[Rectangle]:
        """Boxes around the quoted characters of a line: one, unless there is something else or a wide gap between."""
        parts: list[Rectangle] = []
        for box in self._placed(quoted.start, quoted.end):
            if parts and self._near(parts[-1], box, _TOUCHING):
                parts[-1] = parts[-1].joined(box)
            else:
                parts.append(box)
        if len(parts) < 2:
            return parts
        others = [*self._placed(line.start, quoted.start), *self._placed(quoted.end, line.end)]
        joined: list[Rectangle] = []
        # Letters that are read from right to left may be numbered from left to right word by word.
        for box in sorted(parts, key=lambda box: box.left + box.top):
            whole = joined[-1].joined(box) if joined and self._near(joined[-1], box, _NEAR) else None
            if whole is not None and not any(whole.holds_middle_of(other) for other in others):
                joined[-1] = whole
            else:
                joined.append(box)
        return joined

    def _near(self, one: Rectangle, other: Rectangle, distance: float) -> bool:
        """Whether two boxes stand beside each other in a line, which may run across or along the page.

        `distance` is what may be between them, in heights of the letters.
        """
        beside = _overlap(one.top, one.bottom, other.top, other.bottom)
        across = _gap(one.left, one.right, other.left, other.right) * self.width
        height = (other.bottom - other.top) * self.height
        below = _overlap(one.left, one.right, other.left, other.right)
        along = _gap(one.top, one.bottom, other.top, other.bottom) * self.height
        width = (other.right - other.left) * self.width
        return (beside and across <= distance * height) or (below and along <= distance * width)


def _overlap(start: float, end: float, other_start: float, other_end: float) -> bool:
    return min(end, other_end) - max(start, other_start) >= min(end - start, other_end - other_start) / 2


def _gap(start: float, end: float, other_start: float, other_end: float) -> float:
    return max(other_start - end, start - other_end, 0.0)


class PageReader:
    """Draws pages on demand and keeps the latest; used from several threads.

    What is kept is found while another page is being drawn, and a document that takes long keeps no other waiting.
    """

    def __init__(self, limits: Limits = LIMITS, worker: Sequence[str] = WORKER, room: int = 96 * MEBIBYTE) -> None:
        self._lanes = Lanes(worker, limits)
        self._versions = Versions()
        self._pages: Recent[DrawnPage] = Recent(room)
        self._sizes: Recent[tuple[tuple[float, float], ...]] = Recent(8 * MEBIBYTE)

    def close(self) -> None:
        """End the child processes."""
        self._lanes.close()

    def page(self, path: Path, sha256: str, number: int, recognised: Sequence[Any] | None = None) -> DrawnPage:
        """Page `number` (from 1) of the file at `path`, if its bytes have the digest `sha256`.

        `recognised` is what was recognised on it, as the catalog keeps it.

        Raises `FileRefused`: `changed` for other bytes, `busy`, and what `Loader.load` raises.
        """

        def draw(worker: Worker) -> DrawnPage:
            known = self._known(self._pages, path, sha256, *name)
            if known is not None:
                return known
            header, body = worker.ask({"page": number, "recognised": recognised}, self._versions.data(path, sha256))
            edges = array("f")
            edges.frombytes(body[: 4 * _FLOATS * header["boxes"]])
            image = body[4 * _FLOATS * header["boxes"] :]
            page = DrawnPage(header["width"], header["height"], tuple(header["lines"]), edges, image)
            self._pages.keep((sha256, *name), page, len(body) + 200)
            return page

        name = (number, recognised is not None)
        return self._known(self._pages, path, sha256, *name) or self._lanes.run(sha256, draw)

    def sizes(self, path: Path, sha256: str) -> tuple[tuple[float, float], ...]:
        """Width and height in points of all pages as they are shown. Raises as `page` does."""

        def measure(worker: Worker) -> tuple[tuple[float, float], ...]:
            known = self._known(self._sizes, path, sha256)
            if known is not None:
                return known
            header, _ = worker.ask({}, self._versions.data(path, sha256))
            sizes = tuple((float(width), float(height)) for width, height in header["sizes"])
            self._sizes.keep((sha256,), sizes, 100 * len(sizes))
            return sizes

        known = self._known(self._sizes, path, sha256)
        return known if known is not None else self._lanes.run(sha256, measure)

    def _known(self, kept: Recent[Value], path: Path, sha256: str, *rest: object) -> Value | None:
        """A value that is kept, as long as the file has not been touched since its digest was checked."""
        return kept.found((sha256, *rest)) if self._versions.holds(path, sha256) else None
