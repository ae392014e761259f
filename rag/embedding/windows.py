"""Long texts in windows that an embedder reads whole, batches of about equal work, and means over parts of a text."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from rag.embedding.wording import Embedded, Wording

BATCH_TOKENS = 4096
"""Tokens, padding included, of one forward pass; larger is not faster on two cores."""

Span = tuple[int, int]


def windows(text: str, offsets: Sequence[Span], room: int) -> list[Span]:
    """Spans that tile a text, of equal token count and at most `room` each; `offsets` are those of its tokens."""
    if len(offsets) <= room:
        return [(0, len(text))]
    pieces = math.ceil(len(offsets) / room)
    borders = [round(index * len(offsets) / pieces) for index in range(pieces + 1)]
    return list(pairwise([0, *(offsets[border][0] for border in borders[1:-1]), len(text)]))


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


class Gathered:
    """The vectors of windows, put together to those of passages and of their sentences.

    A passage's vector is the mean of its windows'. A sentence's is the mean of the vectors of its tokens, which have
    seen the whole window (late chunking; Günther et al. 2024, arXiv:2409.04701): it costs no second pass. Where a model
    gives no vectors for tokens that can be compared with those of texts, it is the passage's.
    """

    def __init__(self, wordings: Sequence[Wording], dimension: int) -> None:
        self._wordings = wordings
        self._passages = np.zeros((len(wordings), dimension), dtype=np.float32)
        self._sums = [np.zeros((len(each.sentences), dimension), dtype=np.float32) for each in wordings]

    def add(self, at: int, vector: NDArray[np.float32]) -> None:
        """The vector of a window of the passage `at`, shape `(dimension,)`."""
        self._passages[at] += vector

    def add_tokens(self, at: int, vectors: NDArray[np.float32], offsets: NDArray[np.int64], start: int) -> None:
        """The vectors of the tokens of a window of the passage `at`, shape `(tokens, dimension)`.

        `offsets`, shape `(tokens, 2)`, are relative to `start`, a place in the passage; what lies before the passage,
        and tokens that come from nowhere, belong to no sentence.
        """
        sentences = np.array(self._wordings[at].sentences, dtype=np.int64).reshape(-1, 2)
        # The last character of a token tells: the first may be the space between two sentences.
        last = offsets[:, 1] - 1 + start
        held = (last >= sentences[:, :1]) & (last < sentences[:, 1:]) & (offsets[:, 1] > offsets[:, 0])
        self._sums[at] += held.astype(np.float32) @ vectors

    def result(self) -> Embedded:
        """The vectors, none of unit length."""
        for sums, passage in zip(self._sums, self._passages, strict=True):
            sums[~sums.any(axis=1)] = passage
        return Embedded(self._passages, tuple(self._sums))
