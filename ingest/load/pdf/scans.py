"""Pages of a PDF, or parts of them, that are pictures of text; and layers of text that other programs recognised."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image, ImageDraw

from ingest.load.pdf.lines import Line
from ingest.load.pdf.runs import Box
from ingest.load.pdf.shown import Shown
from rag.errors import FileRefused

LEAST_PICTURE = 0.3
"""Part of a page that pictures cover before it may be half a scan; smaller ones are figures."""

FEW_LETTERS = 0.5
"""Letters in a thousand square points of a picture up to which it has no text layer; a page of text has five."""

MOST_UNMAPPED = 0.3
"""Share of letters that the fonts do not tell from which on a page is recognised rather than read."""

DPI = 300
"""Resolution at which pages are handed over to be recognised."""

MOST_PIXELS = 40_000_000
"""Pixels of the picture of a page; an A3 page has 17 million at 300 dpi. A larger page gets a lower resolution."""

_NESTED = 4
"""Depth to which forms inside of each other are looked through for pictures."""

_LOOK = 50
"""Resolution at which paper is told from photographs."""

_BRIGHT, _DARK = 170, 110
_PAPER, _LEAST_INK, _MOST_INK = 0.6, 0.003, 0.3
"""Share of bright pixels of a picture of text at least, and of dark ones."""

_WORD = re.compile(r"\S+")
_VOWEL = re.compile(r"[aeiouyàâäæáãåéèêëíîïìóôöòõœúùûüýÿ]", re.I)
_ALIKE = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d[\d.,:/\u202f\u00a0%°-]*|[^\w\s]{1,3}")


@dataclass(frozen=True, slots=True)
class Scan:
    """A page to be recognised: all of it, or the pictures beside its text."""

    whole: bool


def scan_of(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, lines: Sequence[Line], unmapped: float) -> Scan | None:
    """Whether a page, or half of it, is a picture of text that no layer of text stands above.

    `textpage` is the text of the page, `unmapped` the share of its letters that are not known.
    """
    if not lines or unmapped >= MOST_UNMAPPED:
        return Scan(True) if next(page.get_objects(max_depth=1), None) is not None else None
    bare = list(_bare(page, textpage))
    width, height = page.get_size()
    covered = sum((box.right - box.left) * (box.top - box.bottom) for box in bare)
    if covered < LEAST_PICTURE * width * height:
        return None
    return Scan(False) if any(_is_paper(page, box) for box in bare) else None


def is_recognised(page: pdfium.PdfPage) -> bool:
    """Whether the text of a page was recognised by another program: most of it is not drawn, above a picture."""
    unseen = drawn = 0
    for number in range(pdfium_c.FPDFPage_CountObjects(page)):
        found = pdfium_c.FPDFPage_GetObject(page, number)
        if pdfium_c.FPDFPageObj_GetType(found) == pdfium_c.FPDF_PAGEOBJ_TEXT:
            if pdfium_c.FPDFTextObj_GetTextRenderMode(found) == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE:
                unseen += 1
            else:
                drawn += 1
    width, height = page.get_size()
    covered = sum((box.right - box.left) * (box.top - box.bottom) for box in _pictures(page)) if unseen else 0.0
    return unseen > drawn and covered >= LEAST_PICTURE * width * height


def likeness(lines: Sequence[Line]) -> int:
    """Percent of the words that are made as words are, by which a layer of another program is judged.

    They are all letters, with a vowel where the script writes them, or a number, or a mark.
    """
    words = [word for line in lines for word in _WORD.findall(line.text)]
    return round(100 * sum(map(_is_word, words)) / len(words)) if words else 0


def _is_word(word: str) -> bool:
    core = word.strip(".,;:!?…()[]«»\"'’“”،؛؟-–—/")
    if not core:
        return True
    if not _ALIKE.fullmatch(core):
        return False
    # Abbreviations have none: « Mme », « SGG ».
    return not (core.isascii() and core.isalpha() and len(core) > 4 and not core.isupper() and not _VOWEL.search(core))


def picture(document: pdfium.PdfDocument, number: int) -> tuple[Image.Image, float]:
    """The grey picture of a page to be recognised, and its resolution in dots an inch.

    Of a page with text of its own only its pictures are left, without that text. Raises `FileRefused` (`damaged`).
    """
    try:
        page = document[number - 1]
        try:
            return _picture(page)
        finally:
            page.close()
    except pdfium.PdfiumError as error:
        raise FileRefused("damaged", f"page {number} cannot be drawn; the file is damaged") from error


def _picture(page: pdfium.PdfPage) -> tuple[Image.Image, float]:
    textpage = page.get_textpage()
    try:
        boxes = [Box(*textpage.get_rect(index)) for index in range(textpage.count_rects())]
        bare = list(_bare(page, textpage))
    finally:
        textpage.close()
    width, height = page.get_size()
    scale = min(DPI / 72, (MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
    image = page.render(scale=scale, grayscale=True).to_pil().convert("L")
    known = sum(1 for box in boxes if not any(_holds(one, box) for one in bare)) if bare else 0
    if not known:
        return image, 72 * scale
    shown = Shown(page)
    left = Image.new("L", image.size, 255)
    for box in bare:
        place = _pixels(shown.box(box), image)
        left.paste(image.crop(place), place)
    drawing = ImageDraw.Draw(left)
    for box in boxes:
        drawing.rectangle(_pixels(shown.box(box), image), fill=255)
    return left, 72 * scale


def _pixels(place: Box, image: Image.Image) -> tuple[int, int, int, int]:
    left, top, right, bottom = place
    return (
        round(left * image.width),
        round(top * image.height),
        round(right * image.width),
        round(bottom * image.height),
    )


def _pictures(page: pdfium.PdfPage) -> Iterator[Box]:
    """The boxes of the pictures on a page, in its own points."""
    for found in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=_NESTED):
        box = Box(*found.get_bounds())
        if box.right > box.left and box.top > box.bottom:
            yield box


def _bare(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage) -> Iterator[Box]:
    """The boxes of the pictures on a page that hardly a letter of its text stands on."""
    for box in _pictures(page):
        letters = len(textpage.get_text_bounded(*box).strip())
        if letters <= FEW_LETTERS * (box.right - box.left) * (box.top - box.bottom) / 1000:
            yield box


def _holds(one: Box, other: Box) -> bool:
    x, y = (other.left + other.right) / 2, (other.bottom + other.top) / 2
    return one.left <= x <= one.right and one.bottom <= y <= one.top


def _is_paper(page: pdfium.PdfPage, box: Box) -> bool:
    """Whether a picture looks like paper with text: bright, with some ink on it."""
    image = page.render(scale=_LOOK / 72, grayscale=True).to_pil().convert("L")
    left, top, right, bottom = _pixels(Shown(page).box(box), image)
    counts = image.crop((left, top, max(right, left + 1), max(bottom, top + 1))).histogram()
    total = sum(counts)
    bright: float = sum(counts[_BRIGHT:]) / total
    dark: float = sum(counts[:_DARK]) / total
    return bright >= _PAPER and _LEAST_INK <= dark <= _MOST_INK
