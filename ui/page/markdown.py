"""What Markdown marks inside of a line: bold, emphasised, struck out, code, the words of a link.

Nothing of it is looked for further than a sentence is long, so that a text of nothing but marks takes no longer than
another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from rag.types import Span

SUFFIXES = (".md", ".markdown")

NESTED = 2
"""Marks inside of each other that are looked for: bold with code in it."""

_TAGS = {"**": "strong", "__": "strong", "*": "em", "_": "em", "~~": "s", "`": "code", "``": "code"}
_MARKED = re.compile(
    r"!?\[(?P<label>[^\]\n]{0,500})\](?:\([^)\n]{0,500}\)|\[[^\]\n]{0,500}\])"
    r"|(?P<mark>\*\*\*|\*\*|__|~~|`{1,3}|(?<!\w)[*_](?=\S))(?P<words>(?:(?!(?P=mark)|\n[ \t]*\n).){1,1000}?)(?P=mark)",
    re.S,
)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a text that is shown alike: inside of elements, outermost first; a `sign` is not shown at all."""

    span: Span
    tags: tuple[str, ...] = ()
    sign: bool = False


def is_markdown(file: str) -> bool:
    """Whether a file has marks, by its name."""
    return file.lower().endswith(SUFFIXES)


def plain_title(title: str, file: str) -> str:
    """A title without the marks that the heading of a Markdown file has."""
    if not is_markdown(file):
        return title
    return "".join(title[run.span.start : run.span.end] for run in runs(title) if not run.sign)


def runs(text: str, depth: int = NESTED, offset: int = 0, tags: tuple[str, ...] = ()) -> Iterator[Run]:
    """The stretches of a text, which they tile, counted from `offset`; marks are looked for `depth` deep."""
    at = 0
    for found in _MARKED.finditer(text) if depth else ():
        name = "label" if found["mark"] is None else "words"
        inner = found[name]
        # Without its mark, an accent would be heaped on the letter before: see `ui.neutralise`.
        after = text[found.end() : found.end() + 1]
        if any(unicodedata.combining(each) for each in (*inner[:1], *after)):
            continue
        if found.start() > at:
            yield Run(Span(offset + at, offset + found.start()), tags)
        yield Run(Span(offset + found.start(), offset + found.start(name)), tags, sign=True)
        if inner:
            start = offset + found.start(name)
            within = (*tags, _TAGS[found["mark"][0] * min(len(found["mark"]), 2)]) if found["mark"] else tags
            yield from runs(inner, 0 if within[-1:] == ("code",) else depth - 1, start, within)
        yield Run(Span(offset + found.end(name), offset + found.end()), tags, sign=True)
        at = found.end()
    if at < len(text):
        yield Run(Span(offset + at, offset + len(text)), tags)
