"""Sets of characters as sorted lists of spans; every operation is one sweep, linear after sorting."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from rag.types import Span

Merged = tuple[Span, ...]
"""Spans in order that neither overlap nor touch."""


def merge(spans: Iterable[Span]) -> Merged:
    """The characters of all spans, each counted once; empty spans vanish."""
    merged: list[Span] = []
    start, end = 0, -1
    for span in sorted((span for span in spans if span.end > span.start), key=lambda span: span.start):
        if span.start > end:
            if end > start:
                merged.append(Span(start, end))
            start, end = span.start, span.end
        else:
            end = max(end, span.end)
    if end > start:
        merged.append(Span(start, end))
    return tuple(merged)


def size(spans: Iterable[Span]) -> int:
    """How many characters merged spans hold."""
    return sum(len(span) for span in spans)


def shared(first: Merged, second: Merged) -> int:
    """How many characters two merged lists have in common."""
    total = left = right = 0
    while left < len(first) and right < len(second):
        a, b = first[left], second[right]
        total += max(0, min(a.end, b.end) - max(a.start, b.start))
        if a.end <= b.end:
            left += 1
        else:
            right += 1
    return total


def touches(span: Span, merged: Merged) -> bool:
    """Whether a span has a character in common with a merged list."""
    after = bisect_right(merged, span.end - 1, key=lambda other: other.start)
    return len(span) > 0 and after > 0 and merged[after - 1].end > span.start


def widened(span: Span, sentences: Sequence[Span]) -> Span:
    """The sentences that a span touches, from the first to the last; the span itself where it touches none.

    `sentences` are in order and do not overlap.
    """
    first = bisect_right(sentences, span.start, key=lambda sentence: sentence.end)
    after = bisect_right(sentences, span.end - 1, key=lambda sentence: sentence.start)
    if first >= after:
        return span
    return Span(min(span.start, sentences[first].start), max(span.end, sentences[after - 1].end))
