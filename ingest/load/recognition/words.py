"""What was recognised on the picture of a page: words with their place and how sure each is, line by line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Word:
    """A word; edges as parts of the page from its upper left corner, `percent` is how sure the program is of it."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    percent: int


@dataclass(frozen=True, slots=True)
class WordLine:
    """The words of a line in reading order; `size` of the letters in points."""

    size: float
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """A page as it was recognised; `width` and `height` in points, as the page is.

    Its lines stand upright after it was turned by `turn` degrees clockwise. `failed` says why it was not recognised,
    else it is empty.
    """

    width: float
    height: float
    lines: tuple[WordLine, ...] = ()
    turn: int = 0
    failed: str = ""

    @property
    def percent(self) -> int:
        """How sure the program is of a word of the page, on average; 0 where there is none."""
        words = [word for line in self.lines for word in line.words]
        return round(sum(word.percent for word in words) / len(words)) if words else 0


Recognised = Mapping[int, RecognisedPage]
"""Recognised pages by their number, from 1."""

_GRID = 20_000
"""Steps over the width or height of a page in which a place is kept: a sixth of a pixel at 300 dpi."""


class RecognitionNeeded(Exception):
    """Pages are pictures of text and have not been recognised yet; `pages` are their numbers."""

    def __init__(self, pages: Sequence[int]) -> None:
        super().__init__(f"pages to recognise: {pages}")
        self.pages = tuple(pages)


def page_list(page: RecognisedPage) -> list[Any]:
    """A page as JSON values."""
    lines = [
        [
            round(line.size, 2),
            [
                [
                    word.text,
                    *(round(_GRID * edge) for edge in (word.left, word.top, word.right, word.bottom)),
                    word.percent,
                ]
                for word in line.words
            ],
        ]
        for line in page.lines
    ]
    return [round(page.width, 2), round(page.height, 2), lines, page.turn, page.failed]


def page_from(values: Sequence[Any]) -> RecognisedPage:
    """The page that `page_list` was given; raises `ValueError` or `TypeError` for what is none."""
    width, height, lines, turn, failed = values
    return RecognisedPage(
        float(width),
        float(height),
        tuple(WordLine(float(size), tuple(_word(*each) for each in words)) for size, words in lines),
        int(turn),
        str(failed),
    )


def _word(text: str, left: int, top: int, right: int, bottom: int, percent: int) -> Word:
    return Word(str(text), left / _GRID, top / _GRID, right / _GRID, bottom / _GRID, int(percent))
