"""Pictures are found and drawn by a child, of the very version of a file that is asked for, and kept."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from ingest.load.figures.figures import FigureReader
from rag.errors import FileRefused
from tests.fixtures.wordml import paragraph, picture, pictured
from tests.ingest.load.figures.test_drawing import BROKEN, image

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def reader() -> Iterator[FigureReader]:
    made = FigureReader()
    yield made
    made.close()


def written(folder: Path, **pictures: bytes) -> tuple[Path, str]:
    data = pictured(paragraph("Text.", runs="".join(map(picture, pictures))), pictures)
    path = folder / "a.docx"
    path.write_bytes(data)
    return path, hashlib.sha256(data).hexdigest()


def test_figures_are_found_once_and_drawn_by_their_number(reader: FigureReader, tmp_path: Path) -> None:
    path, sha256 = written(tmp_path, one=image(), two=image("JPEG", (90, 30), "blue"))
    assert reader.known(path, sha256) is None
    found = reader.figures(path, "a.docx", sha256)
    assert found.text_sha256 == hashlib.sha256(b"Text.").hexdigest()
    assert [(each.offset, each.width, each.height) for each in found.placed] == [(5, 60, 40), (5, 90, 30)]
    assert reader.known(path, sha256) is found
    first = reader.image(path, "a.docx", sha256, 2)
    assert reader.image(path, "a.docx", sha256, 2) is first
    with Image.open(io.BytesIO(first)) as shown:
        assert shown.size == (90, 30)
    for number in (0, 3):
        with pytest.raises(FileRefused, match="2 pictures"):
            reader.image(path, "a.docx", sha256, number)


def test_other_bytes_show_nothing(reader: FigureReader, tmp_path: Path) -> None:
    path, sha256 = written(tmp_path, one=image())
    reader.image(path, "a.docx", sha256, 1)
    path.write_bytes(path.read_bytes() + b" ")
    for ask in (reader.figures, lambda *asked: reader.image(*asked, 1)):
        with pytest.raises(FileRefused) as refused:
            ask(path, "a.docx", sha256)
        assert refused.value.code == "changed"
    assert reader.known(path, sha256) is None


def test_a_broken_figure_leaves_the_others_to_be_seen(reader: FigureReader, tmp_path: Path) -> None:
    path, sha256 = written(tmp_path, one=BROKEN["half"], two=image())
    with pytest.raises(FileRefused):
        reader.image(path, "a.docx", sha256, 1)
    assert reader.image(path, "a.docx", sha256, 2)
