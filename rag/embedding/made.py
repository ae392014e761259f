"""Folders that are made once and kept: complete or not at all, by one process while others wait, and again if damaged.

PLACE/
  lock               held while something is made here
  NAME/
    made.json        digest of every file; written last
    …
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from rag.machine.files import content_of, open_regular

RECORD = "made.json"
LOCK = "lock"

Make = Callable[[Path], None]
"""Fills an existing, empty folder."""


def is_sound(folder: Path) -> bool:
    """Whether a folder holds the files that were made, byte for byte."""
    try:
        record = json.loads(content_of(folder / RECORD))
        return bool(record) and all(_digest(folder / name) == digest for name, digest in record.items())
    except (OSError, ValueError, AttributeError, TypeError):
        return False


def made_in(place: Path, name: str, make: Make) -> Path:
    """The folder `name` in `place`, made now where it is not sound.

    Raises `OSError` where `place` takes no file, and what `make` raises; nothing is left behind then.
    """
    folder = place / name
    if is_sound(folder):
        return folder
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _locked(place / LOCK):
        if not is_sound(folder):  # another process has made it while this one waited
            draft = Path(tempfile.mkdtemp(prefix=f"{name}-draft-", dir=place))
            try:
                make(draft)
                files = sorted(path.relative_to(draft).as_posix() for path in draft.rglob("*") if path.is_file())
                record = {file: _digest(draft / file) for file in files}
                (draft / RECORD).write_text(json.dumps(record), encoding="utf-8")
                shutil.rmtree(folder, ignore_errors=True)
                draft.rename(folder)
            finally:
                shutil.rmtree(draft, ignore_errors=True)
    return folder


def made_anywhere(places: Sequence[Path], name: str, make: Make) -> Path:
    """As `made_in`, in the first of the places that has it, or else takes it. Raises `OSError` where none does."""
    for place in places:
        if is_sound(place / name):
            return place / name
    problem: OSError | None = None
    for place in places:
        try:
            return made_in(place, name, make)
        except OSError as error:
            problem = problem or error
    raise problem or OSError(f"there is no place for {name}")


def remove_made(place: Path) -> int:
    """Remove everything that was made in a place; returns how many bytes that were. Waits for who makes something."""
    if not place.is_dir():
        return 0
    size = 0
    with _locked(place / LOCK):
        for folder in [path for path in place.iterdir() if path.is_dir()]:
            size += sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
            shutil.rmtree(folder)
    with suppress(OSError):
        (place / LOCK).unlink()
        place.rmdir()
    return size


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _digest(path: Path) -> str:
    with open_regular(path) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
