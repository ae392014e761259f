"""The write side of the index: documents into the catalog, then a new generation, published in one atomic step.

    with open_writer(directory, stamp) as writer:
        writer.store(document, passages, embed)       # one transaction a document
        writer.publish({document id: root, …})        # build, validate in a child process, flush, replace the pointer

Whatever ends the process at whatever moment, readers go on with the generation that the pointer names.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from rag.catalog import Catalog, create_catalog, open_catalog
from rag.dense import BATCH, Records, change_dense, clone_dense, write_dense
from rag.errors import IndexMismatch, IndexMissing, IndexProblem
from rag.generation import (
    MANIFEST,
    Manifest,
    Pointer,
    describe_files,
    generation_directory,
    read_pointer,
    remove_dead_readers,
    remove_other_generations,
    sync_directory,
    verify_files,
    write_manifest,
    write_pointer,
)
from rag.language import analyse
from rag.lexical import LexicalRecord, change_lexical, write_lexical
from rag.lock import write_lock
from rag.rows import DocumentInfo, content_hash, document_id
from rag.stamp import difference
from rag.transformer import Vector
from rag.types import Document, Passage
from rag.validate import validate_in_child

SMALL = 5_000
"""Passages up to which derived indexes are always built afresh: it is quick, and equal to a first ingest."""
CHURN = 0.2
"""Share of changed passages from which a fresh build is better than many deletions in place."""
BYTES_PER_PASSAGE = 6_000
"""Measured upper estimate of what one passage needs on the disk, catalog and one generation together."""


def passage_context(passage: Passage) -> str:
    """What surrounds a passage: its headings and the words of its file's name."""
    name = passage.file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return " ".join(filter(None, (name.replace("-", " ").replace("_", " "), passage.heading)))


def _lexical_records(catalog: Catalog, documents: Sequence[str]) -> Iterator[LexicalRecord]:
    for document in documents:
        for passage in catalog.passages_of(document):
            body = [token.term for token in analyse(passage.text, passage.language)]
            context = [token.term for token in analyse(passage_context(passage), passage.language)]
            yield LexicalRecord(passage.id, passage.file, body, context)


def _dense_records(catalog: Catalog, documents: Sequence[str]) -> Records:
    identifiers = (passage.id for document in documents for passage in catalog.passages_of(document))
    while batch := list(islice(identifiers, BATCH)):
        vectors = catalog.vectors(batch)
        yield batch, np.stack([vectors[identifier] for identifier in batch])


class IndexWriter:
    """The one writer of an index; made by `open_writer`."""

    def __init__(self, index: Path, catalog: Catalog, current: str | None, roots: tuple[str, ...] = ()) -> None:
        self._index = index
        self.catalog = catalog
        self._current = current
        self.rebuilding = current is None and bool(roots)
        self.roots = roots
        """Folders (or lone files) that the published index was ingested from."""

    def documents(self) -> list[DocumentInfo]:
        """What is published now, ordered by file."""
        return self.catalog.infos(self._current) if self._current else []

    def members(self) -> dict[str, str]:
        """What is published now: document ids to the root folders that they came from."""
        return self.catalog.members(self._current) if self._current else {}

    def store_vectors(self, texts: Sequence[str], vectors: Vector) -> None:
        """Store unit vectors `(len(texts), dimension)` of passage texts, before the documents that need them."""
        with self.catalog.transaction():
            self.catalog.add_vectors(texts, vectors)

    def store(self, document: Document, passages: Sequence[Passage]) -> str:
        """Store a document version with its passages; returns its id."""
        with self.catalog.transaction():
            self.catalog.add_document(document, passages)
        return document_id(document.file, document.sha256)

    def publish(self, members: Mapping[str, str]) -> str:
        """Make a set of stored document versions the current generation; returns its name.

        Nothing is written where it is published already. Raises `IndexProblem` where the disk is full or the new
        generation turns out damaged; the old one stays.
        """
        if self._current is not None and dict(members) == self.members():
            self._clean_up(self._kept(self._current))
            return self._current
        with self.catalog.transaction():
            number = self.catalog.next_number()
            name = f"{number:06d}-{content_hash(self.catalog.stamp(), members)}"
            self.catalog.add_generation(number, name, members)
        self._build_and_switch(name)
        return name

    def rebuild(self) -> str:
        """Build the derived files of the current generation again, from the catalog alone, under a new name."""
        if self._current is None:
            raise IndexMissing(f"there is no index in {self._index}: run `preuve ingest`")
        members = self.members()
        with self.catalog.transaction():
            number = self.catalog.next_number()
            name = f"{number:06d}-{content_hash(self.catalog.stamp(), members)}"
            self.catalog.add_generation(number, name, members)
        self._current = None
        self._build_and_switch(name)
        return name

    def _build_and_switch(self, name: str) -> None:
        documents = sorted(self.catalog.members(name))
        total = self.catalog.count_passages(name)
        self._require_room(total)
        directory = generation_directory(self._index, name)
        shutil.rmtree(directory, ignore_errors=True)
        try:
            directory.mkdir(parents=True)
            self._build(directory, documents, total)
            files = describe_files(directory)
            manifest = Manifest(self.catalog.path.name, name, self.catalog.stamp(), len(documents), total, files)
            write_manifest(directory, manifest)
            sync_directory(directory.parent)
            validate_in_child(self._index, name)
            # Readers share large files with the generation: questioning it must have left every byte alone.
            verify_files(self._index, manifest)
            write_pointer(self._index, Pointer(self.catalog.path.name, name))
        except OSError as error:
            shutil.rmtree(directory, ignore_errors=True)
            reason = "the disk is full" if error.errno == errno.ENOSPC else str(error)
            raise IndexProblem(f"the index {self._index} cannot be written ({reason}): the old one stays") from error
        except IndexProblem:
            shutil.rmtree(directory, ignore_errors=True)
            raise
        self._current = name
        self._clean_up(self._kept(name))

    def _kept(self, current: str) -> list[str]:
        """The current generation and the one before it, which stands in should the current one be damaged."""
        older = [
            path.parent.name for path in self._index.glob(f"generations/*/{MANIFEST}") if path.parent.name < current
        ]
        return [current, *sorted(older)[-1:]]

    def _build(self, directory: Path, documents: Sequence[str], total: int) -> None:
        old = sorted(self.catalog.members(self._current)) if self._current else []
        added = [document for document in documents if document not in set(old)]
        removed = [document for document in old if document not in set(documents)]
        gone = [passage.id for document in removed for passage in self.catalog.passages_of(document)]
        changed = len(gone) + sum(1 for document in added for _ in self.catalog.passages_of(document))
        if not self._current or total <= SMALL or changed > CHURN * total:
            write_lexical(directory / "lexical", _lexical_records(self.catalog, documents))
            write_dense(directory / "dense", total, _dense_records(self.catalog, documents))
            return
        source = generation_directory(self._index, self._current)
        shutil.copytree(source / "lexical", directory / "lexical", ignore=shutil.ignore_patterns("*.lock"))
        change_lexical(directory / "lexical", gone, _lexical_records(self.catalog, added))
        clone_dense(source / "dense", directory / "dense", link=False)
        change_dense(directory / "dense", gone, _dense_records(self.catalog, added))

    def _require_room(self, passages: int) -> None:
        needed = 2 * passages * BYTES_PER_PASSAGE
        free = shutil.disk_usage(self._index).free
        if free < needed:
            raise IndexProblem(
                f"the index {self._index} needs about {needed:,} bytes of free space, {free:,} are left: free some"
            )

    def _clean_up(self, keep: Sequence[str]) -> None:
        with self.catalog.transaction():
            self.catalog.forget(keep)
        remove_other_generations(self._index, set(keep), self.catalog.path.name)
        remove_dead_readers(self._index)


def _published_roots(index: Path, pointer: Pointer) -> tuple[str, ...]:
    catalog = open_catalog(index / pointer.catalog)
    try:
        return tuple(sorted(set(catalog.members(pointer.generation).values())))
    finally:
        catalog.close()


def _catalog_for(
    index: Path, pointer: Pointer | None, stamp: Mapping[str, Any], rebuild: bool
) -> tuple[Catalog, str | None]:
    """The catalog to write into, and the generation that it has published."""
    if pointer is not None and not rebuild:
        catalog = open_catalog(index / pointer.catalog)
        if differs := difference(catalog.stamp(), stamp):
            catalog.close()
            raise IndexMismatch(
                f"the index {index} was built with {differs}: set it back, choose another --index,"
                " or run `preuve ingest --rebuild`"
            )
        return catalog, pointer.generation
    # An unpublished catalog with the right stamp is what an interrupted first ingest or rebuild left: go on with it.
    for path in sorted(index.glob("catalog-*.sqlite3"), reverse=True):
        if pointer is not None and path.name == pointer.catalog:
            continue
        catalog = open_catalog(path)
        if not difference(catalog.stamp(), stamp):
            return catalog, None
        catalog.close()
    numbers = [int(path.stem.rpartition("-")[2]) for path in index.glob("catalog-*.sqlite3")]
    return create_catalog(index / f"catalog-{max(numbers, default=0) + 1:04d}.sqlite3", stamp), None


@contextmanager
def open_writer(index: Path, stamp: Mapping[str, Any], rebuild: bool = False) -> Iterator[IndexWriter]:
    """The writer of an index, under its lock; `rebuild` starts a new catalog and keeps the old index until it is done.

    Raises `Busy` where another process writes, `IndexMismatch` where the index was built with another stamp.
    """
    with write_lock(index):
        try:
            pointer = read_pointer(index)
        except IndexMissing:
            pointer = None
        roots = _published_roots(index, pointer) if pointer else ()
        catalog, current = _catalog_for(index, pointer, stamp, rebuild)
        try:
            yield IndexWriter(index, catalog, current, roots)
        finally:
            catalog.close()
