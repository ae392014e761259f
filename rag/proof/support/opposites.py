"""Words of a statement whose opposite its source says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.language.senses.opposites import CONTRARIES
from rag.proof.support.align import Pair
from rag.proof.support.text import held

_OPEN_UNTIL = re.compile(r"(?<!\w)(?:open|ouvert\w*|مفتوح\w*) (?:until|till|jusqu|حتي|الي)")
"""What is open until six closes at six."""


def opposites(pair: Pair) -> Iterator[str]:
    """Words of a clause whose opposite the source says, and the word itself nowhere."""
    for group in CONTRARIES:
        for side in group:
            said = side.search(pair.said)
            if said and _OPEN_UNTIL.match(pair.claim.plain, pair.clause.start + said.start()):
                continue
            if said is None or side.search(pair.whole):
                continue
            against = (match for other in group if other is not side for match in other.finditer(pair.whole))
            if any(_touches(pair, match.start()) for match in against):
                yield f"“{said[0]}” is the opposite of what the source says"


def _touches(pair: Pair, at: int) -> bool:
    """Whether a place of the source lies in the clause that is compared, or in one that has a word of the statement."""
    if pair.origin.start <= at < pair.origin.end:
        return True
    clause = next((clause for clause in pair.proof.clauses if clause.start <= at < clause.end), None)
    return clause is not None and bool(held(pair.clause.keys, clause.keys))
