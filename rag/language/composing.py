"""Composed text (NFC) in time that grows with the text, whatever the text is.

Two things are wrong with `unicodedata.normalize` for the text of strangers. It puts the marks on a letter into their
order by insertion, so that 80 000 of them on one letter take 19 s; and it holds the interpreter's lock, so that
meanwhile no other thread of the program does anything. Here long rows of marks are put in order before, and the text is
composed piece by piece.
"""

from __future__ import annotations

import re
import unicodedata

COMPOSING = (
    "\u09be\u09d7\u0b3e\u0b56\u0b57\u0bbe\u0bd7\u0cc2\u0cd5\u0cd6\u0d3e\u0d57\u0dcf\u0ddf\u102e\u1161-\u1175"
    "\u11a8-\u11c2\u1b35\U00011127\U0001133e\U00011357\U000114b0\U000114ba\U000114bd\U000115af\U00011930"
)
"""Starters that compose with the character before them (NFC_Quick_Check=Maybe with combining class 0), as ranges."""

PIECE = 1 << 15
"""Characters that are composed in one call, which takes about a millisecond."""

_ROW = 32  # marks in a row up to which insertion is quick; no script writes more than a few on one letter
# No mark is a word character or stands before U+0300, and what a word character decomposes to begins with a starter.
_LONG_ROW = re.compile(rf"[^\w\x00-\u02ff]{{{_ROW + 1},}}")
_STARTS = re.compile(rf"(?![{COMPOSING}])[\w\x00-\u02ff]")


def compose(text: str, piece: int = PIECE) -> str:
    """The text in NFC, composed `piece` characters at a time; a cut is made only where nothing composes across it."""
    if text.isascii():
        return text
    text = _LONG_ROW.sub(lambda row: _ordered(row[0]), text)
    pieces = []
    at = 0
    while at < len(text):
        start = _STARTS.search(text, at + piece)
        end = start.start() if start else len(text)
        pieces.append(unicodedata.normalize("NFC", text[at:end]))
        at = end
    return "".join(pieces)


def _ordered(row: str) -> str:
    """Characters of which none is a letter, decomposed, the marks among them in canonical order."""
    ordered: list[str] = []
    marks: list[str] = []
    for character in "".join(unicodedata.normalize("NFD", character) for character in row):
        if unicodedata.combining(character):
            marks.append(character)
        else:
            ordered += sorted(marks, key=unicodedata.combining)
            ordered.append(character)
            marks = []
    return "".join(ordered + sorted(marks, key=unicodedata.combining))
