"""Vectors that are put together instead of computed, for corpora whose embedding would take hours.

The vector of a generated passage is the unit sum of the bundled model's vector of its topic, of that of another topic
(less of it), and a little noise: as near to each other as vectors of real text are, and as many different ones as there
are passages. Questions are embedded by the bundled model itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from bench.corpus import OPENING, Source
from rag.embedding.embedder import Embedder
from rag.embedding.transformer import Vector, unit_rows
from rag.embedding.wording import Embedded, Wording

OTHER = (0.3, 0.9)
"""What the other topic counts, relative to the passage's own."""
NOISE = 0.25
"""Length of the noise, relative to the topic's vector."""


class PrecomputedEmbedder:
    """Stands in for the embedder that it is given, with the same fingerprint, so that its index is that one's."""

    def __init__(self, embedder: Embedder, source: Source) -> None:
        self._embedder = embedder
        self.name = embedder.name
        self.dimension = embedder.dimension
        self.fingerprint: Mapping[str, Any] = embedder.fingerprint
        self._topics = embedder.embed_passages([Wording(" ".join(topic)) for topic in source.topics]).passages
        self._known = {topic[:OPENING]: row for row, topic in enumerate(source.topics)}
        self.notice = embedder.notice

    def embed_passages(self, wordings: Sequence[Wording]) -> Embedded:
        """Sentences get the vectors of their passages."""
        rows = np.zeros((len(wordings), self.dimension), dtype=np.float32)
        for row, each in zip(rows, wordings, strict=True):
            row[:] = self._vector(each.text)
        rows = unit_rows(rows, self.name)
        pairs = zip(rows, wordings, strict=True)
        return Embedded(rows, tuple(np.tile(row, (len(each.sentences), 1)) for row, each in pairs))

    def _vector(self, text: str) -> Vector:
        random = np.random.default_rng(list(hashlib.blake2b(text.encode(), digest_size=16).digest()))
        topic = self._known[tuple(text.split(maxsplit=OPENING)[:OPENING])]
        other = int(random.integers(len(self._topics)))
        noise = random.standard_normal(self.dimension, dtype=np.float32) * (NOISE / self.dimension**0.5)
        vector: Vector = self._topics[topic] + random.uniform(*OTHER) * self._topics[other] + noise
        return vector

    def embed_question(self, text: str) -> Vector:
        return self._embedder.embed_question(text)

    def prepare_questions(self) -> None:
        self._embedder.prepare_questions()

    def expect(self, passages: int) -> None:
        """Passages need no model."""

    def release(self) -> None:
        self._embedder.release()
