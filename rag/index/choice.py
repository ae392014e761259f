"""Which library keeps the documents: the one place that knows which there are.

Each is imported when it is asked for: a command that starts helping processes must not wait for engines before.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.index.library import Helper, Library


def library_in(directory: Path) -> Library:
    """The library that a directory holds, or will hold."""
    from rag.index.embedded.library import EmbeddedLibrary

    return EmbeddedLibrary(directory)


def start_helper() -> Helper:
    """Start what a writer of whatever library this is has use of; close it when the writer is done."""
    from rag.index.embedded.validation import Validator

    return Validator()
