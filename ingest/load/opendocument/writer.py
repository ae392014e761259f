"""Writes what stands in a text or on a slide into a composer: paragraphs, headings, lists, tables, notes in order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingest.load.archive.archive import local
from ingest.load.blocks import has_header
from ingest.load.extracted import Composer
from ingest.load.opendocument.document import Document
from ingest.load.opendocument.names import o, t, x
from ingest.load.opendocument.numbering import BULLET, Numbering
from ingest.load.opendocument.words import Paragraph, Words
from rag.types import BlockKind

_FRAMES = frozenset("frame text-box custom-shape g rect ellipse a path polygon object page-thumbnail".split())
_WRAPPERS = frozenset(
    "section index-body table-of-content alphabetical-index illustration-index table-index bibliography user-index"
    " index-title numbered-paragraph list-header soft-page-break".split()
)
_CODE = ("preformatted text", "source code", "source_20_code", "code")
_TITLES = {"title": 1, "titre principal": 1, "subtitle": 2}
_MOST_DEPTH = 50
_MOST_REPEATED = 1000


class Writer:
    """Writes blocks; `hidden` counts the characters that are not shown."""

    def __init__(self, document: Document, composer: Composer, numbering: Numbering) -> None:
        self._document = document
        self._composer = composer
        self._numbering = numbering
        self._words = Words(document)
        self._code: list[str] = []
        self.hidden = 0

    def write(self, parent: Any, depth: int = 0) -> None:
        """Append what stands below an element in order."""
        if depth > _MOST_DEPTH:
            return
        for element in parent:
            name = local(element)
            if name not in ("p", "soft-page-break"):
                self._flush()
            if name == "p":
                self._paragraph(element, depth)
            elif name == "h":
                self._heading(element, depth)
            elif name == "list":
                self._list(element, 1, "", depth)
            elif name == "table":
                self._table(element, depth)
            elif name in _FRAMES or name in _WRAPPERS:
                self.write(element, depth + 1)
        self._flush()

    def _paragraph(self, element: Any, depth: int) -> None:
        read = self._read(element)
        styles = self._document.parents("paragraph", element.get(x("style-name")))
        level = next((_TITLES[name] for name in styles if name in _TITLES), 0)
        if any(name.startswith(_CODE) for name in styles):
            self._code.append(read.text)
        else:
            self._flush()
            text = read.text.replace("\n", " ") if level else read.text
            self._composer.add(text, level=level, strong=self._is_strong(element))
        self._beside(read, depth)

    def _is_strong(self, element: Any) -> bool:
        """Whether a paragraph is bold whole: by its style, or as its words stand in one bold span."""
        if self._document.is_bold("paragraph", element.get(x("style-name"))):
            return True
        spans = [each for each in element if local(each) == "span"]
        whole = (
            bool(spans) and not (element.text or "").strip() and not any((each.tail or "").strip() for each in element)
        )
        return whole and all(self._document.is_bold("text", each.get(x("style-name"))) for each in spans)

    def _heading(self, element: Any, depth: int) -> None:
        read = self._read(element)
        stated = element.get(x("outline-level"), "1")
        level = min(max(int(stated), 1), 10) if stated.isascii() and stated.isdigit() and len(stated) < 4 else 1
        mark = "" if element.get(x("is-list-header")) == "true" or not read.text else self._numbering.mark("", level)
        text = read.text.replace("\n", " ")
        self._composer.add(f"{mark} {text}" if mark and text else text, level=level)
        self._beside(read, depth)

    def _list(self, element: Any, level: int, style: str, depth: int) -> None:
        if depth > _MOST_DEPTH:
            return
        style = element.get(x("style-name")) or style
        goes_on = element.get(x("continue-numbering")) == "true" or element.get(x("continue-list")) is not None
        if level == 1 and not goes_on:
            self._numbering.restart(style)
        first = True
        for item in element:
            mark: str | None = None
            for child in item:
                name = local(child)
                if name == "list":
                    self._list(child, level + 1, style, depth + 1)
                elif name == "p" and mark is None:
                    start = item.get(x("start-value"))
                    counted = local(item) == "list-item"
                    at = int(start) if start and start.isascii() and start.isdigit() and len(start) < 8 else None
                    mark = self._numbering.mark(style, level, at) if counted else ""
                    self._item(child, mark, level, 2 if first and level == 1 else 1, depth)
                    first = False
                elif name == "h":
                    # A list that holds headings only numbers them.
                    self._heading(child, depth)
                else:
                    self.write([child], depth + 1)

    def _item(self, element: Any, mark: str, level: int, gap: int, depth: int) -> None:
        read = self._read(element)
        shown = "-" if mark == BULLET else mark
        if read.text:
            self._composer.add(f"{shown} {read.text}" if shown else read.text, gap, level, BlockKind.ITEM)
        self._beside(read, depth)

    def _read(self, element: Any) -> Paragraph:
        read = self._words.of(element)
        self.hidden += read.hidden
        return read

    def _beside(self, read: Paragraph, depth: int) -> None:
        """Append frames and notes of a paragraph below it."""
        for box in read.boxes:
            self.write([box], depth + 1)
        for note in read.notes:
            self._composer.add(self._note(note), kind=BlockKind.NOTE)

    def _note(self, note: Any) -> str:
        body = note.find(x("note-body"))
        inner = note if body is None else body
        words = " ".join(filter(None, (self._words.of(each).text for each in inner.iter(x("p")))))
        number = note.find(x("note-citation"))
        told = (number.text or "").strip() if number is not None else ""
        return f"{told} {words}".strip() if words else ""

    def _flush(self) -> None:
        if self._code:
            lines, self._code = self._code, []
            self._composer.add("\n".join(lines), kind=BlockKind.CODE)

    def _table(self, table: Any, depth: int) -> None:
        rows: list[tuple[list[str], bool]] = []
        beside: list[Any] = []
        for row, header in table_rows(table):
            cells: list[str] = []
            for cell in row:
                if local(cell) == "table-cell":
                    cells += [self._cell(cell, beside)] * _repeated(cell)
                elif local(cell) == "covered-table-cell" and not _covered_sideways(cell):
                    cells.append("")
            rows.append((cells, header))
        rows = [(cells, header) for cells, header in rows if any(cells)]
        if rows and max(len(cells) for cells, _ in rows) == 1:
            # A table of one column is a frame around text.
            for row, _ in table_rows(table):
                for cell in row:
                    self.write(cell, depth + 1)
            return
        marked = sum(1 for _, header in rows if header)
        headers = marked if marked < len(rows) else 0
        headers = headers or (1 if has_header([cells for cells, _ in rows]) or self._first_bold(table) else 0)
        for index, (cells, _) in enumerate(rows):
            self._composer.add_row(cells, 1 if index else 2, header=index < headers < len(rows))
        for note in beside:
            self._composer.add(self._note(note), kind=BlockKind.NOTE)

    def _first_bold(self, table: Any) -> bool:
        """Whether all words of the first row are bold, and not all of the second."""
        rows = [row for row, _ in table_rows(table)][:2]
        if len(rows) < 2:
            return False
        first, second = ([each for each in row.iter(x("p")) if self._words.of(each).text] for row in rows)
        bold = all(self._is_bold(each) for each in first) if first else False
        return len(first) > 1 and bold and not all(self._is_bold(each) for each in second)

    def _is_bold(self, paragraph: Any) -> bool:
        named = self._document.parents("paragraph", paragraph.get(x("style-name")))
        return self._is_strong(paragraph) or any(name in ("table heading", "table header") for name in named)

    def _cell(self, cell: Any, beside: list[Any]) -> str:
        """The words of a cell on one line."""
        parts: list[str] = []
        for each in cell.iter(x("p"), x("h")):
            if any(above.tag in (x("note"), o("annotation")) for above in each.iterancestors()):
                continue
            read = self._read(each)
            beside += read.notes
            parts.append(read.text.replace("\n", " "))
        return " ".join(filter(None, parts))


def table_rows(table: Any) -> Iterator[tuple[Any, bool]]:
    """The rows of a table in order, each with whether it is marked as one of the header."""
    waiting = [(element, False) for element in reversed(table)]
    while waiting:
        element, header = waiting.pop()
        name = local(element)
        if name == "table-row":
            yield element, header
        elif name in ("table-row-group", "table-rows", "table-header-rows"):
            waiting.extend((each, header or name == "table-header-rows") for each in reversed(element))


def _repeated(cell: Any) -> int:
    stated = cell.get(t("number-columns-repeated"), "1")
    return min(int(stated), _MOST_REPEATED) if stated.isascii() and stated.isdigit() and len(stated) < 8 else 1


def _covered_sideways(cell: Any) -> bool:
    """Whether a cell is covered by one beside it, and so is a part of it; one above leaves a gap."""
    before = cell.getprevious()
    while before is not None and local(before) == "covered-table-cell":
        before = before.getprevious()
    return before is not None and before.get(t("number-columns-spanned"), "1") != "1"
