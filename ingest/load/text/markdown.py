"""Markdown: the text is the file itself; headings are `#` lines and underlined lines outside of code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from ingest.load.extracted import Extracted
from ingest.load.limits import MOST_HEADINGS
from ingest.load.text.encoding import decode
from ingest.load.text.metadata import metadata
from rag.language.text import canonical
from rag.types import Heading

FORMAT = "md"

_LINE = re.compile(r"[^\n]*")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_ATX = re.compile(r" {0,3}(#{1,6})(?![^ \t])")
_SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*")
_NO_PARAGRAPH = re.compile(r" {0,3}(?:>|[-*+][ \t]|\d{1,9}[.)][ \t]|\|)| {4}|\t|[ \t]*$")
_FRONT_MATTER = re.compile(r"---[ \t]*\n(?:.*\n)*?(?:---|\.\.\.)[ \t]*(?:\n|$)")


def read(data: bytes) -> Extracted:
    """The text of a Markdown file, nothing trimmed and no mark taken away.

    Raises `FileRefused` (`binary`, `empty`) where the bytes are no text.
    """
    decoded = decode(data)
    text = canonical(decoded.text)
    return Extracted(
        FORMAT,
        text,
        headings=tuple(islice(headings(text), MOST_HEADINGS + 1)),
        encoding=decoded.encoding,
        encoding_guessed=decoded.guessed,
        warnings=decoded.warnings,
        metadata=metadata(text),
    )


def headings(text: str) -> Iterator[Heading]:
    """The headings of a Markdown text; a span holds the words, without the marks."""
    fence = ""
    previous: re.Match[str] | None = None
    front = _FRONT_MATTER.match(text)
    for line in _LINE.finditer(text, front.end() if front else 0):
        if line.start() == line.end() and line.start() and text[line.start() - 1 : line.start()] != "\n":
            continue
        opened = _FENCE.fullmatch(line[0])
        if fence:
            if opened and opened[1].startswith(fence) and not opened[2].strip():
                fence = ""
            previous = None
        elif opened and not (opened[1][0] == "`" and "`" in opened[2]):
            fence, previous = opened[1], None
        elif atx := _ATX.match(line[0]):
            words = line[0][atx.end() :].strip(" \t")
            closing = words.rstrip("#")
            words = closing.rstrip(" \t") if closing != closing.rstrip(" \t") or not closing else words
            if words:
                start = line.start() + line[0].index(words, atx.end())
                yield Heading(len(atx[1]), start, start + len(words))
            previous = None
        elif previous and (setext := _SETEXT.fullmatch(line[0])):
            words = previous[0].strip()
            start = previous.start() + previous[0].index(words)
            yield Heading(1 if setext[1][0] == "=" else 2, start, start + len(words))
            previous = None
        else:
            previous = None if _NO_PARAGRAPH.match(line[0]) else line
