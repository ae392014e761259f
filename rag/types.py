"""The words of the program as frozen values: what travels from a file to a citation on the page.

Offsets are code points of a document's canonical text (see `rag.language.text.canonical`), half open:
`text[start:end]`. This module needs only the standard library.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

UNDETERMINED = "und"
"""Language code of a text whose language could not be told (ISO 639-2)."""

READER = 5
"""The version of the reader: raised whenever the same bytes would give another canonical text, other blocks or other
passages. Offsets that one version gave need not fit the text of another."""


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of code points of a canonical text."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a paged document, a slide of slides, a row of a sheet; `number` counts from 1, in each sheet anew."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading line of a document; `level` counts from 1, its words are `document.text[start:end]`."""

    level: int
    start: int
    end: int


class BlockKind(StrEnum):
    """What a part of a document is to those who read it."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    """One item of a list."""
    HEADER = "header"
    """The row of a table that says what its columns are."""
    ROW = "row"
    FIELD = "field"
    """A line `key: value`, or the label of a form with what was filled in."""
    FRONT_MATTER = "front-matter"
    CODE = "code"
    CAPTION = "caption"
    NOTE = "note"
    """A footnote, an endnote, a comment or a note that was put on a page."""
    QUESTION = "question"
    """The question of an FAQ; what follows it up to the next one is its answer."""


@dataclass(frozen=True, slots=True)
class SureWord:
    """A word that was recognised on a picture, and how sure of it the program was that did it, in percent."""

    start: int
    end: int
    percent: int


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a document that has a form of its own; blocks are in order and none overlaps another.

    `level` counts from 1 for headings, and for items by their depth; else it is 0. `above` is the index, among the
    blocks of the document, of the one without which this one cannot be read: the header of a row, the paragraph or
    item that announces an item, the question that a paragraph answers. `cells` are the cells of a row, or the key and
    the value of a field. `words` are those that were recognised rather than read.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    above: int | None = None
    cells: tuple[Span, ...] = ()
    words: tuple[SureWord, ...] = ()


@dataclass(frozen=True, slots=True)
class Recognition:
    """A page whose text, or some of it, was recognised on a picture; `percent` is how sure that is on average.

    `foreign`: by another program, as the file says; then `percent` of its words look like words.
    """

    page: int
    percent: int
    foreign: bool = False


NO_RECOGNISER = ""
"""What a document names as its recogniser that has pictures of text where no program was at hand to recognise it."""


class Omission(StrEnum):
    """Why something of a file is not in its text."""

    HIDDEN = "hidden"
    """Not shown to those who open the file; numbers: its characters."""
    BOILERPLATE = "boilerplate"
    """Navigation, notices and the like around the text; numbers: percent of the characters that the file shows."""
    UNMAPPED = "unmapped"
    """Letters of which the font does not say what they are; numbers: the page, percent of its letters."""
    REPEATED = "repeated"
    """Headers, footers and watermarks that stand on many pages and are kept once; numbers: lines left out."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something of a file that its text does not hold; what the `numbers` count depends on the code."""

    code: Omission
    numbers: tuple[float, ...] = ()


class Origin(StrEnum):
    """Where a title, an author or a date was taken from."""

    METADATA = "metadata"
    HEADING = "heading"
    TEXT = "text"
    FILE = "file name"


@dataclass(frozen=True, slots=True)
class Detail:
    """A title, an author or a date (`2024-03-12`, `2024-03` or `2024`), and where it was taken from."""

    value: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Document:
    """One source file, read.

    `file` is the path relative to the corpus root, with forward slashes; `sha256` is that of the file's bytes.
    `pages` is empty for formats without pages. `warnings` are sentences for the person who ingests, `left_out` says
    what the text does not hold. `reader` is the version of the reader that made the text. `recognised` are the pages
    whose text is recognised, `recogniser` the program that recognises pictures of text, with all that its result
    depends on; it is `None` for a document without such pictures.
    """

    file: str
    sha256: str
    format: str
    text: str
    language: str = UNDETERMINED
    pages: tuple[Page, ...] = ()
    headings: tuple[Heading, ...] = ()
    blocks: tuple[Block, ...] = ()
    encoding: str | None = None
    encoding_guessed: bool = False
    warnings: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    title: Detail | None = None
    author: Detail | None = None
    date: Detail | None = None
    reader: int = READER
    recognised: tuple[Recognition, ...] = ()
    recogniser: str | None = None

    def numbered(self, number: int) -> Numbered:
        """A block of the document with its words."""
        block = self.blocks[number]
        return Numbered(number, block, self.text[block.start : block.end])


@dataclass(frozen=True, slots=True)
class Numbered:
    """A block of a document with its number, which `Block.above` refers to, and its words."""

    number: int
    block: Block
    text: str


HEADING_SEPARATOR = " › "
"""Between the headings above a passage."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of one document, the unit of retrieval; the passages of a document tile its text.

    `page` is the page on which the passage starts and `pages` are all that it touches; `heading` is the path of the
    headings above it, outermost first, joined by " › ". `sentences` are spans in document offsets, in order.

    `blocks` are those of the document that the passage touches, in order; the first is number `first_block` of the
    document. `above` are blocks before the passage without which one of them cannot be read: the header of a row, what
    announces an item, the question that is answered. `reader` is the version that made the document's text,
    `recogniser` what recognised the pictures in it.
    """

    id: str
    file: str
    sha256: str
    ordinal: int
    start: int
    end: int
    text: str
    language: str
    page: int | None = None
    heading: str | None = None
    sentences: tuple[Span, ...] = ()
    pages: tuple[Page, ...] = ()
    blocks: tuple[Block, ...] = ()
    first_block: int = 0
    above: tuple[Numbered, ...] = ()
    reader: int = READER
    recogniser: str | None = None

    def page_at(self, offset: int) -> int | None:
        """The number of the page that holds a document offset inside the passage."""
        return next((page.number for page in self.pages if page.start <= offset < page.end), self.page)


@dataclass(frozen=True, slots=True)
class Analysis:
    """The index terms of a passage as they are stored: separated by spaces, in order.

    `body` holds those of the passage's text, a line for each sentence; what stands before the first sentence is on the
    first line. `context` holds those of the headings above it and of its file's name.
    """

    body: str
    context: str
