"""The sentences of the best passages, read: what each has in common with a question and with what answers its kind."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from rag.language.cues import fits, leans
from rag.search.matching import Matcher, Numbers, View
from rag.search.rank import Inquiry
from rag.search.search import Candidate, Search, copies_last
from rag.stopping import StopSignal, go_on

SENTENCE_FEATURES = (
    "passage",
    "coverage",
    "before",
    "after",
    "earlier",
    "context",
    "phrase",
    "first",
    "leaning",
    "central",
    "number",
    "name",
    "cue",
    "meaning",
    "surroundings",
)
SECOND_FEATURES = ("score", "sentences")
"""What ranks a passage again once its sentences are read: see `weighed`."""
PASSAGES_READ = 8
"""Best passages whose sentences are read."""
FADING = 0.7
"""What a clue still counts with each sentence that lies between (see `earlier`)."""


def sentence_text(seen: View, at: int) -> str:
    """The text of a sentence."""
    span = seen.passage.sentences[at]
    return seen.passage.text[span.start - seen.passage.start : span.end - seen.passage.start]


def sentence_features(inquiry: Inquiry, seen: View, passage: float, centre: Mapping[str, float]) -> Numbers:
    """The features of the sentences of a passage, shape `(sentences, len(SENTENCE_FEATURES))`.

    `passage` is the passage's own share, `centre` that of all passages read (see `centre_of`). Shares of clues are
    weighted: in the sentence, only in the one `before`, only in the one `after`, only `earlier` in the passage, only in
    its `context`. `leaning` is `before` where the sentence opens with a word that stands for something said before;
    `first` is 1 for the first sentence; `central` is the cosine of what the sentence says beyond the question to the
    centre; `meaning` and `surroundings` say how near the sentence is to the question by its vector, alone and with the
    sentences beside it (see `rag.search.nearness`).
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
    rows[0, 7] = 1.0
    if seen.meaning is not None:
        rows[:, 13:] = seen.meaning
    for at, row in enumerate(rows):
        terms = seen.of_sentence(at)
        text = sentence_text(seen, at)
        row[8] = row[2] if row[2] and leans(text, seen.passage.language) else 0.0
        row[9] = _cosine([term for term in terms if term not in matcher.terms], centre)
        row[10:13] = fits(inquiry.kind, text, terms, matcher.terms, seen.passage.language)
    return rows


def centre_of(views: Sequence[View], shares: Sequence[float]) -> dict[str, float]:
    """What passages speak of, by index term: the unit sum of their unit vectors of terms, each times its share.

    A sentence near to it speaks of what its passage and the other likely ones do, with or without words of the
    question; after centroid summaries (Radev et al. 2004, doi:10.1016/j.ipm.2003.10.006).
    """
    centre: dict[str, float] = {}
    for seen, share in zip(views, shares, strict=True):
        vector = {term: 1.0 + math.log(count) for term, count in Counter(seen.terms).items()}
        length = math.hypot(*vector.values())
        for term, value in vector.items():
            centre[term] = centre.get(term, 0.0) + share * value / length
    length = math.hypot(*centre.values())
    return {term: value / length for term, value in centre.items()} if length else {}


def _cosine(terms: Sequence[str], centre: Mapping[str, float]) -> float:
    """Of the different terms to a unit vector."""
    different = dict.fromkeys(terms)
    return sum(centre.get(term, 0.0) for term in different) / math.sqrt(len(different) or 1)


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


def read(search: Search, stop: StopSignal | None = None) -> Search:
    """The search with the sentences of its best passages, in their order, whose chances nobody has told yet.

    Raises `Stopped` where `stop` is set before the end.
    """
    scores = np.array([hit.score for hit in search.hits])
    shares = scores - scores.max(initial=0.0)
    shares = shares - math.log(float(np.exp(shares).sum()) or 1.0)
    best = [
        (hit, search.views[hit.passage.id], float(share))
        for hit, share in list(zip(search.hits, shares, strict=True))[:PASSAGES_READ]
    ]
    centre = centre_of([seen for _, seen, _ in best], [math.exp(share) for _, _, share in best])
    found: list[Candidate] = []
    for hit, seen, share in best:
        go_on(stop)
        if hit.passage.sentences:
            rows = sentence_features(search.inquiry, seen, share, centre)
            found.extend(Candidate(hit, span, 0.0, row) for span, row in zip(hit.passage.sentences, rows, strict=True))
    return replace(search, sentences=tuple(found))


def second_features(search: Search, sentence: Numbers) -> Numbers:
    """What ranks the passages again, shape `(hits, len(SECOND_FEATURES))`, of a search that is read.

    `score` is the one that they have; `sentences` the logarithm of the sum of the exponentials of the points that the
    weights of sentences give theirs. Passages that were not read have the least of those that were.
    """
    points: dict[str, list[float]] = {}
    for each, point in zip(search.sentences, _points(search.sentences, sentence), strict=True):
        points.setdefault(each.hit.passage.id, []).append(float(point))
    sums = {identifier: float(np.logaddexp.reduce(each)) for identifier, each in points.items()}
    least = min(sums.values(), default=0.0)
    return np.array([[hit.score, sums.get(hit.passage.id, least)] for hit in search.hits]).reshape(-1, 2)


def weighed(search: Search, sentence: Numbers, second: Numbers, keep_order: bool = False) -> Search:
    """A search that is read, its sentences with their chances, the likeliest first, its passages ranked again by them.

    `sentence`, shape `(len(SENTENCE_FEATURES),)`, and `second`, shape `(len(SECOND_FEATURES),)`, are weights. With
    `keep_order` the passages stay in their order, and only the scores, greater first, are the new ones.
    """
    if not search.sentences:
        return search
    scores = second_features(search, sentence) @ second
    if keep_order:
        scores = -np.sort(-scores)
    hits = [replace(hit, score=float(score)) for hit, score in zip(search.hits, scores, strict=True)]
    if not keep_order:
        hits = copies_last(sorted(hits, key=lambda hit: (-hit.score, hit.passage.id)))
    again = {hit.passage.id: hit for hit in hits}
    points = _points(search.sentences, sentence)
    chances = np.exp(points - points.max())
    chances /= chances.sum()
    sentences = [
        replace(each, hit=again[each.hit.passage.id], chance=float(chance))
        for each, chance in zip(search.sentences, chances, strict=True)
    ]
    sentences.sort(key=lambda each: -each.chance)
    return replace(search, hits=tuple(hits), sentences=tuple(sentences))


def _points(sentences: Sequence[Candidate], weights: Numbers) -> Numbers:
    if not sentences:
        return np.zeros(0)
    points: Numbers = np.stack([each.features for each in sentences]) @ weights
    return points
