"""The read side of the index: one published generation, opened and checked.

Nothing but this module, `build.py` and `validate.py` knows which engines stand behind it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import numpy as np

from rag.errors import Busy, IndexDamaged, IndexOutdated, IndexProblem
from rag.index.contents import Entry, Found, Hits, Sought, Vector
from rag.index.embedded.catalog import Catalog, open_catalog
from rag.index.embedded.engines.dense import DenseSearch
from rag.index.embedded.engines.lexical import LexicalSearch
from rag.index.embedded.generation import (
    Manifest,
    Pointer,
    clone_files,
    generation_directory,
    read_manifest,
    read_pointer,
    verify_files,
)
from rag.index.embedded.lock import ReaderDirectory, make_reader
from rag.index.embedded.publish import migrate_index
from rag.index.embedded.published import Published
from rag.index.embedded.repair import rebuild_derived
from rag.index.parts import split_passage_id
from rag.index.stamp import difference, mismatch
from rag.types import Passage

EXACT_LIMIT = 2_000
"""Passages up to which a search within some files compares every vector instead of asking Chroma."""
OVERFETCH = 15
"""How many times more candidates are asked for when only some files count."""


CONNECTIONS = 2
"""Connections to the catalog, so that a question is not kept waiting by the read of another one.

They are opened with the generation: later its catalog may have been replaced.
"""


DENSE, LEXICAL = "dense", "lexical"
ALL = 2**31
"""More than the number of any passage."""
ATTEMPTS = 5
"""Times a reader starts anew because another generation was published while it opened one."""


class Index(Published):
    """One generation, open for reading; safe to use from several threads. Implements `rag.index.library.Snapshot`."""

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
            super().__init__(self._borrowed, manifest.generation)
            self._lexical = LexicalSearch(reader.path / LEXICAL)
            self._dense = DenseSearch(reader.path / DENSE)
        except IndexProblem:
            self._close_catalogs()
            raise

    @property
    def stamp(self) -> Mapping[str, Any]:
        return self.manifest.stamp

    @contextmanager
    def _borrowed(self) -> Iterator[Catalog]:
        """A connection that nobody else uses meanwhile; waits for one."""
        catalog = self._idle.get()
        try:
            yield catalog
        finally:
            self._idle.put(catalog)

    def _close_catalogs(self) -> None:
        for catalog in self._catalogs:
            catalog.close()

    def sample(self, count: int) -> Vector:
        """The vectors of `count` passages at most, taken evenly over all of them; shape `(n, dimension)`."""
        with self._catalog() as catalog:
            vectors = catalog.vectors(self._lookups(catalog).spread(count))
        return np.stack(list(vectors.values())) if vectors else np.zeros((0, 0), dtype=np.float32)

    def frequencies(self, terms: Collection[str]) -> dict[str, int]:
        """In how many passages each term occurs."""
        return {term: self._lexical.frequency(term, self._collections) for term in terms}

    def search(self, sought: Sought) -> Found:
        """Both searches; within few files every vector is compared instead of asking Chroma."""
        lexical = self._lexical.search(
            sought.terms, sought.lexical, sought.files, sought.context_weight, self._collections
        )
        dense = self._nearest(sought.vector, sought.dense, sought.files) if sought.vector is not None else []
        return Found(lexical, dense)

    def _nearest(self, vector: Vector, limit: int, files: Sequence[str] | None) -> Hits:
        if files is None and self._collections is None:
            return self._dense.search(vector, limit)
        with self._catalog() as catalog:
            lookups = self._lookups(catalog)
            small = lookups.small(files, EXACT_LIMIT)
            if small is not None:
                names = [f"{document}:{ordinal:05d}" for document, count in small for ordinal in range(count)]
                return _exactly(vector, limit, catalog.vectors(names))
        found = self._dense.search(vector, limit * OVERFETCH)
        with self._catalog() as catalog:
            allowed = self._lookups(catalog).among({split_passage_id(name)[0] for name, _ in found}, files)
        return [hit for hit in found if split_passage_id(hit[0])[0] in allowed][:limit]

    def passages(self, identifiers: Sequence[str]) -> dict[str, Passage]:
        """The passages with these ids, in one read."""
        with self._catalog() as catalog:
            return catalog.passages(identifiers)

    def entries(self, identifiers: Sequence[str]) -> dict[str, Entry]:
        """The passages with these ids as they are ranked, in one read."""
        with self._catalog() as catalog:
            return catalog.entries(identifiers)

    def passage_at(self, passage: Passage, offset: int) -> Passage | None:
        """The passage of the same document that holds an offset, `None` where there is none."""
        if passage.start <= offset < passage.end:
            return passage
        document = split_passage_id(passage.id)[0]
        # The one behind is asked for most, and found without a look at all that follow.
        last = passage.ordinal + 1 if offset == passage.end else passage.ordinal if offset < passage.start else ALL
        with self._catalog() as catalog:
            return catalog.passage_at(document, offset, last)

    def close(self) -> None:
        self._dense.close()
        self._close_catalogs()
        self._reader.close()


def _exactly(vector: Vector, limit: int, vectors: Mapping[str, Vector]) -> Hits:
    """The nearest of some vectors by their names, all of which are compared."""
    if not vectors:
        return []
    cosines = dict(zip(vectors, (np.stack(list(vectors.values())) @ vector).tolist(), strict=True))
    return sorted(cosines.items(), key=lambda hit: (-hit[1], hit[0]))[:limit]


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
