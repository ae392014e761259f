"""Lists in a text: what their items begin with, and the items that « Le plan a trois axes : » announces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.types import Span

_ANNOUNCES = re.compile(r"[:：][ \u00a0\u202f*_]*$")
BULLETS = "-–—*+•·▪◦‣●○■□➢➤✓✔►☐☑☒❖\uf0b7\uf0a7"
"""Signs that stand before an item, `-` the first of them so that they may stand in a class of a pattern."""
_MARKS = {
    "bullet": re.compile(rf"[{BULLETS}][ \t\u00a0]+"),
    "number": re.compile(r"\(?(?P<number>[\d\u0660-\u0669]{1,3})[ \u00a0]?[.)°–—-]+[ \t\u00a0]+"),
    "letter": re.compile(r"\(?(?:[a-zA-Z]|[\u0621-\u064a])\u0640?[ \u00a0]?[.)–—-]+[ \t\u00a0]+"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """What an item begins with: its `kind`, of which one list has one, its `number` if it has any, where it ends."""

    kind: str
    end: int
    number: str = ""


def mark_of(text: str, start: int = 0, end: int | None = None) -> Mark | None:
    """The mark that stands at `start` of a text and before `end`, with the white space behind it."""
    for kind, pattern in _MARKS.items():
        if match := pattern.match(text, start, len(text) if end is None else end):
            return Mark(kind, match.end(), match.groupdict().get("number", ""))
    return None


def last_items(text: str, sentences: Sequence[Span]) -> list[int]:
    """For every sentence the index of the last one of the list that it announces; its own where it announces none.

    `sentences` are spans of `text`, in order. A list is what follows on lines of its own: with the marks of one kind,
    or, without marks, up to the next blank line.

    Items may announce lists in turn (« - a: »); each list is walked once, not once for every item of it.
    """
    lasts = list(range(len(sentences)))
    ends: dict[str | None, int] = {}  # by kind of mark, where the latest list ends
    for at in lasts[:-1]:
        if not _announces(text, sentences, at):
            continue
        mark = _kind(text, sentences[at + 1])
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


def _kind(text: str, sentence: Span) -> str | None:
    """The kind of mark that a sentence begins with."""
    mark = mark_of(text, sentence.start)
    return mark.kind if mark else None


def _end(text: str, sentences: Sequence[Span], first: int, mark: str | None) -> int:
    """The last sentence of the list that begins with the sentence `first`."""
    for following in range(first + 1, len(sentences)):
        gap = text[sentences[following - 1].end : sentences[following].start]
        item = _kind(text, sentences[following]) == mark if mark else gap.count("\n") == 1
        if "\n" in gap and not item:
            return following - 1
    return len(sentences) - 1
