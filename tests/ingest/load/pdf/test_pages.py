"""Boxes on pages of PDFs: what pdfium reads inside of them is what was quoted."""

from __future__ import annotations

import ctypes
import hashlib
import io
import random
from array import array
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.load import Loader
from ingest.load.pdf.pages import DrawnPage, PageReader, Rectangle
from rag.errors import FileRefused
from rag.language.folding import fold_plain
from rag.types import Document, Page, Span
from tests.fixtures.files import content_pdf, ligature_font, lines, pdf, turned, with_actual_text
from tests.fixtures.page_files import made_by_chromium, made_by_reportlab

pytestmark = pytest.mark.process

FINE = 1_000_000


@pytest.fixture(scope="module")
def drawer() -> Iterator[PageReader]:
    reader = PageReader()
    yield reader
    reader.close()


@pytest.fixture(scope="module")
def loader() -> Iterator[Loader]:
    with Loader() as opened:
        yield opened


def ink_boxes(data: bytes, number: int) -> list[tuple[str, Rectangle]]:
    """The characters of a page that leave ink, each with its box on the page as it is shown."""
    document = pdfium.PdfDocument(data)
    page = document[number - 1]
    text = page.get_textpage()
    found = []
    for index in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(index)
        x1, y1 = shown(page, left, bottom)
        x2, y2 = shown(page, right, top)
        character = chr(pdfium_c.FPDFText_GetUnicode(text, index))
        if not character.isspace() and abs(x2 - x1) * abs(y2 - y1) > 0:
            hyphen = "-" if character in "\ufffe\x02" else character
            found.append((hyphen, Rectangle(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))))
    document.close()
    return found


def shown(page: pdfium.PdfPage, x: float, y: float) -> tuple[float, float]:
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDF_PageToDevice(page, 0, 0, FINE, FINE, 0, x, y, ctypes.byref(across), ctypes.byref(down))
    return across.value / FINE, down.value / FINE


def inside(ink: Rectangle, box: Rectangle) -> float:
    """The part of the ink that the box covers."""
    width = min(ink.right, box.right) - max(ink.left, box.left)
    height = min(ink.bottom, box.bottom) - max(ink.top, box.top)
    return max(width, 0) * max(height, 0) / ((ink.right - ink.left) * (ink.bottom - ink.top))


def letters(text: str) -> str:
    """The folded text without spaces and hyphens, which have no place of their own at the end of a line."""
    return "".join(fold_plain(text).replace("-", "").split())


def read_back(inks: Sequence[tuple[str, Rectangle]], boxes: Sequence[Rectangle]) -> str:
    """The characters of which the middle is inside of the boxes; each must be covered nearly as a whole."""
    found = []
    for box in boxes:
        for character, ink in inks:
            if box.holds_middle_of(ink):
                assert inside(ink, box) > 0.9, character
                found.append(character)
    return "".join(found)


def quotes(document: Document, page: Page, count: int, chance: random.Random) -> Iterator[Span]:
    """Spans of whole words inside of a page, in offsets of the document."""
    text = document.text[page.start : page.end]
    starts = [at for at in range(len(text)) if not text[at].isspace() and (at == 0 or text[at - 1].isspace())]
    ends = [at + 1 for at in range(len(text)) if not text[at].isspace() and text[at + 1 : at + 2].strip() == ""]
    for _ in range(count):
        start = chance.choice(starts)
        end = chance.choice([end for end in ends if end > start][:30])
        yield Span(start, end)


def check(name: str, data: bytes, path: Path, loader: Loader, drawer: PageReader) -> int:
    """Read back some quotes of a PDF; the number of quotes."""
    # Where letters are turned or run from right to left, the file's order is not that of reading.
    in_order = not name.startswith(("text turned", "right to left", "presentation"))
    path.write_bytes(data)
    document = loader.load(path, path.name)
    chance = random.Random(7)
    checked = 0
    for page in document.pages if len(document.pages) < 20 else document.pages[::33]:
        drawn = drawer.page(path, document.sha256, page.number)
        inks = ink_boxes(data, page.number)
        text = document.text[page.start : page.end]
        for span in quotes(document, page, 25, chance):
            (boxes,) = drawn.boxes(text, [span])
            assert boxes
            found, quoted = letters(read_back(inks, boxes)), letters(text[span.start : span.end])
            assert sorted(found) == sorted(quoted)
            assert found == quoted or not in_order
            checked += 1
    return checked


@pytest.mark.parametrize(("name", "data"), [pytest.param(*item, id=item[0]) for item in made_by_reportlab()])
def test_boxes_hold_the_quoted_characters(
    name: str, data: bytes, tmp_path: Path, loader: Loader, drawer: PageReader
) -> None:
    assert check(name, data, tmp_path / "file.pdf", loader, drawer) >= 25


@pytest.mark.browser
def test_boxes_on_pages_that_a_browser_printed(tmp_path: Path, loader: Loader, drawer: PageReader) -> None:
    checked = {name: check(name, data, tmp_path / "file.pdf", loader, drawer) for name, data in made_by_chromium()}
    assert len(checked) == 7
    assert all(count >= 25 for count in checked.values())


@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_the_ink_of_the_image_is_inside_of_the_boxes(angle: int, tmp_path: Path, loader: Loader) -> None:
    path = tmp_path / "file.pdf"
    path.write_bytes(pdf(turned(lines("Une seule phrase sur la page.", top=500, left=150), 0, angle)))
    document = loader.load(path, path.name)
    reader = PageReader()
    drawn = reader.page(path, document.sha256, 1)
    reader.close()
    image = Image.open(io.BytesIO(drawn.image)).convert("L")
    assert abs(image.width / image.height - drawn.width / drawn.height) < 0.01
    dark = image.point(lambda value: 255 if value < 200 else 0).getbbox()
    ((box,),) = drawn.boxes(document.text, [Span(0, len(document.text))])
    assert dark is not None
    inked = Rectangle(dark[0] / image.width, dark[1] / image.height, dark[2] / image.width, dark[3] / image.height)
    assert inside(inked, box) > 0.99
    assert inside(box, inked) > 0.6


def test_half_of_a_number_inside_of_arabic_takes_no_neighbour_along(drawer: PageReader) -> None:
    edges = array("f", [edge for left in (0.5, 0.4, 0.3, 0.2) for edge in (left, 0.1, left + 0.1, 0.2)])
    page = DrawnPage(500, 500, ("abcd",), edges, b"")
    whole, middle = page.boxes("abcd", [Span(0, 4), Span(1, 3)])
    assert [round(box.left, 1) for box in whole] == [0.2]
    assert [round(box.left, 1) for box in middle] == [0.3]
    jumping = DrawnPage(500, 500, ("abcd",), edges[4:8] + edges[0:4] + edges[8:12] + edges[12:16], b"")
    assert [round(box.left, 1) for box in jumping.boxes("abcd", [Span(1, 3)])[0]] == [0.3, 0.5]
    assert page.boxes("abce", [Span(0, 4)]) == ((),)


def test_letters_put_in_reading_order_keep_their_places(tmp_path: Path, loader: Loader, drawer: PageReader) -> None:
    if ligature_font() != "DejaVuSans":
        pytest.skip("no font with Arabic letters on this machine (DejaVu Sans)")
    path = tmp_path / "file.pdf"
    path.write_bytes(pdf(partial(with_actual_text, "للموظف")))
    document = loader.load(path, path.name)
    drawn = drawer.page(path, document.sha256, 1)
    assert drawn.lines == ("للموظف",)
    inks = ink_boxes(path.read_bytes(), 1)
    for start in range(6):
        (boxes,) = drawn.boxes(document.text, [Span(start, start + 1)])
        assert document.text[start] in read_back(inks, boxes)
    lefts = [drawn.boxes(document.text, [Span(at, at + 1)])[0][0].left for at in range(6)]
    assert lefts == sorted(lefts, reverse=True)


def test_another_version_of_the_file_is_not_drawn(tmp_path: Path, drawer: PageReader) -> None:
    path = tmp_path / "file.pdf"
    path.write_bytes(pdf(lines("Première version.")))
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    assert drawer.page(path, sha256, 1).lines == ("Première version.",)
    assert drawer.sizes(path, sha256) == ((pytest.approx(595.3, abs=0.1), pytest.approx(841.9, abs=0.1)),)
    with pytest.raises(FileRefused, match="1 pages, not 2"):
        drawer.page(path, sha256, 2)
    path.write_bytes(pdf(lines("Seconde version.")))
    for read in (lambda: drawer.page(path, sha256, 1), lambda: drawer.sizes(path, sha256)):
        with pytest.raises(FileRefused) as caught:
            read()
        assert caught.value.code == "changed"
    path.unlink()
    with pytest.raises(FileRefused) as caught:
        drawer.page(path, sha256, 1)
    assert caught.value.code == "unreadable"


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"\x00" * 5000, pdf(lines("x"))[:400]])
def test_what_is_no_pdf_is_refused(data: bytes, tmp_path: Path, drawer: PageReader) -> None:
    path = tmp_path / "file.pdf"
    path.write_bytes(data)
    with pytest.raises(FileRefused) as caught:
        drawer.page(path, hashlib.sha256(data).hexdigest(), 1)
    assert caught.value.code == ("damaged" if data else "empty")


def test_a_page_of_any_size_gives_an_image_of_bounded_size(tmp_path: Path, drawer: PageReader) -> None:
    for box in (b"0 0 14400 14400", b"0 0 1 14400", b"0 0 14400 1", b"0 0 3 3"):
        data = content_pdf(b"BT /F 12 Tf 1 1 Td (x) Tj ET").replace(b"0 0 600 800", box)
        path = tmp_path / "file.pdf"
        path.write_bytes(data)
        try:
            drawn = drawer.page(path, hashlib.sha256(data).hexdigest(), 1)
        except FileRefused:
            continue
        image = Image.open(io.BytesIO(drawn.image))
        assert image.width <= 1401
        assert image.height <= 4001


def test_only_the_latest_pages_are_kept(tmp_path: Path) -> None:
    data = pdf(*(lines(f"Page {number}.") for number in range(1, 6)))
    path = tmp_path / "file.pdf"
    path.write_bytes(data)
    sha256 = hashlib.sha256(data).hexdigest()
    reader = PageReader(room=30_000)
    first = reader.page(path, sha256, 1)
    assert reader.page(path, sha256, 1) is first
    for number in range(2, 6):
        reader.page(path, sha256, number)
    assert reader.page(path, sha256, 1) is not first
    reader.close()


def test_the_figures_of_a_page_are_drawn_with_it(drawer: PageReader, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(600, 800), invariant=1)
    canvas.drawString(50, 700, "Figure 1: the town")
    canvas.drawImage(ImageReader(Image.new("RGB", (40, 40), (200, 0, 0))), 100, 300, 300, 200)
    canvas.save()
    path = tmp_path / "figure.pdf"
    path.write_bytes(buffer.getvalue())
    drawn = drawer.page(path, hashlib.sha256(buffer.getvalue()).hexdigest(), 1)
    with Image.open(io.BytesIO(drawn.image)) as page:
        red, green, blue = page.convert("RGB").getpixel((page.width * 250 // 600, page.height * 400 // 800))  # type: ignore[misc]
    assert red > 150 and green < 50 and blue < 50
