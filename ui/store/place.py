"""Where the store stands: a folder of its own, which nobody else can enter, and a lock on it.

What is found is made private, where it is ours and nothing else stands there; otherwise it is refused. A file that is
gone or empty is never taken for a store that has yet to be made: from then on anybody could ask.
"""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.errors import Busy, StoreProblem
from rag.settings import Settings

FILE, KEY, LOCK, BACKUPS = "people.sqlite", "session.key", "lock", "backups"
LOGS = ("-wal", "-shm")
"""What SQLite adds to the name of a file for those beside it: the write-ahead log and its index."""

OTHERS = 0o077
"""The bits of a mode that let somebody else in."""

FOLDER_MODE, FILE_MODE = 0o700, 0o600


def store_path(settings: Settings) -> Path:
    """The file of the store: in a folder of its own in the directory of the index, unless the settings name one."""
    folder = Path(settings.server.store).expanduser() if settings.server.store else settings.index.directory / "people"
    return folder / FILE


def make_folder(folder: Path) -> None:
    """The folder of a store with all above it, for its owner only. Raises `StoreProblem` where it cannot be that."""
    try:
        for directory in (folder.parent, folder):
            directory.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        make_private(folder)
    except OSError as error:
        raise StoreProblem(
            f"{folder} cannot be made ({error.strerror}): check its permissions, or name another directory in"
            " PREUVE_STORE"
        ) from error


def make_private(folder: Path) -> None:
    """Close the folder of a store, and all that is in it, to others. Raises `StoreProblem` and `OSError`."""
    for path, wrong in faults(folder):
        if not wrong.startswith("mode"):
            raise StoreProblem(f"{path} {wrong}: name another directory in PREUVE_STORE")
        if path == folder and not _is_ours(folder):
            raise StoreProblem(
                f"others can enter {folder} ({wrong}), which holds more than the store: run `chmod 700 {folder}`, or"
                " name another directory in PREUVE_STORE"
            )
        path.chmod(FOLDER_MODE if path.is_dir() else FILE_MODE)


def faults(folder: Path) -> Iterator[tuple[Path, str]]:
    """What others could read or replace, each with what is wrong with it; nothing where all is in order."""
    # The folder that the settings name may be a link of its owner's; what stands in it may not.
    yield from _faults(folder, folder.stat, folder=True)
    backups = folder / BACKUPS
    yield from _faults(backups, backups.lstat, folder=True)
    files = [folder / (FILE + end) for end in ("", *LOGS)] + [folder / KEY, folder / LOCK]
    for path in (*files, *(sorted(backups.iterdir()) if backups.is_dir() else ())):
        yield from _faults(path, path.lstat)


def _faults(path: Path, look: Callable[[], os.stat_result], folder: bool = False) -> Iterator[tuple[Path, str]]:
    try:
        found = look()
    except FileNotFoundError:
        return
    if not (stat.S_ISDIR if folder else stat.S_ISREG)(found.st_mode):
        yield path, "is no folder" if folder else "cannot be read or written (it is no file)"
    elif os.geteuid() not in (0, found.st_uid):
        yield path, f"belongs to another user (number {found.st_uid})"
    elif found.st_mode & OTHERS:
        yield path, f"mode {stat.S_IMODE(found.st_mode):o}"


_NAMES = frozenset((FILE, *(FILE + end for end in LOGS), KEY, LOCK, BACKUPS))


def _is_ours(folder: Path) -> bool:
    """Whether nothing stands in a folder but a store; what everybody may write to, such as /tmp, is nobody's."""
    shared = folder.stat().st_mode & stat.S_ISVTX
    return not shared and all(
        each.name in _NAMES or each.name.startswith((f".{FILE}", f".{KEY}")) for each in folder.iterdir()
    )


def refuse_lost(path: Path) -> None:
    """Raises `StoreProblem` where there was a store of which the file is empty, or gone."""
    try:
        size: int | None = path.stat().st_size
    except FileNotFoundError:
        size = None
    backups = sorted((path.parent / BACKUPS).glob("*.sqlite"))
    left = [each for each in (path.with_name(path.name + LOGS[0]), path.parent / KEY, *backups) if each.exists()]
    if size == 0:
        raise StoreProblem(
            f"{path} is empty, which no store is: run `preuve store restore`, or move {path.parent} away to begin anew"
        )
    if size is None and left:
        raise StoreProblem(
            f"{path} is gone, but {left[-1].name} of it is there: run `preuve store restore`, or move {path.parent}"
            " away to begin anew"
        )


@contextmanager
def held(folder: Path, alone: bool = False) -> Iterator[None]:
    """Hold the store: `alone` to replace its file, together with others to use it. It ends with the process.

    Raises `Busy` where it is held otherwise, and `StoreProblem`.
    """
    try:
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, FILE_MODE)
    except OSError as error:
        raise StoreProblem(
            f"{folder / LOCK} cannot be read or written ({error.strerror}): free space or check permissions"
        ) from error
    try:
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(
                f"{folder} is in use: end `preuve chat` and other commands first"
                if alone
                else f"{folder} is being restored or mended: try again in a moment"
            ) from None
        yield
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Let the names in a folder reach the disk. Raises `OSError`."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
