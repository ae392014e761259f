"""Must for may, all for some, done for planned: a statement that says it more strongly than its source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.language.language import analyse
from rag.language.senses.paraphrases import MODAL_KEYS, key
from rag.language.senses.strength import (
    ALL,
    DONE,
    EXCEPT,
    HEDGE,
    MAY,
    MOST,
    MUST,
    ONLY,
    PLANNED,
    SHOULD,
    SOME,
    Patterns,
)
from rag.proof.support.align import Pair, by_clause
from rag.proof.support.finding import Objection
from rag.proof.support.text import held

_FEW_DAYS = re.compile(
    r"(?<!\w)(?:quelques|plusieurs|a few|few|several|some|بضعه|عده|بعض) "
    r"(?:secondes|minutes|heures|jours|semaines|mois|annees|ans|seconds|hours|days|weeks|months|years"
    r"|ثوان|دقايق|ساعات|ايام|اسابيع|اشهر|شهور|سنوات|اعوام)(?!\w)"
)
_WORD = re.compile(r"[^\W\d_]+")


def objections(found: Sequence[Pair]) -> Iterator[Objection]:
    """What the sources say less strongly; where clauses come from several, all of them must speak against it."""
    for group in by_clause(found):
        for rule in (_modality, _stage, _quantifiers, _exclusive):
            against = [next(rule(pair), None) for pair in group]
            if against[0] and all(against):
                yield against[0]
        for pair in group[:1]:
            for other in _beside(pair):
                for rule in (_modality, _stage, _quantifiers):
                    yield from rule(other)


def _beside(pair: Pair) -> Iterator[Pair]:
    """A clause of a statement with clauses that have words of it which its own origin lacks."""
    missing = pair.clause.keys - pair.common - MODAL_KEYS
    for origin in pair.proof.clauses:
        if origin.start > pair.origin.start and held(missing, origin.keys):
            yield replace(pair, origin=origin)


def _first(patterns: Patterns, text: str, language: str) -> str | None:
    pattern = patterns.get(language)
    match = pattern.search(text) if pattern else None
    return match[0] if match else None


def _some(text: str, language: str) -> str | None:
    """A word for some of many, which « quelques jours » is not."""
    return _first(SOME, _FEW_DAYS.sub(" ", text), language)


def _modality(pair: Pair) -> Iterator[Objection]:
    language = pair.language
    said, there = pair.said, pair.there
    if pair.negated:
        return
    must, may, should = (_first(patterns, said, language) for patterns in (MUST, MAY, SHOULD))
    there_must, there_may, there_should = (_first(patterns, there, language) for patterns in (MUST, MAY, SHOULD))
    hedged = _first(HEDGE, there, language)
    if must and not should and not there_must and (there_may or there_should):
        yield Objection(f"the source says “{there_should or there_may}”, not “{must}”")
    elif should and not must and there_must and not there_should:
        yield Objection(f"the source says “{there_must}”, not “{should}”")
    elif may and not must and there_must and not there_may and not hedged:
        yield Objection(f"the source says “{there_must}”, not “{may}”")
    elif hedged and not any(
        _first(patterns, pair.claim.plain, language) for patterns in (MAY, SHOULD, MUST, HEDGE, PLANNED)
    ):
        yield Objection(f"the source says “{hedged}”")


def _stage(pair: Pair) -> Iterator[Objection]:
    language = pair.language
    planned = _first(PLANNED, pair.there, language)
    done = DONE.get(language)
    if not planned or done is None or _first(PLANNED, pair.claim.plain, language) or pair.negated:
        return
    for match in done.finditer(pair.said):
        asked = any(_first(patterns, match[0], language) for patterns in (MUST, MAY, SHOULD))
        if not asked and not _is_done(pair, match[0]):
            yield Objection(f"the source says “{planned}”, not “{match[0]}”")
            return


def _is_done(pair: Pair, word: str) -> bool:
    """Whether the source says that it is done, in any word for it, and not only after a word that announces it."""
    keys = [key(token.term, pair.language) for token in analyse(word, pair.language)]
    announced = PLANNED[pair.language]
    for clause in pair.proof.clauses:
        first = announced.search(pair.proof.plain, clause.start, clause.end)
        open_ = frozenset(other.key for other in clause.words if first is None or other.end <= first.start())
        if keys and len(held(keys, open_)) == len(keys):
            return True
    return False


def _quantifiers(pair: Pair) -> Iterator[Objection]:
    language = pair.language
    every, there_every = _first(ALL, pair.said, language), _first(ALL, pair.there, language)
    some, there_some = _some(pair.said, language), _some(pair.there, language)
    if every and not pair.clause.negations:
        if there_some and not there_every:
            yield Objection(f"the source says “{there_some}”, not “{every}”")
        elif (only := _first(ONLY, pair.whole, language)) and not _first(ONLY, pair.claim.plain, language):
            yield Objection(f"the source says “{only}”, not “{every}”")
        elif (exception := _first(EXCEPT, pair.whole, language)) and not _first(EXCEPT, pair.claim.plain, language):
            yield Objection(f"the source says “{exception}”")
    elif (most := _first(MOST, pair.said, language)) and there_some and not _first(MOST, pair.there, language):
        yield Objection(f"the source says “{there_some}”, not “{most}”")
    elif there_some and not some and not there_every and (word := _generalised(pair)):
        yield Objection(f"the source says “{there_some}”, not of every “{word}”")


def _generalised(pair: Pair) -> str | None:
    """A word that the source says of a part only, and the statement with nothing before it or only an article."""
    for match in SOME[pair.language].finditer(pair.there):
        after = _WORD.search(pair.there, match.end())
        while after and len(after[0]) <= 3:
            after = _WORD.search(pair.there, after.end())
        if after and after[0] in _WORD.findall(pair.said):
            return after[0]
    return None


def _exclusive(pair: Pair) -> Iterator[Objection]:
    only = _first(ONLY, pair.said, pair.language)
    if only and not _first(ONLY, pair.whole, pair.language) and not pair.negated:
        yield Objection(f"“{only}” is not in the source")
