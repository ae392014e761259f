"""Pictures of pages: PNG, JPEG, and TIFF with one page or many. All their text is recognised."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageOps

from ingest.load.extracted import Extracted
from ingest.load.kind import kind_of
from ingest.load.pdf.lines import Line, compose
from ingest.load.pdf.parts import blocks
from ingest.load.pdf.recognised import lines_from, with_words
from ingest.load.recognition.doubts import doubts
from ingest.load.recognition.tesseract import INSTALL
from ingest.load.recognition.words import Recognised, RecognitionNeeded
from rag.errors import FileRefused
from rag.types import Recognition

FORMAT = "image"

READ = ("PNG", "JPEG", "TIFF")
"""The formats that are opened, by the names that Pillow has for them; no other decoder is let near a file."""

MOST_PIXELS = 100_000_000
"""Pixels of a picture. An A3 page has 70 million at 600 dpi; in colours these take 210 MB."""

MOST_FRAMES = 2_000
"""Pages of one file."""

_LEAST_DPI, _MOST_DPI = 70, 1200
"""Resolutions that are believed; cameras write 72 into what has 4000 pixels a side."""

_PAPER = 11.7
"""Inches of the longer side of a page whose file does not tell its resolution: A4."""


def is_image(data: bytes) -> bool:
    """Whether a file is a picture."""
    return kind_of(data, "") == FORMAT


def read(data: bytes, recognised: Recognised | None = None) -> Extracted:
    """The recognised text of a picture; its pages tile the text.

    Raises `RecognitionNeeded` with the pages that are not in `recognised`, and `FileRefused`: `no-text` where that is
    `None` or nothing is on them, `damaged`, `too-large`, `too-many-pages`.
    """
    with _opened(data) as image:
        count = getattr(image, "n_frames", 1)
    if count > MOST_FRAMES:
        raise FileRefused("too-many-pages", f"the picture has {count} pages; at most {MOST_FRAMES} are read: divide it")
    if recognised is None:
        raise FileRefused("no-text", f"the file is a picture; to have its text recognised, {INSTALL}")
    missing = [number for number in range(1, count + 1) if number not in recognised]
    if missing:
        raise RecognitionNeeded(missing)
    pages = [recognised[number] for number in range(1, count + 1)]
    lines: list[list[Line]] = [lines_from(page) for page in pages]
    failed = {number: page.failed for number, page in enumerate(pages, 1) if page.failed}
    if not any(lines):
        why = next(iter(failed.values()), "")
        raise FileRefused("no-text", f"nothing was recognised on the picture{f': {why}' if why else ''}")
    told = tuple(Recognition(number, page.percent) for number, page in enumerate(pages, 1) if page.lines)
    text, spans, headings, laid = compose(lines)
    return Extracted(
        FORMAT,
        text,
        spans,
        headings,
        with_words(blocks(text, laid), laid),
        warnings=tuple(doubts(told, failed)),
        recognised=told,
        pictured=True,
    )


def picture(data: bytes, number: int, colour: bool = False) -> tuple[Image.Image, float]:
    """A page, from 1, as it is looked at, and its resolution in dots an inch; raises `FileRefused` as `read`."""
    with _opened(data, number) as image:
        dpi = _dpi(image)
        upright = ImageOps.exif_transpose(image)
        if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
            upright = upright.convert("RGBA")
            upright = Image.alpha_composite(Image.new("RGBA", upright.size, "white"), upright)
        if upright.mode.startswith(("I", "F")):
            # More than eight bits a pixel, which Pillow would cut off rather than scale.
            upright = upright.convert("F").point(lambda grey: grey / 257).convert("L")
        return upright.convert("RGB" if colour else "L"), dpi


def sizes(data: bytes) -> list[tuple[float, float]]:
    """Width and height of all pages in points; raises `FileRefused` as `read`."""
    found = []
    with _opened(data) as image:
        for frame in range(min(getattr(image, "n_frames", 1), MOST_FRAMES)):
            image.seek(frame)
            width, height = image.size
            if image.getexif().get(_ORIENTATION, 1) >= _LYING:
                width, height = height, width
            dpi = _dpi(image)
            found.append((72 * width / dpi, 72 * height / dpi))
    return found


_ORIENTATION, _LYING = 0x0112, 5
"""The tag that says how a camera was held, and the values from which on it lay on its side."""


def _dpi(image: Image.Image) -> float:
    told = image.info.get("dpi", (0, 0))
    dpi = float(told[0]) if isinstance(told, tuple) else 0.0
    guessed = max(image.size) / _PAPER
    # A page of half a metre is a photograph whose resolution says nothing.
    return dpi if _LEAST_DPI < dpi <= _MOST_DPI and max(image.size) / dpi <= 2 * _PAPER else max(guessed, _LEAST_DPI)


@contextmanager
def _opened(data: bytes, number: int = 1) -> Iterator[Image.Image]:
    """The picture at one of its pages. Raises `FileRefused`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about what is odd in a file, and its size, which is looked at here
            with Image.open(io.BytesIO(data), formats=READ) as image:
                image.seek(number - 1)
                width, height = image.size
                if width * height > MOST_PIXELS:
                    most = MOST_PIXELS // 1_000_000
                    raise FileRefused(
                        "too-large",
                        f"the picture has {width} × {height} pixels; at most {most} million are read: save it smaller",
                    )
                yield image
    except Image.DecompressionBombError as error:
        raise FileRefused("too-large", f"the picture has too many pixels ({error}); save it smaller") from error
    except (OSError, SyntaxError, ValueError, EOFError, TypeError, KeyError, IndexError, OverflowError) as error:
        raise FileRefused(
            "damaged", f"the picture cannot be opened ({error}), it is damaged or cut off; save it again"
        ) from error
