"""The chapters of a document: its own headings, of the highest level of which there are several, each quoted."""

from __future__ import annotations

from collections.abc import Sequence

from rag.about.central import Extract, Quoted
from rag.index.contents import DocumentInfo
from rag.index.library import Snapshot
from rag.stopping import StopSignal, go_on
from rag.types import Document, Heading, Span

FEWEST = 2
"""Headings of one level from which on they are the chapters of a document; one alone is its title."""
SHOWN = 50
"""Chapters that are quoted at most."""


def outline(index: Snapshot, info: DocumentInfo, stop: StopSignal | None = None) -> Extract:
    """The headings of the chapters in their order, and how many chapters there are; raises `Stopped`."""
    document = index.document(info.file)
    chapters = _chapters(document) if document is not None else []
    if not chapters:
        return Extract((), 0)
    go_on(stop)
    entries = index.entries([f"{info.id}:{ordinal:05d}" for ordinal in range(info.passages)])
    go_on(stop)
    passages = [entries[name].passage for name in sorted(entries)]
    quoted = [
        Quoted(passage, Span(heading.start, heading.end))
        for heading in chapters[:SHOWN]
        for passage in passages
        if passage.start <= heading.start and heading.end <= passage.end
    ]
    return Extract(tuple(quoted), len(chapters))


def _chapters(document: Document) -> Sequence[Heading]:
    for level in sorted({heading.level for heading in document.headings}):
        found = [heading for heading in document.headings if heading.level == level]
        if len(found) >= FEWEST:
            return found
    return ()
