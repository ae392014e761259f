"""Measures of the ranked passages, with facts as what is to be found. Answerable questions only.

A passage finds a fact when it overlaps a place that proves it, and counts if it is the first to find one: two passages
over the same place earn no more than one. A question without retrieved passages scores 0.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from eval.metrics.items import NOT_CONCERNED, Item, Ratio
from rag.types import Span


def gains(item: Item) -> tuple[int, ...]:
    """For each retrieved passage, in order, how many facts it is the first to find."""
    if item.prediction is None:
        return ()
    missing = list(item.facts)
    found: list[int] = []
    for passage in item.prediction.retrieved:
        span = Span(passage.start, passage.end)
        left = [
            fact
            for fact in missing
            if not any(target.file == passage.file and target.span.overlaps(span) for target in fact)
        ]
        found.append(len(missing) - len(left))
        missing = left
    return tuple(found)


def hit_at(gained: Sequence[int], rank: int) -> float:
    """1 where one of the first `rank` gains is positive (Success@k)."""
    return float(any(gained[:rank]))


def recall_at(gained: Sequence[int], total: int, rank: int) -> float:
    """Share of `total` that the first `rank` gains make up (recall@k)."""
    return sum(gained[:rank]) / total


def reciprocal_rank_at(gained: Sequence[int], rank: int) -> float:
    """1 by the rank of the first positive gain, 0 where there is none up to `rank` (MRR, Voorhees 1999)."""
    return next((1.0 / place for place, gain in enumerate(gained[:rank], 1) if gain), 0.0)


def discounted_gain_at(gained: Sequence[int], ideal: Sequence[int], rank: int) -> float:
    """nDCG@k with linear gain and a discount of log2(1 + rank) (Järvelin and Kekäläinen 2002, as in trec_eval)."""
    best = _discounted(sorted(ideal, reverse=True)[:rank])
    return _discounted(gained[:rank]) / best if best else 0.0


def _discounted(values: Sequence[int]) -> float:
    return sum(value / math.log2(rank + 1) for rank, value in enumerate(values, 1))


def relevance(gained: Sequence[int]) -> tuple[int, ...]:
    """1 for each passage that finds something new, else 0."""
    return tuple(int(gain > 0) for gain in gained)


def ideal_relevance(gained: Sequence[int], total: int) -> tuple[int, ...]:
    """1 for each passage that found something new, and 1 for each of `total` facts that was not found."""
    return (1,) * (sum(relevance(gained)) + total - sum(gained))


def _once(item: Item, value: float) -> Ratio:
    return (value, 1.0) if item.facts else NOT_CONCERNED


def hit_1(item: Item) -> Ratio:
    """Questions whose first passage finds a fact."""
    return _once(item, hit_at(gains(item), 1))


def hit_5(item: Item) -> Ratio:
    """Questions with a passage among the first 5 that finds a fact."""
    return _once(item, hit_at(gains(item), 5))


def hit_10(item: Item) -> Ratio:
    """Questions with a passage among the first 10 that finds a fact."""
    return _once(item, hit_at(gains(item), 10))


def recall_5(item: Item) -> Ratio:
    """Mean share of a question's facts that the first 5 passages find."""
    return _once(item, recall_at(gains(item), max(1, len(item.facts)), 5))


def recall_10(item: Item) -> Ratio:
    """Mean share of a question's facts that the first 10 passages find."""
    return _once(item, recall_at(gains(item), max(1, len(item.facts)), 10))


def mrr_10(item: Item) -> Ratio:
    """Mean reciprocal rank of the first passage that finds a fact, among the first 10."""
    return _once(item, reciprocal_rank_at(gains(item), 10))


def ndcg_10(item: Item) -> Ratio:
    """Mean nDCG of the first 10 passages; relevant are those that find something new, and facts not found."""
    gained = gains(item)
    return _once(item, discounted_gain_at(relevance(gained), ideal_relevance(gained, len(item.facts)), 10))
