"""The cited files themselves, to go with a pack: only in the very version that was cited."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.folders.walk import path_of
from ingest.load.loader import Loader, read_stable
from ingest.load.members import SEPARATOR, file_of
from rag.errors import FileRefused
from rag.index.contents import DocumentInfo
from rag.proof.records import Record


@dataclass(frozen=True, slots=True)
class Carried:
    """Files by their name, and the names of those that are not there as they were cited."""

    files: Mapping[str, bytes]
    missing: tuple[str, ...]


def cited_files(pack: Record, find: Callable[[Iterable[str]], Mapping[str, DocumentInfo]]) -> Carried:
    """The files of the documents that a pack cites; of an attachment or a member of an archive the file around it.

    `find` gives what is known of files.
    """
    cited = dict.fromkeys((reference["file"], reference["sha256"]) for reference in pack["references"])
    roots = {file: info.root for file, info in find(file for file, _ in cited).items()}
    files: dict[str, bytes] = {}
    missing = []
    with Loader() as loader:
        for name, sha256 in cited:
            try:
                data = files.get(file_of(name)) or _bytes(roots, name)
                found = _digest(data, name, loader)
            except FileRefused:
                found = None
            if found == sha256:
                files[file_of(name)] = data
            else:
                missing.append(name)
    return Carried(files, tuple(missing))


def _bytes(roots: Mapping[str, str], name: str) -> bytes:
    if name not in roots:
        raise FileRefused("unreadable", f"{name} is not indexed any more")
    root = Path(roots[name])
    folder = root if root.is_dir() else root.parent
    return read_stable(path_of(roots[name], file_of(name)), folder.resolve())


def _digest(data: bytes, name: str, loader: Loader) -> str:
    """The sha256 of a document in the bytes of its file."""
    whole, *inner = name.split(SEPARATOR)
    for member in inner:
        data = next((each.data for each in loader.members(data, whole) if each.name == member), b"")
        whole = f"{whole}{SEPARATOR}{member}"
    return hashlib.sha256(data).hexdigest()
