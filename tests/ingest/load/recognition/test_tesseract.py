"""The program is found with its languages, and asked under limits; here another one stands in its place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from ingest.load.recognition import tesseract
from ingest.load.recognition.tesseract import Engine, look, turn_and_script
from rag.errors import FileRefused
from tests.fixtures.made.scans import PretendedTesseract, pretended, without_tesseract

pytestmark = pytest.mark.process

PAGE = Image.new("L", (100, 100), 255)


@pytest.fixture
def program(tmp_path: Path) -> Iterator[PretendedTesseract]:
    with pretended(tmp_path / "bin") as made:
        yield made


def found() -> Engine:
    engine = tesseract.engine()
    assert engine is not None
    return engine


def test_its_name_is_what_its_result_depends_on(program: PretendedTesseract) -> None:
    program.install("5.3.0", "osd+fra+ara+script/Arabic+eng+deu")
    assert found().name == "tesseract 5.3.0 ara+deu+eng+fra"
    assert found().latin == ("fra", "eng", "deu") and found().arabic == ("ara",)


def test_without_it_there_is_none(tmp_path: Path) -> None:
    with without_tesseract(tmp_path / "empty"):
        assert tesseract.engine() is None


def test_without_a_language_there_is_none(program: PretendedTesseract) -> None:
    program.install("5.3.0", "osd")
    assert tesseract.engine() is None


def test_words_come_line_by_line_with_their_boxes(program: PretendedTesseract) -> None:
    program.says("L&#39;eau est <strong>chère</strong>", "\u200fالماء\u200e", percent=88)
    first, second = look(found(), PAGE, 300, ("fra",))
    assert [word.text for word in first.words] == ["L'eau", "est", "chère"]
    assert (first.size, first.words[1].box, first.words[1].percent) == (50.0, (600, 300, 880, 340), 88)
    assert [word.text for word in second.words] == ["الماء"]


def test_a_failure_says_why(program: PretendedTesseract) -> None:
    program.breaks()
    with pytest.raises(FileRefused, match="gave up") as refused:
        look(found(), PAGE, 300, ("fra",))
    assert refused.value.code == "crashed"
    assert turn_and_script(found(), PAGE, 150) == (0, "")


def test_a_look_that_takes_too_long_is_ended(program: PretendedTesseract, monkeypatch: pytest.MonkeyPatch) -> None:
    (program.folder / "tesseract").write_text("#!/bin/sh\nexec sleep 600\n")
    monkeypatch.setattr(tesseract, "WALL_SECONDS", 0.2)
    with pytest.raises(FileRefused) as refused:
        look(Engine(str(program.folder / "tesseract"), "1", ("fra",)), PAGE, 300, ("fra",))
    assert refused.value.code == "timeout"


def test_a_look_that_computes_too_much_is_ended(program: PretendedTesseract, monkeypatch: pytest.MonkeyPatch) -> None:
    (program.folder / "tesseract").write_text("#!/bin/sh\nwhile :; do :; done\n")
    monkeypatch.setattr(tesseract, "CPU_SECONDS", 1)
    with pytest.raises(FileRefused, match="more than 1 s"):
        look(Engine(str(program.folder / "tesseract"), "1", ("fra",)), PAGE, 300, ("fra",))
