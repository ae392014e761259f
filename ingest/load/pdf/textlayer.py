"""The text layer of a page of a PDF: its characters in reading order, each with its place."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from math import atan2, degrees, hypot
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.load.pdf.annotations import Added, added_to
from ingest.load.pdf.breaks import GAP, joined_halves, rejoined
from ingest.load.pdf.letters.leftward import LEFTWARD, in_reading_order
from ingest.load.pdf.letters.letterspacing import kept
from ingest.load.pdf.letters.unmapped import read_as_coded, unmapped
from ingest.load.pdf.runs import Box
from ingest.load.pdf.upright import upright

HYPHEN = "\ufffe"
"""What pdfium puts for a hyphen at a line's end together with the line break after it."""

SHAPES = re.compile("[\ufb00-\ufb06\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdfb\ufe70-\ufefc]")
_HYPHEN_CODE = 2
"""What pdfium says of that hyphen where it is asked for a single character."""

_LEAST_TURN = 5.0
"""Degrees; a page that was scanned may be a little askew as a whole."""

_FIRST_VALUE = -2
"""The number of the first character of the first value; the next ones are below it."""

LONGEST_LABEL = 60
"""Characters of what a form calls a field; longer ones tell how to fill it in."""

_BOLD = 600
"""Font weight from which on letters are bold (as in CSS)."""


class Value(NamedTuple):
    """What a person filled in or noted: its range in the text, with what the form calls it up to `value`."""

    start: int
    value: int
    end: int
    box: Box
    note: bool


class TextLayer:
    """One page of text with the places of its characters."""

    def __init__(self, page: pdfium.PdfPage, form: Any = None) -> None:
        """Turns the page so that its letters stand upright; `form` is pdfium's handle of the document's form."""
        self.page = page
        self.textpage = upright(page)
        self.rotation = page.get_rotation()
        self._rectangle = pdfium_c.FS_RECTF()
        self._reference = ctypes.byref(self._rectangle)
        self._matrix = pdfium_c.FS_MATRIX()
        self._numbers: list[int] | None = None
        self.unmapped = 0.0
        """The share of the visible letters that are left out, as the font does not say which they are."""
        self.text = self._read()
        joined = rejoined(self.text, self)
        if joined is not None:
            self._numbers = [index if index < 0 else self.number(index) for index, _ in joined]
            self.text = "".join(character for _, character in joined)
        if LEFTWARD.search(self.text):
            text, numbers = in_reading_order(self.text, self)
            self.text, self._numbers = text, [number if number < 0 else self.number(number) for number in numbers]
        indices = kept(self.text, self)
        if indices is not None:
            self._numbers = [self.number(index) for index in indices]
            self.text = "".join(self.text[index] for index in indices)
        self.values: list[Value] = []
        """Values of fields and notes, which stand at the end of the text, in an order of their own."""
        self._value_boxes: list[Box] = []
        for added in added_to(page, form):
            self._append(added)

    def close(self) -> None:
        self.textpage.close()

    def _append(self, added: Added) -> None:
        """Add a value or a note to the text, each on lines of its own; pdfium has no numbers for its characters."""
        if self._numbers is None:
            self._numbers = list(range(len(self.text)))
        box = self.turned(*added.box)
        parts = added.text.splitlines() if added.note else [" ".join(added.text.split())]
        for part in filter(None, map(str.strip, parts)):
            label = f"{added.label.strip()} : " if added.label.strip() and len(added.label) <= LONGEST_LABEL else ""
            start = len(self.text) + 1
            self.text += f"\n{label}{part}"
            self._numbers.append(GAP)
            width = (box.right - box.left) / len(part)
            for at in range(-len(label), len(part)):
                self._numbers.append(_FIRST_VALUE - len(self._value_boxes))
                left = box.left + max(at, 0) * width
                self._value_boxes.append(Box(left, box.bottom, left + width, box.top))
            self.values.append(Value(start, start + len(label), len(self.text), box, added.note))

    def _read(self) -> str:
        """The characters, one for each that pdfium counts unless the layer has numbers of its own."""
        count = self.textpage.count_chars()
        text: str = self.textpage.get_text_range() if count else ""
        unknown = unmapped(self.textpage, text, count)
        if len(text) == count and not unknown:
            return text
        characters = list(joined_halves(enumerate(map(self._character, range(count)))))
        if unknown:
            visible = [number for number, character in characters if number in unknown or not character.isspace()]
            letters = [character for number, character in characters if number in unknown]
            if not read_as_coded("".join(letters)):
                self.unmapped = min(1.0, len(letters) / max(1, len(visible)))
                characters = [(number, character) for number, character in characters if number not in unknown]
        self._numbers = [number for number, _ in characters]
        return "".join(character for _, character in characters)

    def rectangles(self) -> list[Box]:
        """The boxes of the pieces of text that pdfium finds, in the order of the file."""
        found = map(self.textpage.get_rect, range(self.textpage.count_rects()))
        return [self.turned(*box) for box in found] if self.rotation else [Box(*box) for box in found]

    def size(self, index: int) -> float:
        """The size of a character's font on the page, in points."""
        return self.setting(index)[0]

    def setting(self, index: int) -> tuple[float, bool]:
        """The size of a character in points, and whether it is turned against the page, as in a watermark."""
        matrix = self._matrix_of(index)
        if matrix is None:
            return 0.0, False
        size = pdfium_c.FPDFText_GetFontSize(self.textpage, self.number(index)) * hypot(matrix.c, matrix.d)
        if not matrix.c and not self.rotation:
            return float(size), False
        turned = (degrees(atan2(-matrix.c, matrix.d)) - self.rotation) % 360
        return float(size), bool(_LEAST_TURN < turned < 360 - _LEAST_TURN)

    def mirrored(self, index: int) -> bool:
        """Whether a character is drawn in mirror writing, as the invisible letters over scanned Arabic are."""
        matrix = self._matrix_of(index)
        return matrix is not None and bool(matrix.a * matrix.d < matrix.b * matrix.c)

    def slant(self, index: int) -> float:
        """How far a character leans to the right: the shift of what is one point higher, 0 where it stands upright."""
        matrix = self._matrix_of(index)
        return 0.0 if matrix is None or self.rotation or not matrix.d else float(matrix.c / matrix.d)

    def of_one_glyph(self, index: int) -> bool:
        """Whether a character and the one before it are the letters of one glyph, such as « ff »."""
        one, other = (pdfium_c.FPDFText_GetTextObject(self.textpage, self.number(at)) for at in (index - 1, index))
        if not one or not other or ctypes.addressof(one.contents) != ctypes.addressof(other.contents):
            return False
        return self.origin(index - 1) == self.origin(index)

    def _matrix_of(self, index: int) -> pdfium_c.FS_MATRIX | None:
        matrix = self._matrix
        found = pdfium_c.FPDFText_GetMatrix(self.textpage, self.number(index), ctypes.byref(matrix))
        return matrix if found else None

    def origin(self, index: int) -> tuple[float, float]:
        """Where a character stands on its base line."""
        if self.number(index) < 0:
            return self.box(index)[:2]
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

    def small_drawings(self, largest: float) -> list[Box]:
        """The boxes of what is drawn on the page, no letters, and not larger than this many points."""
        found: list[Box] = []
        for number in range(pdfium_c.FPDFPage_CountObjects(self.page)):
            drawn = pdfium_c.FPDFPage_GetObject(self.page, number)
            if pdfium_c.FPDFPageObj_GetType(drawn) == pdfium_c.FPDF_PAGEOBJ_PATH:
                box = self._bounds(drawn)
                if 0 < box.right - box.left <= largest and 0 < box.top - box.bottom <= largest:
                    found.append(box)
        return found

    def _bounds(self, drawn: pdfium_c.FPDF_PAGEOBJECT) -> Box:
        edges = [ctypes.c_float() for _ in range(4)]
        pdfium_c.FPDFPageObj_GetBounds(drawn, *map(ctypes.byref, edges))
        return self.turned(*(edge.value for edge in edges))

    def is_bold(self, index: int) -> bool:
        """Whether a character is set in bold."""
        if pdfium_c.FPDFText_GetFontWeight(self.textpage, self.number(index)) >= _BOLD:
            return True
        name = ctypes.create_string_buffer(128)
        flags = ctypes.c_int()
        pdfium_c.FPDFText_GetFontInfo(self.textpage, self.number(index), name, len(name), ctypes.byref(flags))
        return b"bold" in name.value.lower() or b"black" in name.value.lower()

    def number(self, index: int) -> int:
        """What pdfium counts the character at `index` of the text as; `GAP` for a space that stands for a gap.

        The characters of values have numbers below that.
        """
        return index if self._numbers is None else self._numbers[index]

    def _character(self, number: int) -> str:
        code = pdfium_c.FPDFText_GetUnicode(self.textpage, number)
        if code == _HYPHEN_CODE and pdfium_c.FPDFText_IsHyphen(self.textpage, number) == 1:
            return HYPHEN
        return chr(code) if 0 < code <= 0x10FFFF else " "

    def box(self, index: int) -> Box:
        """The box of a character: as wide as its advance, as high as its font."""
        number = self.number(index)
        if number < 0:
            return self._value_boxes[_FIRST_VALUE - number] if number != GAP else Box(0.0, 0.0, 0.0, 0.0)
        if not pdfium_c.FPDFText_GetLooseCharBox(self.textpage, number, self._reference):
            return Box(0.0, 0.0, 0.0, 0.0)
        box = self._rectangle
        return self.turned(box.left, box.bottom, box.right, box.top)

    def ink(self, index: int) -> Box:
        """The box of what is printed of a character; empty for a space."""
        number = self.number(index)
        if number < 0:
            return self.box(index)
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        if not pdfium_c.FPDFText_GetCharBox(self.textpage, number, left, right, bottom, top):
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
