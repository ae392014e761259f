"""Markdown: the text is the file itself; its blocks are those that a parser of CommonMark finds in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.load.blocks import cell_spans, related
from ingest.load.extracted import Extracted
from ingest.load.limits import MOST_HEADINGS
from ingest.load.text.encoding import decode
from ingest.load.text.metadata import metadata
from rag.language.text import canonical
from rag.types import Block, BlockKind, Heading

FORMAT = "md"

_LINE = re.compile(r"[^\n]*\n?")
_FRONT_MATTER = re.compile(r"---[ \t]*\n(?:.*\n)*?(?:---|\.\.\.)[ \t]*(?:\n|$)")
_CLOSING = re.compile(r"(?:^|[ \t]+)#+[ \t]*$")
_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])[ \t]+(?:#{1,6}[ \t]+)?$")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(?:(?!\1).)+\1[\s\\]*")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]:")
_LINK = re.compile(r"\[[^\]\n]+\]:[ \t]*\S+(?:[ \t]+[\"'(].*)?")
_TAGS = re.compile(r"<!--.*?-->|<[^>]*>", re.S)
_SUMMARY = re.compile(r"<summary[^>]*>\s*(?P<words>[^<\n]*[^<\s])\s*</summary>", re.I)


def read(data: bytes) -> Extracted:
    """The text of a Markdown file, nothing trimmed and no mark taken away.

    Raises `FileRefused` (`binary`, `empty`) where the bytes are no text.
    """
    decoded = decode(data)
    text = canonical(decoded.text)
    structure = _Structure(text)
    return Extracted(
        FORMAT,
        text,
        headings=tuple(structure.headings[: MOST_HEADINGS + 1]),
        blocks=related(text, structure.blocks, structure.strong),
        encoding=decoded.encoding,
        encoding_guessed=decoded.guessed,
        warnings=decoded.warnings,
        metadata=metadata(text),
    )


def headings(text: str) -> list[Heading]:
    """The headings of a Markdown text; a span holds the words, without the marks."""
    return _Structure(text).headings


def _parser() -> MarkdownIt:
    # What stands inside of lines is not parsed, and a definition of a link is a line like others.
    parser = MarkdownIt("commonmark").enable("table").disable("reference")
    parser.core.ruler.enableOnly(["block"])
    return parser


_PARSER = _parser()


class _Structure:
    """The blocks and headings of a text. The parser tells the lines of each block; the places in them are found here.

    `strong` holds the places at which a line begins that is bold to its end.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.headings: list[Heading] = []
        self.blocks: list[Block] = []
        self.strong: set[int] = set()
        front = _FRONT_MATTER.match(text)
        begin = front.end() if front else 0
        if front:
            self.blocks.append(Block(BlockKind.FRONT_MATTER, 0, len(front[0].rstrip())))
        self._starts = [begin, *(match.end() for match in _LINE.finditer(text, begin) if match[0])]
        # Of each list item around the current token, the index of its block.
        self._items: list[int | None] = []
        self._in_head = False
        for token, content in _with_content(_PARSER.parse(text[begin:])):
            self._add(token, content)

    def _add(self, token: Token, content: str) -> None:
        match token.type:
            case "list_item_open":
                self._items.append(None)
            case "list_item_close":
                self._items.pop()
            case "heading_open":
                self._heading(token, content)
            case "paragraph_open":
                self._paragraph(token, content)
            case "fence" | "code_block":
                self._code(token)
            case "thead_open" | "thead_close":
                self._in_head = token.nesting > 0
            case "tr_open":
                self._row(token)
            case "html_block":
                self._html(token)

    def _heading(self, token: Token, content: str) -> None:
        """Headings in quotes and items are left out: they are none of this document, or name no part of it."""
        words = content.strip() if token.markup in "=-" else _CLOSING.sub("", content).strip()
        if not words:
            return
        first, _ = self._lines(token)
        start = self.text.index(words.partition("\n")[0], first)
        end = self._lines(token)[1] if token.level else start + len(words)
        if token.level or (token.markup in "=-" and words.startswith("|")):
            self._text(first, start, end, strong=False)
        else:
            self.headings.append(Heading(int(token.tag[1]), start, end))
            self.blocks.append(Block(BlockKind.HEADING, start, end, int(token.tag[1])))

    def _paragraph(self, token: Token, content: str) -> None:
        first, end = self._lines(token)
        words = content.partition("\n")[0].rstrip()
        line_end = self.text.find("\n", first, end)
        line = self.text[first : line_end if line_end >= 0 else end].rstrip()
        if not _LINK.fullmatch(words):
            start = first + max(0, len(line) - len(words))
            kind = BlockKind.NOTE if _FOOTNOTE.match(words) else BlockKind.PARAGRAPH
            self._text(first, start, end, _STRONG.fullmatch(words) is not None, kind)

    def _text(self, first: int, start: int, end: int, strong: bool, kind: BlockKind = BlockKind.PARAGRAPH) -> None:
        """Append what stands from `start` to `end`; in the line before it, from `first`, are the marks of its item."""
        if self._items:
            self._item(start, end, self.text[first:start], strong)
            return
        if strong:
            self.strong.add(start)
        self.blocks.append(Block(kind, start, end))

    def _item(self, start: int, end: int, before: str, strong: bool) -> None:
        """A paragraph in an item is the item itself, or goes on with it, or comes after a list or code in it."""
        index = self._items[-1]
        if index is None:
            mark = _ITEM.search(before)
            start -= len(mark[0]) if mark else 0
            self._items[-1] = len(self.blocks)
            self.blocks.append(Block(BlockKind.ITEM, start, end, len(self._items)))
        elif index == len(self.blocks) - 1:
            last = self.blocks[index]
            self.blocks[index] = Block(BlockKind.ITEM, last.start, end, last.level)
        else:
            self.blocks.append(Block(BlockKind.PARAGRAPH, start, end))
        if strong:
            self.strong.add(start)

    def _code(self, token: Token) -> None:
        if not token.content.strip():
            return
        start, end = self._lines(token)
        if token.type == "fence":
            start = self.text.index("\n", start) + 1
            closing = self.text.rfind("\n", start, end)
            if closing >= 0 and set(self.text[closing:end].strip(" \t\n>")) == {token.markup[0]}:
                end = closing
        words = self.text[start:end]
        # The indentation of the first line belongs to the code.
        start += len(words) - len(words.lstrip("\n"))
        self.blocks.append(Block(BlockKind.CODE, start, start + len(self.text[start:end].rstrip())))

    def _row(self, token: Token) -> None:
        first, end = self._lines(token)
        line = self.text[first:end]
        start = first + len(line) - len(line.lstrip(" \t>"))
        kind = BlockKind.HEADER if self._in_head else BlockKind.ROW
        self.blocks.append(Block(kind, start, end, cells=cell_spans(self.text, start, end)))

    def _html(self, token: Token) -> None:
        """A block of HTML is a paragraph if it has words; a `summary` in it, which people click, is a bold line."""
        start, end = self._lines(token)
        at = start
        for summary in _SUMMARY.finditer(self.text, start, end):
            self._words(at, summary.start())
            self.strong.add(summary.start("words"))
            self.blocks.append(Block(BlockKind.PARAGRAPH, *summary.span("words")))
            at = summary.end()
        self._words(at, end)

    def _words(self, start: int, end: int) -> None:
        words = self.text[start:end]
        if _TAGS.sub("", words).strip():
            start += len(words) - len(words.lstrip())
            self.blocks.append(Block(BlockKind.PARAGRAPH, start, start + len(words.strip())))

    def _lines(self, token: Token) -> tuple[int, int]:
        """Where the lines of a block begin and end, without the white space after them."""
        first, last = token.map or (0, 0)
        start, end = self._starts[first], self._starts[min(last, len(self._starts) - 1)]
        return start, start + len(self.text[start:end].rstrip())


def _with_content(tokens: list[Token]) -> Iterator[tuple[Token, str]]:
    """Each token with the content of the one after it, in which the words of a heading or a paragraph stand."""
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        yield token, following.content if following is not None and following.type == "inline" else ""
