"""The store as a whole: where it stands and how it is opened."""

from __future__ import annotations

from pathlib import Path

from rag.errors import StoreProblem
from rag.settings import Settings
from ui.store.conversations import Conversations
from ui.store.database import Database
from ui.store.feedback import FeedbackShelf
from ui.store.people import People

FILE = "people.sqlite"


def store_path(settings: Settings) -> Path:
    """The file of the store: in a folder of its own in the directory of the index, unless the settings name one."""
    folder = Path(settings.server.store).expanduser() if settings.server.store else settings.index.directory / "people"
    return folder / FILE


class Store:
    """People, their conversations and their feedback; safe to use from several threads and processes."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path)
        self.path = path
        self.people = People(self._database)
        self.conversations = Conversations(self._database)
        self.feedback = FeedbackShelf(self._database)

    def close(self) -> None:
        self._database.close()


def open_store(settings: Settings) -> Store:
    """The store of these settings, made where there is none; its directory is for its owner only.

    Raises `StoreProblem` where it cannot be written, is damaged or comes from a newer program.
    """
    path = store_path(settings)
    try:
        for directory in (path.parent.parent, path.parent):
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreProblem(
            f"{path.parent} cannot be made ({error.strerror}): check its permissions, or name another directory in"
            " PREUVE_STORE"
        ) from error
    return Store(path)
