"""Under which ids the present version of a file may be stored, so that it need not be read again."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.load.recognition.tesseract import engine
from rag.index.contents import DocumentInfo
from rag.index.parts import document_id
from rag.types import NO_RECOGNISER


def present_ids(file: str, sha256: str, before: DocumentInfo | None) -> Iterator[str]:
    """Ids of a file with these bytes as it would be read now; `before` is what is published of it.

    What was recognised stays where the program for that is no longer there.
    """
    yield document_id(file, sha256)
    program = engine()
    if program is not None:
        yield document_id(file, sha256, recogniser=program.name)
        return
    if before is not None and before.recogniser:
        yield document_id(file, sha256, recogniser=before.recogniser)
    yield document_id(file, sha256, recogniser=NO_RECOGNISER)
