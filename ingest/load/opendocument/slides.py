"""OpenDocument presentations (odp): slides as pages, their titles as headings, the speaker's notes below each."""

from __future__ import annotations

from typing import Any

from ingest.load.archive.archive import local
from ingest.load.extracted import Composer, Extracted
from ingest.load.opendocument.document import Document
from ingest.load.opendocument.names import d, p, x
from ingest.load.opendocument.numbering import Numbering
from ingest.load.opendocument.words import Words
from ingest.load.opendocument.writer import Writer
from rag.types import BlockKind

FORMAT = "odp"

_BESIDE = frozenset({"header", "footer", "date-time", "page-number"})


def read(data: bytes) -> Extracted:
    """The text of a presentation.

    Raises `FileRefused`: `archive-bomb`, `encrypted`, `damaged`, `empty`.
    """
    document = Document(data, "OpenDocument presentation")
    composer = Composer()
    slides = _Slides(document, composer)
    for number, slide in enumerate(document.body("presentation").iterchildren(d("page")), 1):
        slides.add(slide, number)
    if not composer.length:
        raise document.empty()
    return composer.extracted(FORMAT, document.metadata(), document.problems, slides.hidden)


class _Slides:
    """Writes slides; `hidden` counts the characters of those that are not shown."""

    def __init__(self, document: Document, composer: Composer) -> None:
        self._document = document
        self._composer = composer
        self._words = Words(document)
        self.hidden = 0

    def add(self, slide: Any, number: int) -> None:
        """Append a slide: title, what else it shows, notes."""
        if not self._document.shows_slide(slide.get(d("style-name"))):
            self.hidden += sum(len(self._words.of(each).text) for each in slide.iter(x("p"), x("h")))
            return
        self._composer.turn(number)
        shapes = [shape for shape in slide if local(shape) != "notes" and shape.get(p("class")) not in _BESIDE]
        title = next((shape for shape in shapes if shape.get(p("class")) == "title"), None)
        if title is not None:
            words = (self._words.of(each).text for each in title.iter(x("p"), x("h")))
            self._composer.add(" ".join(" ".join(filter(None, words)).split()), level=1)
        writer = Writer(self._document, self._composer, Numbering(self._document.style_roots))
        writer.write([shape for shape in shapes if shape is not title])
        self.hidden += writer.hidden
        for notes in slide.iterchildren(p("notes")):
            for frame in notes.iter(d("frame")):
                if frame.get(p("class")) == "notes":
                    self._note(frame)

    def _note(self, frame: Any) -> None:
        for paragraph in frame.iter(x("p")):
            self._composer.add(self._words.of(paragraph).text, kind=BlockKind.NOTE)
