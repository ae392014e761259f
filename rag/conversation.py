"""The numbers of cited places: given once over all turns of a conversation, so that `[2]` means the same in each.

This module needs only the standard library.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rag.answers import Answer, Citation

Spot = tuple[str, str, int, int]
"""What a number stands for: file, sha256, start, end."""


def spot_of(citation: Citation) -> Spot:
    return citation.file, citation.sha256, citation.start, citation.end


def numbered(answer: Answer, numbers: Mapping[Spot, int] | None = None) -> dict[Spot, int]:
    """The `numbers` of the turns before, and for each place that the answer is the first to cite the next one."""
    known = dict(numbers or {})
    for citation in _citations(answer):
        known.setdefault(spot_of(citation), len(known) + 1)
    return known


def _citations(answer: Answer) -> Iterator[Citation]:
    for sentence in answer.sentences:
        yield from sentence.citations
