"""Copies of the store: made while it is used, looked through before they count, and put in its place."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from rag.errors import StoreProblem
from ui.store.database import WAIT_SECONDS, check_pages, damaged, unusable
from ui.store.place import BACKUPS, FOLDER_MODE, LOGS, make_private, sync_folder
from ui.store.schema import connect, draft_of, flush, upgrade

STAMP = "%Y%m%dT%H%M%S.%fZ"
"""How the time stands in the name of a file, so that the names are in the order of time."""


def backups_of(path: Path) -> Path:
    """The folder of backups of a store, made where there is none. Raises `OSError`."""
    folder = path.parent / BACKUPS
    folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
    return folder


def stamped(folder: Path, word: str) -> Path:
    """A name in a folder that begins with a word and tells the time."""
    return folder / f"{word}-{datetime.now(UTC).strftime(STAMP)}.sqlite"


def write_copy(source: Path, target: Path, keep: Callable[[Path, Path], None]) -> None:
    """A copy of a store as it is at one moment, without sessions: whoever logs out is not to be logged in again by it.

    It has the present schema, is looked through as a whole, and then `keep(draft, target)` gives it its name. Raises
    `StoreProblem` where the source is no store, damaged, or written by a newer program, or where `keep` fails.
    """
    try:
        draft = draft_of(target)
        try:
            with closing(connect(source, WAIT_SECONDS, reading=True)) as connection:
                connection.execute("VACUUM INTO ?", (str(draft),))
            with closing(connect(draft, 0.0)) as connection:
                connection.execute("BEGIN")
                upgrade(connection, source)
                connection.execute("DELETE FROM sessions")
                connection.execute("COMMIT")
                found = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
            if found != "ok":
                raise damaged(source, " ".join(found.split()))
            flush(draft)
            keep(draft, target)
            sync_folder(target.parent)
        finally:
            draft.unlink(missing_ok=True)
    except sqlite3.DatabaseError as error:
        raise unusable(source, error) from error
    except FileExistsError:
        raise StoreProblem(f"{target} is there already: name a new file") from None
    except OSError as error:
        raise StoreProblem(f"{target} cannot be written ({error.strerror}): free space or check permissions") from error


def replace_store(draft: Path, path: Path, word: str) -> Path | None:
    """Put a draft in the place of a store that nobody uses; the name under which the latter is kept, if there was one.

    The log of the old file goes with it, before the new one comes: SQLite would write it into whatever has the name.
    Raises `OSError`.
    """
    aside = stamped(backups_of(path), word)
    _take_in_log(path)
    for end in LOGS:
        with suppress(FileNotFoundError):
            path.with_name(path.name + end).rename(aside.with_name(aside.name + end))
    there = path.exists()
    if there:
        aside.hardlink_to(path)
        sync_folder(aside.parent)
    draft.replace(path)
    sync_folder(path.parent)
    make_private(path.parent)
    return aside if there else None


def _take_in_log(path: Path) -> None:
    """Bring what stands in the log of a healthy file into it, so that a kill before the next step loses nothing."""
    with suppress(sqlite3.Error):
        with closing(connect(path, 0.0, reading=True)) as connection:  # one that reads leaves a damaged file as it is
            if check_pages(connection):
                return
        with closing(connect(path, 0.0)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
