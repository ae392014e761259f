"""Which files of a folder are ingested: all that are files inside it, in a fixed order; the rest with a reason."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ingest.load.opening import OUTSIDE
from rag.errors import UsageError
from rag.index.contents import Refusal

TWIN = "another file has the same name with its letters composed otherwise, and is read: rename one of them"


@dataclass(frozen=True, slots=True)
class Discovery:
    """`files` holds pairs of the name in the corpus (NFC, forward slashes) and the path to open, sorted by name."""

    files: tuple[tuple[str, Path], ...]
    refused: tuple[Refusal, ...]


def discover(root: Path) -> Discovery:
    """The files below `root`, or `root` itself where it is a file; hidden ones are left out.

    Links are followed inside the root only. What a file holds is looked at later, when it is loaded.

    Raises:
        UsageError: there is nothing at `root`, or it cannot be listed.
    """
    try:
        real = root.resolve(strict=True)
        mode = real.stat().st_mode
    except (OSError, RuntimeError, ValueError) as error:
        raise _unreadable(root, error) from error
    if not stat.S_ISDIR(mode):
        walk = _Walk(real.parent)
        walk.file(root.name or real.name, real, mode)
    else:
        walk = _Walk(real)
        try:
            walk.folder(real)
        except OSError as error:
            raise _unreadable(root, error) from error
    return Discovery(tuple(sorted(walk.files.items())), tuple(sorted(walk.refused, key=lambda refusal: refusal.file)))


def _unreadable(root: Path, error: Exception) -> UsageError:
    reason = getattr(error, "strerror", None) or str(error)
    return UsageError(f"{visible(str(root))!r} cannot be read ({reason}): give a file or a folder that exists")


class _Walk:
    """Collects what a folder holds."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: dict[str, Path] = {}
        self._given: dict[str, str] = {}
        self.refused: list[Refusal] = []

    def folder(self, root: Path) -> None:
        """Collect the files below `root`; without recursion, since folders may be nested deeply.

        Raises `OSError` where the root itself cannot be listed.
        """
        waiting = [(root, "")]
        while waiting:
            folder, prefix = waiting.pop()
            try:
                names = _names(folder)
            except OSError as error:
                if folder == root:
                    raise
                self._refuse(prefix, "unreadable", f"the folder cannot be listed: {error.strerror}")
                continue
            shown = [name for name in names if not name.startswith(".")]
            folders = [name for name in shown if self._entry(folder / name, prefix + name)]
            waiting.extend((folder / name, f"{prefix}{name}/") for name in folders)

    def _entry(self, path: Path, file: str) -> bool:
        """Take or refuse what is at `path`, or tell that it is a folder to be walked."""
        try:
            linked = path.is_symlink()
            real = path.resolve(strict=True) if linked else path
            mode = real.stat().st_mode
        except (OSError, RuntimeError) as error:
            # Python reports a circle of links as RuntimeError up to 3.12 and as OSError later.
            reason = getattr(error, "strerror", None) or "the link points to itself"
            self._refuse(file, "unreadable", f"it cannot be opened: {reason}")
            return False
        if linked and not real.is_relative_to(self.root):
            self._refuse(file, "outside", OUTSIDE)
        elif linked and stat.S_ISDIR(mode):
            # Following it could only find the same files again, or run in a circle.
            self._refuse(file, "link", "the link leads to a folder that is read under its own name")
        elif stat.S_ISDIR(mode):
            return True
        else:
            self.file(file, path, mode)
        return False

    def file(self, file: str, path: Path, mode: int) -> None:
        """Take the file, or refuse it with the reason."""
        if not stat.S_ISREG(mode):
            self._refuse(file, "unsupported", f"it is {_kind(mode)}, not a file")
            return
        try:
            file.encode("utf-8")
        except UnicodeEncodeError:
            self._refuse(file, "bad-name", "the file name is not valid UTF-8: rename the file")
            return
        name = unicodedata.normalize("NFC", file)
        if name in self.files:
            if file == name:
                twin = self._given[name]
            else:
                twin, file, path = file, self._given[name], self.files[name]
            # Told under the name that it has, which is another one than that of the file that is read.
            self.refused.append(Refusal(twin, "", "bad-name", TWIN))
        self.files[name], self._given[name] = path, file

    def _refuse(self, file: str, code: str, message: str) -> None:
        self.refused.append(Refusal(visible(file.rstrip("/")), "", code, message))


def _names(folder: Path) -> list[str]:
    """What stands in a folder, in order; names may not be valid UTF-8. Raises `OSError`, where it is a link as well."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        return sorted(os.listdir(descriptor))  # noqa: PTH208 - not of a path
    finally:
        os.close(descriptor)


def path_of(root: str, file: str) -> Path:
    """Where a document of the index lies: `root` is the folder, or the lone file, that it was ingested from."""
    place = Path(root)
    if place.is_file():
        return place
    for part in file.split("/"):
        # A folder may hold a name in decomposed letters, which the index has in composed ones.
        place = next((path for path in (place / part, *_same_name(place, part)) if path.exists()), place / part)
    return place


def _same_name(folder: Path, name: str) -> Iterator[Path]:
    with suppress(OSError):
        yield from (path for path in folder.iterdir() if unicodedata.normalize("NFC", path.name) == name)


def visible(name: str) -> str:
    """A file name that can be printed: bytes that are no UTF-8 shown as U+FFFD."""
    return unicodedata.normalize("NFC", name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def _kind(mode: int) -> str:
    kinds = {stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket", stat.S_IFCHR: "a device", stat.S_IFBLK: "a device"}
    return kinds.get(stat.S_IFMT(mode), "of an unknown kind")
