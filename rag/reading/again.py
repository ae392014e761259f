"""What a follow-up asks beyond the turn before: « Et comment on le soigne ? » goes on from what was said, « Et un
chevalet ? » is answered by what speaks of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rag.answers import Turn
from rag.language.clauses.ellipsis import asks_what_to_do
from rag.language.folding import fold_plain
from rag.language.language import analyse
from rag.language.questions import Kind
from rag.search.continuations import opening
from rag.search.matching import RELATIVE
from rag.search.search import Candidate, Search

_GOES_ON = frozenset((Kind.MANNER, Kind.REASON))
"""Kinds of question that ask for more than what was told; an amount or a name may stand in the same sentence."""


def what_goes_on(search: Search, question: str, turns: Sequence[Turn]) -> Search:
    """A search that was looked at, with the sentences that may answer a follow-up; `question` is as it was asked."""
    return of_what_is_new(without_what_was_said(search, question, turns), question, turns)


def without_what_was_said(search: Search, question: str, turns: Sequence[Turn]) -> Search:
    """A search that was looked at, without what the answer before said, where more is asked: how, why, what to do.

    `question` is as it was asked: a sentence that holds a word of it is what it goes on from, and stays. The chances of
    the others are what they are among themselves. Where no other is left nothing changes.
    """
    language = search.inquiry.language
    goes_on = search.inquiry.kind in _GOES_ON or asks_what_to_do(question, language)
    if not turns or not goes_on:
        return search
    said = _plain(turns[-1].answer)
    own = _terms(question, language)
    kept = [each for each in search.sentences if _plain(each.text) not in said or own & _terms(each.text, language)]
    total = sum(each.chance for each in kept)
    if not total or len(kept) == len(search.sentences):
        return search
    return replace(search, sentences=tuple(replace(each, chance=each.chance / total) for each in kept))


OF_THE_REST = 0.2
"""Weighted share of the clues of the question before that a sentence has in it or near it, where any has."""


def of_what_is_new(search: Search, question: str, turns: Sequence[Turn]) -> Search:
    """A search that was looked at, without the sentences that say nothing of what « Et un chevalet ? » brings in.

    `question` is as it was asked. Those which speak of what was asked before too go before others. Nothing changes
    where no sentence speaks of it.
    """
    language = search.inquiry.language
    opened = opening(question, language)
    if not turns or opened is None or opened.asks:
        return search
    new = _terms(opened.rest, language) - _terms(turns[-1].question, language)
    speaking = [each for each in search.sentences if new and _speaks_of(search, each, new)]
    kept = [each for each in speaking if _holds_of_the_rest(search, each, new)] or speaking
    total = sum(each.chance for each in kept)
    if not total or len(kept) == len(search.sentences):
        return search
    return replace(search, sentences=tuple(replace(each, chance=each.chance / total) for each in kept))


def _speaks_of(search: Search, candidate: Candidate, new: set[str]) -> bool:
    """Whether a sentence, or what stands above it, has all the new terms."""
    language = candidate.hit.passage.language
    matcher = search.inquiry.matcher(language)
    texts = (candidate.text, *(above.text for above in candidate.unit.above))
    own = matcher.held_by(term for text in texts for term in _terms(text, language))
    strengths = [held for clue, held in zip(matcher.clues, own, strict=True) if clue.term in new]
    return bool(strengths) and min(strengths) >= RELATIVE


def _holds_of_the_rest(search: Search, candidate: Candidate, new: set[str]) -> bool:
    """Whether a sentence, with what stands around it, has something of what was asked before."""
    matcher = search.inquiry.matcher(candidate.hit.passage.language)
    rest = np.array([clue.term not in new for clue in matcher.clues], dtype=bool)
    near = float(matcher.weights[rest & (candidate.held >= RELATIVE)].sum())
    return near >= OF_THE_REST * float(matcher.weights[rest].sum())


def _terms(text: str, language: str) -> set[str]:
    return {token.term for token in analyse(text, language)}


def _plain(text: str) -> str:
    return " ".join(fold_plain(text).split())
