"""Opening files that may not be files: nothing is waited for."""

from __future__ import annotations

import errno
import os
import stat
from io import BufferedReader
from pathlib import Path


def open_regular(path: Path) -> BufferedReader:
    """A regular file, open for reading. Raises `OSError`, also for a folder, a device or a pipe.

    The plain opening of a pipe waits for somebody who writes into it.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "it is no regular file", str(path))
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def content_of(path: Path) -> bytes:
    """The bytes of a regular file. Raises as `open_regular`."""
    with open_regular(path) as stream:
        return stream.read()
