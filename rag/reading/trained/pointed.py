"""What a reader that has learnt says of a passage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.stopping import StopSignal
from rag.types import Passage, Span

LONGEST = 64
"""Pieces of an answer; a longer one is told by its beginning and the likeliest end within so many."""
NOT_READ = -12.0
"""The points of a span that lies behind what was read."""


@dataclass(frozen=True, slots=True)
class Pointed:
    """What a passage was given. `holds`: the log-odds that it answers.

    `starts` and `ends`, shape `(pieces,)`, are the points of an answer that begins or ends at a piece, above those of
    no answer; `offsets`, shape `(pieces, 2)`, are where in the document each piece stands.
    """

    holds: float
    starts: NDArray[np.float32]
    ends: NDArray[np.float32]
    offsets: NDArray[np.int64]

    def best(self, span: Span) -> float:
        """The points of the likeliest answer that begins and ends in a span of the document."""
        inside = np.flatnonzero((self.offsets[:, 0] < span.end) & (self.offsets[:, 1] > span.start))
        if not len(inside):
            return NOT_READ
        starts, ends = self.starts[inside], self.ends[inside]
        best = -np.inf
        for step in range(min(LONGEST, len(inside))):
            best = max(best, float((starts[: len(starts) - step] + ends[step:]).max()))
        return best


Point = Callable[[str, Sequence[Passage], StopSignal | None], list[Pointed]]
"""Question and passages to what is said of each: see `rag.reading.trained.reader`."""
