"""The read side of the index: one published generation, opened and checked.

Nothing outside this module and `rag.publish` knows which engines stand behind it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from rag.catalog import Catalog, open_catalog
from rag.dense import DenseSearch, clone_dense
from rag.transformer import Vector
from rag.errors import Busy, IndexDamaged, IndexMismatch, IndexProblem
from rag.generation import POINTER, Manifest, generation_directory, read_manifest, read_pointer, verify_files
from rag.lexical import LexicalSearch
from rag.publish import open_writer
from rag.rows import DocumentInfo, document_id
from rag.stamp import difference
from rag.types import Document, Passage

EXACT_LIMIT = 2_000
"""Passages up to which a search within some files compares every vector instead of asking Chroma."""
OVERFETCH = 10
"""How many times more candidates are asked for when only some files count."""


@dataclass(frozen=True, slots=True)
class PointerState:
    """Identity of the pointer file, to notice a publication or a removal without opening anything."""

    inode: int
    modified: int


def pointer_state(index: Path) -> PointerState | None:
    """`None` where there is no pointer (any more)."""
    try:
        status = (index / POINTER).stat()
    except OSError:
        return None
    return PointerState(status.st_ino, status.st_mtime_ns)


class Index:
    """One generation, open for reading; safe to use from several threads."""

    def __init__(self, directory: Path, manifest: Manifest, clone: Path, notice: str | None = None) -> None:
        self.directory = directory
        self.manifest = manifest
        self.notice = notice
        self._clone = clone
        self._lock = Lock()
        self._catalog: Catalog = open_catalog(directory / manifest.catalog)
        self._lexical = LexicalSearch(generation_directory(directory, manifest.generation) / "lexical")
        self._dense = DenseSearch(clone)
        self._documents = self._catalog.infos(manifest.generation)
        self._by_file = {info.file: info for info in self._documents}

    @property
    def generation(self) -> str:
        return self.manifest.generation

    @property
    def stamp(self) -> Mapping[str, Any]:
        return self.manifest.stamp

    @property
    def passage_count(self) -> int:
        return self.manifest.passages

    def documents(self) -> list[DocumentInfo]:
        """What is indexed, ordered by file."""
        return list(self._documents)

    def document(self, file: str) -> Document | None:
        """An indexed document with its text, or `None` where no such file is indexed."""
        info = self._by_file.get(file)
        if info is None:
            return None
        with self._lock:
            return self._catalog.document(info.id)

    def search_dense(self, vector: Vector, limit: int, files: Sequence[str] | None = None) -> list[tuple[str, float]]:
        """The passages nearest to a unit vector `(dimension,)` with their cosine, best first; at most `limit`."""
        if files is None:
            return self._dense.search(vector, limit)
        wanted = [info for info in (self._by_file.get(file) for file in files) if info is not None]
        if sum(info.passages for info in wanted) <= EXACT_LIMIT:
            return self._search_exactly(vector, limit, wanted)
        documents = {info.id for info in wanted}
        found = self._dense.search(vector, limit * OVERFETCH)
        return [hit for hit in found if hit[0].partition(":")[0] in documents][:limit]

    def _search_exactly(self, vector: Vector, limit: int, wanted: Sequence[DocumentInfo]) -> list[tuple[str, float]]:
        identifiers = [f"{info.id}:{ordinal:05d}" for info in wanted for ordinal in range(info.passages)]
        vectors = self.vectors(identifiers)
        if not vectors:
            return []
        names = list(vectors)
        cosines = np.stack([vectors[name] for name in names]) @ vector
        order = np.argsort(-cosines, kind="stable")[:limit]
        return [(names[at], float(cosines[at])) for at in order]

    def search_lexical(
        self,
        terms: Mapping[str, float],
        limit: int,
        files: Sequence[str] | None = None,
        context_weight: float = 0.0,
    ) -> list[tuple[str, float]]:
        """The passages that match weighted terms best with their BM25 scores, best first; at most `limit`.

        `context_weight`: what a match in the headings above or the file's name counts, relative to the text.
        """
        return self._lexical.search(terms, limit, files, context_weight)

    def document_frequency(self, term: str) -> int:
        """In how many passages a term occurs."""
        return self._lexical.document_frequency(term)

    def passages(self, identifiers: Sequence[str]) -> dict[str, Passage]:
        """The passages with these ids, in one read."""
        with self._lock:
            return self._catalog.passages(identifiers)

    def vectors(self, identifiers: Sequence[str]) -> dict[str, Vector]:
        """The stored unit vectors of passages, by id."""
        with self._lock:
            return self._catalog.vectors(identifiers)

    def neighbours(self, passage: Passage) -> tuple[Passage | None, Passage | None]:
        """The passages before and after one in its document."""
        document = document_id(passage.file, passage.sha256)
        before, after = f"{document}:{passage.ordinal - 1:05d}", f"{document}:{passage.ordinal + 1:05d}"
        found = self.passages([before, after])
        return found.get(before), found.get(after)

    def close(self) -> None:
        self._dense.close()
        self._catalog.close()
        shutil.rmtree(self._clone.parent, ignore_errors=True)


def _clone_directory(directory: Path) -> Path:
    """A private directory for one reader: in the index, where hard links work, or else among temporary files."""
    prefix = f"{os.getpid()}-"
    try:
        readers = directory / "readers"
        readers.mkdir(mode=0o700, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=prefix, dir=readers))
    except OSError:
        return Path(tempfile.mkdtemp(prefix=f"preuve-{prefix}"))


def _open_generation(directory: Path, name: str, notice: str | None) -> Index:
    manifest = read_manifest(directory, name)
    verify_files(directory, manifest)
    clone = _clone_directory(directory)
    try:
        clone_dense(generation_directory(directory, name) / "dense", clone / "dense")
        return Index(directory, manifest, clone / "dense", notice)
    except (OSError, IndexProblem):
        shutil.rmtree(clone, ignore_errors=True)
        raise


def rebuild_derived(directory: Path) -> str:
    """Build the derived files again from the catalog, without embedding; returns the name of the new generation."""
    pointer = read_pointer(directory)
    catalog = open_catalog(directory / pointer.catalog)
    stamp = catalog.stamp()
    catalog.close()
    with open_writer(directory, stamp) as writer:
        return writer.rebuild()


def _recover(directory: Path, damage: IndexDamaged) -> Index:
    """Build the derived files again from the catalog, or else go back to the previous generation."""
    pointer = read_pointer(directory)
    try:
        name = rebuild_derived(directory)
        return _open_generation(directory, name, f"{damage}; it was built again from the catalog")
    except (Busy, IndexProblem):
        for path in sorted((directory / "generations").iterdir(), reverse=True):
            if path.name < pointer.generation:
                notice = f"{damage}; answering from the previous generation {path.name}"
                return _open_generation(directory, path.name, notice)
        raise damage from None


def open_index(directory: Path, stamp: Mapping[str, Any] | None = None) -> Index:
    """Open the current generation; where its files are damaged, one that is rebuilt or the previous one.

    Raises `IndexMissing`, `IndexMismatch` where `stamp` is not the one it was built with, and `IndexDamaged` where
    nothing sound is left.
    """
    pointer = read_pointer(directory)
    try:
        index = _open_generation(directory, pointer.generation, None)
    except IndexDamaged as damage:
        index = _recover(directory, damage)
    if stamp is not None and (differs := difference(index.stamp, stamp)):
        index.close()
        raise IndexMismatch(
            f"the index {directory} was built with {differs}: set it back, choose another --index,"
            " or run `preuve ingest --rebuild`"
        )
    return index
