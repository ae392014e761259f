"""The folder for documents that people upload: beside the index, a root of its own, whose files are ours to delete.

Files lie one folder deeper than the root, so that their names begin with `uploads/` and never take the place of a
file of the same name in a folder of the server's owner. What is still arriving has a hidden name, which no ingest
reads. Nothing of it is ever served.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from shutil import disk_usage

from ingest.load.kind import READ, SUFFIXES
from rag.errors import FileRefused

FOLDER = "uploads"
"""The first part of the name of every uploaded document."""

FILES = 1_000
TOTAL_BYTES = 2 * 2**30
SPARE_BYTES = 256 * 2**20
"""What must stay free on the disk, for the index that is made of the files."""

_NAME_BYTES = 160  # most file systems take 255; a number in brackets must still fit
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$")
_FORBIDDEN = re.compile(r'[<>:"|?*\\/]')
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def uploads_root(index: Path) -> Path:
    """The root of uploaded documents of an index."""
    return index / "uploads"


def safe_name(name: str) -> str:
    """A name that a file system takes, from one that a stranger gave: the last part, without what is not seen.

    Raises `FileRefused` (`unsupported`) where the ending is none of those that are read.
    """
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", name[-4096:]))[-1]
    seen = "".join(character for character in base if unicodedata.category(character) not in _UNSEEN)
    plain = " ".join(_FORBIDDEN.sub("_", seen).split()).strip(" .")
    stem, suffix = PurePosixPath(plain).stem, PurePosixPath(plain).suffix
    if plain.lower() in SUFFIXES or "." + plain.lower() in SUFFIXES:
        stem, suffix = "", "." + plain.lower().lstrip(".")  # nothing but an ending
    if suffix.lower() not in SUFFIXES:
        raise FileRefused("unsupported", f"files of this kind are not read; give a {READ} file")
    stem = stem.strip(" .") or "document"
    if _RESERVED.match(stem):
        stem = "_" + stem
    return stem.encode()[: _NAME_BYTES - len(suffix)].decode(errors="ignore").rstrip(" .") + suffix.lower()


def refuse_large(size: int, largest: int) -> None:
    """Raise `FileRefused` (`too-large`) for more bytes than may come."""
    if size > largest:
        raise FileRefused("too-large", f"it is larger than {largest // 2**20} MB")


@dataclass(slots=True)
class Incoming:
    """A file that arrives piece by piece; `sha256` is that of what has come so far."""

    path: Path
    stream: int
    largest: int
    size: int = 0
    _digest: hashlib._Hash | None = None

    def write(self, chunk: bytes) -> None:
        """Raises `FileRefused` (`too-large`) beyond the limit, and `OSError`."""
        self.size += len(chunk)
        refuse_large(self.size, self.largest)
        view = memoryview(chunk)
        while view:
            view = view[os.write(self.stream, view) :]
        self._digest = self._digest or hashlib.sha256()
        self._digest.update(chunk)

    @property
    def sha256(self) -> str:
        return (self._digest or hashlib.sha256()).hexdigest()


class Uploads:
    """The uploaded files of an index, each of at most `largest` bytes; safe to use from several threads."""

    def __init__(self, index: Path, largest: int) -> None:
        self._largest = largest
        self.root = uploads_root(index)
        self.folder = self.root / FOLDER

    def files(self) -> list[str]:
        """The names, as the index has them, in order."""
        return sorted(f"{FOLDER}/{path.name}" for path in self._paths())

    def _paths(self) -> list[Path]:
        with suppress(FileNotFoundError):
            return [path for path in self.folder.iterdir() if not path.name.startswith(".")]
        return []

    @contextmanager
    def arriving(self, size: int) -> Iterator[Incoming]:
        """A place for a file of `size` bytes (as it is announced); gone at the end unless it was kept.

        Raises `FileRefused` (`too-large`, `too-many`, `no-room`) before anything is written, and `OSError`.
        """
        refuse_large(size, self._largest)
        self._refuse_beyond(size)
        path = self.folder / f".{secrets.token_hex(8)}.part"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            yield Incoming(path, descriptor, self._largest)
        finally:
            os.close(descriptor)
            path.unlink(missing_ok=True)

    def _refuse_beyond(self, size: int) -> None:
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.mkdir(mode=0o700, exist_ok=True)
        sizes = [path.stat().st_size for path in self._paths()]
        if len(sizes) >= FILES:
            raise FileRefused("too-many", f"there are {FILES:,} uploaded documents already")
        if sum(sizes) + size > TOTAL_BYTES or disk_usage(self.folder).free < size + SPARE_BYTES:
            raise FileRefused("no-room", "there is no room left for it")

    def keep(self, incoming: Incoming, name: str) -> str:
        """Give a file that has arrived a name of its own, flushed to the disk; the name as the index will have it.

        A name that is taken gets a number: nobody's file is replaced. Raises `FileRefused` (`empty`, or as
        `safe_name`), and `OSError`.
        """
        if incoming.size == 0:
            raise FileRefused("empty", "it is empty")
        wanted = PurePosixPath(safe_name(name))
        os.fsync(incoming.stream)
        taken = {path.name.casefold() for path in self._paths()}
        for number in range(1, FILES + 2):
            free = wanted.name if number == 1 else f"{wanted.stem} ({number}){wanted.suffix}"
            if free.casefold() in taken:
                continue
            with suppress(FileExistsError):
                os.link(incoming.path, self.folder / free)
                return f"{FOLDER}/{free}"
        raise FileRefused("too-many", "too many files have this name")

    def remove(self, file: str) -> bool:
        """Delete an uploaded file by its name in the index; whether there was one. Raises `OSError`."""
        name = PurePosixPath(file).name
        if f"{FOLDER}/{name}" != file or f"{FOLDER}/{name}" not in self.files():
            return False
        (self.folder / name).unlink(missing_ok=True)
        return True

    def clean(self) -> None:
        """Remove what a server that was killed left half arrived; no upload may be going on."""
        with suppress(FileNotFoundError):
            for path in self.folder.glob(".*.part"):
                path.unlink(missing_ok=True)
