"""What is looked for and what was found: the passages in order, and the sentences of the best ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.answers import Hit
from rag.search.matching import Numbers, View
from rag.search.rank import Inquiry
from rag.types import Span


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer, with its features and its probability to be the one among those that were read."""

    hit: Hit
    span: Span
    chance: float
    features: Numbers


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for and what was found: the hits in order, with their analysis, and the sentences that were read.

    `worth` is how much the dense score counted, 0 to 1.
    """

    inquiry: Inquiry
    hits: tuple[Hit, ...]
    views: Mapping[str, View]
    worth: float
    sentences: tuple[Candidate, ...] = ()


def copies_last(hits: Sequence[Hit]) -> list[Hit]:
    """The hits with passages of the same text behind all others: copies of a file must not take the places."""
    first: dict[str, Hit] = {}
    for hit in hits:
        first.setdefault(hit.passage.text.strip(), hit)
    return [*first.values(), *(hit for hit in hits if first[hit.passage.text.strip()] is not hit)]
