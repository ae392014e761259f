"""Opening a file for reading without being led elsewhere, or kept waiting.

Between the walk through a folder and the reading of a file in it, a part of its path may have become a link. So the
path is gone along part by part from the folder on, and no link is followed on the way; what was opened is looked at
again by where the system says that it is.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.errors import FileRefused

# Without O_NONBLOCK the opening of a FIFO waits for a writer.
_FILE = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
_STEP = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_DESCRIPTORS = Path("/proc/self/fd")

OUTSIDE = "the link leads out of the folder; copy what it points to into the folder"


def open_file(path: Path, root: Path | None = None) -> int:
    """A descriptor of the regular file at `path`.

    With `root`, the real path of a folder or of the file itself, only of one that lies there: a link to another file
    below it is followed, once. Raises `FileRefused` (`outside`, `unreadable`) and `OSError`.
    """
    descriptor = os.open(path, _FILE) if root is None else _open_below(path, root)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise FileRefused("unreadable", "this is no regular file (a folder, device, pipe or socket)")
        if root is not None:
            _refuse_elsewhere(descriptor, root)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _open_below(path: Path, root: Path) -> int:
    try:
        real = path.resolve(strict=True)
    except (RuntimeError, ValueError) as error:
        # Python reports a circle of links as RuntimeError up to 3.12 and as OSError later.
        raise FileRefused("unreadable", "the file cannot be opened: no file can have this name") from error
    if not real.is_relative_to(root):
        raise FileRefused("outside", OUTSIDE)
    above, parts = (root, real.relative_to(root).parts) if real != root else (root.parent, (root.name,))
    with _folder(above, parts[:-1]) as folder:
        return os.open(parts[-1], _FILE | os.O_NOFOLLOW, dir_fd=folder)


@contextmanager
def _folder(above: Path, parts: tuple[str, ...]) -> Iterator[int]:
    """A descriptor of the folder that is reached by these parts, none of which is a link."""
    folder = os.open(above, _STEP)
    try:
        for part in parts:
            step = os.open(part, _STEP, dir_fd=folder)
            os.close(folder)
            folder = step
        yield folder
    finally:
        os.close(folder)


def _refuse_elsewhere(descriptor: int, root: Path) -> None:
    """Raises `FileRefused` where the system says that an open file is not below `root`, if it says where one is."""
    place = _DESCRIPTORS / str(descriptor)
    if not place.is_symlink():
        return
    real = place.readlink()
    if not real.is_relative_to(root) and os.fstat(descriptor).st_nlink:
        raise FileRefused("outside", OUTSIDE)
