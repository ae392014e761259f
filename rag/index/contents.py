"""What comes out of an index and goes into it, in values that no engine knows of."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rag.types import READER, Analysis, Detail, LeftOut, Passage, Recognition

Vector = NDArray[np.float32]

COMMON = "common"
"""The collection of every document, as long as nobody may see less than others."""


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
    collection: str = COMMON
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


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is: documents by language, and those that an earlier version of the reader has read."""

    documents: int
    passages: int
    languages: Mapping[str, int]
    earlier: int


@dataclass(frozen=True, slots=True)
class Facets:
    """By what documents can be chosen: how many are dated in each year, and of each author, most of them first."""

    years: Mapping[str, int]
    authors: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Sought:
    """What both searches look for: weighted terms, and a unit vector `(dimension,)`; neither where it is missing.

    At most `lexical` and `dense` passages are wanted, of these `files` where they are given. `context_weight` is what a
    term in the headings above or the file's name counts, relative to one in the text.
    """

    terms: Mapping[str, float] = field(default_factory=dict)
    vector: Vector | None = None
    lexical: int = 30
    dense: int = 20
    files: tuple[str, ...] | None = None
    context_weight: float = 0.0


Hits = list[tuple[str, float]]
"""Ids of passages with their scores, best first, equal ones by their id."""


@dataclass(frozen=True, slots=True)
class Found:
    """The passages that match the terms, with their BM25 scores, and those nearest to the vector, with the cosine."""

    lexical: Hits
    dense: Hits


@dataclass(frozen=True, slots=True)
class Member:
    """A stored document version that is to be published: its `root` is the folder, or lone file, that it came from."""

    id: str
    root: str
    collection: str = COMMON


@dataclass(frozen=True, slots=True)
class Change:
    """What a publication changes: versions that are added, each in the place of another of its file, and files that go.

    A file that is added and removed is added.
    """

    added: Sequence[Member] = ()
    removed: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What a check has found: the publication that is current, as far as that can be told, and the damage in one line.

    `repaired` says that the damage was put right; what is left of it is the `damage_left`.
    """

    publication: str | None
    damage: str | None = None
    damage_left: str | None = None

    @property
    def repaired(self) -> bool:
        return self.damage is not None and self.damage_left is None
