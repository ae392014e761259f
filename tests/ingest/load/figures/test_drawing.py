"""Pictures of Word documents: found where they stand, decoded and encoded anew, hostile ones left out."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from ingest.load.figures import drawing
from rag.errors import FileRefused
from tests.fixtures.wordml import paragraph, picture, pictured, row, table, tc

CANARY = b"canary-of-the-author"


def image(kind: str = "PNG", size: tuple[int, int] = (60, 40), colour: str = "red", **options: Any) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, kind, **options)
    return buffer.getvalue()


def png_of(width: int, height: int, data: bytes) -> bytes:
    """A PNG whose head promises a size, whatever its data has."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


HOSTILE = {
    "bomb": png_of(60_000, 60_000, zlib.compress(bytes(1 << 20))),
    "wide": png_of(2_000_000, 30, b""),
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>',
    "emf": struct.pack("<II", 1, 108) + bytes(32) + b" EMF" + bytes(200),
    "wmf": b"\xd7\xcd\xc6\x9a" + bytes(200),
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 60 60\n(/etc/passwd) (r) file\n",
    "tiff": image("TIFF"),
    "nothing": b"",
    "half a head": image()[:20],
    "html": b"<img src=https://canary.invalid/x.png>",
}
"""Pictures that are not even told of."""

BROKEN = {
    "no data": png_of(60, 60, b""),
    "no zlib": png_of(60, 60, b"not zlib at all"),
    "half": image(size=(300, 300), colour="blue")[:-60],
    "half a photograph": image("JPEG", (600, 600))[:700],
    "too much": png_of(60, 60, zlib.compress(bytes(30 << 20))),
}
"""Pictures whose head is sound."""


def told(data: bytes) -> dict[str, Any]:
    return drawing.answer({"file": "a.docx"}, data)[0]


def test_a_figure_stands_behind_the_words_before_it() -> None:
    body = (
        paragraph("Before.")
        + paragraph(runs=picture("one", "A chart &amp; its legend"))
        + paragraph("After.", runs=picture("two"))
        + table(row("Town", tc(paragraph(runs=picture("one")))), row("Rabat", "12"))
        + paragraph("The end.")
    )
    data = pictured(body, {"one": image(), "two": image("JPEG", (90, 30))})
    header = told(data)
    text = drawing.child.read(data, "a.docx").text
    places = [
        (text[:offset].rpartition("\n")[2], words, width, height)
        for offset, words, width, height, _ in header["figures"]
    ]
    assert places == [
        ("Before.", "A chart & its legend", 60, 40),
        ("After.", "", 90, 30),
        ("| Rabat | 12 |", "", 60, 40),
    ]


@pytest.mark.parametrize("kind", drawing.FORMATS)
def test_a_figure_is_drawn_anew_with_nothing_but_its_pixels(kind: str) -> None:
    options: dict[str, Any] = {"exif": b"Exif\0\0" + CANARY} if kind in ("JPEG", "WEBP") else {}
    if kind == "PNG":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_text("Author", CANARY.decode())
    source = image(kind, (300, 200), **options) + CANARY
    data = pictured(paragraph("Text.", runs=picture("one")), {"one": source})
    ((*_, part),) = told(data)["figures"]
    _, drawn = drawing.answer({"part": part}, data)
    assert CANARY in source
    assert CANARY not in drawn
    with Image.open(io.BytesIO(drawn)) as shown:
        assert (shown.format, shown.size, shown.info) == ("PNG", (300, 200), {})
        red, green, blue = shown.convert("RGB").getpixel((150, 100))  # type: ignore[misc]
        assert red > 240 and green < 15 and blue < 15


def test_what_can_be_seen_through_stands_on_white_paper_and_what_is_large_is_made_smaller() -> None:
    buffer = io.BytesIO()
    Image.new("RGBA", (5000, 2500), (0, 0, 0, 0)).save(buffer, "PNG")
    data = pictured(paragraph("Text.", runs=picture("one")), {"one": buffer.getvalue()})
    ((_, _, width, height, part),) = told(data)["figures"]
    assert (width, height) == (5000, 2500)
    with Image.open(io.BytesIO(drawing.answer({"part": part}, data)[1])) as shown:
        assert shown.size == (1400, 700)
        assert shown.getpixel((700, 350)) == (255, 255, 255)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_figure_is_not_shown_and_costs_nothing_else(name: str) -> None:
    data = pictured(paragraph("Text.", runs=picture("one") + picture("two")), {"one": HOSTILE[name], "two": image()})
    assert [part for *_, part in told(data)["figures"]] == ["word/media/two"]
    with pytest.raises(FileRefused):
        drawing.answer({"part": "word/media/one"}, data)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_figure_is_refused_when_it_is_drawn(name: str) -> None:
    data = pictured(paragraph("Text.", runs=picture("one")), {"one": BROKEN[name]})
    ((*_, part),) = told(data)["figures"]
    if name == "too much":  # what comes behind the pixels is not unpacked
        assert len(drawing.answer({"part": part}, data)[1]) < 1000
        return
    with pytest.raises(FileRefused) as refused:
        drawing.answer({"part": part}, data)
    assert refused.value.code == "damaged"


def test_linked_missing_and_tiny_pictures_and_those_of_margins_are_left_out() -> None:
    body = paragraph("Text.", runs=picture("gone") + picture("outside") + picture("tiny"))
    data = pictured(body, {"tiny": image(size=(8, 400))}, {"header1.xml": paragraph("Top", runs=picture("tiny"))})
    assert told(data)["figures"] == []


def test_no_more_of_a_part_is_unpacked_than_a_picture_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "LARGEST_PART", 1000)
    large = image("BMP", (100, 100))
    data = pictured(paragraph("Text.", runs=picture("one") + picture("two")), {"one": large, "two": image()})
    assert [part for *_, part in told(data)["figures"]] == ["word/media/two"]
    with pytest.raises(FileRefused, match="0 MB"):
        drawing.answer({"part": "word/media/one"}, data)
