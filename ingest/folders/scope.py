"""Which files and documents a given path speaks for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from ingest.folders.uploads import uploads_root
from ingest.folders.walk import discover, visible
from ingest.load.members import file_of
from ingest.load.opening import open_file
from ingest.receipt import FileReceipt, Status
from rag.errors import FileRefused, UsageError
from rag.index.contents import DocumentInfo
from rag.index.library import Documents, each_document


@dataclass(frozen=True, slots=True)
class Scope:
    """What one given path stands for: a root of the index (a folder, or a lone file), or a part of one.

    `prefix` is the part's path below the root, empty for the whole root. `apart` is the root of uploaded documents,
    which no folder around it speaks for: the index may well stand in a folder that is ingested.
    """

    root: str
    apart: str
    prefix: str
    files: tuple[tuple[str, Path], ...]
    refused: tuple[FileReceipt, ...]

    def covers(self, file: str, root: str) -> bool:
        """Whether a document of the index is one that this scope speaks for."""
        if root != self.root:
            return root != self.apart and Path(root).is_relative_to(self.root)
        return not self.prefix or file_of(file) == self.prefix or file.startswith(self.prefix + "/")


def covered(scope: Scope, documents: Documents) -> Iterator[DocumentInfo]:
    """The documents of the index that a scope speaks for."""
    for root in documents.roots():
        beginning = scope.prefix if root == scope.root else ""
        if root == scope.root or scope.covers("", root):
            infos = each_document(documents, beginning, root)
            yield from (info for info in infos if scope.covers(info.file, info.root))


def scope_of(path: Path, roots: Iterable[str], index: Path) -> Scope:
    """A path inside a root that the index already has belongs to that root, with names relative to it.

    The directory of the index is no part of a folder around it.
    """
    path, index = path.resolve(), index.resolve()
    apart = uploads_root(index)
    candidates = (str(apart),) if path.is_relative_to(apart) else (root for root in roots if root != str(apart))
    root = next((root for root in candidates if path.is_relative_to(root)), str(path))
    prefix = path.relative_to(root).as_posix() if str(path) != root else ""
    found = discover(path)
    above = prefix if path.is_dir() else prefix.rpartition("/")[0]
    prepend = f"{above}/" if above else ""
    ours = index.is_relative_to(path)
    return Scope(
        root=root,
        apart=str(apart),
        prefix=prefix,
        files=tuple(
            (prepend + name, place) for name, place in found.files if not (ours and place.is_relative_to(index))
        ),
        refused=tuple(
            FileReceipt(prepend + refusal.file, Status.REFUSED, code=refusal.code, reason=refusal.message)
            for refusal in found.refused
        ),
    )


def existing(paths: Sequence[Path]) -> tuple[list[Path], list[str]]:
    """The paths at which there is something, and the names of the others. Raises `UsageError` where there is none."""
    found = [path for path in paths if _exists(path)]
    missing = [visible(str(path)) for path in paths if path not in found]
    if not found:
        raise UsageError(f"{missing[0]} does not exist: give a folder or a file to ingest")
    return found, missing


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:
        # Something on the way to it may not be entered, or the name is too long for any file.
        raise UsageError(f"{visible(str(path))} cannot be read ({error.strerror}): give a folder or a file") from error


def file_sha256(path: Path, root: str) -> str:
    """The digest of a file below a root of the index. Raises `FileRefused` where it is not there or cannot be read."""
    try:
        with os.fdopen(open_file(path, Path(root)), "rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise FileRefused("unreadable", f"cannot be read: {error.strerror}") from error
