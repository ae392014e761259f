"""The backups of a store: made, kept by number and age, and put back."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rag.errors import StoreProblem, UsageError
from ui.store.copies import STAMP, backups_of, replace_store, stamped, write_copy
from ui.store.place import BACKUPS, KEY, LOGS, held, make_folder

EVERY = timedelta(days=1)
"""How old the latest backup may be before a running server makes another one."""

MOST = 14
"""Backups that are kept."""

OLDEST = timedelta(days=30)
"""How old one may become; so may a store that was replaced or mended."""

LEAST = 3
"""The latest ones, which are kept however old they are."""

BACKUP, REPLACED = "people", "replaced"
"""With which words the names begin of a backup, and of a store that a restore has replaced."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup and when it was made."""

    path: Path
    made: datetime


class Backups:
    """The backups of the store at `path`, in a folder beside it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.folder = path.parent / BACKUPS

    def all(self) -> list[Backup]:
        """The backups, the oldest first."""
        return _made(self.folder, BACKUP)

    def due(self, now: datetime) -> bool:
        """Whether the latest one is older than a day, or from the future, which tells nothing."""
        backups = self.all()
        return not backups or not timedelta() <= now - backups[-1].made < EVERY

    def make(self) -> Path:
        """A new backup; those that are too many or too old go. Raises `StoreProblem`."""
        try:
            target = stamped(backups_of(self._path), BACKUP)
        except OSError as error:
            raise StoreProblem(f"{self.folder} cannot be made ({error.strerror}): check its permissions") from error
        self.write(target)
        self.rotate(datetime.now(UTC))
        return target

    def write(self, target: Path) -> None:
        """A backup as a file of its own, which nobody has yet. Raises `StoreProblem`."""
        write_copy(self._path, target, os.link)

    def rotate(self, now: datetime) -> None:
        """Remove the backups that are too many or too old; never the latest ones."""
        backups = self.all()
        for place, backup in enumerate(reversed(backups)):
            if place >= MOST or (place >= LEAST and now - backup.made > OLDEST):
                backup.path.unlink(missing_ok=True)
        for old in _made(self.folder, "*"):
            if old not in backups and now - old.made > OLDEST:
                for end in ("", *LOGS):
                    old.path.with_name(old.path.name + end).unlink(missing_ok=True)

    def named(self, name: str | None) -> Path:
        """The backup of this name, or the file of this path; without a name the latest. Raises `UsageError`."""
        backups = self.all()
        if name is None:
            if not backups:
                raise UsageError(f"there is no backup in {self.folder}: name the file to restore")
            return backups[-1].path
        found = next((path for path in (self.folder / name, Path(name)) if path.is_file()), None)
        if found is None:
            raise UsageError(f"there is no backup {name!r}: `preuve store check` names those in {self.folder}")
        return found


def _made(folder: Path, word: str) -> list[Backup]:
    found = []
    for path in sorted(folder.glob(f"{word}-*.sqlite")):
        with suppress(ValueError):
            stamp = datetime.strptime(path.stem.partition("-")[2], STAMP).replace(tzinfo=UTC)
            found.append(Backup(path, stamp))
    return found


def restore(path: Path, backup: Path) -> Path | None:
    """Put a backup in the place of the store; where the store is kept from now on that it has replaced, if any.

    It is looked through first. Everybody has to log in again. Raises `StoreProblem` where it is none or damaged, and
    `Busy` where the store is in use.
    """
    aside: list[Path | None] = []
    make_folder(path.parent)
    with held(path.parent, alone=True):
        write_copy(backup, path, lambda draft, target: aside.append(replace_store(draft, target, REPLACED)))
        (path.parent / KEY).unlink(missing_ok=True)
    return aside[0]
