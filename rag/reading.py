"""What a sentence has in common with a question and with what answers one of its kind, as numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from rag.cues import fits, leans
from rag.matching import Matcher, Numbers, View
from rag.rank import Inquiry

SENTENCE_FEATURES = (
    "passage",
    "coverage",
    "before",
    "after",
    "earlier",
    "context",
    "phrase",
    "new",
    "first",
    "leaning",
    "number",
    "name",
    "cue",
)
FADING = 0.7
"""What a clue still counts with each sentence that lies between (see `earlier`)."""


def sentence_text(seen: View, at: int) -> str:
    """The text of a sentence."""
    span = seen.passage.sentences[at]
    return seen.passage.text[span.start - seen.passage.start : span.end - seen.passage.start]


def sentence_features(inquiry: Inquiry, seen: View, passage: float) -> Numbers:
    """The features of the sentences of a passage, shape `(sentences, len(SENTENCE_FEATURES))`.

    `passage` is the passage's own share. Shares of clues are weighted: in the sentence, only in the one `before`,
    only in the one `after`, only `earlier` in the passage, only in its `context`. `leaning` is `before` where the
    sentence opens with a word that stands for something said before; `new` grows with the terms that the question does
    not have; `first` is 1 for the first sentence.
    """
    matcher = inquiry.matcher(seen.passage.language)
    found = matcher.matches(seen)
    before, after, earlier = _around(found)
    near = np.maximum(found, np.maximum(before, after))
    context = np.maximum(matcher.in_context(seen) - np.maximum(found.max(axis=0), near), 0.0)
    rows = np.zeros((seen.sentences, len(SENTENCE_FEATURES)))
    rows[:, 0] = passage
    for column, shares in enumerate((found, before, after, earlier, context), start=1):
        rows[:, column] = matcher.share(shares)
    rows[:, 6] = _side_by_side(seen, matcher)
    rows[0, 8] = 1.0
    for at, row in enumerate(rows):
        terms = seen.of_sentence(at)
        text = sentence_text(seen, at)
        row[7] = math.log1p(len(set(terms) - matcher.terms))
        row[9] = row[2] if row[2] and leans(text, seen.passage.language) else 0.0
        row[10:] = fits(inquiry.kind, text, terms, matcher.terms, seen.passage.language)
    return rows


def _around(found: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Of each sentence: the clues that only the one before, only the one after, only those before that hold."""
    nothing = np.zeros_like(found[:1])
    one_before = np.concatenate([nothing, found[:-1]])
    before = np.maximum(one_before - found, 0.0)
    after = np.maximum(np.concatenate([found[1:], nothing]) - np.maximum(found, before), 0.0)
    earlier = np.zeros_like(found)
    for at in range(2, len(found)):
        earlier[at] = np.maximum(FADING * earlier[at - 1], found[at - 2])
    return before, after, np.maximum(earlier - np.maximum(found, one_before), 0.0)


def _side_by_side(seen: View, matcher: Matcher) -> Numbers:
    """For each sentence the share of the neighbouring clues that are neighbours in it too, with one word between."""
    pairs = list(pairwise(matcher.clues))
    shares = np.zeros(seen.sentences)
    weights = [min(left.weight, right.weight) for left, right in pairs]
    total = sum(weights)
    if not total:
        return shares
    for at in range(seen.sentences):
        terms = seen.of_sentence(at)
        near = _neighbours(terms)
        found = sum(
            weight for (left, right), weight in zip(pairs, weights, strict=True) if (left.term, right.term) in near
        )
        shares[at] = found / total
    return shares


def _neighbours(terms: Sequence[str]) -> set[tuple[str, str]]:
    return set(pairwise(terms)) | set(zip(terms, terms[2:], strict=False))
