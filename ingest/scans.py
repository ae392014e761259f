"""Recognised pages on their way into the catalog."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.progress import Progress
from rag.index.library import Writer


@dataclass(frozen=True, slots=True)
class KeptScans:
    """Keeps recognised pages in the catalog as soon as they are there, each in a transaction of its own."""

    writer: Writer
    progress: Progress

    def page(self, file: str, number: int, total: int) -> None:
        self.progress.page(file, number, total)

    def find(self, sha256: str, recogniser: str, page: int) -> str | None:
        return self.writer.scan(sha256, recogniser, page)

    def keep(self, sha256: str, recogniser: str, page: int, recognised: str) -> None:
        self.writer.store_scan(sha256, recogniser, page, recognised)
