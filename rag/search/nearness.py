"""How near passages and their sentences are to a question by their vectors, and what that is worth."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from rag.embedding.transformer import Vector
from rag.index.contents import Entry
from rag.search.matching import Numbers

UNDERSTOOD = 2.0
"""Deviations at which the best lexical candidates stand above chance if the embedder understands both texts."""
CHANCE = 0.3
"""Deviations by which the nearest passage may exceed what is expected of the nearest of so many by chance."""
CLEAR = 0.75
"""Deviations above that from which on the nearest passage is no chance; random vectors reach it once in twenty."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """Of the candidates for a question, by their ids, in standard deviations above passages taken at random.

    `sentences[id]` has the shape `(sentences, 2)`: each sentence alone, and with those beside it.
    """

    passages: Mapping[str, float]
    sentences: Mapping[str, Numbers]


def nearness(vector: Vector, entries: Mapping[str, Entry], sample: Vector) -> Nearness:
    """How near the candidates are to a question with this vector.

    `sample`, shape `(n, dimension)`, holds the vectors of passages that have nothing to do with it.
    """
    random = sample @ vector
    middle, spread = float(random.mean()), float(random.std()) or 1.0
    cosines = np.stack([entry.vector for entry in entries.values()]) @ vector
    sentences = {}
    for identifier, entry in entries.items():
        both = np.stack([entry.sentences @ vector, _with_those_beside(entry) @ vector], axis=1)
        sentences[identifier] = np.asarray((both - middle) / spread, dtype=np.float64)
    return Nearness(dict(zip(entries, ((cosines - middle) / spread).tolist(), strict=True)), sentences)


def worth(near: Nearness, judges: list[str], coverage: float, passages: int) -> float:
    """How much nearness may count for a question, from 0 to 1.

    An embedder that understands the question and the documents puts the best candidates of the lexical search,
    `judges`, above chance. Where the lexical search has found few of the question's terms, it is no judge: over
    documents in another language its candidates are chance themselves. `coverage` is the greatest share of the terms
    in a passage, and so the weight of this judgement. For the rest it counts how far the nearest passage stands above
    the nearest of so many `passages` that one would expect by chance.
    """
    judged = [near.passages[identifier] for identifier in judges if identifier in near.passages]
    lexical = _share(sum(judged) / len(judged) / UNDERSTOOD) if judged else 1.0
    excess = max(near.passages.values(), default=0.0) - _greatest_by_chance(passages) - CHANCE
    return coverage * lexical + (1.0 - coverage) * _share(excess / CLEAR)


def _share(value: float) -> float:
    return min(1.0, max(0.0, value))


def _greatest_by_chance(count: int) -> float:
    """The expected greatest of so many normal deviates (Cramér 1946, §28.6)."""
    root = math.sqrt(2.0 * math.log(max(count, 3)))
    return root - (math.log(math.log(max(count, 3))) + math.log(4.0 * math.pi)) / (2.0 * root)


def _with_those_beside(entry: Entry) -> Vector:
    """Unit vectors of each sentence together with the one before and the one after it, by their lengths."""
    lengths = np.array([len(span) for span in entry.passage.sentences], dtype=np.float32)
    own = entry.sentences * lengths[:, None]
    joined = own.copy()
    joined[1:] += own[:-1]
    joined[:-1] += own[1:]
    unit: Vector = joined / np.maximum(np.linalg.norm(joined, axis=1, keepdims=True), 1e-9)
    return unit
