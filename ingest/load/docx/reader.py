"""Word documents (docx): paragraphs, lists, tables and footnotes in document order, headings by style."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

from ingest.load.docx.metadata import metadata
from ingest.load.extracted import Composer, Extracted
from ingest.load.limits import ARCHIVE_RATIO, ARCHIVE_SMALL, LARGEST_ARCHIVE, MEBIBYTE, MOST_PARTS
from rag.errors import FileRefused

FORMAT = "docx"

# python-docx takes parts, attributes and relations for granted and raises what their absence happens to raise.
_BROKEN = (
    PackageNotFoundError,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    etree.LxmlError,
    NotImplementedError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    TypeError,
    ValueError,
)
_HEADING_NAME = re.compile(r"(?:heading|titre|überschrift|título|titolo|عنوان) ?(\d)", re.I)
_TITLE_NAMES = frozenset({"title", "titre"})
_SPACE = re.compile(r"[^\S\u00a0\u202f]+")
_IMAGES = re.compile(r"(?:.*/)?(?:media|embeddings|fonts)/|.*\.(?:png|jpe?g|gif|emf|wmf|tiff?|bmp|svg|bin)$", re.I)

_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_TEXT, _TAB, _BREAK, _RETURN = qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr")
_HYPHEN, _NOTE, _ENDNOTE = qn("w:noBreakHyphen"), qn("w:footnoteReference"), qn("w:endnoteReference")
_SKIPPED = frozenset(
    {qn("w:del"), qn("w:moveFrom"), qn("w:instrText"), qn("w:delText"), qn("w:rPr"), qn("w:pPr"), qn("w:sectPr")}
    | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
)
_VALUE = qn("w:val")


def read(data: bytes) -> Extracted:
    """The text of a docx file.

    Raises `FileRefused`: `archive-bomb` where the archive would grow too large, `damaged` where it cannot be read,
    `empty` where it holds no text.
    """
    inspect(data)
    composer = Composer()
    try:
        document = docx.Document(io.BytesIO(data))
        _Writer(composer, document).write(document.element.body)
    except _BROKEN as error:
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise FileRefused("damaged", f"the Word document cannot be read ({reason}); save it again") from error
    if not composer.length:
        raise FileRefused("empty", "the Word document holds no text; nothing can be cited from it")
    return Extracted(FORMAT, composer.text, (), tuple(composer.headings), metadata=metadata(data))


def inspect(data: bytes) -> None:
    """Look at the archive's table before anything is unpacked.

    Raises `FileRefused` (`archive-bomb`, `encrypted`, `damaged`).
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise FileRefused("damaged", f"the archive of the document cannot be read ({error})") from error
    if len(entries) > MOST_PARTS:
        raise FileRefused("archive-bomb", f"the document has {len(entries)} parts; at most {MOST_PARTS} are read")
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileRefused("encrypted", "the document is password protected; save it without a password")
    unpacked = sum(entry.file_size for entry in entries)
    text = sum(entry.file_size for entry in entries if not _IMAGES.fullmatch(entry.filename))
    if text > LARGEST_ARCHIVE or unpacked > 4 * LARGEST_ARCHIVE:
        size, limit = unpacked // MEBIBYTE, LARGEST_ARCHIVE // MEBIBYTE
        raise FileRefused("archive-bomb", f"the document would unpack to {size} MB; at most {limit} MB are read")
    if unpacked > ARCHIVE_SMALL and unpacked > ARCHIVE_RATIO * len(data):
        ratio = unpacked // len(data)
        raise FileRefused("archive-bomb", f"the document is packed {ratio} times; at most {ARCHIVE_RATIO} is read")


class _Writer:
    """Writes the body of a document into a composer."""

    def __init__(self, composer: Composer, document: Any) -> None:
        self.composer = composer
        self.levels = _heading_levels(document)
        self.lists = _list_styles(document)
        self.notes = {_NOTE: _notes(document, "footnotes"), _ENDNOTE: _notes(document, "endnotes")}
        self.in_list = False

    def write(self, body: Any) -> None:
        """Append paragraphs and tables in order."""
        for block in _blocks(body):
            if block.tag == _TABLE:
                self._table(block)
                self.in_list = False
            else:
                self._paragraph(block)

    def _paragraph(self, paragraph: Any) -> None:
        text = _text_of(paragraph)
        style = _style(paragraph)
        level = _outline(paragraph) or self.levels.get(style, 0)
        listed = not level and (_numbered(paragraph) or style in self.lists)
        if text:
            if level:
                text = text.replace("\n", " ")
            self.composer.add(f"- {text}" if listed else text, 1 if listed and self.in_list else 2, level)
            self.in_list = listed
        for boxed in _boxed(paragraph):
            self._paragraph(boxed)
        for reference in paragraph.iter(_NOTE, _ENDNOTE):
            self.composer.add(self.notes[reference.tag].get(reference.get(qn("w:id")), ""))

    def _table(self, table: Any) -> None:
        gap = 2
        for row in table.iter(_ROW):
            if next(row.iterancestors(_TABLE)) is not table:
                continue
            cells = [_cell(cell) for cell in row.iter(_CELL) if next(cell.iterancestors(_ROW)) is row]
            if any(cells):
                self.composer.add(f"| {' | '.join(cells)} |", gap)
                gap = 1


def _blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables below `parent` in order, inside of content controls and insertions too."""
    waiting = list(reversed(parent))
    while waiting:
        element = waiting.pop()
        if element.tag in (_PARAGRAPH, _TABLE):
            yield element
        elif element.tag not in _SKIPPED:
            waiting.extend(reversed(element))


def _text_of(paragraph: Any) -> str:
    """What is read in a paragraph: deleted text, field codes and text boxes left out."""
    parts: list[str] = []
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        tag = element.tag
        if tag == _TEXT:
            parts.append(_SPACE.sub(" ", element.text or ""))
        elif tag in (_BREAK, _RETURN):
            parts.append("\n")
        elif tag == _TAB:
            parts.append("\t")
        elif tag == _HYPHEN:
            parts.append("\u2011")
        elif tag not in _SKIPPED and tag != _PARAGRAPH:
            waiting.extend(reversed(element))
    lines = (line.strip() for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _boxed(paragraph: Any) -> Iterator[Any]:
    """The paragraphs of text boxes that are anchored in a paragraph."""
    for box in paragraph.iter(qn("w:txbxContent")):
        skipped = any(ancestor.tag in _SKIPPED for ancestor in box.iterancestors())
        if not skipped and next(box.iterancestors(_PARAGRAPH)) is paragraph:
            yield from (child for child in box if child.tag == _PARAGRAPH)


def _cell(cell: Any) -> str:
    texts = (_text_of(paragraph).replace("\n", " ") for paragraph in cell.iter(_PARAGRAPH))
    return " ".join(text for text in texts if text)


def _style(paragraph: Any) -> str:
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return style.get(_VALUE, "") if style is not None else ""


def _outline(paragraph: Any) -> int:
    """Heading level that is set on the paragraph itself, or 0."""
    level = paragraph.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
    return _level(level) if level is not None else 0


def _level(element: Any) -> int:
    value = element.get(_VALUE, "9")
    return int(value) + 1 if value.isdigit() and int(value) < 9 else 0


def _numbered(paragraph: Any) -> bool:
    number = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
    return number is not None and number.get(_VALUE) != "0"


def _heading_levels(document: Any) -> dict[str, int]:
    """Heading level by style identifier, styles that are based on a heading style included."""
    own: dict[str, int] = {}
    bases: dict[str, str] = {}
    for style in document.styles.element.iter(qn("w:style")):
        identifier = style.get(qn("w:styleId"), "")
        name = style.find(qn("w:name"))
        named = _HEADING_NAME.fullmatch(name.get(_VALUE, "")) if name is not None else None
        outline = style.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        if named:
            own[identifier] = int(named[1])
        elif name is not None and name.get(_VALUE, "").lower() in _TITLE_NAMES:
            own[identifier] = 1
        elif outline is not None:
            own[identifier] = _level(outline)
        based = style.find(qn("w:basedOn"))
        if based is not None:
            bases[identifier] = based.get(_VALUE, "")
    return {identifier: _inherited(identifier, own, bases) for identifier in {*own, *bases}}


def _inherited(identifier: str, own: dict[str, int], bases: dict[str, str]) -> int:
    seen: set[str] = set()
    while identifier not in own:
        seen.add(identifier)
        identifier = bases.get(identifier, "")
        if not identifier or identifier in seen:
            return 0
    return own[identifier]


def _list_styles(document: Any) -> frozenset[str]:
    """Identifiers of paragraph styles that put a number or a bullet before the paragraph."""
    numbering = f"{qn('w:pPr')}/{qn('w:numPr')}"
    styles = document.styles.element.iter(qn("w:style"))
    return frozenset(style.get(qn("w:styleId"), "") for style in styles if style.find(numbering) is not None)


def _notes(document: Any, kind: str) -> dict[str, str]:
    """The texts of footnotes or endnotes by identifier."""
    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(f"/{kind}"):
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            root = etree.fromstring(relation.target_part.blob, parser)
            notes = (note for note in root if note.get(qn("w:type"), "normal") == "normal")
            return {note.get(qn("w:id"), ""): _cell(note) for note in notes}
    return {}
