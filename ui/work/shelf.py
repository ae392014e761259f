"""What stands in the library: the documents, what was refused, and what was uploaded and is not indexed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.receipt import FileReceipt
from rag.index.library import DocumentInfo, Refusal


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the library shows: documents, files that were refused, and uploads that are not indexed.

    `dropped` are uploads that were refused, whose files are gone.

    Files of at most `megabytes` may be uploaded; where it is 0, nothing may be changed on the page.
    """

    documents: Sequence[DocumentInfo] = ()
    refusals: Sequence[Refusal] = ()
    uploads: Sequence[str] = ()
    uploads_root: str = ""
    megabytes: int = 0
    dropped: Sequence[FileReceipt] = ()

    @property
    def fixed(self) -> bool:
        return self.megabytes == 0
