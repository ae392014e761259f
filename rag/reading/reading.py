"""The units of the best passages, read: what each has in common with a question and with what answers its kind."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import numpy as np

from rag.language.cues import fits, leans
from rag.language.items import mark_of
from rag.language.language import analyse
from rag.language.numbers.measures import asked_measure
from rag.language.questions import Kind
from rag.reading.centre import centre_of, nearness_to
from rag.reading.trained.pointed import Point, Pointed
from rag.search.matching import Matcher, Numbers, View
from rag.search.rank import Inquiry
from rag.search.search import Candidate, Search, copies_last
from rag.search.units import Form, Unit, units
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
    "title",
    "item",
    "row",
    "field",
    "list",
    "listed",
    "span",
    "holds",
)
SECOND_FEATURES = ("score", "sentences", "holds")
"""What ranks a passage again once its sentences are read: see `weighed`."""
SPAN, HOLDS = SENTENCE_FEATURES.index("span"), SENTENCE_FEATURES.index("holds")
PASSAGES_READ = 8
"""Best passages whose sentences are read."""
OF_ITEMS = 0.5
"""What a clue in an item counts for the list, relative to one in what announces it."""
FADING = 0.7
"""What a clue still counts with each sentence that lies between (see `earlier`)."""


def unit_features(
    inquiry: Inquiry, seen: View, passage: float, centre: Mapping[str, float], pointed: Pointed | None = None
) -> Reading:
    """The units of a passage with their features, shape `(units, len(SENTENCE_FEATURES))`.

    `passage` is the passage's own share, `centre` that of all passages read (see `rag.reading.centre`), `pointed` what
    the trained reader says of it. Shares of clues are weighted: in the unit, only in what stands `above` it (headings,
    the names of its file, what announces it, the header of its table, the question that it answers), only in the
    sentence `before`, only in the one `after`, only `earlier` in the passage. What stands above is no sentence before.
    `leaning` is `before` where the unit opens with a word that stands for something said before; `first` is 1 for the
    first unit; `central` is the cosine of what the unit says beyond the question to the centre; `meaning` and
    `surroundings` say how near its sentences are to the question by their vectors, alone and with those beside them
    (see `rag.search.nearness`), `title` how near what stands above in this passage is, or the unit where nothing does.
    `item`, `row`, `field` and `list` say how it is written, `listed` that it is a list and a list is asked for. `span`
    is the likeliest answer of the trained reader within the unit, above that of no answer, `holds` how likely it says
    that the passage answers.
    """
    matcher = inquiry.matcher(seen.passage.language)
    found = units(seen.passage)
    held = _Held(matcher, seen, found)
    rows = np.zeros((len(found), len(SENTENCE_FEATURES)))
    near = np.zeros((len(found), len(matcher.clues)))
    pairs = _Pairs(matcher)
    measure = asked_measure(inquiry.text, inquiry.language)
    for at, (unit, row) in enumerate(zip(found, rows, strict=True)):
        own, above, before, after, earlier = held.of(unit)
        near[at] = own + above + np.maximum(before, after)
        row[0] = passage
        row[1:6] = matcher.share(np.stack((own, before, after, earlier, above)))
        text, terms = _words(unit, seen)
        row[6] = pairs.side_by_side(terms)
        row[7] = float(at == 0)
        row[8] = row[2] if row[2] and leans(text, seen.passage.language) else 0.0
        row[9] = nearness_to([term for term in terms if term not in matcher.terms], centre)
        if unit.form is not Form.LIST or inquiry.kind not in (Kind.AMOUNT, Kind.DATE):
            row[10:13] = fits(inquiry.kind, text, terms, matcher.terms, seen.passage.language, measure)
        if seen.meaning is not None:
            row[13:15] = seen.meaning[unit.sentences].max(axis=0)
            row[15] = max((float(seen.meaning[place, 0]) for place in held.silent), default=row[13])
        row[16:20] = [unit.form is form for form in (Form.ITEM, Form.ROW, Form.FIELD, Form.LIST)]
        row[20] = float(unit.form is Form.LIST and inquiry.kind is Kind.LIST)
        if pointed is not None:
            row[21:23] = pointed.best(unit.span), pointed.holds
    return Reading(found, rows, near)


def _words(unit: Unit, seen: View) -> tuple[str, list[str]]:
    """The text of a unit and its index terms, without the mark of an item: its number counts nothing."""
    text = unit.text(seen.passage)
    terms = [term for at in range(unit.first, unit.last + 1) for term in seen.of_sentence(at)]
    mark = mark_of(text) if unit.form is Form.ITEM else None
    if mark is None:
        return text, terms
    numbered = bool(terms) and terms[0] == mark.number
    return text[mark.end :], terms[numbered:]


@dataclass(frozen=True, slots=True)
class Reading:
    """The units of a passage, their features, and how well each clue is held near to them, a row a unit."""

    units: tuple[Unit, ...]
    features: Numbers
    held: Numbers


class _Held:
    """Where around the units of a passage the clues of a question stand."""

    def __init__(self, matcher: Matcher, seen: View, found: Sequence[Unit]) -> None:
        self._matcher = matcher
        self._found = matcher.matches(seen).copy()
        self._context = matcher.in_context(seen)
        self._language = seen.passage.language
        self._above: dict[int, Numbers] = {}
        spoken = {at for unit in found for at in range(unit.first, unit.last + 1)}
        self.silent = [at for at in range(seen.sentences) if at not in spoken]
        """The sentences that are in no unit: headings and the like."""
        self._found[self.silent] = 0.0
        self._earlier = _faded(self._found)

    def of(self, unit: Unit) -> tuple[Numbers, Numbers, Numbers, Numbers, Numbers]:
        """How well each clue is held: in the unit, only above, only before, only after, only earlier."""
        own = self._own(unit)
        above = np.maximum(self._context, self._chain(unit)) - own
        above = np.maximum(above, 0.0)
        known = own + above
        nothing = np.zeros_like(own)
        if unit.form in (Form.ROW, Form.FIELD):
            return own, above, nothing, nothing, nothing
        beside = self._found[unit.first - 1] if unit.first else nothing
        before = np.maximum(beside - known, 0.0)
        following = self._found[unit.last + 1] if unit.last + 1 < len(self._found) else nothing
        after = np.maximum(following - np.maximum(known, before), 0.0)
        earlier = np.maximum(self._earlier[unit.first] - np.maximum(known, beside), 0.0)
        return own, above, before, after, earlier

    def _own(self, unit: Unit) -> Numbers:
        """What a unit itself holds; a list is spoken of by what announces it, its items say little of it."""
        inside = self._found[unit.sentences]
        if unit.form is not Form.LIST:
            strengths: Numbers = inside.max(axis=0)
            return strengths
        listed: Numbers = np.maximum(inside[0], OF_ITEMS * inside.max(axis=0))
        return listed

    def _chain(self, unit: Unit) -> Numbers:
        """What the blocks above a unit hold."""
        strengths = np.zeros(len(self._matcher.clues))
        for numbered in unit.above:
            if numbered.number not in self._above:
                terms = _terms(numbered.text, self._language)
                self._above[numbered.number] = self._matcher.held_by(terms)
            strengths = np.maximum(strengths, self._above[numbered.number])
        return strengths


@lru_cache(maxsize=4_096)
def _terms(text: str, language: str) -> tuple[str, ...]:
    """The index terms of a block above, which many units share."""
    return tuple(token.term for token in analyse(text, language))


def _faded(found: Numbers) -> Numbers:
    """Of each sentence: the clues that those before the one beside it hold, fading with every sentence between."""
    earlier = np.zeros_like(found)
    for at in range(2, len(found)):
        earlier[at] = np.maximum(FADING * earlier[at - 1], found[at - 2])
    return earlier


class _Pairs:
    """The clues that stand side by side in a question, and their share that do in a text, with one word between."""

    def __init__(self, matcher: Matcher) -> None:
        self._pairs = {
            (left.term, right.term): min(left.weight, right.weight) for left, right in pairwise(matcher.clues)
        }
        self._total = sum(self._pairs.values())

    def side_by_side(self, terms: Sequence[str]) -> float:
        if not self._total:
            return 0.0
        near = set(pairwise(terms)) | set(zip(terms, terms[2:], strict=False))
        return sum(weight for pair, weight in self._pairs.items() if pair in near) / self._total


def read(search: Search, point: Point | None = None, stop: StopSignal | None = None) -> Search:
    """The search with the sentences of its best passages, in their order, whose chances nobody has told yet.

    `point` is the trained reader, `None` where words and vectors alone tell. Raises `Stopped` where `stop` is
    set before the end.
    """
    scores = np.array([hit.score for hit in search.hits])
    shares = scores - scores.max(initial=0.0)
    shares = shares - math.log(float(np.exp(shares).sum()) or 1.0)
    best = [
        (hit, search.views[hit.passage.id], float(share))
        for hit, share in list(zip(search.hits, shares, strict=True))[:PASSAGES_READ]
    ]
    centre = centre_of([seen for _, seen, _ in best], [math.exp(share) for _, _, share in best])
    passages = [hit.passage for hit, _, _ in best]
    told = [None] * len(best) if point is None else point(search.inquiry.text, passages, stop)
    found: list[Candidate] = []
    for (hit, seen, share), pointed in zip(best, told, strict=True):
        go_on(stop)
        reading = unit_features(search.inquiry, seen, share, centre, pointed)
        found.extend(
            Candidate(hit, unit, 0.0, row, held)
            for unit, row, held in zip(reading.units, reading.features, reading.held, strict=True)
        )
    return replace(search, sentences=tuple(found))


def second_features(search: Search, sentence: Numbers) -> Numbers:
    """What ranks the passages again, shape `(hits, len(SECOND_FEATURES))`, of a search that is read.

    `score` is the one that they have; `sentences` the logarithm of the sum of the exponentials of the points that the
    weights of sentences give theirs; `holds` what the trained reader says. Passages that were not read have the least
    of those that were.
    """
    points: dict[str, list[float]] = {}
    for each, point in zip(search.sentences, _points(search.sentences, sentence), strict=True):
        points.setdefault(each.hit.passage.id, []).append(float(point))
    sums = {identifier: float(np.logaddexp.reduce(each)) for identifier, each in points.items()}
    holds = {each.hit.passage.id: float(each.features[HOLDS]) for each in search.sentences}
    least, fewest = min(sums.values(), default=0.0), min(holds.values(), default=0.0)
    identifiers = [(hit, hit.passage.id) for hit in search.hits]
    rows = [[hit.score, sums.get(each, least), holds.get(each, fewest)] for hit, each in identifiers]
    return np.array(rows).reshape(-1, len(SECOND_FEATURES))


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
        replace(each, hit=again[each.hit.passage.id], chance=float(chance), points=float(point))
        for each, chance, point in zip(search.sentences, chances, points, strict=True)
    ]
    sentences.sort(key=lambda each: -each.chance)
    return replace(search, hits=tuple(hits), sentences=tuple(sentences))


def _points(sentences: Sequence[Candidate], weights: Numbers) -> Numbers:
    if not sentences:
        return np.zeros(0)
    points: Numbers = np.stack([each.features for each in sentences]) @ weights
    return points
