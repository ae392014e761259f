"""The two processes that help with an ingest: one parses files, the other questions the new generation.

Both import for a good part of a second before they are of use. `preuve ingest` starts them before it imports its own
engines, so that all three import at the same time.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Self

from ingest.load import Loader
from rag.index.embedded.validation import ValidationChild


class Children:
    """The children of one ingest, started at once; use it as a context manager, so that they end with it."""

    def __init__(self) -> None:
        self.loader = Loader()
        self.loader.start()
        self._waiting: ValidationChild | None = ValidationChild()
        self._asked: ValidationChild | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.loader.close()
        if self._waiting is not None:
            self._waiting.close()

    def interrupt(self) -> None:
        """End what they do for another thread, whose ingest ends by that."""
        self.loader.interrupt()
        if self._asked is not None:
            self._asked.interrupt()

    def validate(self, index: Path, generation: str) -> None:
        """Question a generation in the child that waits for it, a second one in another; raises as that child does."""
        child, self._waiting = self._waiting or ValidationChild(), None
        self._asked = child
        with closing(child):
            child(index, generation)
