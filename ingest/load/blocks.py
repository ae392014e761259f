"""What the parts of a document are to each other, decided alike for all formats.

A loader records what its format says: headings, paragraphs, items, rows. `related` sees in their words what no format
says (a line `key: value`, a caption, the question of an FAQ) and which block is needed to read another one.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from ingest.load.lists import with_items
from rag.types import Block, BlockKind, Span

LONGEST_QUESTION = 300
"""Characters; what is longer and ends with a question mark is a paragraph."""

LONGEST_LABEL = 120
"""Characters up to which a line without a final stop is a label of what comes below it, and no sentence."""

LONGEST_VALUE = 200
"""Characters of the value of a field."""

MOST_KEY_WORDS = 6
"""Words of the key of a field: « Date et lieu de naissance » has five."""

_STOPS = (".", "!", "?", "…", "؟", ";", "؛")
_MARKS = "*_` \t\n"
"""Marks of Markdown that may stand around words."""

_LINE = re.compile(r"[^\n]+")
_FIELD = re.compile(r"[*_>\s]*(?P<key>[^\W_][^:\n|]{0,59}?)[*_\s]*:[*_]*[ \t\u00a0\u202f]+(?P<value>[^\n]*?)[*_\s]*")
_INNER_STOP = re.compile(r"[.!?…؟]\s|[;!?؟]")
_SPOKEN = re.compile(r"(?:q|r|a|question|réponse|reponse|answer|response|س|ج|سؤال|جواب|السؤال|الجواب)\s*\d*", re.I)
_ASKED = re.compile(r"[*_>\s]*(?:q|question|س|سؤال|السؤال)\s*\d*\s*[:.)–—-]\s", re.I)
_END_OF_QUESTION = re.compile(r"[?؟][\s»”\")*_]*$")
_CUE = re.compile(
    r"\b(?:suivant(?:e?s)?|ci-dessous|ci-après|que voici|following|as follows|below)\b"
    r"|التالي|الآتي|كما يلي|ما يلي|أدناه",
    re.I,
)
_CAPTION = re.compile(
    r"[*_>\s]*(?:figure|fig\.|tableau|table|tabl?\.|graphique|schéma|illustration|image|photo|carte|encadré|chart|diagram"
    r"|map|الشكل|شكل|الجدول|جدول|الصورة|صورة|الخريطة|خريطة|المبيان|مبيان)"
    r"\s*(?:n[°o]\s*|رقم\s*)?(?:\d+|[IVX]+\b)(?:[.-]\d+)*\s*[:.–—-]\s\s*\S",
    re.I,
)
_NEW_TABLE = re.compile(r"\n[^\S\n]*\n")
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d_]")

LONGEST_HEADING = 80
"""Characters; a longer line that stands alone is a paragraph."""
_NO_HEADING = re.compile(r"\s*(?:[-–—*•▪◦‣●|>]|\S+@|https?:|www\.)|.*[.,;:!…،؛»”\"]\s*$")


def related(
    text: str, blocks: Sequence[Block], strong: Collection[int] = (), ends: Sequence[int] = ()
) -> tuple[Block, ...]:
    """The blocks of a canonical text in order, with what their words say and the block that each needs.

    `strong` holds the offsets at which a line begins that is bold to its end, `ends` those from which nothing answers
    a question before, in order. Paragraphs of fields become one block a
    line; `above` is set here and what it was before is forgotten.
    """
    parts = with_items(text, [part for block in blocks for part in _parts(text, block, strong)])
    relations = _Relations(text, ends)
    for index, block in enumerate(parts):
        parts[index] = replace(block, above=relations.above(index, block))
    return tuple(parts)


def field(line: str) -> tuple[Span, Span] | None:
    """Where the key and the value of a line `key: value` stand in it, without marks; `None` for any other line."""
    found = _FIELD.fullmatch(line) if ":" in line else None
    if found is None or not found["value"]:
        return None
    key, value = found["key"], found["value"]
    if len(key.split()) > MOST_KEY_WORDS or _INNER_STOP.search(key) or _SPOKEN.fullmatch(key):
        return None
    if len(value) > LONGEST_VALUE or value.endswith(":") or not _LETTER.search(key):
        return None
    return Span(*found.span("key")), Span(*found.span("value"))


def is_question(words: str) -> bool:
    """Whether the words of a heading or a bold line ask something."""
    return len(words) <= LONGEST_QUESTION and _END_OF_QUESTION.search(words) is not None


def is_caption(words: str) -> bool:
    """Whether a paragraph names a figure or a table: « Tableau 2 : Recettes »."""
    return len(words) <= LONGEST_QUESTION and _CAPTION.match(words) is not None


def may_be_heading(words: str) -> bool:
    """Whether a line that stands alone may be a heading: it is short, has no final stop, and is no item or address."""
    return len(words) <= LONGEST_HEADING and _LETTER.search(words) is not None and _NO_HEADING.match(words) is None


def announces(words: str) -> bool:
    """Whether a paragraph says what the list below it lists."""
    last = words.rstrip(_MARKS).rpartition("\n")[2]
    if last.endswith(":"):
        return True
    if not last.endswith(_STOPS):
        return len(last) <= LONGEST_LABEL or _CUE.search(last) is not None
    return not _END_OF_QUESTION.search(last) and _CUE.search(_last_sentence(last)) is not None


def has_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row of a table says what its columns are, where the file itself does not tell.

    It does where it has as many cells as the others, all filled with words, and a column holds a number in each row
    but this one.
    """
    if len(rows) < 2 or len(rows[0]) < 2 or not all(_LETTER.search(cell) for cell in rows[0]):
        return False
    if any(_DIGIT.search(cell) for cell in rows[0]):
        return False
    below = [row for row in rows[1:] if len(row) == len(rows[0])]
    return bool(below) and any(all(_DIGIT.search(cell) for cell in column) for column in zip(*below, strict=True))


def cell_spans(text: str, start: int, end: int) -> tuple[Span, ...]:
    """The cells of a row that is written with bars, `| a | b |`, in offsets of the text; a `\\|` does not divide."""
    spans: list[Span] = []
    at = start
    for bar in [*re.finditer(r"(?<!\\)\|", text[start:end]), None]:
        stop = start + bar.start() if bar else end
        words = text[at:stop]
        first = at + len(words) - len(words.lstrip())
        # Before the first bar and behind the last one stands no cell, unless the row is written without them.
        if words.strip() or (at > start and bar):
            spans.append(Span(first, first + len(words.strip())) if words.strip() else Span(stop, stop))
        at = stop + 1
    return tuple(spans)


def _last_sentence(words: str) -> str:
    return re.split(r"[.!?…؟]\s", words)[-1]


def _parts(text: str, block: Block, strong: Collection[int]) -> Iterator[Block]:
    """The block, or the blocks that its lines are."""
    words = text[block.start : block.end]
    if block.kind is BlockKind.HEADING:
        yield replace(block, kind=BlockKind.QUESTION) if is_question(words) else block
    elif block.kind is BlockKind.PARAGRAPH and is_caption(words):
        yield replace(block, kind=BlockKind.CAPTION)
    elif block.kind is BlockKind.PARAGRAPH and (fields := _fields(block, words)):
        yield from fields
    elif block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM):
        yield from _asked(block, words, strong)
    else:
        yield block


def _fields(block: Block, words: str) -> list[Block]:
    """A block for each line of a paragraph, if every one of them is a field."""
    found: list[Block] = []
    for line in _LINE.finditer(words):
        cells = field(line[0].rstrip("\\"))
        if cells is None:
            return []
        start = block.start + line.start()
        spans = tuple(Span(start + cell.start, start + cell.end) for cell in cells)
        first = start + len(line[0]) - len(line[0].lstrip())
        found.append(Block(BlockKind.FIELD, first, start + len(line[0].rstrip()), cells=spans))
    # One line alone that ends like a sentence is one: « Attention : le portail ferme à 18 h. »
    if len(found) == 1 and words.rstrip(_MARKS).endswith(_STOPS) and len(words.split()) > MOST_KEY_WORDS:
        return []
    return found


def _asked(block: Block, words: str, strong: Collection[int]) -> Iterator[Block]:
    """The block, cut behind a first line that is the question of an FAQ: bold, or marked as one."""
    first = words.partition("\n")[0]
    if not is_question(first) or not (block.start in strong or _ASKED.match(first)):
        yield block
        return
    yield Block(BlockKind.QUESTION, block.start, block.start + len(first.rstrip()))
    rest = words[len(first) :]
    if rest.strip():
        start = block.start + len(first) + len(rest) - len(rest.lstrip())
        yield Block(BlockKind.PARAGRAPH, start, block.end)


class _Relations:
    """The blocks that those further down may need, while a document is gone through in order."""

    def __init__(self, text: str, ends: Sequence[int]) -> None:
        self.text = text
        self.ends = deque(ends)
        self.question: tuple[int, int] | None = None
        self.header: int | None = None
        self.announced: int | None = None
        self.items: list[tuple[int, int]] = []
        self.previous: tuple[int, Block] | None = None

    def above(self, index: int, block: Block) -> int | None:
        """The index of the block without which this one, at `index`, cannot be read."""
        while self.ends and self.ends[0] <= block.start:
            self.ends.popleft()
            self.question = None
        if block.kind in (BlockKind.HEADER, BlockKind.ROW):
            above = self._of_row(index, block)
        else:
            if block.kind is not BlockKind.NOTE:
                self.header = None
            above = self._of_other(index, block)
        # A note is read where its mark stands; the list or table goes on behind it.
        if block.kind is not BlockKind.NOTE:
            self.previous = (index, block)
        return above

    def _of_row(self, index: int, block: Block) -> int | None:
        before = self.previous
        if before and _NEW_TABLE.search(self.text, before[1].end, block.start):
            self.header = None
        self.items.clear()
        above = self.header
        if block.kind is BlockKind.HEADER:
            self.header = index
        return self._answered() if above is None else above

    def _of_other(self, index: int, block: Block) -> int | None:
        if block.kind in (BlockKind.HEADING, BlockKind.QUESTION):
            self.items.clear()
            self._open(index, block)
            return None
        if block.kind is BlockKind.ITEM:
            return self._of_item(index, block)
        if block.kind is not BlockKind.NOTE:
            self.items.clear()
        return None if block.kind is BlockKind.FRONT_MATTER else self._answered()

    def _of_item(self, index: int, block: Block) -> int | None:
        if not self.items:
            self.announced = self._announcing()
        while self.items and self.items[-1][0] >= block.level:
            self.items.pop()
        parent = self.items[-1][1] if self.items else self.announced
        self.items.append((block.level, index))
        return parent

    def _announcing(self) -> int | None:
        if self.previous:
            index, block = self.previous
            if block.kind in (BlockKind.HEADING, BlockKind.QUESTION):
                return index
            if block.kind is BlockKind.PARAGRAPH and announces(self.text[block.start : block.end]):
                return index
        return self._answered()

    def _open(self, index: int, block: Block) -> None:
        """A question is open until the next one, or a heading that does not stand below it."""
        if block.kind is BlockKind.QUESTION:
            self.question = (index, block.level)
        elif self.question and not 0 < self.question[1] < block.level:
            self.question = None

    def _answered(self) -> int | None:
        return self.question[0] if self.question else None
