"""Yes and no: what a statement denies and its source affirms, or the other way round, and words that are opposites.

A clause of the statement is held against the clause that it comes from. Negations, words that deny (« interdit ») and
opposites each turn it round; two turns make the same statement again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.language.senses.links import NEGATIVE_CONDITIONS
from rag.language.senses.negation import DENYING, NEGATIVE, Negation
from rag.language.senses.opposites import CONTRARIES, opposite_prefix
from rag.language.senses.paraphrases import key
from rag.language.senses.strength import EXCEPT
from rag.proof.support.align import Pair, by_clause
from rag.proof.support.finding import Objection
from rag.proof.support.limits import is_limit
from rag.proof.support.opposites import opposites
from rag.proof.support.roles import turned
from rag.proof.support.text import Text, held, in_language

_ENOUGH = 0.5  # share of a clause's words from which on its negation is compared


def objections(claim: Text, proofs: Sequence[Text], found: Sequence[Pair]) -> Iterator[Objection]:
    """Where the statement and its sources say the contrary of each other, or one denies what the other leaves open."""
    if _excepted(claim, proofs):
        return
    yield from _unknown_negation(claim, proofs, found)
    for group in by_clause(found):
        reasons = [_turned_round(pair) for pair in group]
        if all(reasons):
            yield Objection(reasons[0] or "", True)
    yield from _denied_there(claim, proofs)
    yield from _prefixes(claim, proofs)


def _turned_round(pair: Pair) -> str | None:
    """Why a clause says the contrary of its origin; `None` where it does not, or where too little is in common."""
    compared = pair.common - {word.key for word in pair.clause.words if word.exact}
    fragment = len(pair.clause.words) == 1 < len(pair.claim.words)
    enough = (
        compared
        and not fragment
        and len(pair.common) >= max(1, _ENOUGH * min(len(pair.clause.keys), len(pair.origin.keys)))
    )
    if (pair.clause.negations and _denied_elsewhere(pair)) or _denied_beside(pair):
        return None
    # « ni la mairie ni la préfecture n'ont » denies once.
    turns = [f"“{negation.word}” is not in the source" for negation in _denied(pair.claim, pair.clause.negations)[:1]]
    turns += [f"the source says “{negation.word}”" for negation in _met(pair)[:1]]
    negative = NEGATIVE_CONDITIONS.get(pair.language)
    if negative:
        turns += [
            f"the condition “{match[0]}” turns it round" for match in negative.finditer(f"{pair.said} | {pair.there}")
        ]
    said, there = _denying(pair.said, pair.language), _denying(pair.there, pair.language)
    known = _denying(pair.whole, pair.language)
    turns += [f"“{word}” is not in the source" for word in said[:1] if not known]
    turns += [f"the source says “{word}”" for word in there[:1] if not said and _shares_denied(pair)]
    turns += _negated_forms(pair)[:1]
    contrary = list(opposites(pair))[:1]  # one word may stand in several groups
    turns += contrary
    if not enough and not contrary:
        return None
    if len(turns) % 2 == 0 or (contrary and turned(pair)):
        return None
    return (contrary or turns)[0]


def _negated_forms(pair: Pair) -> list[str]:
    """Words of the statement that a prefix turns round, where its source denies: « unconfirmed », « not confirmed »."""
    if bool(pair.clause.negations) == bool(pair.origin.negations):
        return []  # without negations see `_prefixes`
    there = set(pair.proof.plain_words)
    words = (pair.claim.plain[word.start : word.end] for word in pair.clause.words)
    return [
        f"“{word}” is the opposite of what the source says"
        for word in words
        if word not in there and any(opposite_prefix(word, other) for other in there)
    ]


def _denied_elsewhere(pair: Pair) -> bool:
    """Whether another clause denies a word of the statement that its origin lacks: « none of the vineyards did »."""
    missing = pair.clause.keys - pair.common
    return any(
        held(missing, frozenset(key(term, pair.language) for term in negation.scope))
        for negation in pair.proof.negations
        if negation not in pair.origin.negations
    )


def _denied_beside(pair: Pair) -> bool:
    """Whether another clause of the statement denies what the origin denies: « pendant trois jours, il n'a pas … »."""
    others = (clause for clause in pair.claim.clauses if clause is not pair.clause and clause.negations)
    return bool(pair.origin.negations) and any(held(other.keys, pair.origin.keys) for other in others)


def _excepted(claim: Text, proofs: Sequence[Text]) -> bool:
    """Whether the statement denies for a case what a source says except in that case."""
    if not claim.negations and not _denying(claim.plain, claim.language):
        return False
    exception = EXCEPT.get(claim.language)
    for proof in in_language(proofs, claim.language):
        for match in exception.finditer(proof.plain) if exception and not exception.search(claim.plain) else ():
            case = next((clause for clause in proof.clauses if clause.start <= match.start() < clause.end), None)
            if case and not proof.negations and case.keys and len(held(case.keys, claim.keys)) == len(case.keys):
                return True
    return False


def _denied(text: Text, negations: Sequence[Negation]) -> list[Negation]:
    return [negation for negation in negations if not is_limit(text, negation)]


def _met(pair: Pair) -> list[Negation]:
    """The negations of a clause of the source that deny something of which the statement speaks."""
    met = []
    for negation in _denied(pair.proof, pair.origin.negations):
        scope = {key(term, pair.language) for term in negation.scope}
        if not scope or held(pair.clause.keys, frozenset(scope)) or _negated_forms(pair):
            met.append(negation)
    return met


def _denying(text: str, language: str) -> list[str]:
    pattern = DENYING.get(language)
    return [match[0] for match in pattern.finditer(text)] if pattern else []


def _shares_denied(pair: Pair) -> bool:
    """Whether most of what the statement's clause says is what the source's clause denies."""
    return len(pair.common) >= _ENOUGH * len(pair.clause.keys)


def _unknown_negation(claim: Text, proofs: Sequence[Text], found: Sequence[Pair]) -> Iterator[Objection]:
    """A negation where the sources deny nothing at all, in no way."""
    said = _denied(claim, claim.negations)
    if not said or any(proof.negations for proof in proofs):
        return
    same = in_language(proofs, claim.language)
    conditions = NEGATIVE_CONDITIONS.get(claim.language)
    turns = (
        any(conditions and conditions.search(proof.plain) for proof in same)
        or any(_denying(proof.plain, claim.language) for proof in same)
        or any(any(True for _ in opposites(pair)) for pair in found)
    )
    if not turns:
        yield Objection(f"“{said[0].word}” is not in the source", bool(found))


def _denied_there(claim: Text, proofs: Sequence[Text]) -> Iterator[Objection]:
    """Words that the statement affirms, all that a negation of the sources denies."""
    if claim.negations or _denying(claim.plain, claim.language):
        return
    for proof in in_language(proofs, claim.language):
        for negation in _denied(proof, proof.negations):
            if negation.scope and negation.scope <= claim.terms:
                yield Objection(f"the source says “{negation.word}”", True)


def _prefixes(claim: Text, proofs: Sequence[Text]) -> Iterator[Objection]:
    if claim.negations or any(proof.negations for proof in proofs):
        return
    there = {word for proof in proofs for word in proof.plain_words}
    for word in sorted(set(claim.plain_words) - there):
        if any(opposite_prefix(word, other) for other in there.difference(claim.plain_words)):
            yield Objection(f"“{word}” is the opposite of what the source says", True)


def answer_objections(yes: bool, claim: Text, question: Text) -> Iterator[Objection]:
    """What speaks against the « yes » or « no » before a statement that is itself proven.

    `claim` is the statement without it. Without a question, a « no » needs something in the statement that denies.
    """
    word = "yes" if yes else "no"
    asked = len(_denied(question, question.negations)) + len(_denying(question.plain, question.language))
    said = len(_denied(claim, claim.negations)) + len(_denying(claim.plain, claim.language))
    crossed = _crossed(claim, question)
    if not question.words:
        negative = NEGATIVE.get(claim.language)
        if not yes and not said and not (negative and negative.search(claim.plain)):
            yield Objection(f"“{word}” stands before a statement that affirms")
        return
    same = (asked + said + crossed) % 2 == 0
    if yes and not same:
        yield Objection("“yes” stands before a statement that denies what is asked", True)
    elif not yes and same and _covers(claim, question):
        yield Objection("“no” stands before a statement that affirms what is asked", True)


def _crossed(claim: Text, question: Text) -> int:
    crossed = 0
    for group in CONTRARIES:
        sides = [(side.search(claim.plain), side.search(question.plain)) for side in group]
        crossed += any(said and not asked for said, asked in sides) and any(asked and not said for said, asked in sides)
    return crossed


def _covers(claim: Text, question: Text) -> bool:
    """Whether the statement says all that is asked, numbers and names too."""
    asked = question.keys
    return len(held(asked, claim.keys)) >= 0.75 * len(asked)
