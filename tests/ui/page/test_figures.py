"""Pictures of documents come when they are there: nobody waits for them, and they are asked for once more."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ingest.load.figures.figures import Figures, PlacedFigure
from rag.errors import FileRefused
from rag.index.contents import DocumentInfo
from tests.fixtures.infos import info
from ui.page.figures import Illustrations

PLACED = (PlacedFigure(5, "Snow", 700, 300, "word/media/a"),)


class Reader:
    """Finds `found`, when it is let."""

    def __init__(self, found: Figures | FileRefused) -> None:
        self.found = found
        self.let = threading.Event()
        self.asked = 0
        self.kept: Figures | None = None

    def known(self, path: Path, sha256: str) -> Figures | None:
        return self.kept

    def figures(self, path: Path, file: str, sha256: str) -> Figures:
        self.asked += 1
        self.let.wait(60)
        if isinstance(self.found, FileRefused):
            raise self.found
        self.kept = self.found
        return self.found

    def close(self) -> None:
        self.let.set()


@pytest.fixture
def shown() -> Iterator[Any]:
    made: list[Illustrations] = []

    def make(found: Figures | FileRefused) -> tuple[Illustrations, Reader]:
        illustrations = Illustrations(Future())
        reader = Reader(found)
        illustrations._reader = reader  # type: ignore[assignment]
        made.append(illustrations)
        return illustrations, reader

    yield make
    for each in made:
        each._reader.close()
        each.close()


def word(text_sha256: str = "t") -> DocumentInfo:
    return replace(info("snow.docx"), format="docx", text_sha256=text_sha256)


def test_nobody_waits_and_all_who_ask_meanwhile_wait_for_one_search(shown: Any) -> None:
    illustrations, reader = shown(Figures("t", PLACED))
    assert illustrations.of(word(), 0.0) is None
    assert illustrations.of(word(), 0.0) is None
    reader.let.set()
    assert illustrations.of(word(), 60) == PLACED
    assert illustrations.of(word(), 0.0) == PLACED
    assert reader.asked == 1


def test_pictures_of_another_text_and_of_files_that_are_refused_are_not_shown(shown: Any) -> None:
    illustrations, reader = shown(Figures("another text", PLACED))
    reader.let.set()
    assert illustrations.of(word(), 60) == ()
    illustrations, reader = shown(FileRefused("changed", "x"))
    reader.let.set()
    assert illustrations.of(word(), 60) == ()


def test_other_formats_are_not_looked_at(shown: Any) -> None:
    illustrations, reader = shown(Figures("t", PLACED))
    assert illustrations.of(replace(word(), format="md"), 0.0) == ()
    assert reader.asked == 0
