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
    if not _announces(text, sentences, at):
        return at
    return _end(text, sentences, at + 1, _mark(text, sentences[at + 1]))


def last_items(text: str, sentences: Sequence[Span]) -> list[int]:
    """For every sentence what `last_item` says of it.

    Items may announce lists in turn (« - a: »); each list is walked once, not once for every item of it.
    """
    lasts = list(range(len(sentences)))
    ends: dict[re.Pattern[str] | None, int] = {}  # by kind of mark, where the latest list ends
    for at in lasts[:-1]:
        if not _announces(text, sentences, at):
            continue
        mark = _mark(text, sentences[at + 1])
        if ends.get(mark, at) <= at:
            ends[mark] = _end(text, sentences, at + 1, mark)
        lasts[at] = ends[mark]
    return lasts


def _announces(text: str, sentences: Sequence[Span], at: int) -> bool:
    """Whether a sentence ends with a colon and what follows it is on a line of its own."""
    span = sentences[at]
    if at + 1 == len(sentences) or not _ANNOUNCES.search(text, span.start, span.end):
        return False
    return "\n" in text[span.end : sentences[at + 1].start]


def _mark(text: str, sentence: Span) -> re.Pattern[str] | None:
    """The kind of mark that a sentence begins with."""
    return next((mark for mark in _MARKS if mark.match(text, sentence.start)), None)


def _end(text: str, sentences: Sequence[Span], first: int, mark: re.Pattern[str] | None) -> int:
    """The last sentence of the list that begins with the sentence `first`."""
    for following in range(first + 1, len(sentences)):
        gap = text[sentences[following - 1].end : sentences[following].start]
        item = mark.match(text, sentences[following].start) if mark else gap.count("\n") == 1
        if "\n" in gap and not item:
            return following - 1
    return len(sentences) - 1
