"""Where in a passage an answer would stand, asked of a part of it."""

from __future__ import annotations

import numpy as np

from rag.reading.trained.pointed import LONGEST, NOT_READ, Pointed
from rag.types import Span


def pointed(starts: list[float], ends: list[float], start: int = 100) -> Pointed:
    offsets = np.array([[start + at, start + at + 1] for at in range(len(starts))])
    return Pointed(0.0, np.array(starts, dtype=np.float32), np.array(ends, dtype=np.float32), offsets)


def test_the_best_answer_begins_before_it_ends_and_stays_inside() -> None:
    told = pointed([0, 5, 0, 9], [7, 0, 3, 0])
    assert told.best(Span(100, 103)) == 8.0  # begins at the second, ends at the third
    assert told.best(Span(100, 101)) == 7.0
    assert told.best(Span(103, 104)) == 9.0


def test_an_answer_is_not_longer_than_what_was_learnt() -> None:
    count = LONGEST + 10
    told = pointed([5.0] + [0.0] * (count - 1), [0.0] * (count - 1) + [5.0])
    assert told.best(Span(100, 100 + count)) == 5.0


def test_what_lies_behind_what_was_read_has_few_points() -> None:
    assert pointed([1.0], [1.0]).best(Span(500, 520)) == NOT_READ
