"""Archives as folders: the text of one is the list of what it holds, and each member is a document of its own."""

from __future__ import annotations

from collections.abc import Iterator
from zipfile import ZipInfo

from ingest.load.archive.archive import UNREADABLE, Archive
from ingest.load.extracted import Composer, Extracted
from ingest.load.members import Member, apart, harmless
from rag.types import BlockKind

FORMAT = "zip"


def read(data: bytes) -> Extracted:
    """The names of what an archive holds, in order.

    Raises `FileRefused`: `archive-bomb`, `encrypted`, `damaged`, `empty`.
    """
    archive = Archive(data, "zip archive")
    composer = Composer()
    for _, name in _shown(archive):
        composer.add(f"- {name}", 1, 1, BlockKind.ITEM)
    if not composer.length:
        raise archive.empty()
    return composer.extracted(FORMAT)


def unpack(data: bytes) -> list[Member]:
    """The members of an archive; one that is damaged is left out. Raises `FileRefused` as `read`."""
    archive = Archive(data, "zip archive")
    found = []
    for entry, name in _shown(archive):
        try:
            found.append(Member(name, archive.entry(entry)))
        except (*UNREADABLE, RuntimeError):
            # Its bytes are not those that were packed; what it was is told by its name in the list.
            found.append(Member(name, b""))
    return apart(found)


def _shown(archive: Archive) -> Iterator[tuple[ZipInfo, str]]:
    """The members that are files and not hidden, each with its harmless name."""
    for entry in archive.entries():
        # The name may be empty, of which `ZipInfo.is_dir` asks the last letter.
        name = "" if entry.filename.endswith("/") else harmless(entry.filename)
        if name:
            yield entry, name
