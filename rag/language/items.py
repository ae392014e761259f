"""Lists in a text: the items of one that a sentence such as « Le plan a trois axes : » announces."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.types import Span

_ANNOUNCES = re.compile(r"[:：][ \u00a0\u202f*_]*$")
_MARKS = (
    re.compile(r"[-–—*•▪◦‣●○■□➢✓►][ \t\u00a0]"),
    re.compile(r"\(?\d{1,3}[.)°][ \t\u00a0]"),
    re.compile(r"\(?[a-zA-Z][.)][ \t\u00a0]"),
)
"""What items begin with: a bullet, a number, a letter; one list has one kind."""


def last_item(text: str, sentences: Sequence[Span], at: int) -> int:
    """The index of the last sentence of the list that sentence `at` announces; `at` itself where it announces none.

    `sentences` are spans of `text`, in order. A list is what follows on lines of its own: with the marks of one kind,
    or, without marks, up to the next blank line.
    """
    if not _ANNOUNCES.search(text[sentences[at].start : sentences[at].end]) or at + 1 == len(sentences):
        return at
    first = sentences[at + 1]
    if "\n" not in text[sentences[at].end : first.start]:
        return at
    mark = next((each for each in _MARKS if each.match(text, first.start)), None)
    last = at + 1
    for following in range(at + 2, len(sentences)):
        gap = text[sentences[following - 1].end : sentences[following].start]
        item = mark.match(text, sentences[following].start) if mark else gap.count("\n") == 1
        if "\n" in gap and not item:
            break
        last = following
    return last
