"""Presentations: slides as pages in the order in which they are shown, titles as headings, notes below each slide."""

from __future__ import annotations

from typing import Any

from ingest.load.archive.office import Package, Relations
from ingest.load.archive.properties import metadata
from ingest.load.extracted import Composer, Extracted
from ingest.load.pptx.names import RELATION, a, p
from ingest.load.pptx.shapes import Shapes
from ingest.load.pptx.words import paragraphs
from rag.types import BlockKind

FORMAT = "pptx"


def read(data: bytes) -> Extracted:
    """The text of a presentation.

    Raises `FileRefused`: `archive-bomb`, `encrypted`, `damaged`, `empty`.
    """
    package = Package(data, "PowerPoint presentation", "ppt/presentation.xml")
    composer = Composer()
    hidden = 0
    for number, identifier in enumerate(package.document().iter(p("sldId")), 1):
        name = package.target(identifier.get(RELATION))
        slide = package.part(name) if name else None
        if slide is None:
            continue
        if slide.get("show", "1") in ("0", "false"):
            hidden += sum(len(text.text or "") for text in slide.iter(a("t")))
            continue
        composer.turn(number)
        relations = package.relations_of(name or "")
        shapes = Shapes(composer, package, relations)
        shapes.write(slide)
        hidden += shapes.hidden
        _add_notes(composer, package, relations)
    if not composer.length:
        raise package.empty()
    return composer.extracted(FORMAT, metadata(data), package.problems, hidden)


def _add_notes(composer: Composer, package: Package, relations: Relations) -> None:
    """Append the speaker's notes of a slide, and what others have remarked on it."""
    for kind, target in relations.values():
        if kind == "notesSlide":
            root = package.part(target)
            for shape in () if root is None else root.iter(p("sp")):
                if _placeholder(shape) == "body":
                    for paragraph in paragraphs(shape):
                        composer.add(paragraph.text, kind=BlockKind.NOTE)
        elif kind == "comments":
            root = package.part(target)
            for comment in () if root is None else root.iter("{*}cm"):
                # Remarks of the older form hold bare text, those of the newer one paragraphs.
                words: list[Any] = [each.text or "" for each in comment.iter(p("text"), a("t"))]
                composer.add(" ".join(filter(None, words)), kind=BlockKind.NOTE)


def _placeholder(shape: Any) -> str:
    found = shape.find(f".//{p('ph')}")
    return "" if found is None else str(found.get("type", "body"))
