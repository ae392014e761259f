"""The two processes that help with an ingest: one parses files, the other questions the new generation.

Both import for a good part of a second before they are of use. `preuve ingest` starts them before it imports its own
engines, so that all three import at the same time.
"""

from __future__ import annotations

from types import TracebackType
from typing import Self

from ingest.load import Loader
from rag.index.choice import start_helper


class Children:
    """The children of one ingest, started at once; use it as a context manager, so that they end with it."""

    def __init__(self) -> None:
        self.loader = Loader()
        self.loader.start()
        self.helper = start_helper()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.loader.close()
        self.helper.close()

    def interrupt(self) -> None:
        """End what they do for another thread, whose ingest ends by that."""
        self.loader.interrupt()
        self.helper.interrupt()
