"""The write side of the index: documents into the catalog, then a new generation, published in one atomic step.

    with open_writer(directory, stamp) as writer:
        writer.store(document, passages, analyses)    # one transaction a document
        writer.publish(Change(added, removed))        # build, validate in a child process, flush, replace the pointer

Whatever ends the process at whatever moment, readers go on with the generation that the pointer names.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

from rag.embedding.wording import Embedded, Wording
from rag.errors import IndexDamaged, IndexMissing, IndexOutdated, IndexProblem
from rag.index.contents import Change, Refusal
from rag.index.embedded.build import Builder
from rag.index.embedded.catalog import Catalog, create_catalog, open_catalog
from rag.index.embedded.generation import (
    Pointer,
    generation_directory,
    read_pointer,
    remove_other_generations,
    verify_files,
    write_pointer,
)
from rag.index.embedded.lock import live_readers, write_lock
from rag.index.embedded.migrate import migrate_catalog
from rag.index.embedded.publications import Difference
from rag.index.embedded.published import Published
from rag.index.embedded.rows import content_hash
from rag.index.embedded.validation import ValidationChild
from rag.index.failpoint import reach
from rag.index.parts import document_id
from rag.index.stamp import difference, mismatch
from rag.types import Analysis, Document, Passage

BYTES_PER_PASSAGE = 9_000
"""Measured upper estimate of what one passage needs on the disk, catalog and one generation together."""
Validate = Callable[[Path, str], None]
"""Questions a generation of an index; raises `IndexDamaged`."""


class IndexWriter:
    """The one writer of an index; made by `open_writer`."""

    def __init__(
        self, index: Path, catalog: Catalog, pointer: Pointer | None, roots: tuple[str, ...], validate: Validate | None
    ) -> None:
        self._index = index
        self.catalog = catalog
        self._validate = validate
        here = pointer is not None and pointer.catalog == catalog.path.name
        self._current = pointer.generation if pointer and here else None
        self._previous = pointer.previous if pointer and here else None
        self.rebuilding = self._current is None and bool(roots)
        self.roots = roots
        """Folders (or lone files) that the published index was ingested from."""

    @property
    def published(self) -> Published:
        """What is published now; nothing, where everything is built anew."""
        return Published(lambda: nullcontext(self.catalog), self._current or "")

    def known(self, identifiers: Iterable[str]) -> str | None:
        """The first of these document versions that is stored, published or not."""
        return self.catalog.known(identifiers)

    def missing_vectors(self, wordings: Iterable[Wording]) -> list[Wording]:
        """Those of the wordings, each once and in order, whose vectors are not stored."""
        return self.catalog.missing_vectors(wordings)

    def store_vectors(self, wordings: Sequence[Wording], embedded: Embedded) -> None:
        """Store the unit vectors of passages and their sentences, before the documents that need them."""
        with self.catalog.transaction():
            self.catalog.add_vectors(wordings, embedded)

    def store(self, document: Document, passages: Sequence[Passage], analyses: Sequence[Analysis]) -> str:
        """Store a document version with its passages and their analyses; returns its id."""
        with self.catalog.transaction():
            self.catalog.add_document(document, passages, analyses)
        return document_id(document.file, document.sha256, document.reader, document.recogniser)

    def scan(self, sha256: str, recogniser: str, page: int) -> str | None:
        """What was recognised on a page of a file by a program, as JSON, where that is kept."""
        return self.catalog.scans.page(sha256, recogniser, page)

    def store_scan(self, sha256: str, recogniser: str, page: int, recognised: str) -> None:
        """Keep what was recognised on a page."""
        with self.catalog.transaction():
            self.catalog.scans.add(sha256, recogniser, page, recognised)

    def refuse(self, refused: Mapping[str, Sequence[Refusal]]) -> None:
        """Replace what was refused under roots; what was recognised for nothing that is stored or refused goes."""
        with self.catalog.transaction():
            for root, refusals in refused.items():
                self.catalog.set_refusals(root, refusals)
            self.catalog.scans.forget()

    def publish(self, change: Change) -> str:
        """Make stored document versions appear and others go, in one step; returns the generation's name.

        Nothing is written where that changes nothing. Raises `IndexProblem` where the disk is full or the new
        generation turns out damaged; the old one stays.
        """
        difference = self.catalog.publications.difference(self._number(), change)
        if self._current is not None and not difference.added and not difference.ended:
            self._clean_up()
            return self._current
        name = self._add_generation(difference)
        self._build_and_switch(name, base=self._current, previous=self._current)
        return name

    def rebuild(self) -> str:
        """Build the derived files of the current generation again, from the catalog alone, under a new name."""
        if self._current is None:
            raise IndexMissing(f"there is no index in {self._index}: run `preuve ingest`")
        name = self._add_generation(self.catalog.publications.difference(self._number(), Change()))
        self._build_and_switch(name, base=None, previous=self._previous)
        return name

    def _number(self) -> int:
        return self.catalog.publications.number(self._current)

    def _add_generation(self, difference: Difference) -> str:
        publications = self.catalog.publications
        with self.catalog.transaction():
            # A new catalog counts on from the generations of the old one, whose directories must not be written into,
            # as those must not that were never published.
            starts = [path.name.partition("-")[0] for path in self._index.glob("generations/*")]
            number = 1 + max([publications.last(), *(int(start) for start in starts if start.isdecimal())])
            name = f"{number:06d}-{content_hash(self.catalog.stamp(), difference.totals.content)}"
            publications.take_back(self._number())
            publications.add(number, name, difference)
            # Told before anything is built; the generation is not recorded then.
            self._require_room(difference.totals.passages)
        return name

    def _build_and_switch(self, name: str, base: str | None, previous: str | None) -> None:
        """Build from the generation `base`, or from nothing; `previous` is what stands in for a damaged one later."""
        directory = generation_directory(self._index, name)
        try:
            with ExitStack() as stack:
                # Started now, so that it has loaded its libraries when there is something to question.
                validate = self._validate or stack.enter_context(closing(ValidationChild()))
                manifest = Builder(self._index, self.catalog).build(name, base)
                reach("validation")
                validate(self._index, name)
            # Readers share large files with the generation: questioning it must have left every byte alone.
            verify_files(self._index, manifest)
            write_pointer(self._index, Pointer(self.catalog.path.name, name, previous))
        except BaseException as error:
            self._take_back(name, directory)
            if isinstance(error, OSError):
                reason = "the disk is full" if error.errno == errno.ENOSPC else str(error)
                raise IndexProblem(
                    f"the index {self._index} cannot be written ({reason}): the old one stays"
                ) from error
            raise
        self._current, self._previous = name, previous
        self._clean_up()

    def _take_back(self, name: str, directory: Path) -> None:
        """Remove a generation that was not published; the pointer may have been replaced before the error."""
        with suppress(IndexProblem):
            if read_pointer(self._index).generation == name:
                return
        shutil.rmtree(directory, ignore_errors=True)

    def _require_room(self, passages: int) -> None:
        needed = 2 * passages * BYTES_PER_PASSAGE
        free = shutil.disk_usage(self._index).free
        if free < needed:
            raise IndexProblem(
                f"the index {self._index} needs about {needed:,} bytes of free space, {free:,} are left: free some"
            )

    def _clean_up(self) -> None:
        """Remove what neither the pointer nor a reader refers to."""
        keep = [name for name in (self._current, self._previous) if name is not None]
        # The publication is done; what cannot be removed now is removed by the next one.
        with suppress(OSError, IndexProblem), live_readers(self._index) as live:
            with self.catalog.transaction():
                self.catalog.publications.forget([*keep, *live])
            remove_other_generations(self._index, set(keep), self.catalog.path.name)


def migrate_index(index: Path, validate: Validate | None = None) -> str:
    """Publish an index whose catalog has an older schema anew in the present one; returns the generation's name.

    Nothing is embedded. Raises `Busy`, `IndexOutdated` where it cannot be migrated, and other `IndexProblem`s; the old
    index stays then.
    """
    with write_lock(index):
        return _migrate(index, read_pointer(index), validate).generation


def _migrate(index: Path, pointer: Pointer, validate: Validate | None) -> Pointer:
    path = _next_catalog(index)
    members = migrate_catalog(index / pointer.catalog, path, pointer.generation)
    catalog = open_catalog(path)
    try:
        IndexWriter(index, catalog, None, (), validate).publish(Change(members))
    finally:
        catalog.close()
    return read_pointer(index)


def _next_catalog(index: Path) -> Path:
    numbers = [int(path.stem.rpartition("-")[2]) for path in index.glob("catalog-*.sqlite3")]
    return index / f"catalog-{max(numbers, default=0) + 1:04d}.sqlite3"


def _published_roots(index: Path, pointer: Pointer) -> tuple[str, ...]:
    with closing(open_catalog(index / pointer.catalog)) as catalog:
        return Published(lambda: nullcontext(catalog), pointer.generation).roots()


def _published_catalog(index: Path, pointer: Pointer, stamp: Mapping[str, Any]) -> Catalog:
    catalog = open_catalog(index / pointer.catalog)
    if differs := difference(catalog.stamp(), stamp):
        catalog.close()
        raise mismatch(index, differs)
    return catalog


def _unpublished_catalog(index: Path, published: str | None, stamp: Mapping[str, Any]) -> Catalog:
    """What an interrupted first ingest or rebuild with this stamp left, to go on with; or else a new catalog."""
    paths = sorted(index.glob("catalog-*.sqlite3"), reverse=True)
    for path in paths:
        if path.name == published:
            continue
        with suppress(IndexProblem):
            catalog = open_catalog(path)
            if not difference(catalog.stamp(), stamp):
                return catalog
            catalog.close()
    return create_catalog(_next_catalog(index), stamp)


@contextmanager
def open_writer(
    index: Path, stamp: Mapping[str, Any], rebuild: bool = False, validate: Validate | None = None
) -> Iterator[IndexWriter]:
    """The writer of an index, under its lock; `rebuild` starts a new catalog and keeps the old index until it is done.

    Raises `Busy` where another process writes, `IndexMismatch` where the index was built with another stamp, and
    `IndexDamaged` where what is published cannot be read, unless `rebuild` does without it.
    """
    with write_lock(index):
        pointer: Pointer | None = None
        roots: tuple[str, ...] = ()
        try:
            pointer = read_pointer(index)
            try:
                roots = _published_roots(index, pointer)
            except IndexOutdated:
                pointer = _migrate(index, pointer, validate)
                roots = _published_roots(index, pointer)
        except IndexMissing:
            pass
        except (IndexDamaged, IndexOutdated):
            # Damaged, or of a schema that cannot be migrated; a newer one is not this program's to replace.
            if not rebuild:
                raise
        if pointer is not None and not rebuild:
            catalog = _published_catalog(index, pointer, stamp)
        else:
            catalog = _unpublished_catalog(index, pointer.catalog if pointer else None, stamp)
        try:
            yield IndexWriter(index, catalog, pointer, roots, validate)
        finally:
            catalog.close()
