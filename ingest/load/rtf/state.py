"""What holds for the text at a place of an RTF file: a group inherits it, and gives it back at its end."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.load.rtf.tokens import CHARSETS

_HEADING = re.compile(r"(?:heading|titre|überschrift|título|titolo|عنوان)\s*(\d)", re.I)
_TITLE = re.compile(r"(?:title|titre|العنوان)", re.I)


@dataclass(frozen=True, slots=True)
class State:
    """`into` is what text goes into: the body, a note, a table of fonts, nothing (empty)."""

    into: str = "body"
    skip: int = 1
    """Characters that stand for those who read no Unicode, behind each sign of it."""
    hidden: bool = False
    bold: bool = False
    encoding: str = ""
    """That of the font; empty for that of the file."""
    doubled: bool = False
    """Whether the text stands once more, in Unicode."""


@dataclass(slots=True)
class Paragraph:
    """What the paragraph that is being read says about itself."""

    level: int = 0
    style: int | None = None
    in_table: bool = False
    listed: bool = False
    depth: int = 0
    hanging: bool = False
    """Whether its first line begins further out than the others, as that of an item does behind its mark."""


class Fonts:
    """The encodings of fonts by number."""

    def __init__(self) -> None:
        self._encodings: dict[int, str] = {}
        self.current = 0

    def charset(self, number: int) -> None:
        """Note the character set of the font that is being described."""
        self._encodings[self.current] = CHARSETS.get(number, "")

    def encoding(self, font: int) -> str:
        return self._encodings.get(font, "")


class Styles:
    """The levels of headings by the number of their style."""

    def __init__(self) -> None:
        self._levels: dict[int, int] = {}
        self.current = 0

    def name(self, words: str) -> None:
        """Note the name of the style that is being described."""
        words = words.strip(" ;\n")
        found = _HEADING.match(words)
        if found:
            self._levels[self.current] = int(found[1]) or 1
        elif _TITLE.fullmatch(words):
            self._levels[self.current] = 1

    def level(self, style: int | None) -> int:
        return self._levels.get(style, 0) if style is not None else 0
