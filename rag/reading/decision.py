"""Whether to answer: what tells that the documents answer at all, and that what is cited is the right place."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rag.language.folding import fold_plain, skeleton
from rag.language.language import analyse
from rag.language.questions import Kind
from rag.language.senses.negation import negations
from rag.language.senses.opposites import OPPOSITES
from rag.reading.reading import HOLDS, SENTENCE_FEATURES, SPAN
from rag.search.matching import RELATIVE, Matcher, Numbers
from rag.search.search import Candidate, Search
from rag.search.units import Form

ANSWERED_FEATURES = (
    "score",
    "points",
    "nowhere",
    "lacking",
    "names",
    "other",
    "turned",
    "uncounted",
    "meaning",
    "list",
    "foreign",
    "span",
    "holds",
    "held",
)
"""What tells whether the documents answer at all: see `answered_features`."""
RIGHT_FEATURES = ("chance", "share")
"""What tells whether the cited sentences are those that answer: see `right_features`."""
SURE_FEATURES = ("odds",)
"""What the probability of both together is made of: see `sure_features`."""
_NUMBER = SENTENCE_FEATURES.index("number")
_MEANING = SENTENCE_FEATURES.index("meaning")
_DIGITS = re.compile(r"\d")


def answered_features(search: Search, best: Candidate) -> Numbers:
    """Whether the documents answer, shape `(len(ANSWERED_FEATURES),)`.

    `score` is that of the passage of the best sentence, `points` its own; `nowhere` the weighted share of the clues
    which no passage of its language holds that the search considered, `lacking` of those that neither the sentence, nor
    what is beside or above it holds; `names`, among the clues that are names or numbers, the share of the lacking ones;
    `other` is 1 where a number is lacking and the sentence has another one in its place, of another year, article or
    version; `turned` where the sentence denies what the question does not or says the opposite of a word of it,
    `uncounted` where the question asks for a number or a date and the sentence has none; `meaning` is that of the
    sentence; `list` is 1 where it is one, `foreign` where the passage is in another language than the question, whose
    terms cannot be missed there then; `span` and `holds` are those of the sentence, `held` the greatest
    that the trained reader gives a passage that was read.
    """
    passage = best.hit.passage
    matcher = search.inquiry.matcher(passage.language)
    missing = best.held < RELATIVE
    names = matcher.weights[matcher.exact]
    unnamed = float(matcher.weights[missing & matcher.exact].sum()) / (float(names.sum()) or 1.0)
    turned = _turned(search.inquiry.text, search.inquiry.language, best.text, passage.language, matcher.terms)
    uncounted = search.inquiry.kind in (Kind.DATE, Kind.AMOUNT) and not best.features[_NUMBER]
    foreign = passage.language != search.inquiry.language
    lacking = float(matcher.share(missing.astype(float)))
    return np.array(
        [
            best.hit.score,
            best.points,
            0.0 if foreign else float(matcher.share((matcher.held < RELATIVE).astype(float))),
            0.0 if foreign else lacking,
            0.0 if foreign else unnamed,
            float(_another(matcher, missing, best, passage.language)),
            float(turned),
            float(uncounted),
            float(best.features[_MEANING]),
            float(best.unit.form is Form.LIST),
            float(foreign),
            float(best.features[SPAN]),
            float(best.features[HOLDS]),
            max((float(each.features[HOLDS]) for each in search.sentences), default=float(best.features[HOLDS])),
        ]
    )


def _another(matcher: Matcher, missing: NDArray[np.bool_], best: Candidate, language: str) -> bool:
    """Whether the question gives a number that is lacking, and the sentence gives one of the same kind instead."""
    wanted = [clue.term for clue, lacks in zip(matcher.clues, missing, strict=True) if lacks and clue.term[0].isdigit()]
    if not wanted:
        return False
    given = {token.term for token in analyse(best.text, language)} - matcher.terms
    return any(_alike(number, term) for number in wanted for term in given)


def _alike(number: str, term: str) -> bool:
    """Whether two index terms of numbers are of one kind: both years, or written alike but for their digits."""
    return term[0].isdigit() and _DIGITS.sub("0", number) == _DIGITS.sub("0", term)


def _turned(question: str, language: str, text: str, written: str, terms: frozenset[str]) -> bool:
    """Whether a text denies one of the terms and the question nothing, or the other way round, or says the opposite."""
    asked = negations(question, language)
    denied = negations(text, written)
    if asked and not denied:
        return True
    if not asked and any(negation.scope & terms for negation in denied):
        return True
    left, right = skeleton(fold_plain(question)), skeleton(fold_plain(text))
    for group in OPPOSITES:
        sides = [side.search(left) is not None for side in group]
        if sum(sides) == 1 and [side.search(right) is not None for side in group] == [not side for side in sides]:
            return True
    return False


def right_features(search: Search, cited: Sequence[Candidate]) -> Numbers:
    """Whether one of the cited sentences, the best first, is right, shape `(len(RIGHT_FEATURES),)`.

    `chance` is the log-odds of their chances together among all sentences that were read, `share` the logarithm of the
    share of the best one's passage.
    """
    best = cited[0]
    scores = np.array([hit.score for hit in search.hits])
    share = math.exp(best.hit.score - float(scores.max())) / float(np.exp(scores - scores.max()).sum())
    chance = min(1.0, sum(each.chance for each in cited))
    odds = math.log((chance + 1e-6) / (1.0 - chance + 1e-6))
    return np.array([odds, math.log(share + 1e-3)])


def sure_features(answered: float, right: float) -> Numbers:
    """The log-odds of two probabilities together, shape `(len(SURE_FEATURES),)`.

    That the documents answer is learnt from more questions that they leave open than people ask, so the product of both
    ranks well and is too low; a logistic model of its odds says what it is worth (Platt 1999).
    """
    both = answered * right
    return np.array([math.log((both + 1e-6) / (1.0 - both + 1e-6))])


def logistic(features: Numbers, weights: Numbers) -> float:
    """The probability that a logistic model gives; the last weight is the bias."""
    return 1.0 / (1.0 + math.exp(-float(features @ weights[:-1]) - float(weights[-1])))
