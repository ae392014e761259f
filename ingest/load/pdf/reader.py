"""PDF: the text layer page by page, in reading order, with headings by the size of their letters."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from math import hypot

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.load.extracted import Extracted
from ingest.load.limits import MOST_PAGES
from ingest.load.pdf.columns import Box, Glyph, Stretches, column_lines, may_have_columns
from ingest.load.pdf.leftward import moved_letters
from ingest.load.pdf.lines import Line, compose
from ingest.load.pdf.metadata import metadata
from rag.errors import FileRefused
from rag.language.text import canonical

FORMAT = "pdf"
HYPHEN = "\ufffe"
"""What pdfium puts for a hyphen at a line's end together with the line break after it."""

_END = b"%%EOF"
_START = re.compile(rb"startxref\s+(\d{1,12})")
_TABLE = re.compile(rb"\s*(?:xref|\d+\s+\d+\s+obj)")
SHAPES = re.compile("[\ufb00-\ufb06\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdfb\ufe70-\ufefc]")
_BREAK = re.compile(r"\r\n|\r|\n")
LONGEST_BOLD = 100
"""Characters of a bold line that may be a heading."""

_BOLD = 600
"""Font weight from which on letters are bold (as in CSS)."""


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
        textpage = upright(page)
        try:
            lines = Reader(page, textpage).lines()
        finally:
            textpage.close()
        if not lines and next(page.get_objects(max_depth=1), None) is not None:
            images.append(index + 1)
    except pdfium.PdfiumError:
        return None
    finally:
        page.close()
    return lines


def upright(page: pdfium.PdfPage) -> pdfium.PdfTextPage:
    """The text of the page, turned so that most of its letters stand upright; otherwise lines come out reversed."""
    textpage = page.get_textpage()
    count = textpage.count_chars()
    if not count:
        return textpage
    step = max(1, count // 40)
    angles: Counter[int] = Counter()
    for index in range(0, count, step):
        # pdfium gives the angle clockwise, in radians.
        angle = pdfium_c.FPDFText_GetCharAngle(textpage, index)
        if angle >= 0:
            angles[round(angle * 2 / 3.141592653589793) * 90 % 360] += 1
    if not angles:
        return textpage
    wanted = -angles.most_common(1)[0][0] % 360
    if wanted != page.get_rotation():
        textpage.close()
        page.set_rotation(wanted)
        textpage = page.get_textpage()
    return textpage


class Reader:
    """One page of text with the places of its characters."""

    def __init__(self, page: pdfium.PdfPage, textpage: pdfium.PdfTextPage) -> None:
        self.textpage = textpage
        self.rotation = page.get_rotation()
        self.count = textpage.count_chars()
        self.text: str = textpage.get_text_range() if self.count else ""
        if len(self.text) != self.count:
            self.text = "".join(map(self._character, range(self.count)))
        self._rectangle = pdfium_c.FS_RECTF()
        self._reference = ctypes.byref(self._rectangle)
        self._matrix = pdfium_c.FS_MATRIX()
        self._moved: dict[int, int] = {}
        self._moved = moved_letters(self.text, self.box)
        if self._moved:
            self.text = "".join(self.text[self._number(index)] for index in range(self.count))

    def lines(self) -> list[Line]:
        """The lines of the page in reading order, without empty ones."""
        return [line for line in map(self._line, self.stretches()) if line.text]

    def stretches(self) -> list[Stretches]:
        """The lines of the page in reading order, as ranges of its characters; some may have nothing to read."""
        rectangles = [self.turned(*self.textpage.get_rect(index)) for index in range(self.textpage.count_rects())]
        if may_have_columns(rectangles):
            ordered = column_lines([Glyph(character, self.box(at)) for at, character in enumerate(self.text)])
            if ordered is not None:
                return ordered
        found: list[Stretches] = []
        start = 0
        for end, after in [*((match.start(), match.end()) for match in _BREAK.finditer(self.text)), (self.count,) * 2]:
            found.extend(((first, last),) for first, last in self._hyphenated(start, end))
            start = after
        return found

    def _hyphenated(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The lines of a stretch in which pdfium joined lines that end with a hyphen."""
        while (at := self.text.find(HYPHEN, start, end)) >= 0:
            yield start, at + 1
            start = at + 1
        yield start, end

    def _line(self, stretches: Stretches) -> Line:
        """A line; the visible characters of its first stretch give its size and place."""
        text = " ".join(self.text[start:end] for start, end in stretches)
        text = canonical(SHAPES.sub(plain, text.replace(HYPHEN, "-"))).strip()
        start, end = stretches[0]
        while start < end - 1 and self.text[start].isspace():
            start += 1
        while end > start + 1 and self.text[end - 1].isspace():
            end -= 1
        left, bottom = self._origin(start)
        # Not the first character: that may be a bullet or an initial of another size.
        middle = next((at for at in range((start + end) // 2, end) if not self.text[at].isspace()), start)
        return Line(text, self._size(middle), left, bottom, bool(text) and self._bold(start, end))

    def _size(self, index: int) -> float:
        """The size of a character's font on the page, in points."""
        matrix = self._matrix
        if not pdfium_c.FPDFText_GetMatrix(self.textpage, self._number(index), ctypes.byref(matrix)):
            return 0.0
        return float(pdfium_c.FPDFText_GetFontSize(self.textpage, self._number(index)) * hypot(matrix.c, matrix.d))

    def _origin(self, index: int) -> tuple[float, float]:
        """Where a character stands on its base line."""
        x, y = ctypes.c_double(), ctypes.c_double()
        pdfium_c.FPDFText_GetCharOrigin(self.textpage, self._number(index), ctypes.byref(x), ctypes.byref(y))
        box = self.turned(x.value, y.value, x.value, y.value)
        return box.left, box.bottom

    def _bold(self, start: int, end: int) -> bool:
        """Whether the line is set in bold: judged by a character near its start and one near its end."""
        if end - start > LONGEST_BOLD:
            return False
        return self._is_bold(start) and self._is_bold(max(start, end - 2))

    def _is_bold(self, index: int) -> bool:
        if pdfium_c.FPDFText_GetFontWeight(self.textpage, self._number(index)) >= _BOLD:
            return True
        name = ctypes.create_string_buffer(128)
        flags = ctypes.c_int()
        pdfium_c.FPDFText_GetFontInfo(self.textpage, self._number(index), name, len(name), ctypes.byref(flags))
        return b"bold" in name.value.lower() or b"black" in name.value.lower()

    def _number(self, index: int) -> int:
        """What pdfium counts the character at `index` of the text as."""
        return self._moved.get(index, index)

    def _character(self, index: int) -> str:
        code = pdfium_c.FPDFText_GetUnicode(self.textpage, index)
        return chr(code) if 0 < code <= 0x10FFFF else " "

    def box(self, index: int) -> Box:
        """The box of a character: as wide as its advance, as high as its font."""
        if not pdfium_c.FPDFText_GetLooseCharBox(self.textpage, self._number(index), self._reference):
            return Box(0.0, 0.0, 0.0, 0.0)
        box = self._rectangle
        return self.turned(box.left, box.bottom, box.right, box.top)

    def ink(self, index: int) -> Box:
        """The box of what is printed of a character; empty for a space."""
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        if not pdfium_c.FPDFText_GetCharBox(self.textpage, self._number(index), left, right, bottom, top):
            return Box(0.0, 0.0, 0.0, 0.0)
        return self.turned(left.value, bottom.value, right.value, top.value)

    def turned_back(self, box: Box) -> Box:
        """The box of the page of a box as it is seen: the opposite of `turned`."""
        left, bottom, right, top = box
        match self.rotation:
            case 90:
                return Box(-top, left, -bottom, right)
            case 180:
                return Box(-right, -top, -left, -bottom)
            case 270:
                return Box(bottom, -right, top, -left)
            case _:
                return box

    def turned(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A box of the page as it is seen: turned clockwise by the page's rotation; y grows upwards."""
        match self.rotation:
            case 90:
                return Box(bottom, -right, top, -left)
            case 180:
                return Box(-right, -top, -left, -bottom)
            case 270:
                return Box(-top, left, -bottom, right)
            case _:
                return Box(left, bottom, right, top)


def plain(match: re.Match[str]) -> str:
    """The letters of a ligature or of an Arabic letter in one of its shapes."""
    return unicodedata.normalize("NFKC", match[0])
