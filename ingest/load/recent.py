"""What was made of files of late, kept as long as they are not touched."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Generic, TypeVar

from ingest.load.loader import read_stable
from rag.errors import FileRefused

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """The values that were used last, as long as the sum of their sizes is at most `room`; for several threads."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._lock = threading.Lock()
        self._values: OrderedDict[tuple[object, ...], tuple[Value, int]] = OrderedDict()

    def found(self, key: tuple[object, ...]) -> Value | None:
        """The value of a key, which was used last now."""
        with self._lock:
            kept = self._values.get(key)
            if kept is None:
                return None
            self._values.move_to_end(key)
            return kept[0]

    def keep(self, key: tuple[object, ...], value: Value, size: int) -> None:
        """Keep a value of a size, and forget those that were used longest ago."""
        with self._lock:
            self._values[key] = (value, size)
            while sum(size for _, size in self._values.values()) > self._room and len(self._values) > 1:
                self._values.popitem(last=False)


class Versions:
    """The bytes of files by their digest, the latest of which are held; for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._data: tuple[str, bytes] | None = None
        self._checked: dict[Path, tuple[str, tuple[int, ...]]] = {}

    def holds(self, path: Path, sha256: str) -> bool:
        """Whether a file was found to have this digest, and has not been touched since.

        Raises `FileRefused` (`unreadable`) where it cannot be looked at.
        """
        touched = _touched(path)
        with self._lock:
            return self._checked.get(path) == (sha256, touched)

    def data(self, path: Path, sha256: str) -> bytes:
        """The bytes of a file, which are read again only where it has been touched.

        Raises `FileRefused`: `changed` for other bytes than those of the digest, and what `read_stable` raises.
        """
        touched = _touched(path)
        held = self._data
        if held is not None and held[0] == sha256 and self._checked.get(path) == (sha256, touched):
            return held[1]
        data = read_stable(path)
        if hashlib.sha256(data).hexdigest() != sha256:
            raise FileRefused("changed", "the file is not the version that was ingested")
        with self._lock:
            self._checked[path] = (sha256, touched)
        self._data = (sha256, data)
        return data


def _touched(path: Path) -> tuple[int, ...]:
    """What changes with every writing of a file."""
    try:
        state = path.stat()
    except OSError as error:
        raise FileRefused("unreadable", f"the file cannot be read: {error.strerror}") from error
    return (state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino)
