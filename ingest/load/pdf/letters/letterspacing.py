"""Letters that are drawn twice, or set apart from each other, as words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Protocol

from ingest.load.pdf.runs import Box

_TWICE = re.compile(r"([iIjl1])(?=\1)|(\w)(?=\2(?!\w))")
"""A narrow letter that stands twice, or one at the end of a word: pdfium leaves out others that are drawn twice."""

_SAME = 0.4
"""Distance, in widths of the letter, of two that are one."""

_PIECES = re.compile(r"[^\r\n]+")
LEAST_LETTERS = 6
"""Letters of a line that may be set apart."""

LONGEST_PIECE = 2.6
"""Characters that the pieces of a line have on average if it is set apart."""

_WIDEST = 1.4
"""Distance of letters that are set apart, in sizes of the letters, at most; in tables they are further apart."""

_EVEN = 0.15
"""How far the distance of two letters may be from a multiple of the usual one, in parts of that one."""

_WORDS = 1.6
"""Distance of two letters, in usual ones, from which on there is a space between them."""


_WORD_SPACE = 0.18
"""How much more room than between letters there is between words, in sizes of the letters."""

_SAME_ROOM = 0.06
"""By how much the room between letters differs inside of words, in sizes of the letters."""


class Places(Protocol):
    """Where the characters of a page stand, and which of them pdfium has added."""

    def box(self, index: int) -> Box: ...

    def size(self, index: int) -> float: ...

    def of_one_glyph(self, index: int) -> bool:
        """Whether a character and the one before it are the letters of one glyph."""
        ...


def kept(text: str, places: Places) -> Sequence[int] | None:
    """The characters of the page without what is there twice and without spaces inside of words; `None` for all."""
    dropped = {index for match in _TWICE.finditer(text) if _is_one(index := match.end(), places)}
    for match in _PIECES.finditer(text):
        if _may_be_apart(match[0]):
            letters = [at for at in range(*match.span()) if not text[at].isspace() and at not in dropped]
            dropped.update(_needless(text, letters, places))
    return [index for index in range(len(text)) if index not in dropped] if dropped else None


def _is_one(index: int, places: Places) -> bool:
    """Whether a letter stands on the one before it."""
    one, other = places.box(index - 1), places.box(index)
    near = one.right - one.left > 0 and abs(one.left - other.left) < _SAME * (one.right - one.left)
    return near and not places.of_one_glyph(index)


def _may_be_apart(line: str) -> bool:
    pieces = line.split()
    letters = sum(map(len, pieces))
    return len(pieces) > 2 and LEAST_LETTERS <= letters <= LONGEST_PIECE * len(pieces)


def _needless(text: str, letters: Sequence[int], places: Places) -> Iterator[int]:
    """The spaces between letters that stand no further from each other than those inside of words."""
    if 10 * sum(text[index].isalpha() for index in letters) < 7 * len(letters):
        return
    boxes = [places.box(index) for index in letters]
    size = places.size(letters[0])
    steps = [after.left - before.left for before, after in pairwise(boxes)]
    room = [after.left - before.right for before, after in pairwise(boxes)]
    if 0 < median(steps) < _WIDEST * size and all(_multiple(step, median(steps)) for step in steps):
        inside = [step < _WORDS * median(steps) for step in steps]
    elif 0 < median(room) < _WIDEST * size and _mostly_usual(room, size):
        inside = [distance < median(room) + _WORD_SPACE * size for distance in room]
    else:
        return
    for joined, (before, after) in zip(inside, pairwise(letters), strict=True):
        if joined:
            yield from range(before + 1, after)


def _mostly_usual(room: Sequence[float], size: float) -> bool:
    """Whether most letters have the same distance from the next one."""
    return 10 * sum(abs(distance - median(room)) < _SAME_ROOM * size for distance in room) >= 7 * len(room)


def _multiple(step: float, usual: float) -> bool:
    """Whether letters of a fixed pitch have this distance."""
    return step > 0 and abs(step / usual - round(step / usual)) < _EVEN and round(step / usual) > 0
