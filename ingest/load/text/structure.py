"""Blocks of plain text: paragraphs between blank lines, and in them items, rows and fields by how lines begin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.load.blocks import cell_spans, field, has_header, is_question, related
from rag.language.items import BULLETS
from rag.types import Block, BlockKind, Heading, Span

_LINE = re.compile(r"[^\n]+")
_BULLET = re.compile(rf"(?:[{BULLETS}]|o(?=[ \t]{{2,}}))[ \t]+(?=\S)")
_NUMBER = re.compile(r"(?:\(?\d{1,3}[.)]|\(?[A-Za-z]\)|\(?[ivx]{1,5}\)|\d{1,2}(?:\.\d{1,2}){1,3}\.?)[ \t]+(?=\S)")
_BAR = re.compile(r"(?<!\\)\|")
_TAB = re.compile(r"[ \t]*\t[ \t]*")
_RULE = re.compile(r"[\s|:+=-]+")
LEAST_QUESTIONS = 2
"""Lines with an answer below that make a text an FAQ; a question alone is one of the text's own."""


def blocks(text: str, headings: Sequence[Heading] = ()) -> tuple[Block, ...]:
    """The blocks of a canonical plain text; `headings` are the lines of it that are some."""
    found: list[Block] = []
    levels = {heading.start: heading.level for heading in headings}
    groups = list(_groups(text))
    for group in groups:
        first = group[0]
        if len(group) == 1 and first.start in levels:
            # A question at the very top is not the title of what comes after its answer.
            level = max(levels[first.start], 2 if is_question(first.words) else 1)
            found.append(Block(BlockKind.HEADING, first.start, first.end, level))
        else:
            found += _Group(text, group).blocks()
    return related(text, found, _questions(groups))


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is not blank, trimmed; `indent` counts the white space before it, a tab as four."""

    words: str
    start: int
    indent: int

    @property
    def end(self) -> int:
        return self.start + len(self.words)


def _groups(text: str) -> Iterator[list[_Line]]:
    """The lines between blank lines."""
    group: list[_Line] = []
    end = 0
    for match in _LINE.finditer(text):
        if match.start() > end + 1 and group:
            yield group
            group = []
        end = match.end()
        words = match[0].strip()
        if words:
            before = match[0][: match[0].index(words)]
            group.append(_Line(words, match.start() + len(before), len(before.expandtabs(4))))
        elif group:
            yield group
            group = []
    if group:
        yield group


def _questions(groups: list[list[_Line]]) -> frozenset[int]:
    """Where the questions of an FAQ begin: first lines that ask, each with something below before the next one."""
    asked = [is_question(group[0].words) for group in groups]
    starts = [
        group[0].start
        for number, group in enumerate(groups)
        if asked[number] and (len(group) > 1 or not all(asked[number + 1 : number + 2]))
    ]
    return frozenset(starts if len(starts) >= LEAST_QUESTIONS else ())


class _Group:
    """The lines between two blank ones, cut where items, rows or fields begin and end."""

    def __init__(self, text: str, lines: list[_Line]) -> None:
        self._text = text
        self._lines = lines
        self._indents: list[int] = []

    def blocks(self) -> list[Block]:
        """Its blocks in order."""
        found: list[Block] = []
        at = 0
        while at < len(self._lines):
            rows = self._rows(at)
            fields = 0 if rows else self._fields(at)
            if rows:
                found += self._table(self._lines[at : at + rows])
                at += rows
            elif fields:
                last = self._lines[at + fields - 1]
                found.append(Block(BlockKind.PARAGRAPH, self._lines[at].start, last.end))
                at += fields
            else:
                at = self._prose(at, found)
        return found

    def _prose(self, at: int, found: list[Block]) -> int:
        """Append an item, or lines of a paragraph, and say which line comes after it."""
        first = self._lines[at]
        item = self._is_item(at)
        after = at + 1
        while after < len(self._lines) and not (self._is_item(after) or self._rows(after) or self._fields(after)):
            after += 1
        end = self._lines[after - 1].end
        if item:
            found.append(Block(BlockKind.ITEM, first.start, end, self._depth(first)))
        else:
            found.append(Block(BlockKind.PARAGRAPH, first.start, end))
        return after

    def _is_item(self, at: int) -> bool:
        """Whether a line begins with a mark; a number does only at the start, after a colon and after other items."""
        line = self._lines[at]
        if _BULLET.match(line.words):
            return not _RULE.fullmatch(line.words)
        if not _NUMBER.match(line.words):
            return False
        before = self._lines[at - 1] if at else None
        return before is None or before.words.endswith(":") or self._is_item_before(at)

    def _is_item_before(self, at: int) -> bool:
        return any(_NUMBER.match(line.words) or _BULLET.match(line.words) for line in self._lines[max(0, at - 3) : at])

    def _depth(self, line: _Line) -> int:
        while self._indents and self._indents[-1] > line.indent:
            self._indents.pop()
        if not self._indents or self._indents[-1] < line.indent:
            self._indents.append(line.indent)
        return len(self._indents)

    def _fields(self, at: int) -> int:
        """How many lines from here on are fields; one alone is left to what stands around it."""
        count = 0
        while at + count < len(self._lines) and field(self._lines[at + count].words) and not self._is_item(at + count):
            count += 1
        return count if count > 1 else 0

    def _rows(self, at: int) -> int:
        """How many lines from here on are rows of one table: at least two with equally many cells."""
        width = _width(self._lines[at].words)
        if width < 2:
            return 0
        count = 1
        while at + count < len(self._lines):
            words = self._lines[at + count].words
            if _width(words) != width and not ("|" in words and _RULE.fullmatch(words)):
                break
            count += 1
        return count if count > 1 else 0

    def _table(self, lines: list[_Line]) -> Iterator[Block]:
        rows = [line for line in lines if not _RULE.fullmatch(line.words)]
        cells = [_cells(self._text, line) for line in rows]
        ruled = len(lines) > 1 and _RULE.fullmatch(lines[1].words) is not None
        header = ruled or has_header([[self._text[cell.start : cell.end] for cell in row] for row in cells])
        for index, (line, spans) in enumerate(zip(rows, cells, strict=True)):
            kind = BlockKind.HEADER if header and index == 0 and len(rows) > 1 else BlockKind.ROW
            yield Block(kind, line.start, line.end, cells=spans)


def _width(words: str) -> int:
    """The cells of a line: between bars, or between tabs."""
    bars = len(_BAR.findall(words.strip("| ")))
    if bars:
        return bars + 1
    # A trimmed line has something before its first tab and behind its last one.
    return len(_TAB.split(words)) if "\t" in words else 1


def _cells(text: str, line: _Line) -> tuple[Span, ...]:
    if _BAR.search(line.words):
        return cell_spans(text, line.start, line.end)
    return tuple(
        Span(line.start + match.start(), line.start + match.end())
        for match in re.finditer(r"[^\t\s](?:[^\t]*[^\t\s])?", line.words)
    )
