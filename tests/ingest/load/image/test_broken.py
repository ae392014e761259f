"""Pictures that are cut off, tiny, moving, of many pages or larger than they look: recognised, or refused."""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from ingest.load import Loader
from ingest.load.child import read
from ingest.load.image import reader
from ingest.load.image.reader import picture
from ingest.load.recognition.words import RecognitionNeeded
from rag.errors import FileRefused
from tests.fixtures.made.scans import as_tiff, drawn, pretended

PAGE = drawn("Une page quelconque.", 40)
WHAT_TO_DO = re.compile("save it|give a|divide it|nothing can be cited")


def saved(form: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    PAGE.save(buffer, form, **options)
    return buffer.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    checked = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checked)


def png(width: int, height: int, *chunks: bytes, rows: bytes = b"") -> bytes:
    """A grey picture of one bit a pixel that says to be so large, whatever its rows are."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def moving() -> bytes:
    buffer = io.BytesIO()
    PAGE.save(buffer, "PNG", save_all=True, append_images=[PAGE.rotate(at) for at in (90, 180)])
    return buffer.getvalue()


def endless() -> bytes:
    """A TIFF whose page says that itself is the next one."""
    data = bytearray(saved("TIFF"))
    (first,) = struct.unpack_from("<I", data, 4)
    (entries,) = struct.unpack_from("<H", data, first)
    struct.pack_into("<I", data, first + 2 + 12 * entries, first)
    return bytes(data)


GOOD = {"png": saved("PNG"), "jpg": saved("JPEG"), "tiff": saved("TIFF", compression="tiff_deflate")}


def outcome(data: bytes, file: str) -> str:
    """The code of the refusal, of which the message says what to do, or how many pages there are to look at."""
    try:
        read(data, file, recognised={})
    except RecognitionNeeded as needed:
        try:
            for page in needed.pages:
                picture(data, page)
        except FileRefused as refused:
            assert WHAT_TO_DO.search(str(refused)), str(refused)
            return refused.code
        return str(len(needed.pages))
    except FileRefused as refused:
        assert WHAT_TO_DO.search(str(refused)), str(refused)
        return refused.code
    pytest.fail("a picture has no text before it is recognised")


@pytest.mark.parametrize("suffix", GOOD)
@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[: len(data) // 10],
        lambda data: data[: len(data) // 2],
        lambda data: data[: len(data) // 3] + bytes(len(data) // 3) + data[2 * len(data) // 3 :],
        lambda data: data[:8],
        lambda data: data[:8] + bytes(500),
    ],
    ids=["a tenth of it", "half of it", "with a hole", "its mark alone", "its mark and zeros"],
)
def test_a_damaged_picture(suffix: str, damage: Callable[[bytes], bytes]) -> None:
    # A hole in a JPEG, which keeps no sums of itself, is a grey part of the page.
    assert outcome(damage(GOOD[suffix]), f"a.{suffix}") in {"damaged", "1"}


@pytest.mark.parametrize(
    ("file", "data", "expected"),
    [
        ("good.png", GOOD["png"], "1"),
        ("empty.png", b"", "empty"),
        ("dot.png", png(1, 1, rows=b"\0\0"), "1"),
        ("nothing.png", png(0, 0), "damaged"),
        ("vast.png", png(30_000, 30_000), "too-large"),
        ("vaster.png", png(2**31 - 1, 2**31 - 1), "too-large"),
        ("short.png", png(5_000, 5_000), "damaged"),
        ("wordy.png", png(8, 8, chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(1 << 26))), rows=bytes(16)), "damaged"),
        ("moving.png", moving(), "3"),
        ("fax.tiff", as_tiff([PAGE] * 3, 40), "3"),
        ("endless.tiff", endless(), "1"),
        ("moving.gif", saved("GIF"), "unsupported"),
        ("colours.jpg", None, "1"),
        ("deep.png", None, "1"),
        ("seen through.png", None, "1"),
    ],
)
def test_odd_pictures(file: str, data: bytes | None, expected: str) -> None:
    modes = {"colours.jpg": ("CMYK", "JPEG"), "deep.png": ("I;16", "PNG"), "seen through.png": ("RGBA", "PNG")}
    if data is None:
        mode, form = modes[file]
        buffer = io.BytesIO()
        Image.new(mode, (40, 30)).save(buffer, form)
        data = buffer.getvalue()
    assert outcome(data, file) == expected


def test_a_picture_that_says_to_be_vast_in_each_format() -> None:
    tiff = bytearray(GOOD["tiff"])
    (first,) = struct.unpack_from("<I", tiff, 4)
    for at in range(first + 2, first + 2 + 12 * struct.unpack_from("<H", tiff, first)[0], 12):
        if struct.unpack_from("<H", tiff, at)[0] in (256, 257):
            struct.pack_into("<HHII", tiff, at, struct.unpack_from("<H", tiff, at)[0], 4, 1, 30_000)
    jpeg = bytearray(GOOD["jpg"])
    frame = jpeg.index(b"\xff\xc0")
    struct.pack_into(">HH", jpeg, frame + 5, 30_000, 30_000)
    assert outcome(bytes(tiff), "a.tiff") == outcome(bytes(jpeg), "a.jpg") == "too-large"


def test_a_picture_of_too_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_FRAMES", 2)
    assert outcome(as_tiff([PAGE] * 3, 40), "fax.tiff") == "too-many-pages"


@pytest.mark.process
def test_pictures_that_cannot_be_looked_at_cost_themselves_only(tmp_path: Path) -> None:
    files = {
        "dot.png": (png(1, 1, rows=b"\0\0"), None),
        "half.png": (GOOD["png"][: len(GOOD["png"]) // 2], "no-text"),
        "wide.png": (png(9_000, 9_000, rows=bytes(9_000 * 1_126)), None),
        "good.png": (GOOD["png"], None),
    }
    with pretended(tmp_path / "bin"), Loader() as loader:
        for file, (data, code) in files.items():
            (tmp_path / file).write_bytes(data)
            if code is None:
                assert loader.load(tmp_path / file, file).text
                continue
            with pytest.raises(FileRefused) as refused:
                loader.load(tmp_path / file, file)
            assert refused.value.code == code, file
