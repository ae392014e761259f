"""Conditions and causes that a statement drops, makes up or exchanges."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.language.senses.links import CAUSE_LIKE, CAUSES, CONDITION_LIKE, CONDITIONS, CONSEQUENCES
from rag.proof.support.finding import Objection
from rag.proof.support.text import Text, Word, held, in_language

_KNOWN = 0.4  # share of a condition's words that the statement, or the question, has
_MAIN = 0.5  # share of a statement's words that come from what depends on the condition
_END = re.compile(r"[,،;؛.](?!\d)|$")
_FRONTED_END = re.compile(rf"{_END.pattern}| qu[e'] ?| that ")  # « c'est grâce à elle que … »
_OR = re.compile(r"[,،] ?(?:ou|or|او) ")
_SENTENCE_END = re.compile(r"[.!?؟](?!\d)")


def objections(claim: Text, proofs: Sequence[Text], asked: Text) -> Iterator[Objection]:
    same = in_language(proofs, claim.language)
    if claim.language not in CONDITIONS or not same:
        return
    for proof in same:
        yield from _dropped(claim, proof, asked)
    yield from _invented(claim, same, asked)
    yield from _causes(claim, same)


def _keys(words: Sequence[Word], start: int, end: int) -> frozenset[str]:
    return frozenset(word.key for word in words if start <= word.start < end)


def _sentence(text: Text, at: int) -> tuple[int, int]:
    """The sentence around a place."""
    start = max((match.end() for match in _SENTENCE_END.finditer(text.plain, 0, at)), default=0)
    end = _SENTENCE_END.search(text.plain, at)
    return start, end.start() if end else len(text.plain)


def _conditions(text: Text) -> Iterator[tuple[re.Match[str], frozenset[str], frozenset[str]]]:
    """What opens each condition of a text, the words of the condition, and the words of what depends on it."""
    for match in CONDITIONS[text.language].finditer(text.plain):
        start, end = _sentence(text, match.start())
        stop = _END.search(text.plain, match.end())
        close = min(end, stop.start() if stop else end)
        condition = _keys(text.words, match.end(), close)
        if other := list(_OR.finditer(text.plain, start, match.start())):
            start = other[-1].start()  # « tous les ans, ou plus tôt si … »: the condition is that of the other case
        yield match, condition, _keys(text.words, start, match.start()) | _keys(text.words, close, end)


def _dropped(claim: Text, proof: Text, asked: Text) -> Iterator[Objection]:
    known = claim.keys | asked.keys
    for match, condition, main in _conditions(proof):
        depends = main - condition
        if not condition or len(held(claim.keys, depends)) < max(1, _MAIN * len(claim.keys)):
            continue
        if len(held(condition, known)) < _KNOWN * len(condition):
            yield Objection(f"the source says it under a condition: “{match[0]}”")


def _invented(claim: Text, proofs: Sequence[Text], asked: Text) -> Iterator[Objection]:
    there = frozenset().union(*(proof.keys for proof in proofs)) | asked.keys
    like = CONDITION_LIKE[claim.language]
    conditional = any(CONDITIONS[claim.language].search(proof.plain) or like.search(proof.plain) for proof in proofs)
    for match, condition, _ in _conditions(claim):
        if not conditional or len(held(condition, there)) < _KNOWN * len(condition):
            yield Objection(f"the condition “{match[0]}” is not in the source")


def _sides(text: Text) -> tuple[re.Match[str], frozenset[str], frozenset[str]] | None:
    """A word that says why, the words of the cause, and the words of what came of it; `None` if there is none."""
    cause = CAUSES[text.language].search(text.plain)
    match = cause or CONSEQUENCES[text.language].search(text.plain)
    if match is None:
        return None
    start, end = _sentence(text, match.start())
    before, after = _keys(text.words, start, match.start()), _keys(text.words, match.end(), end)
    if cause is None:
        return match, before, after
    stop = (_END if before else _FRONTED_END).search(text.plain, match.end())
    middle = min(end, stop.start() if stop else end)
    if not before and middle == end:  # « بسبب الجفاف انخفض المحصول »: nothing parts the cause from what came of it
        middle = next((word.end for word in text.words if word.start >= match.end()), end)
    # « Parce qu'il pleuvait, le match fut annulé » says it the other way round.
    return match, _keys(text.words, match.end(), middle), before or _keys(text.words, middle, end)


def _causes(claim: Text, proofs: Sequence[Text]) -> Iterator[Objection]:
    said = _sides(claim)
    if said is None:
        return
    match, cause, effect = said
    found = [sides for proof in proofs if (sides := _sides(proof))]
    if not found:
        if not any(CAUSE_LIKE[claim.language].search(proof.plain) for proof in proofs):
            yield Objection(f"the source does not say “{match[0]}”")
        return
    _, causes, effects = found[0]
    straight = len(held(cause, causes)) + len(held(effect, effects))
    crossed = len(held(cause, effects)) + len(held(effect, causes))
    if crossed > straight:
        yield Objection("the source says that one is the cause of the other, the other way round", True)
    elif cause and not held(cause, causes):
        yield Objection(f"the source gives another cause than “{match[0]} …”")
