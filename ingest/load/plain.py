"""Plain text: the text is the file itself, headings are short lines that stand alone."""

from __future__ import annotations

import re
from itertools import pairwise

from ingest.load.encoding import decode
from ingest.load.extracted import Extracted
from rag.text import canonical
from rag.types import Heading

FORMAT = "txt"
LONGEST_HEADING = 80
"""Characters; a longer line that stands alone is a paragraph."""

_LINE = re.compile(r"[^\n]+")
_LETTER = re.compile(r"[^\W\d_]")
_UNDERLINE = re.compile(r"[=\-*_~#]{3,}\s*")
_NO_HEADING = re.compile(r"\s*(?:[-–—*•▪◦‣●|>]|\S+@|https?:|www\.)|.*[.,;:!…،؛»”\"]\s*$")


def read(data: bytes) -> Extracted:
    """The text of a plain text file, nothing trimmed.

    Raises `FileRefused` (`binary`, `empty`) where the bytes are no text.
    """
    decoded = decode(data)
    text = canonical(decoded.text)
    return Extracted(FORMAT, text, (), headings(text), decoded.encoding, decoded.guessed, decoded.warnings)


def headings(text: str) -> tuple[Heading, ...]:
    """Short lines without a final stop that have blank lines (or the border of the text) around them and text after.

    Conservative: a wrong heading stands above every passage after it. A line that is followed by another such line is
    one of a list of short lines and none of them is taken, unless it is the first line of the text.
    """
    lines = [match for match in _LINE.finditer(text) if match[0].strip()]
    found: list[Heading] = []
    alone = [_alone(text, match) for match in lines]
    for index, (line, following) in enumerate(pairwise(lines)):
        if not alone[index] or _NO_HEADING.match(line[0]) or not _LETTER.search(line[0]):
            continue
        listed = alone[index + 1] and len(following[0].strip()) <= LONGEST_HEADING and not _sentence(following[0])
        if listed and index:
            continue
        start = line.start() + len(line[0]) - len(line[0].lstrip())
        found.append(Heading(1 if index == 0 else 2, start, start + len(line[0].strip())))
    return tuple(found)


def _alone(text: str, line: re.Match[str]) -> bool:
    """Whether the line is short and has a blank line or the border of the text on both sides."""
    if len(line[0].strip()) > LONGEST_HEADING or _UNDERLINE.fullmatch(line[0].strip()):
        return False
    before = line.start() < 2 or not text[text.rfind("\n", 0, line.start() - 1) + 1 : line.start() - 1].strip()
    following = text.find("\n", line.end() + 1)
    after = text[line.end() + 1 : following if following >= 0 else len(text)]
    return before and not after.strip()


def _sentence(line: str) -> bool:
    return line.rstrip().endswith((".", "!", "?", "…", "؟"))
