"""Pages of PDFs drawn, and where each character of their text stands, for the child `ingest.load.drawing`."""

from __future__ import annotations

import io
from array import array
from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2 as pdfium

from ingest.load import serving
from ingest.load.limits import MOST_PAGES
from ingest.load.pdf.letters.glyphs import Traced, traced_line
from ingest.load.pdf.pagelines import lines_laid_out
from ingest.load.pdf.reader import open_pdf
from ingest.load.pdf.recognised import NOWHERE, edges
from ingest.load.pdf.runs import Box
from ingest.load.pdf.shown import Shown
from ingest.load.pdf.textlayer import TextLayer
from ingest.load.recognition.words import RecognisedPage, page_from
from rag.errors import FileRefused

WIDTH = 1400
"""Pixels of a page's width: sharp at twice the width of the panel on a large screen."""

HEIGHT = 4000
"""Pixels of a page's height at most."""

LARGEST_SCALE = 4.0
"""Pixels a point at most: a small page is not blown up."""

_PAD = 0.14
"""How far a box reaches above and below the ink of its line, in heights of that ink."""


def answer(request: dict[str, Any], data: bytes) -> serving.Answer:
    """Raises `FileRefused` where the page cannot be drawn."""
    document = open_pdf(data)
    try:
        if "page" in request:
            return _page(document, int(request["page"]), recognised_in(request))
        count = min(len(document), MOST_PAGES)
        return {"sizes": [document.get_page_size(index) for index in range(count)]}, b""
    except pdfium.PdfiumError as error:
        raise FileRefused("damaged", "the page cannot be opened; the file is damaged") from error
    finally:
        document.close()


def recognised_in(request: dict[str, Any]) -> RecognisedPage | None:
    """What was recognised on the page that a request names."""
    return page_from(request["recognised"]) if request.get("recognised") else None


def drawn_page(
    width: float, height: float, lines: list[str], boxes: list[Box], recognised: RecognisedPage | None, drawn: bytes
) -> serving.Answer:
    """A page as it is answered, what was recognised on it behind its own lines."""
    if recognised is not None:
        lines = [*lines, *(line.text for line in recognised.lines)]
        boxes = [*boxes, *edges(recognised)]
    floats = array("f", [edge for box in boxes for edge in box])
    return {"width": width, "height": height, "lines": lines, "boxes": len(boxes)}, floats.tobytes() + drawn


def _page(document: pdfium.PdfDocument, number: int, recognised: RecognisedPage | None) -> serving.Answer:
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
    drawn = _image(page, width, height)
    page.close()
    return drawn_page(width, height, lines, boxes, recognised, drawn)


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
    shown = Shown(layer.page)
    boxes = [shown.box(layer.turned_back(box)) if box else NOWHERE for line in placed for box in line]
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
