"""Recognised pages on their way into the catalog."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.progress import Progress
from rag.index.embedded.publish import IndexWriter


@dataclass(frozen=True, slots=True)
class KeptScans:
    """Keeps recognised pages in the catalog as soon as they are there, each in a transaction of its own."""

    writer: IndexWriter
    progress: Progress

    def page(self, file: str, number: int, total: int) -> None:
        self.progress.page(file, number, total)

    def find(self, sha256: str, recogniser: str, page: int) -> str | None:
        return self.writer.catalog.scans.page(sha256, recogniser, page)

    def keep(self, sha256: str, recogniser: str, page: int, recognised: str) -> None:
        with self.writer.catalog.transaction():
            self.writer.catalog.scans.add(sha256, recogniser, page, recognised)
