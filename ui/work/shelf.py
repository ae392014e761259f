"""What stands in the library: the documents, what was refused, and what was uploaded and is not indexed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.receipt import FileReceipt
from rag.index.contents import DocumentInfo, Refusal

SHOWN = 2_000
"""Documents that a list shows at most."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the library shows: documents, files that were refused, and uploads that are not indexed.

    There are so many `more` documents than are shown. `dropped` are uploads that were refused, whose files are gone.
    `conditions` are what documents can be chosen by, by the names that a scope has of them.

    Files of at most `megabytes` may be uploaded; where it is 0, nothing may be changed on the page.
    """

    documents: Sequence[DocumentInfo] = ()
    refusals: Sequence[Refusal] = ()
    uploads: Sequence[str] = ()
    uploads_root: str = ""
    megabytes: int = 0
    dropped: Sequence[FileReceipt] = ()
    more: int = 0
    conditions: Sequence[str] = ()

    @property
    def fixed(self) -> bool:
        return self.megabytes == 0
