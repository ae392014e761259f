"""Statements mixed of two clauses of a source: the subject of one with what the other says of something else.

« Les moins de 26 ans entrent gratuitement ; les autres paient 8 euros » does not prove « les moins de 26 ans paient ».
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.language.cues import RESPECTIVELY
from rag.proof.support.align import Pair, by_clause
from rag.proof.support.bindings import THAT_OF, Item, Place, items_of
from rag.proof.support.finding import Objection
from rag.proof.support.text import Clause, Text, held, in_language

_OTHERS = {
    "fr": re.compile(r"\W*(?:(?:mais|et|tandis que|alors que) )?(?:tou(?:te)?s )?les autres|\W*(?:le|tout le) reste"),
    "en": re.compile(
        r"\W*(?:(?:but|and|while|whereas) )?(?:everyone|everybody|everything|all|the|any|anyone) (?:else|others?|rest)"
        r"|\W*(?:(?:but|and|while|whereas) )?others"
    ),
    "ar": re.compile(r"\W*[وف]?(?:اما )?(?:الاخرون|الاخرين|الباقون|الباقي|غيرهم|باقي|بقيه)"),
}
_ELSE = {
    "fr": re.compile(r"(?<!\w)(?:autres?|restes?)(?!\w)"),
    "en": re.compile(r"(?<!\w)(?:else|others?|rest)(?!\w)"),
    "ar": re.compile(r"(?<!\w)[وف]?(?:ال)?(?:اخرون|اخرين|باقون|باقي|غير\w*|بقيه)(?!\w)"),
}
_AGENT = {
    "fr": re.compile(r"(?<!\w)par (?:(?:le|la|les|l'|un|une|son|sa|ses|leurs?|des) ?)?$"),
    "en": re.compile(r"(?<!\w)by (?:(?:the|an?|his|her|its|their) )?$"),
    "ar": re.compile(r"(?<!\w)(?:من قبل|من طرف|علي يد) $"),
}
_LOOK = 20  # characters before a word in which what makes it the agent stands


def objections(claim: Text, proofs: Sequence[Text], found: Sequence[Pair]) -> Iterator[Objection]:
    for group in by_clause(found):
        for rule in (_of_the_others, _of_that, _set_against, _by_another):
            against = [rule(pair) for pair in group]
            if against[0] and all(against):
                yield Objection(f"the source says it of something else than “{against[0]}”")
    same = in_language(proofs, claim.language)
    if not any(RESPECTIVELY.search(text.plain) for text in (claim, *same)):
        yield from _numbers_of_another(claim, same)


def _shown(pair: Pair, keys: frozenset[str]) -> str | None:
    return next((pair.claim.plain[word.start : word.end] for word in pair.clause.words if word.key in keys), None)


def _before(pair: Pair, clause: Clause) -> Clause | None:
    return next((other for other in reversed(pair.proof.clauses) if other.start < clause.start), None)


def _of_the_others(pair: Pair) -> str | None:
    """What « les autres » are set against, where the statement says of it what the source says of the others."""
    others, beyond = _OTHERS.get(pair.language), _ELSE.get(pair.language)
    if others is None or beyond is None or beyond.search(pair.claim.plain):
        return None
    for clause in pair.proof.clauses:
        first = _before(pair, clause)
        if first is None or not others.match(pair.proof.plain, clause.start):
            continue
        own = clause.keys - first.keys
        if held(pair.clause.keys, own) and (taken := (pair.clause.keys - clause.keys) & first.keys):
            return _shown(pair, taken)
    return None


def _of_that(pair: Pair) -> str | None:
    """What « celle de … » says of another, where the statement says it of the first."""
    that = THAT_OF.get(pair.language)
    if that is None or that.search(pair.there):
        return None
    for clause in pair.proof.clauses:
        if clause.start <= pair.origin.start:
            continue
        match = that.search(pair.proof.plain, clause.start, clause.end)
        named = [word.key for word in clause.words if match and word.start >= match.end()][:1]
        if taken := (pair.clause.keys - pair.origin.keys).intersection(named):
            return _shown(pair, taken)
    return None


def _set_against(pair: Pair) -> str | None:
    """A word of a clause that a « mais » sets against the origin of the statement."""
    if pair.clause.negations or len(pair.common) < 2:
        return None
    missing = pair.clause.keys - pair.common
    for clause in pair.proof.clauses:
        if clause.start <= pair.origin.start or not Place(pair.proof, clause).contrasted:
            continue
        taken = frozenset(held(missing, clause.keys - pair.origin.keys))
        if taken and taken == missing:
            return _shown(pair, taken)
    return None


def _by_another(pair: Pair) -> str | None:
    """Who the statement says did it, where the source names another for it: « construit par … puis élargi par … »."""
    agent = _agent(pair.claim, pair.clause)
    if agent is None:
        return None
    for clause in pair.proof.clauses:
        other = _agent(pair.proof, clause)
        if other is None or other == agent or other in pair.clause.keys or held([agent], clause.keys):
            continue
        elsewhere = frozenset().union(*(each.keys for each in pair.proof.clauses if each is not clause))
        if agent in elsewhere and held(pair.clause.keys - elsewhere, clause.keys):
            return _shown(pair, frozenset([agent]))
    return None


def _agent(text: Text, clause: Clause) -> str | None:
    """The key of the word behind « par »."""
    mark = _AGENT.get(text.language)
    if mark is None:
        return None
    words = (w for w in clause.words if mark.search(text.plain, max(0, w.start - _LOOK), w.start) and not w.exact)
    return next((word.key for word in words), None)


def _numbers_of_another(claim: Text, proofs: Sequence[Text]) -> Iterator[Objection]:
    """Numbers of a clause with a subject of its own, which the statement does not have."""
    origins = [Place(proof, clause) for proof in proofs for clause in proof.clauses]
    for clause in claim.clauses:
        items = items_of(claim, clause)
        exact = frozenset().union(*(item.keys for item in items))
        ends = {quantity.end for quantity in claim.quantities}
        counted = frozenset(word.key for word in clause.words if {word.start, word.start - 1} & ends)
        for item in items:
            own = [origin for origin in origins if item.keys <= origin.clause.keys]
            if len(own) == 1 and _is_of_another(clause, item, exact, counted, own[0], origins):
                shown = next(claim.plain[word.start : word.end] for word in clause.words if word.key in item.keys)
                yield Objection(f"“{shown}” is said of something else in the source")


def _is_of_another(
    clause: Clause, item: Item, exact: frozenset[str], counted: frozenset[str], own: Place, origins: Sequence[Place]
) -> bool:
    beside = clause.keys - item.keys - counted
    subject = own.subject_or_plural
    if subject is None or held([subject], clause.keys) or held(beside - exact, own.clause.keys):
        return False
    return any(
        origin is not own
        and origin.text is own.text
        and len(held(beside, origin.clause.keys)) >= max(1, len(beside) - 1)
        for origin in origins
    )
