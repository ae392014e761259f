"""The store as a whole: how it is opened."""

from __future__ import annotations

import logging
from pathlib import Path

from rag.settings import Settings
from ui.store.backups import Backups
from ui.store.conversations import Conversations
from ui.store.database import DamagedRecords, Database
from ui.store.feedback import FeedbackShelf
from ui.store.keys import signing_key
from ui.store.links import Links
from ui.store.mending import mend
from ui.store.people import People
from ui.store.place import make_folder, make_private, store_path

_log = logging.getLogger(__name__)


class Store:
    """People, their conversations and their feedback; safe to use from several threads and processes.

    `key` signs what browsers keep.
    """

    def __init__(self, path: Path) -> None:
        self._database = _database(path)
        self.path = path
        self.people = People(self._database)
        self.conversations = Conversations(self._database)
        self.links = Links(self._database)
        self.feedback = FeedbackShelf(self._database)
        self.backups = Backups(path)
        try:
            make_private(path.parent)
            self.key = signing_key(path.parent)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._database.close()


def _database(path: Path) -> Database:
    try:
        return Database(path)
    except DamagedRecords:
        _log.warning("preuve: %s", mend(path))
        return Database(path)


def open_store(settings: Settings) -> Store:
    """The store of these settings, made where there is none; only its owner can enter its folder.

    Where only records of conversations are damaged, it is mended, and told in the log. Raises `StoreProblem` where it
    cannot be written or made private, is damaged, gone or comes from a newer program, and `Busy` where it is restored.
    """
    path = store_path(settings)
    make_folder(path.parent)
    return Store(path)
