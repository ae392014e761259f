"""The read side of the index: one published generation, opened and checked.

Nothing outside this module, `build.py` and `validate.py` knows which engines stand behind it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import numpy as np

from rag.embedding.transformer import Vector
from rag.errors import Busy, IndexDamaged, IndexOutdated, IndexProblem
from rag.index.embedded.catalog import Catalog, open_catalog
from rag.index.embedded.dense import DenseSearch
from rag.index.embedded.generation import (
    POINTER,
    Manifest,
    Pointer,
    clone_files,
    generation_directory,
    read_manifest,
    read_pointer,
    verify_files,
)
from rag.index.embedded.lexical import LexicalSearch
from rag.index.embedded.lock import ReaderDirectory, make_reader
from rag.index.embedded.publish import migrate_index
from rag.index.embedded.repair import rebuild_derived
from rag.index.library import DocumentInfo, Entry
from rag.index.stamp import difference, mismatch
from rag.types import Document, Passage

EXACT_LIMIT = 2_000
"""Passages up to which a search within some files compares every vector instead of asking Chroma."""
OVERFETCH = 15
"""How many times more candidates are asked for when only some files count."""


CONNECTIONS = 2
"""Connections to the catalog, so that a question is not kept waiting by the read of another one.

They are opened with the generation: later its catalog may have been replaced.
"""


DENSE, LEXICAL = "dense", "lexical"
ATTEMPTS = 5
"""Times a reader starts anew because another generation was published while it opened one."""


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

    def __init__(self, directory: Path, manifest: Manifest, reader: ReaderDirectory, notice: str | None = None) -> None:
        self.directory = directory
        self.manifest = manifest
        self.notice = notice
        self._reader = reader
        self._catalogs: list[Catalog] = []
        self._idle: SimpleQueue[Catalog] = SimpleQueue()
        try:
            for _ in range(CONNECTIONS):
                self._catalogs.append(open_catalog(directory / manifest.catalog))
                self._idle.put(self._catalogs[-1])
            with self._catalog() as catalog:
                self._documents = catalog.infos(manifest.generation)
            self._lexical = LexicalSearch(reader.path / LEXICAL)
            self._dense = DenseSearch(reader.path / DENSE)
        except IndexProblem:
            self._close_catalogs()
            raise
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

    @contextmanager
    def _catalog(self) -> Iterator[Catalog]:
        """A connection that nobody else uses meanwhile; waits for one."""
        catalog = self._idle.get()
        try:
            yield catalog
        finally:
            self._idle.put(catalog)

    def _close_catalogs(self) -> None:
        for catalog in self._catalogs:
            catalog.close()

    def documents(self) -> list[DocumentInfo]:
        """What is indexed, ordered by file."""
        return list(self._documents)

    def document(self, file: str) -> Document | None:
        """An indexed document with its text, or `None` where no such file is indexed."""
        info = self._by_file.get(file)
        if info is None:
            return None
        with self._catalog() as catalog:
            return catalog.document(info.id)

    def scan(self, info: DocumentInfo, page: int) -> str | None:
        """What was recognised on a page of a document, as JSON; `None` where that is not kept."""
        if not info.recogniser:
            return None
        with self._catalog() as catalog:
            return catalog.scans.page(info.sha256, info.recogniser, page)

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
        with self._catalog() as catalog:
            return catalog.passages(identifiers)

    def entries(self, identifiers: Sequence[str]) -> dict[str, Entry]:
        """The passages with these ids as they are ranked, in one read."""
        with self._catalog() as catalog:
            return catalog.entries(identifiers)

    def vectors(self, identifiers: Sequence[str]) -> dict[str, Vector]:
        """The stored unit vectors of passages, by id."""
        with self._catalog() as catalog:
            return catalog.vectors(identifiers)

    def neighbours(self, passage: Passage) -> tuple[Passage | None, Passage | None]:
        """The passages before and after one in its document."""
        document = passage.id.partition(":")[0]
        before, after = f"{document}:{passage.ordinal - 1:05d}", f"{document}:{passage.ordinal + 1:05d}"
        found = self.passages([before, after])
        return found.get(before), found.get(after)

    def passage_at(self, passage: Passage, offset: int) -> Passage | None:
        """The passage of the same document that holds an offset, `None` where there is none."""
        if passage.start <= offset < passage.end:
            return passage
        if offset == passage.end:
            return self.neighbours(passage)[1]
        last = passage.ordinal if offset < passage.start else self._by_file[passage.file].passages
        with self._catalog() as catalog:
            return catalog.passage_at(passage.id.partition(":")[0], offset, last)

    def close(self) -> None:
        self._dense.close()
        self._close_catalogs()
        self._reader.close()


def _open_in(reader: ReaderDirectory, directory: Path, name: str, notice: str | None) -> Index:
    try:
        manifest = read_manifest(directory, name)
        verify_files(directory, manifest)
        # The engines write beside what they read, if only lock files; a generation is never written into.
        for part in (DENSE, LEXICAL):
            clone_files(generation_directory(directory, name) / part, reader.path / part)
        return Index(directory, manifest, reader, notice)
    except (OSError, IndexProblem):
        reader.close()
        raise


def _open_generation(directory: Path, name: str, notice: str | None) -> Index:
    """With a private clone within the index, or among temporary files where the index takes none."""
    with suppress(OSError):
        return _open_in(make_reader(directory, name), directory, name, notice)
    try:
        reader = ReaderDirectory(Path(tempfile.mkdtemp(prefix="preuve-")))
        return _open_in(reader, directory, name, notice)
    except OSError as error:
        raise IndexProblem(
            f"there is no room to open the index {directory}, neither there nor in {tempfile.gettempdir()}"
            f" ({error.strerror}): free some"
        ) from error


def _recover(directory: Path, pointer: Pointer, damage: IndexDamaged) -> Index:
    """Build the derived files again from the catalog, or else go back to the previous generation."""
    with suppress(Busy, IndexProblem):
        name = rebuild_derived(directory)
        return _open_generation(directory, name, f"{damage}; it was built again from the catalog")
    if pointer.previous is not None:
        with suppress(IndexProblem):
            notice = f"{damage}; answering from the previous generation {pointer.previous}"
            return _open_generation(directory, pointer.previous, notice)
    raise damage


def _open_current(directory: Path) -> Index:
    for attempt in range(ATTEMPTS):
        pointer = read_pointer(directory)
        try:
            return _open_generation(directory, pointer.generation, None)
        except IndexDamaged as damage:
            # A generation that was replaced and cleaned away just now is no damage.
            if read_pointer(directory) == pointer or attempt == ATTEMPTS - 1:
                return _recover(directory, pointer, damage)
    raise AssertionError("the last attempt returns or raises")


def open_index(directory: Path, stamp: Mapping[str, Any] | None = None) -> Index:
    """Open the current generation; where its files are damaged, one that is rebuilt or the previous one.

    An index of an older schema is migrated first.

    Raises `IndexMissing`, `IndexMismatch` where `stamp` is not the one it was built with, `IndexDamaged` where
    nothing sound is left, and `IndexProblem` where there is no room to open it.
    """
    try:
        index = _open_current(directory)
    except IndexOutdated:
        migrate_index(directory)
        index = _open_current(directory)
    if stamp is not None and (differs := difference(index.stamp, stamp)):
        index.close()
        raise mismatch(directory, differs)
    return index
