"""Sets of characters: the sweeps against the plain definition, character by character."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from eval.metrics.spans import merge, shared, size, touches, widened
from rag.types import Span

SPANS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 12)).map(lambda pair: Span(pair[0], pair[0] + pair[1])), max_size=12
)


def characters(spans: list[Span] | tuple[Span, ...]) -> set[int]:
    return {at for span in spans for at in range(span.start, span.end)}


@given(SPANS)
@settings(max_examples=200, deadline=None)
def test_merging_keeps_the_characters(spans: list[Span]) -> None:
    merged = merge(spans)
    assert characters(merged) == characters(spans)
    assert size(merged) == len(characters(spans))
    assert all(left.end < right.start for left, right in pairwise(merged))


@given(SPANS, SPANS)
@settings(max_examples=200, deadline=None)
def test_shared_counts_common_characters(first: list[Span], second: list[Span]) -> None:
    assert shared(merge(first), merge(second)) == len(characters(first) & characters(second))


@given(SPANS, st.integers(0, 40), st.integers(0, 12))
@settings(max_examples=200, deadline=None)
def test_touching_is_having_a_character_in_common(spans: list[Span], start: int, length: int) -> None:
    span = Span(start, start + length)
    assert touches(span, merge(spans)) == bool(characters([span]) & characters(spans))


def test_widening_takes_every_sentence_that_is_touched() -> None:
    sentences = (Span(0, 10), Span(11, 20), Span(22, 30))
    assert widened(Span(3, 5), sentences) == Span(0, 10)
    assert widened(Span(8, 13), sentences) == Span(0, 20)
    assert widened(Span(0, 30), sentences) == Span(0, 30)
    assert widened(Span(10, 11), sentences) == Span(10, 11)
    assert widened(Span(20, 23), sentences) == Span(20, 30)
    assert widened(Span(31, 33), sentences) == Span(31, 33)
