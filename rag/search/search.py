"""What is looked for and what was found: the passages in order, and the sentences of the best ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from rag.answers import Citation, Hit
from rag.search.matching import Numbers, View
from rag.search.rank import Inquiry
from rag.search.units import Unit
from rag.types import Passage, Span

PassageFinder = Callable[[Passage, int], Passage | None]
"""The passage of the same document that holds an offset, `None` where there is none."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may answer, with its features and its probability to be the one among those that were read.

    `held` says how well it, what stands beside it and what stands above it hold each clue, shape `(clues,)`; `points`
    are what the weights give its features.
    """

    hit: Hit
    unit: Unit
    chance: float
    features: Numbers
    held: Numbers
    points: float = 0.0

    @property
    def span(self) -> Span:
        """Its place in the document, as far as its passage goes."""
        return self.unit.span

    @property
    def text(self) -> str:
        """Its words."""
        return self.unit.text(self.hit.passage)

    def is_in(self, citation: Citation) -> bool:
        """Whether it is part of what is cited."""
        passage, cited = self.hit.passage, Span(citation.start, citation.end)
        return (passage.file, passage.sha256) == (citation.file, citation.sha256) and self.span.overlaps(cited)


def _nowhere(_passage: Passage, _offset: int) -> Passage | None:
    """Finds nothing: of a search without an index."""
    return None


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for and what was found: the hits in order, with their analysis, and the sentences that were read.

    `worth` is how much the dense score counted, 0 to 1; `passage_at` finds what stands elsewhere in a document.
    `titles` and `dates` are those of the documents by file, as far as they are known.
    """

    inquiry: Inquiry
    hits: tuple[Hit, ...]
    views: Mapping[str, View]
    worth: float
    sentences: tuple[Candidate, ...] = ()
    passage_at: PassageFinder = field(default=_nowhere, compare=False, repr=False)
    titles: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    dates: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)


def copies_last(hits: Sequence[Hit]) -> list[Hit]:
    """The hits with passages of the same text behind all others: copies of a file must not take the places."""
    first: dict[str, Hit] = {}
    for hit in hits:
        first.setdefault(hit.passage.text.strip(), hit)
    return [*first.values(), *(hit for hit in hits if first[hit.passage.text.strip()] is not hit)]
