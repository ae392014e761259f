"""Whether a statement and its sources have enough in common to be compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.proof.support.finding import Objection
from rag.proof.support.text import Text, held

LEAST_SHARED = 0.4
"""Share of a sentence's content words that its sources must have, where both are in one language."""


def objections(claim: Text, proofs: Sequence[Text], behind: frozenset[str]) -> Iterator[Objection]:
    """Too little in common; `behind` are the names that pronouns of the sources stand for."""
    there = behind.union(*(proof.keys for proof in proofs))
    known = held(claim.keys, there)
    same = any(proof.language == claim.language for proof in proofs)
    if not known:
        reason = "it has no word in common with the source" if same else "its source is in another language"
        yield Objection(reason)
    elif same and len(claim.keys) > 2 and len(known) < LEAST_SHARED * len(claim.keys):
        yield Objection("it says more than the source")
