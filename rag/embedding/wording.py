"""What of a passage is embedded, and the vectors that come back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.types import Passage


@dataclass(frozen=True, slots=True)
class Wording:
    """The text of a passage, and the spans of its sentences within it, in order.

    Equal wordings are embedded once, whatever files they stand in.
    """

    text: str
    sentences: tuple[tuple[int, int], ...] = ()

    @property
    def key(self) -> bytes:
        """The key under which its vectors are stored."""
        return hashlib.blake2b(f"{self.sentences}\0{self.text}".encode(), digest_size=16).digest()


def wording_of(passage: Passage) -> Wording:
    start = passage.start
    return Wording(passage.text, tuple((span.start - start, span.end - start) for span in passage.sentences))


@dataclass(frozen=True, slots=True)
class Embedded:
    """The vectors of passages, shape `(n, dimension)`, and for each of them those of its sentences.

    Those of a passage's sentences have the shape `(sentences, dimension)`.
    """

    passages: NDArray[np.float32]
    sentences: tuple[NDArray[np.float32], ...]
