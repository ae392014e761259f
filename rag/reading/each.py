"""Which ones of several: « Quelles communes ont un point d'accueil ? » is answered by the sentence of every one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.language.folding import fold_plain, skeleton
from rag.language.language import analyse
from rag.language.senses.negation import denies
from rag.search.matching import RELATIVE
from rag.search.search import Candidate, Search
from rag.search.units import Form

MOST = 10
"""Sentences that are cited of as many documents."""
ALIKE = 0.7
"""Weighted share of what the best sentence holds of a question that another must hold: one « dispose », one « a »."""
_ASKS = {
    "fr": re.compile(
        r"^(?:et |(?:dans|de|sur|a|chez|pour|parmi|par) )*quel(?:le)?s (?!(?:sont|etaient|seront|furent)\b)\w+"
        r"|^quel(?:le)?s sont (?:tous |toutes )?les \w+ qui\b"
        r"|^(?:cite|liste|donne|enumere|nomme)\w* (?:moi )?tou(?:s|tes) les \w+ qui\b"
    ),
    "en": re.compile(
        r"^(?:and |(?:in|on|at|for|by|of) )*(?:which|what) (?:of the )?(?:\w+[^s\W]s|people|children|men|women)"
        r" (?!(?:is|was|are|were) (?:the|a|an)\b)\w+"
        r"|^(?:list|name|give|show)(?: me)? all (?:the )?\w+ (?:that|which|who|with)\b"
    ),
    "ar": re.compile(r"^(?:ما|ماهي|ما هي|اي|اذكر) (?:كل |جميع )?ال\w+ (?:التي|الذين|اللواتي)(?!\w)|^في اي ال\w+"),
}
"""What asks for every one of which something is said, in skeleton text."""


def each_of_them(search: Search, chosen: Sequence[Candidate]) -> list[Candidate]:
    """What is to be cited, with the likeliest sentence of every other document that says the same of its own.

    It says the same where it holds nearly all that the best sentence holds of the question, and denies as little.
    """
    best = chosen[0]
    if best.unit.form not in (Form.PROSE, Form.ITEM) or not _asks(search):
        return list(chosen)
    language = best.hit.passage.language
    denied = denies(best.text, language)
    found = [each for each in chosen if denies(each.text, each.hit.passage.language) == denied]
    for each in _saying_the_same(search, best):
        if len(found) < MOST and all(each.hit.passage.file != other.hit.passage.file for other in found):
            found.append(each)
    return found


def _asks(search: Search) -> bool:
    pattern = _ASKS.get(search.inquiry.language)
    return pattern is not None and pattern.search(skeleton(fold_plain(search.inquiry.text)).strip()) is not None


def _saying_the_same(search: Search, best: Candidate) -> Iterator[Candidate]:
    language = best.hit.passage.language
    wanted = _own(search, best)
    weights = search.inquiry.matcher(language).weights
    denied = denies(best.text, language)
    if int(wanted.sum()) < 2:
        return  # one word in common says too little
    for each in search.sentences:
        passage = each.hit.passage
        if passage.language != language or each.unit.form not in (Form.PROSE, Form.ITEM):
            continue  # a question has other words in each language
        both = _own(search, each) & wanted
        share = float(weights[both].sum()) / (float(weights[wanted].sum()) or 1.0)
        if share >= ALIKE and denies(each.text, language) == denied:
            yield each


def _own(search: Search, candidate: Candidate) -> NDArray[np.bool_]:
    """Which clues of the question a sentence itself holds, but for the words of what is asked for."""
    language = candidate.hit.passage.language
    matcher = search.inquiry.matcher(language)
    own: NDArray[np.bool_] = matcher.held_by(token.term for token in analyse(candidate.text, language)) >= RELATIVE
    return np.logical_and(own, ~_asked_for(search, language))


def _asked_for(search: Search, language: str) -> NDArray[np.bool_]:
    """The clue of the noun that is asked for: « communes », which need not stand in each sentence."""
    clues = search.inquiry.matcher(language).clues
    first: NDArray[np.bool_] = np.arange(len(clues)) == 0
    return first
