"""Long texts in windows that an embedder reads whole, and batches of about equal work."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

BATCH_TOKENS = 4096
"""Tokens, padding included, of one forward pass; larger is not faster on two cores."""


def windows(text: str, offsets: Sequence[tuple[int, int]], room: int) -> list[str]:
    """The text in pieces of equal token count, at most `room` each; `offsets` are those of its tokens."""
    if len(offsets) <= room:
        return [text]
    pieces = math.ceil(len(offsets) / room)
    borders = [round(index * len(offsets) / pieces) for index in range(pieces + 1)]
    starts = [0, *(offsets[border][0] for border in borders[1:-1]), len(text)]
    return [text[start:end] for start, end in pairwise(starts)]


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Indexes of texts with these token counts, longest first, in batches of at most `BATCH_TOKENS` with padding.

    A text that is longer alone makes a batch of its own.
    """
    order = sorted(range(len(lengths)), key=lambda index: -lengths[index])
    at = 0
    while at < len(order):
        size = max(1, BATCH_TOKENS // max(1, lengths[order[at]]))
        yield order[at : at + size]
        at += size


def means(rows: NDArray[np.float32], counts: Sequence[int]) -> NDArray[np.float32]:
    """The mean of each `counts[i]` rows in turn, shape `(len(counts), dimension)`."""
    starts = np.cumsum([0, *counts[:-1]])
    sums: NDArray[np.float32] = np.add.reduceat(rows, starts, axis=0)
    return np.asarray(sums / np.array(counts, dtype=np.float32)[:, None], dtype=np.float32)
