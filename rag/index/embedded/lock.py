"""Advisory locks (flock), which die with their process: one writer at a time, and the directories of live readers."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rag.errors import Busy, IndexProblem

READERS = "readers"
"""Folder of the index that holds a directory a reader, named after the generation that it reads."""


@contextmanager
def write_lock(directory: Path) -> Iterator[None]:
    """Hold the write lock of an index; creates the directory, readable by its owner only.

    Raises `Busy`, naming the holder, where another process has it.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(directory / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _unwritable(directory, error) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip() or "unknown"
            raise Busy(f"an ingest is running on {directory}, pid {holder}: wait for it to end") from None
        except OSError as error:
            raise _unwritable(directory, error) from error
        # Who holds the lock is a courtesy: a full disk, on which a reader is still to answer, must not forbid it.
        with suppress(OSError):
            os.pwrite(descriptor, f"{os.getpid():<20}".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def refuse_while_busy(directory: Path) -> None:
    """Raise `Busy` where an ingest is running, before a second one takes the trouble to load a model."""
    if (directory / "lock").exists():
        with write_lock(directory):
            pass


def _unwritable(directory: Path, error: OSError) -> IndexProblem:
    return IndexProblem(f"the index directory {directory} cannot be written ({error.strerror}): choose another --index")


class ReaderDirectory:
    """A private directory of one reader, locked as long as the reader lives."""

    def __init__(self, path: Path, descriptor: int | None = None) -> None:
        self.path = path
        self._descriptor = descriptor

    def close(self) -> None:
        """Remove the directory."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


@contextmanager
def _readers(index: Path, operation: int) -> Iterator[Path]:
    """The folder of readers under a lock, so that none is cleaned away between its making and its locking."""
    folder = index / READERS
    folder.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, operation)
        yield folder
    finally:
        os.close(descriptor)


def make_reader(index: Path, generation: str) -> ReaderDirectory:
    """A directory within the index, where hard links to its files work; raises `OSError`."""
    with _readers(index, fcntl.LOCK_SH) as folder:
        path = Path(tempfile.mkdtemp(prefix=f"{generation}+", dir=folder))
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        except OSError:
            path.rmdir()
            raise
    return ReaderDirectory(path, descriptor)


@contextmanager
def live_readers(index: Path) -> Iterator[set[str]]:
    """Remove the directories of readers that have ended; gives the generations that others read.

    No reader can open a generation meanwhile. Raises `OSError`.
    """
    with _readers(index, fcntl.LOCK_EX) as folder:
        live = set()
        for path in filter(Path.is_dir, list(folder.iterdir())):
            descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(path, ignore_errors=True)
            except BlockingIOError:
                live.add(path.name.partition("+")[0])
            finally:
                os.close(descriptor)
        yield live
