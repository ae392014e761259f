"""The key that signs what browsers keep: in a file of its own, so that no copy of the store has it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from rag.errors import StoreProblem
from ui.store.place import FILE_MODE, KEY, sync_folder

KEY_BYTES = 32


def signing_key(folder: Path) -> bytes:
    """The key of the store in `folder`, made where there is none or where it is no key.

    With another key all sessions end. Raises `StoreProblem`.
    """
    path = folder / KEY
    try:
        return _read(path) or _made(path)
    except OSError as error:
        raise StoreProblem(
            f"{path} cannot be read or written ({error.strerror}): free space or check permissions"
        ) from error


def _read(path: Path) -> bytes | None:
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        return None
    if len(key) == KEY_BYTES:
        return key
    path.unlink(missing_ok=True)
    return None


def _made(path: Path) -> bytes:
    """A new key, or that which another process has made meanwhile; the file appears complete or not at all."""
    draft = path.with_name(f".{path.name}-{secrets.token_hex(6)}.draft")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, FILE_MODE)
    try:
        os.write(descriptor, secrets.token_bytes(KEY_BYTES))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    sync_folder(path.parent)
    return path.read_bytes()
