"""What is seen of a line turned into what was written: bidirectional text (Unicode Standard Annex 9) backwards."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_SPACE = 0.2
"""Empty distance, in sizes of the letters, that is a space."""

_LIKELY_SPACE = 0.17
"""The same where pdfium found a space as well; between letters of a word there is a tenth of their size, or 0.16."""

_CELL = 2.0
"""Distance, in sizes of the letters, that parts the cells of a table: nothing runs on across it."""

_CLASSES = {"L": "L", "R": "R", "AL": "R", "EN": "D", "AN": "D", "CS": "C", "NSM": "R"}
_OPENING = {"(": ")", "[": "]", "{": "}", "«": "»", "‹": "›"}
_CLOSING = {closing: opening for opening, closing in _OPENING.items()}
_FLIPPED = _OPENING | _CLOSING
_GAP = -1


@dataclass(slots=True)
class Piece:
    """The letters that one glyph stands for, in the order of writing, with its place; a space has number -1."""

    numbers: list[int]
    text: str
    left: float
    right: float
    pen: float
    """Where it begins along the line, as far as its program tells."""
    base: float
    size: float = 1.0
    spaced: bool = False
    """Whether pdfium found a space beside it."""
    mirrored: bool = False
    """Whether its glyphs are mirrored, as those of a layer of recognised text are."""

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def direction(self) -> str:
        """`L` and `R` for letters, `D` for digits, `C` for a sign that joins digits, `N` for what takes no side."""
        return _CLASSES.get(unicodedata.bidirectional(self.text[0]), "N")

    def distance(self, place: float) -> float:
        """How far a place is from the piece; 0 inside of it."""
        return max(self.left - place, place - self.right, 0.0)

    def widen(self, box: tuple[float, float, float, float]) -> None:
        """Take in what else is drawn for the piece."""
        left, bottom, right, top = box
        if right > left and top > bottom:
            self.left, self.right = min(self.left, left), max(self.right, right)


def written(pieces: Sequence[Piece], leftward: bool) -> Iterator[tuple[str, int]]:
    """The characters of a line in the order of writing, each with its number; `leftward` is how the line runs."""
    seen = list(_spaced(sorted(pieces, key=lambda piece: piece.pen)))
    runs = list(_runs(seen))
    if leftward:
        ordered = [piece for start, end, turns in reversed(runs) for piece in _run(seen[start:end], turns)]
    else:
        ordered = list(_rightward(seen, runs))
    turned = _brackets_turned(ordered)
    for number, piece in enumerate(ordered):
        text = _FLIPPED[piece.text] if number in turned else piece.text
        for index, character in enumerate(text):
            yield character, piece.numbers[index]


def _run(pieces: Sequence[Piece], turns: bool) -> Sequence[Piece]:
    return pieces if turns else pieces[::-1]


def _spaced(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces from left to right, with a space where there is room for one."""
    before: Piece | None = None
    for piece in pieces:
        if before is not None and not before.text.isspace() and not piece.text.isspace():
            room = piece.left - before.right
            least = _LIKELY_SPACE if before.spaced or piece.spaced else _SPACE
            if room > least * piece.size:
                yield Piece([_GAP], " ", before.right, piece.left, before.right, piece.base, piece.size)
        yield piece
        if before is None or piece.right > before.right or piece.text.isspace():
            before = piece


def _runs(seen: Sequence[Piece]) -> Iterator[tuple[int, int, bool]]:
    """Parts of the line from left to right; `True` for those that run rightwards: Latin words, numbers.

    Letters run on across what stands between them; numbers after such letters go with them. Between two numbers, or
    before letters, only what belongs to the number does not part them.
    """
    at = 0
    while at < len(seen):
        if seen[at].direction not in "LD" and not _dials(seen, at):
            yield at, at + 1, False
            at += 1
            continue
        end, latin = at + 1, seen[at].direction != "D"
        while (following := _goes_on(seen, at, end, latin)) > end:
            latin = latin or any(piece.direction == "L" for piece in seen[end:following])
            end = following
        yield at, end, True
        at = end


def _dials(seen: Sequence[Piece], at: int) -> bool:
    """Whether a telephone number begins: of a number in leftward text the plus would stand on the right."""
    return seen[at].text == "+" and at + 1 < len(seen) and seen[at + 1].direction == "D"


def _goes_on(seen: Sequence[Piece], start: int, end: int, latin: bool) -> int:
    """The end of a rightward run from `start` to `end` so far, one letter, digit or closing bracket further."""
    at = end
    while at < len(seen) and seen[at].direction in "CN":
        if not latin and not _joins(seen, at, end):
            return end
        if seen[at].right - seen[at].left > _CELL * seen[at].size and seen[at].text.isspace():
            return end
        at += 1
    if at < len(seen) and seen[at].direction in "LD":
        return at + 1
    # A bracket that was opened inside of the run is closed inside of it.
    if latin and end < len(seen) and seen[end].text in _FLIPPED:
        return end + sum(piece.text in _FLIPPED for piece in seen[start:end]) % 2
    return end


def _joins(seen: Sequence[Piece], at: int, end: int) -> bool:
    """Whether a sign between digits is part of the number: « 9:30 », « 12/03/2024 »; in recognised text a space too."""
    return at == end and (seen[at].direction == "C" or (seen[at].text.isspace() and seen[end - 1].mirrored))


def _rightward(seen: Sequence[Piece], runs: Sequence[tuple[int, int, bool]]) -> Iterator[Piece]:
    """The order of a line that runs rightwards, in which leftward words are turned together with what is between."""
    at = 0
    while at < len(runs):
        last = at
        for number in range(at, len(runs)):
            start, end, turns = runs[number]
            if turns and any(piece.direction == "L" for piece in seen[start:end]):
                break
            if seen[start].direction == "R":
                last = number
        start, end, turns = runs[at]
        if last > at and (seen[start].direction in "RD"):
            for start, end, turns in reversed(runs[at : last + 1]):
                yield from _run(seen[start:end], turns)
        else:
            yield from _run(seen[start:end], turns)
            last = at
        at = last + 1


def _brackets_turned(ordered: Sequence[Piece]) -> set[int]:
    """Which brackets must be turned so that each pair opens before it closes.

    Files say of a bracket in leftward text either what was written or the shape that is seen; pdfium takes all for
    shapes.
    """
    turned: set[int] = set()
    for opening, closing in _OPENING.items():
        places = [number for number, piece in enumerate(ordered) if piece.text in (opening, closing)]
        depth, balanced = 0, len(places) % 2 == 0
        for number in places:
            depth += 1 if ordered[number].text == opening else -1
            balanced = balanced and depth >= 0
        if depth or not balanced:
            turned.update(_alternating(ordered, places, opening))
    return turned


def _alternating(ordered: Sequence[Piece], places: Sequence[int], opening: str) -> Iterator[int]:
    """What to turn so that brackets open and close by turns; the last of an odd number stays."""
    for order, number in enumerate(places[: len(places) // 2 * 2]):
        if (ordered[number].text == opening) != (order % 2 == 0):
            yield number
