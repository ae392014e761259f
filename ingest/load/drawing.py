"""The child process that draws pages of documents and says where each character of their text stands.

It speaks the protocol of `ingest.load.serving`. A request names a `page` (from 1) and gets its `width` and `height` in
points as it is shown, its `lines` as `ingest.load.pdf.pagelines` lays them out, and then four 32-bit floats a character
of those lines (left, top, right, bottom, as parts of the page from its upper left corner; zeros where it has no glyph)
and the page as a PNG image. What was `recognised` on the page, as `ingest.load.recognition.words` writes it, is among
the lines. Without `page` it gets the `sizes` of all pages.
"""

from __future__ import annotations

import io
from typing import Any

from ingest.load import serving
from ingest.load.image import reader as image
from ingest.load.pdf import drawing as pdf


def answer(request: dict[str, Any], data: bytes) -> serving.Answer:
    """Raises `FileRefused` where the page cannot be drawn."""
    return _picture(request, data) if image.is_image(data) else pdf.answer(request, data)


def _picture(request: dict[str, Any], data: bytes) -> serving.Answer:
    """A page of a file that is a picture."""
    if "page" not in request:
        return {"sizes": image.sizes(data)}, b""
    shown, dpi = image.picture(data, int(request["page"]), colour=True)
    width, height = 72 * shown.width / dpi, 72 * shown.height / dpi
    buffer = io.BytesIO()
    shown.thumbnail((pdf.WIDTH, pdf.HEIGHT))
    shown.save(buffer, "PNG", compress_level=1)
    return pdf.drawn_page(width, height, [], [], pdf.recognised_in(request), buffer.getvalue())


def main() -> None:
    """Serve until standard input closes."""
    serving.serve(answer)


if __name__ == "__main__":
    main()
