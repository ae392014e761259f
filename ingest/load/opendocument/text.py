"""OpenDocument texts (odt, ott): everything that is shown, in order."""

from __future__ import annotations

from ingest.load.extracted import Composer, Extracted
from ingest.load.opendocument.document import Document
from ingest.load.opendocument.numbering import Numbering
from ingest.load.opendocument.writer import Writer

FORMAT = "odt"


def read(data: bytes) -> Extracted:
    """The text of an OpenDocument text.

    Raises `FileRefused`: `archive-bomb`, `encrypted`, `damaged`, `empty`.
    """
    document = Document(data, "OpenDocument text")
    body = document.body("text")
    composer = Composer()
    writer = Writer(document, composer, Numbering(document.style_roots))
    writer.write(body)
    if not composer.length:
        raise document.empty()
    return composer.extracted(FORMAT, document.metadata(), document.problems, writer.hidden)
