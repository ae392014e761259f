"""What a file's metadata say about it, as it is written there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Metadata:
    """Title, author and date as a format's own fields give them; `ingest.load.details` judges them."""

    title: str | None = None
    author: str | None = None
    date: str | None = None


SILENT = Metadata()
"""Metadata that say nothing."""
