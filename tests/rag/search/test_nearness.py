"""How near passages and sentences are, in deviations above chance, and when that may count."""

from __future__ import annotations

import numpy as np
import pytest

from rag.index.contents import Entry
from rag.search.nearness import Nearness, nearness, worth
from rag.types import Analysis, Passage, Span

UP, RIGHT = np.array([1.0, 0.0], dtype=np.float32), np.array([0.0, 1.0], dtype=np.float32)


def entry(*sentences: tuple[int, np.ndarray]) -> Entry:
    """A passage with sentences of these lengths and vectors; it is as near as `RIGHT`."""
    ends = np.cumsum([length for length, _ in sentences]).tolist()
    spans = tuple(Span(end - length, end) for end, (length, _) in zip(ends, sentences, strict=True))
    passage = Passage("x:00000", "f", "s", 0, 0, ends[-1], "x" * ends[-1], "fr", sentences=spans)
    return Entry(passage, Analysis("", ""), RIGHT, np.stack([vector for _, vector in sentences]))


def test_cosines_are_told_in_deviations_above_the_sample() -> None:
    sample = np.array([[0.2, 0.0], [0.4, 0.0]], dtype=np.float32)
    near = nearness(UP, {"a": entry((10, UP), (10, RIGHT))}, sample)
    assert near.passages["a"] == pytest.approx((0.0 - 0.3) / 0.1, abs=1e-4)
    assert near.sentences["a"][:, 0] == pytest.approx([7.0, -3.0], abs=1e-4)


def test_a_sentence_counts_with_those_beside_it_by_their_lengths() -> None:
    sample = np.array([[1.0, 0.0], [-1.0, 0.0]], dtype=np.float32)  # middle 0, deviation 1: cosines as they are
    near = nearness(UP, {"a": entry((30, UP), (40, RIGHT), (10, RIGHT))}, sample)
    expected = [30 / 50, 30 / np.hypot(30, 50), 0.0]
    assert near.sentences["a"][:, 1] == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(
    ("judged", "nearest", "coverage", "low", "high"),
    [
        (2.5, 4.5, 1.0, 1.0, 1.0),  # found by its words, and the embedder agrees
        (0.0, 2.5, 1.0, 0.0, 0.0),  # found by its words, and the embedder knows nothing of it
        (0.0, 4.5, 0.1, 0.85, 1.0),  # in another language: the words are chance, the nearest passage is none
        (0.0, 2.6, 0.1, 0.0, 0.0),  # neither
        (1.0, 4.5, 0.5, 0.7, 0.8),
    ],
)
def test_what_nearness_is_worth(judged: float, nearest: float, coverage: float, low: float, high: float) -> None:
    near = Nearness({"lexical": judged, "dense": nearest}, {})
    assert low <= worth(near, ["lexical"], coverage, 200) <= high


def test_a_larger_collection_asks_for_more() -> None:
    near = Nearness({"a": 3.6}, {})
    values = [worth(near, [], 0.0, passages) for passages in (100, 1_000, 10_000, 1_000_000)]
    assert values == sorted(values, reverse=True)
    assert values[0] > 0.5 > values[-1] == 0.0


def test_vectors_that_mean_nothing_are_worth_little() -> None:
    generator = np.random.default_rng(3)
    values = []
    for _ in range(200):
        near = Nearness({str(at): value for at, value in enumerate(generator.normal(size=300))}, {})
        values.append(worth(near, ["0", "1", "2", "3", "4"], 0.5, 300))
    assert float(np.mean(values)) < 0.25
