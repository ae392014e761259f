"""Pages turned so that most of their letters stand upright."""

from __future__ import annotations

import ctypes
from collections import Counter
from math import atan2, degrees

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c


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
