"""Word documents (docx, dotx, docm): everything that is shown, in order, with the numbers that Word puts before it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ingest.load.docx.margins import margins
from ingest.load.docx.metadata import metadata
from ingest.load.docx.names import RELATION, w
from ingest.load.docx.notes import Notes
from ingest.load.docx.numbering import Numbering
from ingest.load.docx.package import UNREADABLE, Package, damaged
from ingest.load.docx.runs import RunReader
from ingest.load.docx.styles import Styles
from ingest.load.docx.writer import Sources, Writer
from ingest.load.extracted import Composer, Extracted, Inner
from rag.errors import FileRefused
from rag.types import LeftOut, Omission

FORMAT = "docx"


def read(data: bytes, inner: Inner) -> Extracted:
    """The text of a docx file; `inner` reads the documents that it holds as parts.

    Raises `FileRefused`: `archive-bomb` where the archive would grow too large, `damaged` where it cannot be read,
    `empty` where it holds no text.
    """
    package = Package(data)
    root = package.document()
    body = root.find(w("body"))
    if body is None:
        raise damaged(f"its part {package.main} holds no text of a Word document")
    composer = Composer()
    styles = Styles(package.related("styles"))
    numbering = Numbering(package.related("numbering"), styles)
    chunks = _Chunks(package, composer, inner)
    runs = RunReader(styles)
    sources = Sources(styles, numbering, Notes(package, styles), runs, chunks.add)
    beside = Writer(composer, replace(sources, numbering=numbering.restarted()), margin=True)
    for header in margins(package, body, "header"):
        beside.write(header)
    Writer(composer, sources).write(body)
    for footer in margins(package, body, "footer"):
        beside.write(footer)
    if not composer.length:
        raise FileRefused("empty", "the Word document holds no text; nothing can be cited from it")
    return Extracted(
        FORMAT,
        composer.text,
        headings=tuple(composer.headings),
        blocks=composer.blocks,
        metadata=metadata(data),
        left_out=(LeftOut(Omission.HIDDEN, (runs.hidden,)),) if runs.hidden else (),
        warnings=tuple(dict.fromkeys(package.problems)),
    )


class _Chunks:
    """Documents that a document holds as parts (`altChunk`), put in where they are shown."""

    def __init__(self, package: Package, composer: Composer, inner: Inner) -> None:
        self._package = package
        self._composer = composer
        self._inner = inner

    def add(self, element: Any) -> None:
        """Append the text of the part that an element `altChunk` names, or tell why it is missing."""
        name = self._package.target(element.get(RELATION)) or ""
        try:
            self._composer.include(self._inner(self._package.data(name), name))
        except FileRefused as refused:
            self._package.problems.append(f"a document inside of this one was not read: {refused}")
        except (KeyError, *UNREADABLE):
            self._package.problems.append("a document inside of this one was not read: it is missing or damaged")
