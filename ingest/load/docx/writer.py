"""Writes what stands in a Word document into a composer: paragraphs, tables, text boxes and notes in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ingest.load.blocks import has_header
from ingest.load.docx.margins import counts_pages
from ingest.load.docx.names import (
    ALTERNATE,
    CHUNK,
    EQUATION,
    EQUATIONS,
    NOT_READ,
    PARAGRAPH,
    PROPERTIES,
    RUN_PROPERTIES,
    TABLE,
    w,
)
from ingest.load.docx.notes import Notes
from ingest.load.docx.numbering import BULLET, Numbering
from ingest.load.docx.runs import Read, RunReader, chosen
from ingest.load.docx.styles import Styles
from ingest.load.docx.tables import cells, continues_above, is_header, rows
from ingest.load.extracted import Composer
from rag.types import BlockKind

_BLOCKS = frozenset({PARAGRAPH, TABLE, CHUNK, EQUATION, EQUATIONS})
_QUESTION_MARKS = ("?", "؟")


@dataclass(slots=True)
class Sources:
    """What the paragraphs of a document refer to.

    `chunk` puts a document into it that it holds as a part, `picture` notes where a picture stands.
    """

    styles: Styles
    numbering: Numbering
    notes: Notes
    runs: RunReader
    chunk: Callable[[Any], None]
    picture: Callable[[Any], None]


@dataclass(slots=True)
class _Row:
    """A row as it is read; `header`: the document marks it, or sets it apart, as one."""

    cells: list[str]
    header: bool


@dataclass(slots=True)
class Writer:
    """Writes stories: the body of a document, a header, a footer.

    `margin`: it is a header or a footer, in which nothing is a heading and no line is written twice.
    """

    composer: Composer
    sources: Sources
    margin: bool = False
    _in_list: bool = False
    _carried: Read | None = None
    _code: list[str] = field(default_factory=list)
    _references: list[Any] = field(default_factory=list)
    _pictures: list[Any] = field(default_factory=list)
    _written: set[str] = field(default_factory=set)

    def write(self, parent: Any) -> None:
        """Append what stands below an element in order."""
        for block in blocks(parent):
            if block.tag == TABLE:
                self._flush()
                self._table(block)
            elif block.tag == CHUNK:
                self._flush()
                self.sources.chunk(block)
            else:
                self._paragraph(block)
        self._flush()

    def _paragraph(self, paragraph: Any) -> None:
        read = self.sources.runs.read(paragraph, self._carried)
        self._carried = read if _goes_on(paragraph) else None
        if self._carried is None:
            self._finished(paragraph, read)

    def _finished(self, paragraph: Any, read: Read) -> None:
        if read.hidden:
            return
        level = 0 if self.margin else self.sources.styles.heading(paragraph)
        kind = None if level else self.sources.styles.kind(paragraph)
        mark = self.sources.numbering.mark(paragraph)
        prefix = mark.text if mark and not (level and mark.text == BULLET) else ""
        if kind is BlockKind.CODE:
            self._code.append(read.text)
        elif read.text and not self._is_repeated(paragraph, read.text):
            self._flush_code()
            listed = mark is not None and not level and kind is None
            text = read.text.replace("\n", " ") if level else read.text
            depth = mark.depth if mark and listed else level
            kind = BlockKind.ITEM if listed else kind
            strong = read.text.partition("\n")[0].endswith(_QUESTION_MARKS) and self.sources.runs.strong(
                read, paragraph
            )
            self.composer.add(prefix + text, 1 if listed and self._in_list else 2, depth, kind, strong)
            self._in_list = listed
        for box in read.boxes:
            self.write(box)
        self._references += read.references
        self._pictures += read.pictures
        self._note()

    def _is_repeated(self, paragraph: Any, text: str) -> bool:
        """Whether a line of a header or footer stands elsewhere already, or only counts the pages."""
        if not self.margin:
            return False
        known = text in self._written or counts_pages(paragraph, text)
        self._written.add(text)
        return known

    def _note(self) -> None:
        """Append the notes that were referred to, behind the pictures."""
        pictures, self._pictures = self._pictures, []
        for picture in pictures:
            self.sources.picture(picture)
        if self._references:
            references, self._references = self._references, []
            self._flush_code()
            for reference in references:
                self.composer.add(self.sources.notes.text(reference, self._words), kind=BlockKind.NOTE)

    def _flush(self) -> None:
        self._carried, carried = None, self._carried
        if carried and carried.text:
            self.composer.add(carried.text)
        self._flush_code()
        self._in_list = False

    def _flush_code(self) -> None:
        if self._code:
            lines, self._code = self._code, []
            self.composer.add("\n".join(lines), kind=BlockKind.CODE)

    def _table(self, table: Any) -> None:
        shown = [list(cells(row)) for row in rows(table)]
        single = all(len(row) == 1 for row in shown)
        pending: list[_Row] = []
        for element, row in zip(rows(table), shown, strict=True):
            if self._is_layout(row, single):
                self._rows(pending)
                for cell in row:
                    self.write(cell)
            else:
                texts = ["" if continues_above(cell) else self._words(cell) for cell in row]
                if any(texts):
                    pending.append(_Row(texts, is_header(element) or self._is_set_apart(table, element, row)))
        self._rows(pending)
        self._note()

    def _rows(self, pending: list[_Row]) -> None:
        """Append rows that stand together, as a table of their own."""
        headers = 0
        while headers < len(pending) and pending[headers].header:
            headers += 1
        # If every row is marked or bold, none of them says what the others are.
        headers = headers if headers < len(pending) else 0
        if not headers and has_header([row.cells for row in pending]):
            headers = 1
        for index, row in enumerate(pending):
            if not (self.margin and " ".join(row.cells) in self._written):
                self.composer.add_row(row.cells, 1 if index else 2, header=index < headers)
            self._written.add(" ".join(row.cells))
        pending.clear()

    def _is_layout(self, row: list[Any], single: bool) -> bool:
        """Whether a row only puts parts of the text beside each other, or into a frame.

        It does where a cell holds a heading with text below it; a table of one column does where a cell holds more
        than one paragraph. Headings alone in all cells are the header of a table.
        """
        if not single and not any(self._is_heading(block) for cell in row for block in blocks(cell)):
            return False
        filled = [found for cell in row if (found := list(self._filled(cell)))]
        headed = [found for found in filled if any(self._is_heading(block) for block in found)]
        if headed:
            return len(filled) == 1 or any(len(found) > 1 for found in headed)
        return single and any(len(found) > 1 for found in filled)

    def _filled(self, cell: Any) -> Iterator[Any]:
        for block in blocks(cell):
            if block.tag == CHUNK or block.tag == TABLE or self._has_text(self.sources.runs.read(block)):
                yield block

    def _has_text(self, read: Read) -> bool:
        return bool(read.text or read.boxes)

    def _is_heading(self, block: Any) -> bool:
        return not self.margin and block.tag == PARAGRAPH and self.sources.styles.heading(block) > 0

    def _is_set_apart(self, table: Any, element: Any, row: list[Any]) -> bool:
        """Whether the first row of a table looks unlike the others: by the table's style, or bold, or of headings."""
        if next(rows(table), None) is not element or len(row) < 2:
            return False
        if self.sources.styles.first_row(table):
            return True
        filled = [block for cell in row for block in self._filled(cell)]
        return all(block.tag == PARAGRAPH and self._is_bold(block) for block in filled)

    def _is_bold(self, paragraph: Any) -> bool:
        return self._is_heading(paragraph) or self.sources.runs.strong(self.sources.runs.read(paragraph), paragraph)

    def _words(self, parent: Any) -> str:
        """The text below an element on one line: of a cell, a note. Notes that it refers to are remembered."""
        texts: list[str] = []
        for block in blocks(parent):
            if block.tag == TABLE:
                texts += [self._words(cell) for row in rows(block) for cell in cells(row)]
            elif block.tag != CHUNK:
                read = self.sources.runs.read(block)
                mark = None if read.hidden else self.sources.numbering.mark(block)
                number = mark.text if mark and mark.text != BULLET and read.text else ""
                texts.append(f"{number}{read.text}".replace("\n", " "))
                texts += [self._words(box) for box in read.boxes]
                self._references += read.references
                self._pictures += read.pictures
        return " ".join(text for text in texts if text)


def blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs, tables and what else is a block below `parent`, in order, inside of content controls too."""
    waiting = list(reversed(parent))
    while waiting:
        element = waiting.pop()
        if element.tag in _BLOCKS:
            yield element
        elif element.tag == ALTERNATE:
            waiting.extend(reversed(chosen(element)))
        elif element.tag not in NOT_READ:
            waiting.extend(reversed(element))


def _goes_on(paragraph: Any) -> bool:
    """Whether the next paragraph is shown in the same line: the end of this one is deleted, or it is an initial."""
    properties = paragraph.find(PROPERTIES)
    if properties is None:
        return False
    end = properties.find(RUN_PROPERTIES)
    if end is not None and (end.find(w("del")) is not None or end.find(w("moveFrom")) is not None):
        return True
    frame = properties.find(w("framePr"))
    return frame is not None and frame.get(w("dropCap"), "none") != "none"
