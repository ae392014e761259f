"""The receipt of an ingest: what it did with each file, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from rag.index.contents import DocumentInfo
from rag.index.library import Documents


class Status(StrEnum):
    """What an ingest did with a file."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class FileReceipt:
    """One file of an ingest. `document` says what was read; `reason` why a file was refused or read again."""

    file: str
    status: Status
    document: DocumentInfo | None = None
    code: str | None = None
    reason: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an ingest did: the generation that is current now, each file, and paths that do not exist."""

    index: str
    files: tuple[FileReceipt, ...]
    missing: tuple[str, ...] = ()

    def count(self, status: Status) -> int:
        return sum(1 for file in self.files if file.status is status)


def with_documents(receipts: Mapping[str, FileReceipt], documents: Documents) -> tuple[FileReceipt, ...]:
    """The receipts in the order of the files, with what the index holds of each now."""
    infos = documents.infos(receipts)
    first = documents.first_of_text(info.text_sha256 for info in infos.values())
    finished = []
    for file in sorted(receipts):
        receipt, document = receipts[file], infos.get(file)
        if document is None:
            finished.append(receipt)
            continue
        same = first[document.text_sha256]
        copy = () if same == file else (f"same text as {same}",)
        finished.append(replace(receipt, document=document, warnings=(*document.warnings, *copy)))
    return tuple(finished)
