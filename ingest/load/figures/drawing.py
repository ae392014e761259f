"""The child process that says where the pictures of a document stand, and draws them.

It speaks the protocol of `ingest.load.serving`. A request names a `file` and gets the `text` of the document as a
digest and its `figures`: offset, words, width and height in pixels, part. One that names a `part` too gets this picture
as a PNG of nothing but its pixels, no larger than a screen.

Pictures are hostile input: their size is looked at before they are decoded, and only what Pillow itself decodes of five
formats is. Drawings that are programs (SVG, EMF, WMF, PostScript) are none of them.
"""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
import zlib
from typing import Any

from PIL import Image

from ingest.load import child, serving
from ingest.load.archive.archive import UNREADABLE, Archive
from ingest.load.extracted import Figure
from rag.errors import FileRefused

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP")
"""What is decoded. A TIFF may hold any of twenty others, and the rest are drawn by programs."""

LARGEST_PART = 32 << 20
"""Bytes of a picture as it is stored, unpacked; the photograph of a camera has a third of it."""

MOST_PIXELS = 50_000_000
"""Pixels of a picture; decoded they are 200 MB."""

MOST_FIGURES = 300
"""Pictures of a document that are shown; each is looked at when it is opened."""

SMALLEST = 24
"""Pixels of width and height below which a picture is a bullet or a line."""

WIDTH, HEIGHT = 1400, 2000
"""Pixels of what is shown: sharp at twice the width of the panel on a large screen."""

_BROKEN = (OSError, SyntaxError, ValueError, TypeError, IndexError, KeyError, struct.error, zlib.error, EOFError)
"""What Pillow raises for a picture that is broken."""


def answer(request: dict[str, Any], data: bytes) -> serving.Answer:
    """Raises `FileRefused` where the document or the picture cannot be read."""
    if "part" in request:
        return {}, _drawn(_part(_archive(data), request["part"]))
    extracted = child.read(data, request["file"])
    archive = _archive(data) if extracted.figures else None
    figures = [_told(archive, each) for each in extracted.figures[:MOST_FIGURES]] if archive else []
    text = hashlib.sha256(extracted.text.encode()).hexdigest()
    return {"text": text, "figures": [each for each in figures if each is not None]}, b""


def _archive(data: bytes) -> Archive:
    return Archive(data, "document")


def _told(archive: Archive, figure: Figure) -> tuple[int, str, int, int, str] | None:
    """What is told of a picture, `None` of one that is not shown."""
    try:
        width, height = _opened(_part(archive, figure.part)).size
    except FileRefused:
        return None
    if width < SMALLEST or height < SMALLEST:
        return None
    return figure.offset, figure.words, width, height, figure.part


def _part(archive: Archive, name: str) -> bytes:
    """The bytes of a part, never more than a picture may have, whatever the table of the archive says."""
    try:
        with archive.open(name) as stream:
            data = stream.read(LARGEST_PART + 1)
    except (KeyError, RuntimeError, *UNREADABLE) as error:
        raise FileRefused("damaged", "the picture is missing or damaged") from error
    if len(data) > LARGEST_PART:
        raise FileRefused("too-large", f"the picture has more than {LARGEST_PART >> 20} MB")
    return data


def _opened(data: bytes) -> Image.Image:
    """A picture of which only the head has been read. Raises `FileRefused`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a size that is looked at here
            image = Image.open(io.BytesIO(data), formats=FORMATS)
    except (*_BROKEN, Image.DecompressionBombError) as error:
        raise FileRefused("unsupported", f"the picture is broken, or none of {', '.join(FORMATS)}") from error
    pixels = image.width * image.height
    if pixels > MOST_PIXELS:
        raise FileRefused("too-large", f"the picture has {pixels} pixels; at most {MOST_PIXELS} are decoded")
    return image


def _drawn(data: bytes) -> bytes:
    """A picture as a PNG on white paper, with nothing of the file but its pixels."""
    image = _opened(data)
    try:
        image.draft("RGB", (WIDTH, HEIGHT))  # a photograph is decoded at the size that is needed
        image.load()
    except _BROKEN as error:
        raise FileRefused("damaged", "the picture is broken") from error
    image.thumbnail((WIDTH, HEIGHT))
    paper = Image.new("RGB", image.size, "white")
    seen = image.convert("RGBA")
    paper.paste(seen, mask=seen.getchannel("A"))
    buffer = io.BytesIO()
    paper.save(buffer, "PNG", compress_level=3)
    return buffer.getvalue()


def main() -> None:
    """Serve the pictures of documents."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    Image.init()
    serving.serve(answer)
