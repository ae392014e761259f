"""A question with all that it is asked in."""

from __future__ import annotations

from dataclasses import dataclass

from rag.stopping import StopSignal
from rag.types import Turn


@dataclass(frozen=True, slots=True)
class Request:
    """A question after the turns before it, of some documents; `stop` gives the answer up when it is set."""

    question: str
    language: str
    turns: tuple[Turn, ...] = ()
    files: tuple[str, ...] | None = None
    stop: StopSignal | None = None
