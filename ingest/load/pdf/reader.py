"""PDF: the text layer page by page, in reading order, with headings by the size of their letters."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.load.extracted import Extracted
from ingest.load.limits import MOST_PAGES
from ingest.load.pdf.lines import Line, compose
from ingest.load.pdf.metadata import metadata
from ingest.load.pdf.pagelines import lines_of
from ingest.load.pdf.textlayer import TextLayer
from rag.errors import FileRefused

FORMAT = "pdf"

_END = b"%%EOF"
_START = re.compile(rb"startxref\s+(\d{1,12})")
_TABLE = re.compile(rb"\s*(?:xref|\d+\s+\d+\s+obj)")


def read(data: bytes) -> Extracted:
    """The text of a PDF; its pages tile the text.

    Raises `FileRefused`: `encrypted` where a password is needed, `damaged` where no page can be opened,
    `too-many-pages`, `no-text` where no page has a text layer.
    """
    document = open_pdf(data)
    try:
        count = len(document)
        if count > MOST_PAGES:
            raise FileRefused("too-many-pages", f"the PDF has {count} pages; at most {MOST_PAGES} are read: divide it")
        pages: list[list[Line]] = []
        unreadable: list[int] = []
        images: list[int] = []
        for number in range(1, count + 1):
            lines = _page_lines(document, number - 1, images)
            if lines is None:
                unreadable.append(number)
            pages.append(lines or [])
        told = metadata(document)
    finally:
        document.close()
    if count == 0 or len(unreadable) == count:
        raise FileRefused("damaged", "no page of the PDF can be opened; the file is damaged or cut off")
    if not any(pages):
        raise FileRefused("no-text", f"no text layer on {len(pages)} of {len(pages)} pages: run text recognition (OCR)")
    text, spans, headings = compose(pages)
    return Extracted(FORMAT, text, spans, headings, warnings=_warnings(data, count, unreadable, images), metadata=told)


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
            raise FileRefused("encrypted", "the PDF is protected in a way that cannot be opened") from error
        raise FileRefused("damaged", "the PDF cannot be opened; the file is damaged or cut off") from error
    return document


def _warnings(data: bytes, count: int, unreadable: Sequence[int], images: Sequence[int]) -> tuple[str, ...]:
    warnings = []
    if unreadable:
        warnings.append(f"{len(unreadable)} of {count} pages cannot be read: {_numbers(unreadable)}")
    if _END not in data[-4096:].rstrip(b"\0"):
        warnings.append(f"the PDF is cut off: its end mark is missing; {count - len(unreadable)} pages were found")
    elif not _table_in_place(data):
        warnings.append("the PDF is damaged: its table of objects is not where it should be; text may be missing")
    if images:
        warnings.append(f"no text layer on {len(images)} of {count} pages: {_numbers(images)}")
    return tuple(warnings)


def _table_in_place(data: bytes) -> bool:
    """Whether the last cross-reference stands where the file says; readers repair what they can, and say nothing."""
    found = _START.findall(data[-4096:])
    if not found:
        return False
    header = max(0, data.find(b"%PDF-", 0, 1024))
    places = (int(found[-1]), int(found[-1]) + header)
    return any(_TABLE.match(data, place) is not None for place in places if place < len(data))


def _numbers(pages: Sequence[int]) -> str:
    shown = ", ".join(map(str, pages[:10]))
    return f"{shown} and {len(pages) - 10} more" if len(pages) > 10 else shown


def _page_lines(document: pdfium.PdfDocument, index: int, images: list[int]) -> list[Line] | None:
    """The lines of a page in reading order, or `None` where it cannot be opened.

    The number of a page that shows something but has no text is added to `images`.
    """
    try:
        page = document[index]
    except pdfium.PdfiumError:
        return None
    try:
        layer = TextLayer(page, document.formenv)
        try:
            lines = lines_of(layer)
        finally:
            layer.close()
        if not lines and next(page.get_objects(max_depth=1), None) is not None:
            images.append(index + 1)
    except pdfium.PdfiumError:
        return None
    finally:
        page.close()
    return lines
