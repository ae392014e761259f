"""The index on this machine as the rest of the program knows it. Engines are loaded when something needs them."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from rag.errors import IndexDamaged
from rag.index.contents import Report
from rag.index.embedded.catalog import open_catalog
from rag.index.embedded.generation import POINTER, read_manifest, read_pointer, verify_files
from rag.index.embedded.lock import refuse_while_busy
from rag.index.embedded.published import Published
from rag.index.embedded.validation import Validator, validate_in_child
from rag.index.library import Documents, Helper, Snapshot, Writer


class EmbeddedLibrary:
    """Implements `rag.index.library.Library` in a directory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def state(self) -> Hashable | None:
        """Identity of the pointer file."""
        try:
            status = (self._directory / POINTER).stat()
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns

    def stamp(self) -> Mapping[str, Any]:
        return read_manifest(self._directory, read_pointer(self._directory).generation).stamp

    def refuse_while_busy(self) -> None:
        refuse_while_busy(self._directory)

    @contextmanager
    def documents(self) -> Iterator[Documents]:
        pointer = read_pointer(self._directory)
        with closing(open_catalog(self._directory / pointer.catalog)) as catalog:
            yield Published(lambda: nullcontext(catalog), pointer.generation)

    def snapshot(self, stamp: Mapping[str, Any] | None = None) -> Snapshot:
        from rag.index.embedded.index import open_index

        return open_index(self._directory, stamp)

    def writer(
        self, stamp: Mapping[str, Any], rebuild: bool = False, helper: Helper | None = None
    ) -> AbstractContextManager[Writer]:
        from rag.index.embedded.publish import open_writer

        return open_writer(self._directory, stamp, rebuild, helper if isinstance(helper, Validator) else None)

    def verify(self) -> None:
        verify_files(self._directory, read_manifest(self._directory, read_pointer(self._directory).generation))

    def check(self, repair: bool = False) -> Report:
        from rag.index.embedded.repair import rebuild_derived, restore_pointer

        found = now = self._examined()
        if found.damage and repair:
            if found.publication is None:
                restore_pointer(self._directory)
                now = self._examined()
            if now.damage:
                rebuild_derived(self._directory)
                now = self._examined()
        return Report(now.publication, found.damage, now.damage)

    def _examined(self) -> Report:
        generation = None
        try:
            generation = read_pointer(self._directory).generation
            verify_files(self._directory, read_manifest(self._directory, generation))
            validate_in_child(self._directory, generation, texts=True)
        except IndexDamaged as damage:
            return Report(generation, str(damage), str(damage))
        return Report(generation)
