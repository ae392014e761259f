"""What the passages that were read speak of, and how near a unit is to that."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from rag.search.matching import View


def centre_of(views: Sequence[View], shares: Sequence[float]) -> dict[str, float]:
    """What passages speak of, by index term: the unit sum of their unit vectors of terms, each times its share.

    A sentence near to it speaks of what its passage and the other likely ones do, with or without words of the
    question; after centroid summaries (Radev et al. 2004, doi:10.1016/j.ipm.2003.10.006).
    """
    centre: dict[str, float] = {}
    for seen, share in zip(views, shares, strict=True):
        vector = {term: 1.0 + math.log(count) for term, count in Counter(seen.terms).items()}
        length = math.hypot(*vector.values())
        for term, value in vector.items():
            centre[term] = centre.get(term, 0.0) + share * value / length
    length = math.hypot(*centre.values())
    return {term: value / length for term, value in centre.items()} if length else {}


def nearness_to(terms: Sequence[str], centre: Mapping[str, float]) -> float:
    """Of the different terms to a unit vector."""
    different = dict.fromkeys(terms)
    return sum(centre.get(term, 0.0) for term in different) / math.sqrt(len(different) or 1)
