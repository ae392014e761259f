"""Pages of PDFs as images, with the place of every character on them.

The files are hostile input as they are at an ingest: they are drawn by a child process under limits, and only where
their bytes are the version that is asked for.
"""

from __future__ import annotations

import hashlib
import threading
from array import array
from bisect import bisect_right
from collections import OrderedDict, defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import TypeVar

from ingest.load.limits import MEBIBYTE, Limits
from ingest.load.loader import read_stable
from ingest.load.process import Worker, command
from rag.errors import FileRefused
from rag.types import Span

WORKER = command("ingest.load.pdf.drawing")
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


class _Recent(OrderedDict[tuple[object, ...], Value]):
    """The values that were used last, as long as the sum of their `size`s is at most `room`."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self._room = room
        self._sizes: dict[tuple[object, ...], int] = {}

    def found(self, key: tuple[object, ...]) -> Value | None:
        value = self.get(key)
        if value is not None:
            self.move_to_end(key)
        return value

    def keep(self, key: tuple[object, ...], value: Value, size: int) -> None:
        self[key] = value
        self._sizes[key] = size
        while sum(self._sizes.values()) > self._room and len(self) > 1:
            oldest, _ = self.popitem(last=False)
            del self._sizes[oldest]


class PageReader:
    """Draws pages on demand and keeps the latest; used from several threads, drawing one page at a time.

    What is kept is found while another page is being drawn.
    """

    def __init__(self, limits: Limits = LIMITS, worker: Sequence[str] = WORKER, room: int = 96 * MEBIBYTE) -> None:
        self._worker = Worker(worker, limits)
        self._drawing = threading.Lock()
        self._data: tuple[str, bytes] | None = None
        self._kept = threading.Lock()
        self._checked: dict[Path, tuple[str, tuple[int, ...]]] = {}
        self._pages: _Recent[DrawnPage] = _Recent(room)
        self._sizes: _Recent[tuple[tuple[float, float], ...]] = _Recent(8 * MEBIBYTE)

    def close(self) -> None:
        """End the child process."""
        with self._drawing:
            self._worker.close()

    def page(self, path: Path, sha256: str, number: int) -> DrawnPage:
        """Page `number` (from 1) of the file at `path`, if its bytes have the digest `sha256`.

        Raises `FileRefused`: `changed` for other bytes, and what `Loader.load` raises.
        """
        known = self._known(self._pages, path, sha256, number)
        if known is not None:
            return known
        with self._drawing:
            known = self._known(self._pages, path, sha256, number)
            if known is not None:
                return known
            header, body = self._worker.ask({"page": number}, self._bytes(path, sha256))
            edges = array("f")
            edges.frombytes(body[: 4 * _FLOATS * header["boxes"]])
            image = body[4 * _FLOATS * header["boxes"] :]
            page = DrawnPage(header["width"], header["height"], tuple(header["lines"]), edges, image)
            with self._kept:
                self._pages.keep((sha256, number), page, len(body) + 200)
            return page

    def sizes(self, path: Path, sha256: str) -> tuple[tuple[float, float], ...]:
        """Width and height in points of all pages as they are shown. Raises as `page` does."""
        known = self._known(self._sizes, path, sha256)
        if known is not None:
            return known
        with self._drawing:
            header, _ = self._worker.ask({}, self._bytes(path, sha256))
            sizes = tuple((float(width), float(height)) for width, height in header["sizes"])
            with self._kept:
                self._sizes.keep((sha256,), sizes, 100 * len(sizes))
            return sizes

    def _known(self, kept: _Recent[Value], path: Path, sha256: str, *rest: object) -> Value | None:
        """A value that is kept, as long as the file has not been touched since its digest was checked."""
        touched = _touched(path)
        with self._kept:
            return kept.found((sha256, *rest)) if self._checked.get(path) == (sha256, touched) else None

    def _bytes(self, path: Path, sha256: str) -> bytes:
        """The bytes of the file, which are read again only where it has been touched."""
        touched = _touched(path)
        if self._data is not None and self._data[0] == sha256 and self._checked.get(path) == (sha256, touched):
            return self._data[1]
        data = read_stable(path)
        if hashlib.sha256(data).hexdigest() != sha256:
            raise FileRefused("changed", "the file is not the version that was ingested")
        with self._kept:
            self._checked[path] = (sha256, touched)
        self._data = (sha256, data)
        return data


def _touched(path: Path) -> tuple[int, ...]:
    """What changes with every writing of a file."""
    try:
        state = path.stat()
    except OSError as error:
        raise FileRefused("unreadable", f"the file cannot be read: {error.strerror}") from error
    return (state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino)
