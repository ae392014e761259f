"""What is written from right to left, in the order in which it is read: letters of words, and signs after numbers.

Where a file says of single glyphs which letters they stand for (`ActualText`, as Chromium writes it for every shaped
letter), pdfium takes each for a piece of its own and gives the pieces of a word from left to right. Of a number and the
sign of punctuation after it, it gives the sign first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from itertools import pairwise

from ingest.load.pdf.columns import Box

_WORD = re.compile("[\u0590-\u065f\u066a-\u06ef\u06fa-\u08ff\u200c\u200d\ufb1d-\ufdff\ufe70-\ufefc]{2,99}")
"""Letters and marks that run leftwards, with what joins them; not their digits, which run rightwards.

No word is longer: a hostile page shall not cost the square of its length.
"""

_NUMBER = re.compile(r"(?<!\S)[.,:;!،؛؟]\d{1,20}(?:[.,/٫٬]\d{1,20}){0,5}(?!\S)")
"""A number with the sign of punctuation that pdfium puts before it."""

_BREAK = re.compile("[\r\n]")
_NEAR = 120
"""Characters to each side of a number by which its line is judged."""

_SLACK = 0.05
"""How far to the right of its predecessor a letter may stand, in heights of the letters: some are set close."""


def moved_letters(text: str, box: Callable[[int], Box]) -> dict[int, int]:
    """What stands elsewhere when words are put in reading order: for each place, the number of its character in `text`.

    `box` gives the box of a character. Nothing leaves its word or number, and what is in order stays as it is.
    """
    moved: dict[int, int] = {}
    for match in _WORD.finditer(text):
        boxes = {at: box(at) for at in range(*match.span())}
        letters = [at for at in boxes if not unicodedata.combining(text[at])]
        if not all(_follows(boxes[one], boxes[other]) for one, other in pairwise(letters)):
            moved.update(zip(boxes, _leftwards(boxes, letters), strict=True))
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        # Where the line runs leftwards, what stands to the left of a number comes after it.
        if _middle(box(start)) < _middle(box(start + 1)) and _runs_leftwards(text, start):
            moved.update(zip(range(start, end), (*range(start + 1, end), start), strict=True))
    return moved


def _runs_leftwards(text: str, at: int) -> bool:
    """Whether most letters of the line run leftwards, as far as it is near."""
    before = _BREAK.split(text[max(0, at - _NEAR) : at])[-1]
    after = _BREAK.split(text[at : at + _NEAR])[0]
    letters = [letter for letter in before + after if letter.isalpha()]
    return sum(unicodedata.bidirectional(letter) in ("R", "AL") for letter in letters) * 2 > len(letters)


def _follows(one: Box, other: Box) -> bool:
    return _middle(other) <= _middle(one) + _SLACK * (one.top - one.bottom)


def _leftwards(boxes: dict[int, Box], letters: Sequence[int]) -> list[int]:
    """The characters from right to left; a mark that stands above or below a letter comes after it."""

    def place(at: int) -> tuple[float, bool, int]:
        middle = _middle(boxes[at])
        if at in letters:
            return -middle, False, at
        carrier = next((boxes[letter] for letter in letters if boxes[letter].left < middle < boxes[letter].right), None)
        return -(middle if carrier is None else _middle(carrier)), True, at

    return sorted(boxes, key=place)


def _middle(box: Box) -> float:
    return (box.left + box.right) / 2
