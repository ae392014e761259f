"""A question and a passage as the trained reader is given them, in training and in use."""

from __future__ import annotations

from dataclasses import dataclass

from rag.embedding.fingerprints import BUNDLED_DESCRIPTION
from rag.embedding.tokens import Pieces, Tokens

MOST_PIECES = 384
"""Of a question, what stands above and a passage together; what is beyond is not read."""
MOST_ASKED = 96
"""Of a question."""
MOST_ABOVE = 48
"""Of what stands above a passage."""
NONE = 0
"""The piece that a reader points at where a passage does not answer: the first of all."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Numbers of pieces, and for those from `first` on the span of the passage that each comes from."""

    ids: list[int]
    first: int
    offsets: list[tuple[int, int]]


def question_pieces(tokens: Tokens, question: str) -> list[int]:
    """The pieces of a question, with the prefix that the encoder knows and a mark at both ends."""
    return tokens.encode(BUNDLED_DESCRIPTION["prefixes"][0] + question, MOST_ASKED).ids


def above_pieces(tokens: Tokens, above: str) -> list[int]:
    """The pieces of what stands above a passage, without marks."""
    return tokens.encode(above, MOST_ABOVE).ids[1:-1] if above else []


def pair_of(question: list[int], above: list[int], passage: Pieces) -> Pair:
    """`<s> question </s></s> above passage </s>`; `passage` comes with its marks."""
    end = question[-1]
    first = len(question) + 1 + len(above)
    room = max(0, MOST_PIECES - first - 1)
    ids = passage.ids[1:-1][:room]
    return Pair([*question, end, *above, *ids, end], first, passage.offsets[1 : 1 + len(ids)])
