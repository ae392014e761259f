"""Generations: complete, immutable sets of derived index files, and the pointer to the current one.

INDEX/
  lock                      held by the one writer
  catalog-0001.sqlite3      the truth (catalog.py)
  current.json              the pointer: which catalog and which generation; replaced in one atomic step
  generations/NAME/
    manifest.json           what was validated: stamp, counts, size and digest of every file
    dense/  lexical/        Chroma and tantivy files
  readers/                  private clones of readers, cleaned away when their process has ended (lock.py)
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rag.errors import IndexDamaged, IndexMissing, IndexProblem
from rag.index.failpoint import reach
from rag.machine.files import content_of, open_regular

POINTER = "current.json"
MANIFEST = "manifest.json"
LINK_FROM = 64_000_000
"""Bytes from which a file is shared with readers by a hard link instead of a copy."""
LEXICAL_SCRATCH = (".lock",)
"""Endings of files that tantivy makes anew; they carry nothing."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """File name of the current catalog, name of the current generation, and the one that was published before it."""

    catalog: str
    generation: str
    previous: str | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation consists of; `files` maps relative paths to size in bytes and blake2b digest."""

    catalog: str
    generation: str
    stamp: Mapping[str, Any]
    documents: int
    passages: int
    files: Mapping[str, tuple[int, str]]


def generation_directory(index: Path, name: str) -> Path:
    return index / "generations" / name


def read_pointer(index: Path) -> Pointer:
    """Raises `IndexMissing` where nothing was published, `IndexDamaged` where it is no pointer, or `IndexProblem`."""
    path = index / POINTER
    try:
        values = json.loads(content_of(path))
        pointer = Pointer(**values)
        for name in (pointer.catalog, pointer.generation, pointer.previous or "none"):
            if Path(name).name != name:
                raise ValueError(name)  # a name that leads out of the index is damage too
        return pointer
    except (FileNotFoundError, NotADirectoryError):
        raise IndexMissing(f"there is no index in {index}: run `preuve ingest DOCUMENTS --index {index}`") from None
    except OSError as error:
        # Not the same as no index: a writer must not begin a new one here.
        raise IndexProblem(f"the index in {index} cannot be read ({error.strerror}): check its permissions") from error
    except (ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(f"the pointer {path} is damaged: run `preuve check --repair --index {index}`") from error


def sync_directory(path: Path) -> None:
    """Make the entries of a directory durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_durably(path: Path, content: bytes) -> None:
    """Replace a file in one step that is complete on the disk or has not happened."""
    draft = path.with_name(path.name + ".draft")
    with draft.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    reach(f"{path.stem}-draft")
    draft.replace(path)
    reach(f"{path.stem}-replaced")
    sync_directory(path.parent)
    reach(f"{path.stem}-synced")


def write_pointer(index: Path, pointer: Pointer) -> None:
    """The atomic step of a publication."""
    write_durably(index / POINTER, json.dumps(asdict(pointer)).encode())


def _digest(path: Path) -> str:
    with open_regular(path) as stream:
        return hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def describe_files(directory: Path) -> dict[str, tuple[int, str]]:
    """Size and digest of every file of a generation but its manifest; flushes each to the disk."""
    described = {}
    for path in sorted(directory.rglob("*")):
        if path.is_dir():
            sync_directory(path)
            continue
        if path.name == MANIFEST or path.name.endswith(LEXICAL_SCRATCH):
            continue
        with path.open("rb") as stream:
            os.fsync(stream.fileno())
        reach("file-flushed")
        described[path.relative_to(directory).as_posix()] = (path.stat().st_size, _digest(path))
    return described


def write_manifest(directory: Path, manifest: Manifest) -> None:
    write_durably(directory / MANIFEST, json.dumps(asdict(manifest), sort_keys=True).encode())


def read_manifest(index: Path, name: str) -> Manifest:
    """Raises `IndexDamaged` where it is missing or not a manifest."""
    path = generation_directory(index, name) / MANIFEST
    try:
        values = json.loads(content_of(path))
        files = {str(file): (int(size), str(digest)) for file, (size, digest) in values.pop("files").items()}
        manifest = Manifest(**values, files=files)
        if manifest.generation != name or Path(manifest.catalog).name != manifest.catalog:
            raise ValueError(name)  # it belongs to another generation
        return manifest
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexDamaged(f"the manifest {path} is missing or damaged: run `preuve check --repair`") from error


def verify_files(index: Path, manifest: Manifest) -> None:
    """Compare every file with what was validated when it was published; raises `IndexDamaged`.

    Bytes that passed this test are those that a child process opened and questioned before they were published, so
    that a damaged file is never handed to a library that may crash on it.
    """
    directory = generation_directory(index, manifest.generation)
    for name, (size, digest) in manifest.files.items():
        path = directory / name
        try:
            sound = path.stat().st_size == size and _digest(path) == digest
        except OSError:
            sound = False
        if not sound:
            raise IndexDamaged(f"the index file {path} is not what was published: run `preuve check --repair`")


def remove_other_generations(index: Path, keep: set[str], catalog: str) -> None:
    """Delete generations, catalogs and drafts that nothing refers to any more."""
    folder = index / "generations"
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name not in keep:
            shutil.rmtree(path, ignore_errors=True)
    reach("cleanup-files")
    for path in (*index.glob("catalog-*"), *index.glob("*.draft")):
        if not path.name.startswith(catalog):
            path.unlink(missing_ok=True)


def clone_files(source: Path, target: Path, link: bool = True) -> None:
    """A private copy; with `link`, large files but databases, which no reader writes, are shared by hard links.

    Raises `IndexDamaged` where something is neither a file nor a folder: a device has no end. Raises `OSError`.
    """
    target.mkdir(parents=True)
    for path in sorted(source.rglob("*")):
        place = target / path.relative_to(source)
        mode = path.lstat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise IndexDamaged(f"{path} is no file: run `preuve check --repair`")
        if path.is_dir():
            place.mkdir()
        elif path.suffix == ".sqlite3" or not link or path.stat().st_size < LINK_FROM:
            shutil.copyfile(path, place)
        else:
            try:
                os.link(path, place)
            except OSError:
                shutil.copyfile(path, place)
