"""Which clause of the sources each clause of a statement comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rag.language.senses.paraphrases import MODAL_KEYS
from rag.proof.support.text import Clause, Text, held, in_language

_SURE = 2  # times that a number, a date or a name counts as much as another word


@dataclass(frozen=True)
class Pair:
    """A clause of a statement with a clause of a source; `shared` counts the words that they have in common."""

    claim: Text
    clause: Clause
    proof: Text
    origin: Clause
    shared: int

    @property
    def language(self) -> str:
        return self.claim.language

    @cached_property
    def said(self) -> str:
        return self.claim.plain[self.clause.start : self.clause.end]

    @cached_property
    def there(self) -> str:
        return self.proof.plain[self.origin.start : self.origin.end]

    @property
    def whole(self) -> str:
        return self.proof.plain

    @property
    def negated(self) -> bool:
        return bool(self.clause.negations or self.origin.negations)

    @cached_property
    def common(self) -> frozenset[str]:
        return frozenset(held(self.clause.keys, self.origin.keys))


def pairs(claim: Text, proofs: Sequence[Text]) -> list[Pair]:
    """For each clause of the statement the clauses, of sources in its language, with most words in common."""
    found: list[Pair] = []
    for clause in claim.clauses:
        scored = [
            Pair(claim, clause, proof, origin, _shared(claim, clause, origin))
            for proof in in_language(proofs, claim.language)
            for origin in proof.clauses
        ]
        most = max((pair.shared for pair in scored), default=0)
        found.extend(pair for pair in scored if most and pair.shared == most)
    return found


def by_clause(found: Sequence[Pair]) -> list[list[Pair]]:
    """The pairs of each clause of the statement together."""
    groups: dict[int, list[Pair]] = {}
    for pair in found:
        groups.setdefault(pair.clause.start, []).append(pair)
    return list(groups.values())


def _shared(claim: Text, clause: Clause, origin: Clause) -> int:
    common = held(clause.keys - MODAL_KEYS, origin.keys)
    exact = {word.key for word in clause.words if word.exact} | claim.proper
    return sum(_SURE if one in exact else 1 for one in common)
