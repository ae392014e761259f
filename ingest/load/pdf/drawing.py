"""The child process that draws pages of PDFs and says where each character of their text stands.

It speaks the protocol of `ingest.load.serving`. A request names a `page` (from 1) and gets its `width` and `height` in
points as it is shown, its `lines` as `ingest.load.pdf.pagelines` lays them out, and then four 32-bit floats a character
of those lines (left, top, right, bottom, as parts of the page from its upper left corner; zeros where it has no glyph)
and the page as a PNG image. Without `page` it gets the `sizes` of all pages.
"""

from __future__ import annotations

import ctypes
import io
from array import array
from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.load import serving
from ingest.load.limits import MOST_PAGES
from ingest.load.pdf.glyphs import Traced, traced_line
from ingest.load.pdf.pagelines import lines_laid_out
from ingest.load.pdf.reader import open_pdf
from ingest.load.pdf.runs import Box
from ingest.load.pdf.textlayer import TextLayer
from rag.errors import FileRefused

WIDTH = 1400
"""Pixels of a page's width: sharp at twice the width of the panel on a large screen."""

HEIGHT = 4000
"""Pixels of a page's height at most."""

LARGEST_SCALE = 4.0
"""Pixels a point at most: a small page is not blown up."""

_PAD = 0.14
"""How far a box reaches above and below the ink of its line, in heights of that ink."""

_FINE = 1_000_000
"""Steps of the grid on which pdfium tells places on the shown page."""


def answer(request: dict[str, Any], data: bytes) -> serving.Answer:
    """Raises `FileRefused` where the page cannot be drawn."""
    document = open_pdf(data)
    try:
        if "page" in request:
            return _page(document, int(request["page"]))
        count = min(len(document), MOST_PAGES)
        return {"sizes": [document.get_page_size(index) for index in range(count)]}, b""
    except pdfium.PdfiumError as error:
        raise FileRefused("damaged", "the page cannot be opened; the file is damaged") from error
    finally:
        document.close()


def _page(document: pdfium.PdfDocument, number: int) -> serving.Answer:
    if not 1 <= number <= len(document):
        raise FileRefused("damaged", f"the PDF has {len(document)} pages, not {number}")
    page = document[number - 1]
    rotation = page.get_rotation()
    layer = TextLayer(page, document.formenv)
    try:
        lines, boxes = _lines(layer, rotation)
    finally:
        layer.close()
    width, height = page.get_size()
    image = _image(page, width, height)
    page.close()
    floats = array("f", [edge for box in boxes for edge in box])
    header = {"width": width, "height": height, "lines": lines, "boxes": len(boxes)}
    return header, floats.tobytes() + image


def _image(page: pdfium.PdfPage, width: float, height: float) -> bytes:
    scale = min(WIDTH / max(width, 1.0), HEIGHT / max(height, 1.0), LARGEST_SCALE)
    buffer = io.BytesIO()
    page.render(scale=scale).to_pil().save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def _lines(layer: TextLayer, rotation: int) -> tuple[list[str], list[Box]]:
    """The lines of the page with the box of each character; the page is turned back to its own `rotation`."""
    traced = [
        line
        for line in (
            traced_line([(layer.text[start:end], start) for start, end in laid.stretches])
            for laid in lines_laid_out(layer)
        )
        if line
    ]
    placed = [_line_boxes(layer, line) for line in traced]
    layer.page.set_rotation(rotation)
    shown = _Shown(layer.page)
    boxes = [shown.box(box, layer) for line in placed for box in line]
    return ["".join(character for character, _ in line) for line in traced], boxes


def _line_boxes(layer: TextLayer, line: Traced) -> Iterator[Box | None]:
    """The boxes of a line's characters, letters upright: as wide as the advance, as high as the ink of the line."""
    inked = [layer.ink(index) for _, source in line for index in source]
    inked = [box for box in inked if box.top > box.bottom and box.right > box.left]
    bottom = min((box.bottom for box in inked), default=0.0)
    top = max((box.top for box in inked), default=0.0)
    pad = _PAD * (top - bottom)
    for _, source in line:
        boxes = [box for box in map(layer.box, source) if box.right > box.left and box.top > box.bottom]
        if not boxes:
            yield None
            continue
        whole = _union(boxes)
        yield Box(
            whole.left, max(whole.bottom, bottom - pad), whole.right, max(min(whole.top, top + pad), whole.bottom)
        )


def _union(boxes: Sequence[Box]) -> Box:
    return Box(
        min(box.left for box in boxes),
        min(box.bottom for box in boxes),
        max(box.right for box in boxes),
        max(box.top for box in boxes),
    )


class _Shown:
    """Places on a page as it is shown, turned and cropped as the file says, in parts of its width and height."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._page = page
        self._origin = self._place(0.0, 0.0)
        right, up = self._place(1000.0, 0.0), self._place(0.0, 1000.0)
        self._along = ((right[0] - self._origin[0]) / 1000, (right[1] - self._origin[1]) / 1000)
        self._across = ((up[0] - self._origin[0]) / 1000, (up[1] - self._origin[1]) / 1000)

    def _place(self, x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium_c.FPDF_PageToDevice(self._page, 0, 0, _FINE, _FINE, 0, x, y, ctypes.byref(across), ctypes.byref(down))
        return across.value / _FINE, down.value / _FINE

    def box(self, box: Box | None, layer: TextLayer) -> Box:
        """A box of upright letters as `Box(left, top, right, bottom)` of the shown page; zeros for `None`."""
        if box is None:
            return Box(0.0, 0.0, 0.0, 0.0)
        plain = layer.turned_back(box)
        corners = [
            (
                self._origin[0] + x * self._along[0] + y * self._across[0],
                self._origin[1] + x * self._along[1] + y * self._across[1],
            )
            for x, y in ((plain.left, plain.bottom), (plain.right, plain.top))
        ]
        (x1, x2), (y1, y2) = (sorted(min(max(corner[axis], 0.0), 1.0) for corner in corners) for axis in (0, 1))
        return Box(x1, y1, x2, y2)


def main() -> None:
    """Serve until standard input closes."""
    serving.serve(answer)


if __name__ == "__main__":
    main()
