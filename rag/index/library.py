"""The seam between the program and whatever keeps its documents: what can be asked of an index, and in which values.

`rag.index.embedded` is the index on this machine; nothing else in the program knows a file of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.types import READER, Analysis, Detail, LeftOut, Passage, Recognition


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage as it is ranked and read: with its analysis and the unit vectors of itself and of its sentences.

    Their shapes are `(dimension,)` and `(sentences, dimension)`.
    """

    passage: Passage
    analysis: Analysis
    vector: NDArray[np.float32]
    sentences: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """What the catalog knows of one document version, without its text. `pages` is `None` for formats without pages."""

    id: str
    file: str
    sha256: str
    reader: int
    root: str
    format: str
    language: str
    encoding: str | None
    encoding_guessed: bool
    pages: int | None
    characters: int
    passages: int
    warnings: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    title: Detail
    author: Detail | None
    date: Detail | None
    text_sha256: str
    recogniser: str | None = None
    recognised: tuple[Recognition, ...] = ()


COSTLY = frozenset({"timeout", "memory", "crashed"})
"""Refusals that took long to find out: such a file is tried again only when it or the reader has changed."""

UNCERTAIN = frozenset({"timeout", "crashed"})
"""Refusals that may be the fault of another file or of a busy machine: such a file is tried once more, alone."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was refused at the last ingest of its root; `code` is a short stable word.

    `reader` is the version of the reader that refused it.
    """

    file: str
    sha256: str
    code: str
    message: str
    reader: int = READER

    def costs_again(self, sha256: str) -> bool:
        """Whether to refuse a file with these bytes would take as long again for the same result."""
        return self.sha256 == sha256 and self.code in COSTLY and self.reader == READER
