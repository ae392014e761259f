"""The text of a page's elements, block by block, with what each block is."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass

from lxml import etree

from ingest.load.blocks import LONGEST_QUESTION
from ingest.load.extracted import Composer
from ingest.load.html.elements import BLOCKS, HEADINGS, names_of, words_of
from ingest.load.html.formula import linear
from ingest.load.html.numerals import numeral, whole
from ingest.load.html.table import Table
from rag.types import BlockKind

_CLOSE = frozenset("dd dt figcaption legend summary".split())
"""Blocks that follow the one before on the next line, without a blank line."""
_KINDS = {
    "dt": BlockKind.QUESTION,
    "summary": BlockKind.QUESTION,
    "button": BlockKind.QUESTION,
    "caption": BlockKind.CAPTION,
    "figcaption": BlockKind.CAPTION,
    "pre": BlockKind.CODE,
    "xmp": BlockKind.CODE,
    "plaintext": BlockKind.CODE,
}
_NOTE_ROLES = frozenset("doc-footnote doc-endnote doc-endnotes note".split())
_NOTE_WORDS = frozenset("footnote footnotes endnote endnotes".split())
_IN_LINE = frozenset("a sup span small em".split())
_QUESTION_WORDS = frozenset("question accordion toggle faq accordeon collapse".split())
_TITLE_WORDS = frozenset("title header heading head button btn label question toggle trigger control".split())
_ANSWER_ENDS = frozenset("dl details section article main aside body".split())
_BOLD = frozenset("b strong".split())
_UNSEEN = frozenset("script style link meta template noscript span annotation".split())
_SPACE = re.compile(r"[^\S\u00a0\u202f]+")


@dataclass(slots=True)
class _List:
    """An open list: the number of its last item, `None` where they have dots, and how its numbers are shown."""

    number: int | None
    style: str


class Writer:
    """Writes the text below an element into a composer, without recursion: pages may be nested deeply."""

    def __init__(self, composer: Composer, left_out: Set[etree._Element]) -> None:
        self.composer = composer
        self.left_out = left_out
        self.pending: list[str] = []
        self.gap = 2
        self.level = 0
        self.item_gap = 1
        self.listed = False
        self.mark = ""
        self.lists: list[_List] = []
        self.frames: list[etree._Element] = []
        self.asked: etree._Element | None = None
        self.kinds: list[tuple[etree._Element, BlockKind]] = []
        self.opens = False
        self.bold = 0
        self.plain = False
        self.code = 0

    def write(self, root: etree._Element) -> None:
        """Append the text of `root` block by block."""
        walker = etree.iterwalk(root, events=("start", "end"))
        skipped = None
        for event, element in walker:
            if event == "end":
                if element is skipped:
                    skipped = None
                else:
                    self._close(element)
                self._text(element.tail if element is not root else None)
            elif self._stands_alone(element):
                skipped = element
                walker.skip_subtree()
            else:
                self._open(element)
        self._flush()

    def _stands_alone(self, element: etree._Element) -> bool:
        """Whether an element is left out, or was written as a whole just now."""
        tag = element.tag
        if element in self.left_out:
            if tag in BLOCKS:
                self._flush()
            elif tag not in _UNSEEN:
                self.pending.append(" ")
        elif tag == "math":
            self._text(linear(element))
        elif tag != "table" or (table := Table.of(element, self.left_out)) is None:
            return False
        else:
            self._flush()
            table.write(self.composer)
            self.listed = False
            self.gap = 2
        return True

    def _open(self, element: etree._Element) -> None:
        tag = element.tag
        if tag == "br":
            self._break()
        elif tag == "hr":
            self._flush()
        elif tag in BLOCKS or "-" in tag:
            self._open_block(element, tag)
        elif tag in _BOLD:
            self.bold += 1
        self._enter(element, tag)
        self._text(element.text)

    def _break(self) -> None:
        """A line break; a second one after it begins a paragraph, unless it stands in a line of its own kind."""
        written = next((part for part in reversed(self.pending) if not part.isspace() or part == "\n"), "")
        if written == "\n" and not (self.level or self.kinds or self.lists):
            self._flush()
        else:
            self.pending.append("\n")

    def _open_block(self, element: etree._Element, tag: str) -> None:
        self._flush()
        if tag in HEADINGS:
            self.level = HEADINGS[tag]
        elif tag in _ANSWER_ENDS:
            self.frames.append(element)
        if tag in ("ul", "ol", "menu", "dir"):
            self._open_list(element, tag)
        elif tag == "li":
            self._item(element)
        elif tag in _CLOSE:
            self.gap = 1

    def _open_list(self, element: etree._Element, tag: str) -> None:
        # The first item of a list belongs to the line before it, unless that ends another list.
        self.item_gap = 2 if self.listed and not self.lists else 1
        number = whole(element.get("start"), 1) - 1 if tag == "ol" else None
        self.lists.append(_List(number, element.get("type", "1")))

    def _item(self, element: etree._Element) -> None:
        of = self.lists[-1] if self.lists else None
        if of is not None and of.number is not None:
            of.number = whole(element.get("value"), of.number + 1)
            self.mark = f"{numeral(of.number, of.style)}. "
        else:
            self.mark = "- "
        self.gap, self.item_gap = self.item_gap, 1

    def _enter(self, element: etree._Element, tag: str) -> None:
        """Note what the element makes of the blocks in it."""
        kind = _KINDS.get(tag) or (_named_kind(element) if element.attrib else None)
        if kind is None:
            return
        if kind is BlockKind.CODE:
            self.code += 1
        if kind is BlockKind.QUESTION:
            if self.level or (self.kinds and self.kinds[-1][1] is BlockKind.QUESTION):
                self.opens = True
            else:
                self._flush()
        self.kinds.append((element, kind))

    def _close(self, element: etree._Element) -> None:
        tag = element.tag
        if self.kinds and self.kinds[-1][0] is element:
            self._leave()
        if tag in _BOLD:
            self.bold -= 1
        if tag not in BLOCKS and "-" not in tag:
            return
        self._flush()
        if tag in HEADINGS:
            self.level = 0
            self.opens = False
        elif tag in ("ul", "ol", "menu", "dir") and self.lists:
            self.lists.pop()
            self.mark = ""
        elif self.frames and self.frames[-1] is element:
            self.frames.pop()
            if self.asked is element:
                self.composer.end_answer()
        self.gap = 2

    def _leave(self) -> None:
        if not self.level:
            self._flush()
        if self.kinds[-1][1] is BlockKind.CODE:
            self.code -= 1
        self.kinds.pop()

    def _text(self, text: str | None) -> None:
        if not text:
            return
        # Line feeds of the source are spaces; the others are breaks until `_tidy` has seen them.
        self.pending.append(text if self.code else text.replace("\n", " "))
        if not self.bold and not self.plain and not text.isspace():
            self.plain = True

    def _flush(self) -> None:
        if not self.pending:
            return
        plain, self.plain = self.plain, False
        text = _tidy("".join(self.pending))
        self.pending.clear()
        if not text:
            return
        if self.level:
            text = text.replace("\n", " ")
        before = self.composer.length
        self._write(text, plain)
        if self.composer.length > before:
            self.listed = bool(self.mark)
            self.mark = ""
            self.gap = 2

    def _write(self, text: str, plain: bool) -> None:
        """Hand a block to the composer with what the markup says of it."""
        kind = self.kinds[-1][1] if self.kinds else None
        level = self.level
        if level:
            kind = BlockKind.QUESTION if self.opens or kind is BlockKind.QUESTION else None
        elif self.mark and kind is not BlockKind.NOTE:
            kind, level = BlockKind.ITEM, max(len(self.lists), 1)
        elif kind is BlockKind.QUESTION and len(text) > LONGEST_QUESTION:
            kind = None
        if self.level or kind is BlockKind.QUESTION or not plain:
            self.asked = self.frames[-1] if self.frames else None
        self.composer.add(self.mark + text, self.gap, level, kind, strong=not plain and not self.mark)


def _named_kind(element: etree._Element) -> BlockKind | None:
    """What attributes and names say about the blocks of an element."""
    role = element.get("role", "")
    names = names_of(element)
    words = {word for name in names.split() for word in words_of(name)} if names != " " else set()
    # The sign in the text that leads to a note is none.
    if role in _NOTE_ROLES or (words & _NOTE_WORDS and element.tag not in _IN_LINE):
        return BlockKind.NOTE
    opens = element.get("aria-expanded") is not None and element.tag != "html"
    if opens or (words & _QUESTION_WORDS and words & _TITLE_WORDS and len(element) <= 3):
        return BlockKind.QUESTION if element.tag not in ("ul", "ol", "li", "body", "main") else None
    return None


def _tidy(text: str) -> str:
    if "\n" not in text:
        return _SPACE.sub(" ", text).strip()
    lines = (_SPACE.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
