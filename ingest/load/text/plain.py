"""Plain text: the text is the file itself, headings are short lines that stand alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ingest.load.blocks import LONGEST_HEADING, may_be_heading
from ingest.load.extracted import Extracted
from ingest.load.limits import MOST_HEADINGS
from ingest.load.text.encoding import decode
from ingest.load.text.structure import blocks
from rag.language.text import canonical
from rag.types import Heading

FORMAT = "txt"
_LINE = re.compile(r"[^\n]+\n?")
_BLANK = re.compile(r"[^\S\n]*(?:\n|$)")
_STOPS = (".", "!", "?", "…", "؟")


def read(data: bytes) -> Extracted:
    """The text of a plain text file, nothing trimmed.

    Raises `FileRefused` (`binary`, `empty`) where the bytes are no text.
    """
    decoded = decode(data)
    text = canonical(decoded.text)
    found = headings(text)
    return Extracted(
        FORMAT,
        text,
        headings=found,
        blocks=blocks(text, found),
        encoding=decoded.encoding,
        encoding_guessed=decoded.guessed,
        warnings=decoded.warnings,
    )


def headings(text: str) -> tuple[Heading, ...]:
    """Short lines without a final stop that have blank lines (or the border of the text) around them and text after.

    Conservative: a wrong heading stands above every passage after it. A line that is followed by another such line is
    one of a list of short lines and none of them is taken, unless it is the first line of the text. A line with a colon
    at its end announces something and is none of these.
    """
    found: list[Heading] = []
    # A line with what stands around it is followed by the next one; at the end nothing follows.
    for index, (line, following) in enumerate(pairwise(_lines(text))):
        if not line.alone or not may_be_heading(line.words):
            continue
        if index and following.alone and not following.words.endswith((*_STOPS, ":")):
            continue
        found.append(Heading(1 if index == 0 else 2, line.start, line.start + len(line.words)))
        if len(found) > MOST_HEADINGS:
            break
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is not blank; `alone`: it is short, with a blank line or the border of the text on both sides."""

    words: str
    start: int
    alone: bool


def _lines(text: str) -> Iterator[_Line]:
    blank_before = True
    for match in _LINE.finditer(text):
        words = match[0].strip()
        if not words:
            blank_before = True
            continue
        alone = blank_before and len(words) <= LONGEST_HEADING and _BLANK.match(text, match.end()) is not None
        yield _Line(words, match.start() + match[0].index(words), alone)
        # The match takes in the line break, so what stands right behind it is the next line.
        blank_before = text.startswith("\n", match.end())
