"""Word documents (docx, dotx, docm): everything that is shown, in order, with the numbers that Word puts before it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ingest.load.archive.archive import UNREADABLE
from ingest.load.archive.office import Package
from ingest.load.archive.properties import metadata
from ingest.load.docx.margins import margins
from ingest.load.docx.names import DESCRIBED, EMBEDDED, RELATION, w
from ingest.load.docx.notes import Notes
from ingest.load.docx.numbering import Numbering
from ingest.load.docx.runs import RunReader
from ingest.load.docx.styles import Styles
from ingest.load.docx.writer import Sources, Writer
from ingest.load.extracted import Composer, Extracted, Inner
from rag.errors import FileRefused

FORMAT = "docx"


def read(data: bytes, inner: Inner) -> Extracted:
    """The text of a docx file; `inner` reads the documents that it holds as parts.

    Raises `FileRefused`: `archive-bomb` where the archive would grow too large, `damaged` where it cannot be read,
    `empty` where it holds no text.
    """
    package = Package(data, "Word document", "word/document.xml")
    root = package.document()
    body = root.find(w("body"))
    if body is None:
        raise package.damaged(f"its part {package.main} holds no text of a Word document")
    composer = Composer()
    styles = Styles(package.related("styles"))
    numbering = Numbering(package.related("numbering"), styles)
    chunks = _Chunks(package, composer, inner)
    runs = RunReader(styles)
    pictures = _Pictures(package, composer, root)
    sources = Sources(styles, numbering, Notes(package, styles), runs, chunks.add, pictures.add)
    beside = Writer(composer, replace(sources, numbering=numbering.restarted()), margin=True)
    for header in margins(package, body, "header"):
        beside.write(header)
    Writer(composer, sources).write(body)
    for footer in margins(package, body, "footer"):
        beside.write(footer)
    if not composer.length:
        raise package.empty()
    return composer.extracted(FORMAT, metadata(data), package.problems, runs.hidden)


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


class _Pictures:
    """The pictures of the text itself; those of notes, headers and footers are left out, and so are linked ones."""

    def __init__(self, package: Package, composer: Composer, root: Any) -> None:
        self._package = package
        self._composer = composer
        self._root = root

    def add(self, element: Any) -> None:
        """Note where the picture stands that an element shows."""
        part = self._package.target(element.get(EMBEDDED) or element.get(RELATION))
        if part is None or element.getroottree().getroot() is not self._root:
            return
        told = (each.find(DESCRIBED) for each in element.iterancestors())
        described = next((each for each in told if each is not None), None)
        words = "" if described is None else described.get("descr") or ""
        self._composer.add_figure(part, words)
