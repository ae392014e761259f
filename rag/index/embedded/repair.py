"""An index whose derived files or pointer are damaged, put right from what is sound."""

from __future__ import annotations

from pathlib import Path

from rag.errors import IndexDamaged, IndexOutdated, IndexProblem
from rag.index.embedded.catalog import open_catalog
from rag.index.embedded.generation import Pointer, read_manifest, read_pointer, verify_files, write_pointer
from rag.index.embedded.lock import write_lock
from rag.index.embedded.publish import migrate_index, open_writer
from rag.index.embedded.validation import validate_in_child


def rebuild_derived(directory: Path) -> str:
    """Build the derived files again from the catalog, without embedding; returns the name of the new generation."""
    pointer = read_pointer(directory)
    try:
        catalog = open_catalog(directory / pointer.catalog)
    except IndexOutdated:
        return migrate_index(directory)
    stamp = catalog.stamp()
    catalog.close()
    with open_writer(directory, stamp) as writer:
        return writer.rebuild()


def restore_pointer(directory: Path) -> str:
    """Point to the latest generation that is sound, where the pointer itself is damaged; returns its name.

    Raises `IndexDamaged` where there is none, `Busy`, and `IndexProblem` where it cannot be written.
    """
    with write_lock(directory):
        for name in sorted((path.name for path in directory.glob("generations/*")), reverse=True):
            try:
                manifest = read_manifest(directory, name)
                verify_files(directory, manifest)
                validate_in_child(directory, name)
                write_pointer(directory, Pointer(manifest.catalog, name))
            except IndexDamaged:
                continue
            except OSError as error:
                raise IndexProblem(f"the index {directory} cannot be written ({error.strerror}): free space") from error
            return name
    raise IndexDamaged(f"no sound generation is left in {directory}: run `preuve ingest --rebuild` on your files")
