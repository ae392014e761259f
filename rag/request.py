"""A question with all that it is asked in."""

from __future__ import annotations

from dataclasses import dataclass

from rag.answers import Turn
from rag.stopping import StopSignal


@dataclass(frozen=True, slots=True)
class Request:
    """A question after the turns before it, of some documents; `stop` gives the answer up when it is set."""

    question: str
    language: str
    turns: tuple[Turn, ...] = ()
    files: tuple[str, ...] | None = None
    stop: StopSignal | None = None
