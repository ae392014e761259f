"""PDF: the text layer page by page, in reading order, with headings by the size of their letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from ingest.load.extracted import Extracted
from ingest.load.limits import MOST_PAGES
from ingest.load.pdf import scans
from ingest.load.pdf.lines import Line, compose
from ingest.load.pdf.metadata import metadata
from ingest.load.pdf.pagelines import lines_of
from ingest.load.pdf.parts import blocks
from ingest.load.pdf.recognised import joined, judged, lines_from, with_words
from ingest.load.pdf.running import read_once
from ingest.load.pdf.textlayer import TextLayer
from ingest.load.recognition.doubts import doubts
from ingest.load.recognition.tesseract import INSTALL
from ingest.load.recognition.words import Recognised, RecognitionNeeded
from rag.errors import FileRefused
from rag.types import LeftOut, Omission, Recognition

FORMAT = "pdf"

_END = b"%%EOF"
_START = re.compile(rb"startxref\s+(\d{1,12})")
_TABLE = re.compile(rb"\s*(?:xref|\d+\s+\d+\s+obj)")


@dataclass(slots=True)
class _Pages:
    """What is found on the pages; numbers count from 1."""

    lines: list[list[Line]] = field(default_factory=list)
    unreadable: list[int] = field(default_factory=list)
    images: list[int] = field(default_factory=list)
    needed: list[int] = field(default_factory=list)
    """Pictures of text that are to be recognised."""
    recognised: list[Recognition] = field(default_factory=list)
    failed: dict[int, str] = field(default_factory=dict)
    pictured: bool = False
    unmapped: dict[int, int] = field(default_factory=dict)
    """Percent of the letters that are not known, by page."""


def read(data: bytes, recognised: Recognised | None = None) -> Extracted:
    """The text of a PDF; its pages tile the text.

    Pages that are pictures of text have that which was `recognised`; with `None` nothing is.

    Raises `RecognitionNeeded` with the pages that are not in it, and `FileRefused`: `encrypted` where a password is
    needed, `damaged` where no page can be opened, `too-many-pages`, `no-text` where no page has a text layer, or none
    whose letters are known.
    """
    document = open_pdf(data)
    try:
        count = len(document)
        if count > MOST_PAGES:
            raise FileRefused("too-many-pages", f"the PDF has {count} pages; at most {MOST_PAGES} are read: divide it")
        found = _Pages()
        for number in range(1, count + 1):
            _read_page(document, number, found, recognised)
        told = metadata(document)
    finally:
        document.close()
    if count == 0 or len(found.unreadable) == count:
        raise FileRefused("damaged", "no page of the PDF can be opened, it is damaged or cut off; save it again")
    if found.needed:
        raise RecognitionNeeded(found.needed)
    if not any(found.lines):
        raise FileRefused("no-text", _without_text(count, found))
    pages, repeated = read_once(found.lines)
    text, spans, headings, lines = compose(pages)
    left_out = [LeftOut(Omission.UNMAPPED, item) for item in found.unmapped.items()]
    if repeated:
        left_out.append(LeftOut(Omission.REPEATED, (repeated,)))
    return Extracted(
        FORMAT,
        text,
        spans,
        headings,
        with_words(blocks(text, lines), lines),
        warnings=_warnings(data, count, found),
        left_out=tuple(left_out),
        metadata=told,
        recognised=tuple(found.recognised),
        pictured=found.pictured,
    )


def picture(data: bytes, number: int) -> tuple[Image.Image, float]:
    """The picture of a page that is to be recognised, and its resolution in dots an inch; raises `FileRefused`."""
    document = open_pdf(data)
    try:
        return scans.picture(document, number)
    finally:
        document.close()


def _without_text(count: int, found: _Pages) -> str:
    if found.failed:
        return f"the pages are pictures of text that could not be recognised: {next(iter(found.failed.values()))}"
    looked = found.pictured and not found.images
    if not found.unmapped:
        if looked:
            return f"nothing was recognised on {count} of {count} pages"
        return f"no text layer on {count} of {count} pages: {INSTALL}"
    pages = _numbers([f"{page} ({percent} %)" for page, percent in found.unmapped.items()])
    otherwise = "and nothing was recognised there" if looked else INSTALL
    return f"letters are missing on page {pages}: the fonts do not say which they are; {otherwise}"


def open_pdf(data: bytes) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(data)
        len(document)
        if document.get_formtype() != pdfium_c.FORMTYPE_NONE:
            document.init_forms()
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium_c.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise FileRefused("encrypted", "the PDF is password protected; save it without a password") from error
        if getattr(error, "err_code", None) == pdfium_c.FPDF_ERR_SECURITY:
            raise FileRefused(
                "encrypted", "the PDF is protected in a way that cannot be opened; save it without protection"
            ) from error
        raise FileRefused("damaged", "the PDF cannot be opened, it is damaged or cut off; save it again") from error
    return document


def _warnings(data: bytes, count: int, found: _Pages) -> tuple[str, ...]:
    unreadable, images = found.unreadable, found.images
    warnings = []
    if unreadable:
        warnings.append(f"{len(unreadable)} of {count} pages cannot be read: {_numbers(unreadable)}")
    if _END not in data[-4096:].rstrip(b"\0"):
        warnings.append(f"the PDF is cut off: its end mark is missing; {count - len(unreadable)} pages were found")
    elif not _table_in_place(data):
        warnings.append("the PDF is damaged: its table of objects is not where it should be; text may be missing")
    if images:
        warnings.append(f"no text layer on {len(images)} of {count} pages: {_numbers(images)}; {INSTALL}")
    return (*warnings, *doubts(found.recognised, found.failed))


def _table_in_place(data: bytes) -> bool:
    """Whether the last cross-reference stands where the file says; readers repair what they can, and say nothing."""
    found = _START.findall(data[-4096:])
    if not found:
        return False
    header = max(0, data.find(b"%PDF-", 0, 1024))
    places = (int(found[-1]), int(found[-1]) + header)
    return any(_TABLE.match(data, place) is not None for place in places if place < len(data))


def _numbers(pages: Sequence[int | str]) -> str:
    shown = ", ".join(map(str, pages[:10]))
    return f"{shown} and {len(pages) - 10} more" if len(pages) > 10 else shown


def _read_page(document: pdfium.PdfDocument, number: int, found: _Pages, recognised: Recognised | None) -> None:
    """Add what is on a page to what was found: its lines in reading order, or why there are none."""
    lines: list[Line] = []
    try:
        page = document[number - 1]
    except pdfium.PdfiumError:
        found.unreadable.append(number)
        found.lines.append([])
        return
    try:
        layer = TextLayer(page, document.formenv)
        try:
            lines = lines_of(layer)
            scan = scans.scan_of(page, layer.textpage, lines, layer.unmapped)
        finally:
            layer.close()
        if layer.unmapped and not (scan and recognised):
            found.unmapped[number] = max(1, round(100 * layer.unmapped))
        if scan is not None:
            lines = _recognised(number, lines, scan, found, recognised)
        elif lines and scans.is_recognised(page):
            percent = scans.likeness(lines)
            found.recognised.append(Recognition(number, percent, foreign=True))
            lines = judged(lines, percent)
    except pdfium.PdfiumError:
        found.unreadable.append(number)
    finally:
        page.close()
    found.lines.append(lines)


def _recognised(
    number: int, lines: list[Line], scan: scans.Scan, found: _Pages, recognised: Recognised | None
) -> list[Line]:
    """The lines of a page that is a picture of text, or half of it: those that it has, with those recognised."""
    found.pictured = True
    if recognised is None:
        if not lines and number not in found.unmapped:
            found.images.append(number)
        return lines
    if number not in recognised:
        found.needed.append(number)
        return lines
    page = recognised[number]
    if page.failed:
        found.failed[number] = page.failed
    if not page.lines:
        return lines
    found.recognised.append(Recognition(number, page.percent))
    return lines_from(page) if scan.whole else joined(lines, lines_from(page))
