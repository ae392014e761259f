"""The errors of the program.

    PreuveError                 exit code 2
    ├── UsageError              a value that the user gave is wrong
    │   ├── QuestionError       empty, too long or not text
    │   └── SettingError        a setting has a value that cannot be used
    ├── FileRefused             one file cannot be ingested; the others go on
    ├── EmbedderError           the embedding model refuses a text or gives unusable vectors
    │   └── EmbedderUnavailable it cannot be loaded, or its process has ended
    ├── ModelError              the chat model cannot be reached or gives no usable answer
    ├── IndexProblem           the index cannot be used
    │   ├── IndexMissing        there is none
    │   ├── IndexMismatch       built with another embedder, other split settings or another schema
    │   │   └── IndexOutdated   the schema is older; the next writer migrates it
    │   └── IndexDamaged        its files are not what was published
    ├── Stopped                 nobody waits for it any more
    ├── StoreProblem            users, conversations and feedback cannot be read or written
    ├── TestSetError            a test set or a predictions file is wrong
    └── Busy                    another process holds what is needed; exit code 3
        └── TooOften            one person asks more often than is allowed

Every message is one line: what is wrong, which value, what to do.
This module needs only the standard library.
"""

from __future__ import annotations


class PreuveError(Exception):
    """Base of all errors that are told to the user without a traceback."""

    exit_code = 2


class UsageError(PreuveError):
    """A value that the user gave is wrong."""


class QuestionError(UsageError):
    """A question that is empty, too long or not text."""


class SettingError(UsageError):
    """A setting has a value that cannot be used."""


class FileRefused(PreuveError):
    """One file cannot be ingested.

    `code` is a short stable word for the receipt (`empty`, `encrypted`, `damaged`, `binary`, `too-large`, …).
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class EmbedderError(PreuveError):
    """The embedding model refuses a text or gives unusable vectors."""


class EmbedderUnavailable(EmbedderError):
    """The embedding model cannot be loaded, or its process has ended: no text can be embedded."""


class ModelError(PreuveError):
    """The chat model cannot be reached or gives no usable answer.

    `code` and `values` name the cause, which `rag.chat.words` tells in three languages; empty where it has no name.
    """

    def __init__(self, message: str, code: str = "", values: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.values = values


class IndexProblem(PreuveError):
    """The index cannot be used."""


class IndexMissing(IndexProblem):
    """There is no published index in the directory."""


class IndexMismatch(IndexProblem):
    """The index was built with another embedder, other split settings or another schema."""


class IndexOutdated(IndexMismatch):
    """The schema of the catalog is older than this program's; the next writer migrates it."""


class IndexDamaged(IndexProblem):
    """The files of the index are not what was published."""


class Stopped(PreuveError):
    """Somebody did not want to wait for the end."""


class StoreProblem(PreuveError):
    """Users, conversations and feedback cannot be read or written."""


class TestSetError(PreuveError):
    """A test set or a predictions file is wrong; the message names file, line and id."""

    __test__ = False


class Busy(PreuveError):
    """Another process holds what is needed."""

    exit_code = 3


class TooOften(Busy):
    """One person asks more often than is allowed; `seconds` is how long to wait."""

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds
