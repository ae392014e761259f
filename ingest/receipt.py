"""The receipt of an ingest: what it did with each file, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rag.rows import DocumentInfo


class Status(StrEnum):
    """What an ingest did with a file."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class FileReceipt:
    """One file of an ingest. `document` says what was read; `reason` why a file was refused."""

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
