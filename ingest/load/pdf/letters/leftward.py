"""Lines with letters that run from right to left, put in the order in which they are read.

What pdfium gives of such a line depends on how the program that wrote it cut it into pieces: of words whose glyphs
each say their letters (`ActualText`, as Chromium writes it) it gives the letters from left to right, of a glyph with
several letters (lam-alef) the last one first, and marks that stand above the line tear the line. So these lines are
read again from where their glyphs stand: what is seen, turned into what was written by the rules of bidirectional
text (Unicode Standard Annex 9) the other way round.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple, Protocol

from ingest.load.pdf.letters.bidirectional import Piece, written
from ingest.load.pdf.runs import Box

LEFTWARD = re.compile("[\u0590-\u05ff\u0600-\u065f\u066a-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
"""A letter or mark that runs leftwards; not the digits of Arabic, which run rightwards."""

_LINE = re.compile("[^\r\n\ufffe]+\ufffe?")
_ALEF_LAM = re.compile("^[\u064b-\u065f]*[\u0622\u0623\u0625\u0627\u0671][\u064b-\u065f]*\u0644[\u064b-\u065f]*$")

_ENDS = frozenset(".!?:;,")

_ROW = 0.5
"""Distance of base lines, in sizes of the letters, within which pieces stand on one line: marks have their own."""

_SAME_PLACE = 0.1
"""Points: letters that are nearer have no place of their own."""

TATWEEL = "\u0640"
"""The stroke that lengthens a word."""

_FLAT = 0.2
"""Height of that stroke, in sizes of the letters, at most; no letter or digit is as flat."""

_NEAR = 1.0
"""Distance, in sizes of the letters, of two parts of a line that was torn; those of two columns are further apart."""


class Places(Protocol):
    """Where the characters of a page stand."""

    def box(self, index: int) -> Box: ...

    def origin(self, index: int) -> tuple[float, float]: ...

    def size(self, index: int) -> float: ...

    def ink(self, index: int) -> Box: ...

    def slant(self, index: int) -> float: ...

    def mirrored(self, index: int) -> bool: ...

    def drawn_along(self) -> dict[int, Box]:
        """What is drawn for a character beside the glyph that says its letters, by the number of the character."""
        ...


class Read(NamedTuple):
    """A text with, for each character, its number on the page; -1 for a space that stands for a gap."""

    text: str
    numbers: list[int]


@dataclass(slots=True)
class _Line:
    """What pdfium takes for a line; later lines of the same row are joined to it."""

    start: int
    end: int
    leftward: bool
    pieces: list[Piece] = field(default_factory=list)
    base: float = 0.0
    size: float = 1.0
    left: float = 0.0
    right: float = 0.0
    torn: bool = False


def in_reading_order(text: str, places: Places) -> Read:
    """The text of a page whose leftward lines are in the order of reading; the other lines stay as they are.

    `text` holds one character for each that pdfium counts.
    """
    lines = [_Line(*match.span(), LEFTWARD.search(text, *match.span()) is not None) for match in _LINE.finditer(text)]
    along = places.drawn_along() if any(map(unicodedata.combining, text)) else {}
    for number, line in enumerate(lines):
        if line.leftward or any(other.leftward for other in lines[max(0, number - 1) : number + 2]):
            _place(line, text, places, along)
    mostly = 2 * len(LEFTWARD.findall(text)) > sum(map(str.isalpha, text))
    result: list[tuple[str, int]] = []
    for line in _whole(lines):
        if result:
            result.append(("\n", -1))
        if line.leftward:
            pieces = _mended(line, places)
            result.extend(written(pieces, _runs_leftward(pieces, mostly)))
        else:
            result.extend((text[index], index) for index in range(line.start, line.end))
    return Read("".join(character for character, _ in result), [number for _, number in result])


def _runs_leftward(pieces: Sequence[Piece], mostly: bool) -> bool:
    """Whether a line runs leftwards; among others that do (`mostly`), a third of its letters is enough.

    Unless it ends on the right: the sign that ends a sentence stands where reading ends.
    """
    leftward = sum(piece.direction == "R" for piece in pieces)
    rightward = sum(piece.direction == "L" for piece in pieces)
    if leftward >= rightward or not mostly:
        return leftward >= rightward
    return 2 * leftward >= rightward and max(pieces, key=lambda piece: piece.pen).text not in _ENDS


def _whole(lines: Sequence[_Line]) -> Iterator[_Line]:
    """The lines, those that were torn put together."""
    current: _Line | None = None
    for line in lines:
        if current is not None and _same_row(current, line):
            current.pieces.extend(line.pieces)
            current.leftward = True
            current.left, current.right = min(current.left, line.left), max(current.right, line.right)
            continue
        if current is not None:
            yield current
        current = line
    if current is not None:
        yield current


def _same_row(one: _Line, other: _Line) -> bool:
    if not (one.leftward or other.leftward) or not one.pieces or not other.pieces:
        return False
    size = max(one.size, other.size)
    apart = max(one.left - other.right, other.left - one.right)
    return abs(one.base - other.base) < _ROW * size and apart < _NEAR * size


def _place(line: _Line, text: str, places: Places, along: dict[int, Box]) -> None:
    """Find the pieces of the line with their places, from right to left, with the spaces between them."""
    pieces, spaced = _pieces(line, text, places, along)
    if not pieces:
        return
    line.size = places.size(pieces[len(pieces) // 2].numbers[0]) or 1.0
    line.base = median(piece.base for piece in pieces)
    pieces = _with_marks(pieces)
    line.left, line.right = min(piece.left for piece in pieces), max(piece.right for piece in pieces)
    for piece in pieces:
        piece.size = line.size
        piece.spaced = bool(spaced.intersection(piece.numbers))
    line.pieces = pieces


def _pieces(line: _Line, text: str, places: Places, along: dict[int, Box]) -> tuple[list[Piece], set[int]]:
    """The glyphs of the line in the order of the file, and the characters beside which pdfium found a space."""
    pieces: list[Piece] = []
    spaced: set[int] = set()
    known: dict[tuple[float, float], Piece] = {}
    after_space = False
    for index in range(line.start, line.end):
        origin, slant = places.origin(index), places.slant(index)
        box = _straightened(places.box(index), origin[1], slant)
        if text[index].isspace() and box.right <= box.left:
            spaced.add(index - 1)
            after_space = True
            continue
        if after_space:
            spaced.add(index)
        piece = known.get(origin)
        if piece is not None and not text[index].isspace():
            piece.numbers.append(index)
            piece.widen(box)
        else:
            # A box may end where the ink does; the glyph begins where it stands.
            left = box.left if unicodedata.combining(text[index]) else min(box.left, origin[0])
            piece = known[origin] = Piece([index], "", left, box.right, origin[0], origin[1])
            pieces.append(piece)
        if index in along:
            piece.widen(_straightened(along[index], origin[1], slant))
            piece.pen = along[index].left
        after_space = False
    for number, piece in enumerate(pieces):
        if len(piece.numbers) > 1:
            neighbour = pieces[number + 1] if number + 1 < len(pieces) else pieces[number - 1]
            turned = (neighbour.left < piece.left) == (number + 1 < len(pieces))
            piece.numbers = _as_written(piece.numbers, text, places, turned)
        piece.text = "".join(text[index] for index in piece.numbers)
        piece.mirrored = places.mirrored(piece.numbers[0])
    return pieces, spaced


def _straightened(box: Box, base: float, slant: float) -> Box:
    """The box of a letter that leans as it would be if it stood upright: leaning letters reach over each other."""
    if not slant:
        return box
    left, right = box.left - slant * (box.bottom - base), box.right - slant * (box.top - base)
    return Box(left, box.bottom, max(left, right), box.top)


def _mended(line: _Line, places: Places) -> list[Piece]:
    """The pieces of a line, a letter whose mark is a glyph of its own once, and a stroke that lengthens a word as one.

    LibreOffice says for both glyphs that they are the letter with its mark, and for some strokes that they are a 0.
    """
    kept: list[Piece] = []
    for piece in sorted(line.pieces, key=lambda piece: abs(piece.base - line.base)):
        marked = len(piece.text) > 1 and any(map(unicodedata.combining, piece.text))
        if not (marked and any(one.text == piece.text and not one.distance(piece.middle) for one in kept)):
            kept.append(piece)
    kept.sort(key=lambda piece: -piece.pen)
    for before, piece, after in zip(kept, kept[1:], kept[2:], strict=False):
        inside = before.direction == after.direction == "R" and piece.direction in "LD"
        if inside and not before.text.isspace() and _is_flat(places.ink(piece.numbers[0]), line.size):
            piece.text = TATWEEL * len(piece.text)
    return kept


def _is_flat(ink: Box, size: float) -> bool:
    return 0 < ink.top - ink.bottom < min(_FLAT * size, ink.right - ink.left)


def _as_written(numbers: list[int], text: str, places: Places, turned: bool) -> list[int]:
    """The letters of one glyph in the order of writing: a letter before its marks, lam before alef.

    No glyph stands for alef and lam, in this order, but many for lam and alef. Of other glyphs the letters stand from
    right to left where pdfium has given each a part of the glyph, and are taken in reverse where it has not and has
    `turned` the order of the glyphs, and their letters with it.
    """
    letters = [index for index in numbers if not unicodedata.combining(text[index])]
    if not any(LEFTWARD.match(text[index]) for index in letters):
        return numbers
    if len(letters) == 1:
        return letters + [index for index in numbers if index not in letters]
    lefts = [places.box(index).left for index in numbers]
    if max(lefts) - min(lefts) > _SAME_PLACE:
        numbers = [index for _, index in sorted(zip(lefts, numbers, strict=True), reverse=True)]
    elif turned:
        numbers = numbers[::-1]
    said = "".join(text[index] for index in numbers)
    return numbers[::-1] if _ALEF_LAM.search(said) else numbers


def _with_marks(pieces: list[Piece]) -> list[Piece]:
    """The pieces from right to left; a mark that is a glyph of its own goes with the letter above or below it."""
    letters = [piece for piece in pieces if not unicodedata.combining(piece.text[0])]
    if not letters:
        return pieces
    letters.sort(key=lambda piece: -piece.pen)
    for mark in (piece for piece in pieces if unicodedata.combining(piece.text[0])):
        carrier = min(letters, key=lambda letter: (letter.distance(mark.middle), abs(letter.middle - mark.middle)))
        carrier.numbers.extend(mark.numbers)
        carrier.text += mark.text
    return letters
