"""The text layer of a page of a PDF: its characters in reading order, each with its place."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from math import atan2, degrees, hypot

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.load.pdf.columns import Box, Glyph, Laid, laid_out, may_have_columns
from ingest.load.pdf.leftward import LEFTWARD, in_reading_order
from ingest.load.pdf.lines import Line
from rag.language.text import canonical

HYPHEN = "\ufffe"
"""What pdfium puts for a hyphen at a line's end together with the line break after it."""

SHAPES = re.compile("[\ufb00-\ufb06\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdfb\ufe70-\ufefc]")
_HYPHEN_CODE = 2
"""What pdfium says of that hyphen where it is asked for a single character."""

_BREAK = re.compile(r"\r\n|\r|\n")
LONGEST_BOLD = 100
"""Characters of a bold line that may be a heading."""

_BOLD = 600
"""Font weight from which on letters are bold (as in CSS)."""


def upright(page: pdfium.PdfPage) -> pdfium.PdfTextPage:
    """The text of the page, turned so that most of its letters stand upright; otherwise lines come out reversed."""
    textpage = page.get_textpage()
    count = textpage.count_chars()
    if not count:
        return textpage
    step = max(1, count // 40)
    angles: Counter[int] = Counter()
    for index in range(0, count, step):
        angles[_quarter(textpage, index)] += 1
    wanted = -angles.most_common(1)[0][0] % 360
    if wanted != page.get_rotation():
        textpage.close()
        page.set_rotation(wanted)
        textpage = page.get_textpage()
    return textpage


def _quarter(textpage: pdfium.PdfTextPage, index: int) -> int:
    """How far a character is turned clockwise, to the next quarter, in degrees.

    Letters in mirror writing are turned only where their upper side is not up.
    """
    angle = max(0.0, pdfium_c.FPDFText_GetCharAngle(textpage, index))
    matrix = pdfium_c.FS_MATRIX()
    known = angle and pdfium_c.FPDFText_GetMatrix(textpage, index, ctypes.byref(matrix))
    if known and matrix.a * matrix.d < matrix.b * matrix.c:
        angle = atan2(matrix.c, matrix.d)
    return round(degrees(angle) / 90) * 90 % 360


class TextLayer:
    """One page of text with the places of its characters."""

    def __init__(self, page: pdfium.PdfPage, textpage: pdfium.PdfTextPage) -> None:
        self.page = page
        self.textpage = textpage
        self.rotation = page.get_rotation()
        self._rectangle = pdfium_c.FS_RECTF()
        self._reference = ctypes.byref(self._rectangle)
        self._matrix = pdfium_c.FS_MATRIX()
        self._numbers: list[int] | None = None
        self.text = self._read()
        if LEFTWARD.search(self.text):
            text, numbers = in_reading_order(self.text, self)
            self.text, self._numbers = text, [number if number < 0 else self.number(number) for number in numbers]

    def _read(self) -> str:
        """The characters, one for each that pdfium counts unless the layer has numbers of its own."""
        count = self.textpage.count_chars()
        text: str = self.textpage.get_text_range() if count else ""
        if len(text) == count:
            return text
        characters = list(_joined(enumerate(map(self._character, range(count)))))
        self._numbers = [number for number, _ in characters]
        return "".join(character for _, character in characters)

    def lines(self) -> list[Line]:
        """The lines of the page in reading order, without empty ones."""
        return [line for line in map(self._line, self.laid_out()) if line.text]

    def laid_out(self) -> list[Laid]:
        """The lines of the page in reading order, as ranges of its characters; some may have nothing to read."""
        lines: list[tuple[int, int]] = []
        start = 0
        ends = [*((match.start(), match.end()) for match in _BREAK.finditer(self.text)), (len(self.text),) * 2]
        for end, after in ends:
            lines.extend(self._hyphenated(start, end))
            start = after
        rectangles = [self.turned(*self.textpage.get_rect(index)) for index in range(self.textpage.count_rects())]
        if not may_have_columns(rectangles):
            return [Laid((line,)) for line in lines]
        return laid_out([Glyph(character, self.box(at)) for at, character in enumerate(self.text)], lines)

    def _hyphenated(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The lines of a stretch in which pdfium joined lines that end with a hyphen."""
        while (at := self.text.find(HYPHEN, start, end)) >= 0:
            yield start, at + 1
            start = at + 1
        yield start, end

    def _line(self, laid: Laid) -> Line:
        """A line; the visible characters of its first stretch give its size and place."""
        stretches = laid.stretches
        text = " ".join(self.text[start:end] for start, end in stretches)
        text = canonical(SHAPES.sub(plain, text.replace(HYPHEN, "-"))).strip()
        start, end = stretches[0]
        while start < end - 1 and self.text[start].isspace():
            start += 1
        while end > start + 1 and self.text[end - 1].isspace():
            end -= 1
        left, bottom = self.origin(start)
        # Not the first character: that may be a bullet or an initial of another size.
        middle = next((at for at in range((start + end) // 2, end) if not self.text[at].isspace()), start)
        return Line(text, self.size(middle), left, bottom, bool(text) and self._bold(start, end))

    def size(self, index: int) -> float:
        """The size of a character's font on the page, in points."""
        matrix = self._matrix_of(index)
        if matrix is None:
            return 0.0
        return float(pdfium_c.FPDFText_GetFontSize(self.textpage, self.number(index)) * hypot(matrix.c, matrix.d))

    def mirrored(self, index: int) -> bool:
        """Whether a character is drawn in mirror writing, as the invisible letters over scanned Arabic are."""
        matrix = self._matrix_of(index)
        return matrix is not None and matrix.a * matrix.d < matrix.b * matrix.c

    def _matrix_of(self, index: int) -> pdfium_c.FS_MATRIX | None:
        matrix = self._matrix
        found = pdfium_c.FPDFText_GetMatrix(self.textpage, self.number(index), ctypes.byref(matrix))
        return matrix if found else None

    def origin(self, index: int) -> tuple[float, float]:
        """Where a character stands on its base line."""
        x, y = ctypes.c_double(), ctypes.c_double()
        pdfium_c.FPDFText_GetCharOrigin(self.textpage, self.number(index), ctypes.byref(x), ctypes.byref(y))
        box = self.turned(x.value, y.value, x.value, y.value)
        return box.left, box.bottom

    def drawn_along(self) -> dict[int, Box]:
        """What is drawn for a character beside the glyph that says its letters, by the place of the character.

        A letter with a mark is two glyphs that share their `ActualText`; pdfium counts the first, often the mark.
        """
        found: dict[int, Box] = {}
        said: dict[int, int] = {}
        for index in range(len(self.text)):
            drawn = pdfium_c.FPDFText_GetTextObject(self.textpage, self.number(index))
            if drawn:
                said[ctypes.addressof(drawn.contents)] = index
        before: pdfium_c.FPDF_PAGEOBJECT | None = None
        for number in range(pdfium_c.FPDFPage_CountObjects(self.page)):
            drawn = pdfium_c.FPDFPage_GetObject(self.page, number)
            if ctypes.addressof(drawn.contents) in said:
                before = drawn
            elif before is not None and _innermost_mark(drawn) == _innermost_mark(before) is not None:
                bounds = self._bounds(drawn)
                if bounds.right > bounds.left:
                    found[said[ctypes.addressof(before.contents)]] = bounds
        return found

    def _bounds(self, drawn: pdfium_c.FPDF_PAGEOBJECT) -> Box:
        edges = [ctypes.c_float() for _ in range(4)]
        pdfium_c.FPDFPageObj_GetBounds(drawn, *map(ctypes.byref, edges))
        return self.turned(*(edge.value for edge in edges))

    def _bold(self, start: int, end: int) -> bool:
        """Whether the line is set in bold: judged by a character near its start and one near its end."""
        if end - start > LONGEST_BOLD:
            return False
        return self._is_bold(start) and self._is_bold(max(start, end - 2))

    def _is_bold(self, index: int) -> bool:
        if pdfium_c.FPDFText_GetFontWeight(self.textpage, self.number(index)) >= _BOLD:
            return True
        name = ctypes.create_string_buffer(128)
        flags = ctypes.c_int()
        pdfium_c.FPDFText_GetFontInfo(self.textpage, self.number(index), name, len(name), ctypes.byref(flags))
        return b"bold" in name.value.lower() or b"black" in name.value.lower()

    def number(self, index: int) -> int:
        """What pdfium counts the character at `index` of the text as; -1 for a space that stands for a gap."""
        return index if self._numbers is None else self._numbers[index]

    def _character(self, number: int) -> str:
        code = pdfium_c.FPDFText_GetUnicode(self.textpage, number)
        if code == _HYPHEN_CODE and pdfium_c.FPDFText_IsHyphen(self.textpage, number) == 1:
            return HYPHEN
        return chr(code) if 0 < code <= 0x10FFFF else " "

    def box(self, index: int) -> Box:
        """The box of a character: as wide as its advance, as high as its font."""
        if not pdfium_c.FPDFText_GetLooseCharBox(self.textpage, self.number(index), self._reference):
            return Box(0.0, 0.0, 0.0, 0.0)
        box = self._rectangle
        return self.turned(box.left, box.bottom, box.right, box.top)

    def ink(self, index: int) -> Box:
        """The box of what is printed of a character; empty for a space."""
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        if not pdfium_c.FPDFText_GetCharBox(self.textpage, self.number(index), left, right, bottom, top):
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


def _joined(characters: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The characters with their numbers; the two halves of one beyond U+FFFF, which pdfium counts apart, as one."""
    high: tuple[int, str] | None = None
    for number, character in characters:
        if high is not None and "\udc00" <= character <= "\udfff":
            yield high[0], (high[1] + character).encode("utf-16", "surrogatepass").decode("utf-16")
            high = None
            continue
        if high is not None:
            yield high
        high = (number, character) if "\ud800" <= character <= "\udbff" else None
        if high is None:
            yield number, character
    if high is not None:
        yield high


def _innermost_mark(drawn: pdfium_c.FPDF_PAGEOBJECT) -> int | None:
    """The address of the innermost marked content of an object."""
    count = pdfium_c.FPDFPageObj_CountMarks(drawn)
    if count <= 0:
        return None
    mark = pdfium_c.FPDFPageObj_GetMark(drawn, count - 1)
    return ctypes.addressof(mark.contents) if mark else None


def plain(match: re.Match[str]) -> str:
    """The letters of a ligature or of an Arabic letter in one of its shapes."""
    return unicodedata.normalize("NFKC", match[0])
