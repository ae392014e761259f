"""Writes the text of an RTF file into a composer: paragraphs, headings, items, rows of tables, notes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.load.blocks import has_header
from ingest.load.extracted import Composer
from ingest.load.metadata import Metadata
from ingest.load.rtf.state import Paragraph, Styles
from rag.types import BlockKind

_BULLETS = frozenset("•·▪◦‣●○■□-–—*§Øo➢✓\uf0b7\uf0a7\uf0d8\uf076\uf0fc")
_MARKED = re.compile(r"\s*(?P<mark>\S{1,8})[ ]?\t(?P<words>.*)", re.S)
_PAGE_NUMBER = re.compile(r"[\W\d]*(?:page\s*)?\d*[\W\d]*", re.I)


@dataclass(slots=True)
class _Table:
    """Rows of a table that is not over yet."""

    rows: list[list[str]] = field(default_factory=list)
    headers: list[bool] = field(default_factory=list)
    bold: list[bool] = field(default_factory=list)


class Writer:
    """Takes text and what the file says about its layout, in the order of the file."""

    def __init__(self, styles: Styles) -> None:
        self.composer = Composer()
        self._styles = styles
        self._paragraph = Paragraph()
        self._words: list[str] = []
        self._strong = True
        self._mark: list[str] = []
        self._notes: list[str] = []
        self._note: list[str] = []
        self._margin: list[str] = []
        self._told: dict[str, list[str]] = {"title": [], "author": []}
        self._cells: list[str] = []
        self._cells_strong = True
        self._header = False
        self._table = _Table()
        self._in_list = False

    def text(self, text: str, into: str, bold: bool) -> None:
        """Add text to the body, a note, the mark of an item, or what the file tells about itself."""
        if into == "body":
            self._words.append(text)
            self._strong = self._strong and (bold or not text.strip())
        elif into == "mark":
            self._mark.append(text)
        elif into == "note":
            self._note.append(text)
        elif into == "margin":
            self._margin.append(text)
        elif into in self._told:
            self._told[into].append(text)

    def end(self, into: str) -> None:
        """Say that a destination is over."""
        if into == "note":
            note, self._note = " ".join("".join(self._note).split()), []
            self._notes.append(note)
        elif into == "margin":
            self._margin.append("\n")

    def layout(self, name: str, number: int | None) -> bool:
        """Note what a control word says about the paragraph or the table; whether it is one that does."""
        match name:
            case "pard":
                self._paragraph = Paragraph()
            case "cell" | "nestcell":
                self._cell()
            case "row" | "nestrow":
                self._row()
            case "trowd":
                self._header = False
            case "trhdr":
                self._header = True
            case _:
                return self._describe(name, number)
        return True

    def _describe(self, name: str, number: int | None) -> bool:
        """Note what a control word says about the paragraph; whether it is one that does."""
        paragraph = self._paragraph
        match name:
            case "s":
                paragraph.style = number
            case "outlinelevel" if number is not None and 0 <= number < 9:
                paragraph.level = number + 1
            case "intbl":
                paragraph.in_table = True
            case "fi":
                paragraph.hanging = number is not None and number < 0
            case "ls" | "pnlvlblt" | "pnlvlbody":
                paragraph.listed = True
            case "ilvl" if number is not None:
                paragraph.depth = max(0, min(number, 8))
            case _:
                return False
        return True

    def paragraph_end(self) -> None:
        """Append the paragraph that was read; one in a table goes on in its cell."""
        if self._paragraph.in_table:
            self._words.append(" ")
            return
        self._end_table()
        if self._paragraph.hanging and not self._mark and (found := _MARKED.match("".join(self._words))):
            self._mark, self._words = [found["mark"]], [found["words"]]
        text = _lines("".join(self._words))
        level = self._paragraph.level or self._styles.level(self._paragraph.style)
        mark = " ".join("".join(self._mark).split())
        listed = bool(text) and not level and (bool(mark) or self._paragraph.listed)
        if listed:
            shown = "-" if not mark or mark in _BULLETS else mark
            self.composer.add(f"{shown} {text}", 1 if self._in_list else 2, self._paragraph.depth + 1, BlockKind.ITEM)
        elif text:
            heading = f"{mark} {text}" if mark and mark not in _BULLETS else text
            self.composer.add(heading.replace("\n", " ") if level else text, level=level, strong=self._strong)
        self._in_list = listed
        self._clear()
        self._add_notes()

    def finish(self) -> None:
        """Append what was not ended, and headers and footers once."""
        if self._paragraph.in_table:
            self._row()
        else:
            self.paragraph_end()
        self._end_table()
        known = set(self.composer.text.split("\n"))
        for line in dict.fromkeys(" ".join(line.split()) for line in "".join(self._margin).split("\n")):
            if line and line not in known and not _PAGE_NUMBER.fullmatch(line):
                self.composer.add(line)

    def metadata(self) -> Metadata:
        """Title and author that the file tells."""
        told = {name: " ".join("".join(words).split()) or None for name, words in self._told.items()}
        return Metadata(told["title"], told["author"], None)

    def _clear(self) -> None:
        self._words, self._mark, self._strong = [], [], True

    def _add_notes(self) -> None:
        notes, self._notes = self._notes, []
        for note in notes:
            self.composer.add(note, kind=BlockKind.NOTE)

    def _cell(self) -> None:
        words = " ".join("".join([*self._mark, *self._words]).split())
        self._cells.append(words)
        self._cells_strong = self._cells_strong and (self._strong or not words)
        self._clear()

    def _row(self) -> None:
        if "".join(self._words).strip():
            self._cell()
        if any(self._cells):
            self._table.rows.append(self._cells)
            self._table.headers.append(self._header)
            self._table.bold.append(self._cells_strong)
        self._cells, self._cells_strong, self._header = [], True, False

    def _end_table(self) -> None:
        table, self._table = self._table, _Table()
        if not table.rows:
            return
        self._in_list = False
        if max(map(len, table.rows)) == 1:
            # A table of one column is a frame around text.
            for row in table.rows:
                self.composer.add(row[0])
            return
        marked = table.headers if any(table.headers) else table.bold
        headers = next((at for at, each in enumerate(marked) if not each), 0)
        headers = headers or has_header(table.rows)
        for index, row in enumerate(table.rows):
            self.composer.add_row(row, 1 if index else 2, header=index < headers)
        self._add_notes()


def _lines(text: str) -> str:
    """The words of a paragraph; only the breaks that stand in it divide its lines."""
    return "\n".join(" ".join(line.split(" ")).replace("\t", " ").strip() for line in text.split("\n"))
