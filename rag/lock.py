"""One writer at a time: an advisory lock (flock) on a file of the index that dies with its process."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.errors import Busy, IndexProblem


@contextmanager
def write_lock(directory: Path) -> Iterator[None]:
    """Hold the write lock of an index; creates the directory, readable by its owner only.

    Raises `Busy`, naming the holder, where another process has it.
    """
    path = directory / "lock"
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise IndexProblem(
            f"the index directory {directory} cannot be written ({error.strerror}): choose another --index"
        ) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip() or "unknown"
            raise Busy(f"an ingest is running on {directory}, pid {holder}: wait for it to end") from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)
