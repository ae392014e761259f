"""What a passage and its sentences have in common with a question, as numbers.

A `View` is a passage analysed once; `Inquiry` is a question. Both speak in index terms (see `rag.language`), weighted
by how rare they are (inverse document frequency, as in BM25, doi:10.1561/1500000019).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from rag.analysis import Analysis
from rag.language import analyse
from rag.questions import Kind, kind_of
from rag.synonyms import synonyms
from rag.types import Passage

Numbers = NDArray[np.float64]

PREFIX = 4
"""Letters that two words must share at their beginning to be taken for relatives."""
CONSONANTS = 3
"""Consonants that two Arabic words must share, all they have."""
_JOINED_PARTICLES = frozenset("وفبكلس")
_WITHOUT_VOWELS = {ord(letter): None for letter in "اوي"}
RELATED = 0.6
"""Share of the longer word that the common beginning of relatives must cover."""
RELATIVE = 0.5
"""What a match of relatives counts, relative to a match of the term itself."""


@dataclass(frozen=True, slots=True)
class Clue:
    """An index term of a question, its weight, greater for rarer terms, and what else documents may say for it.

    `exact`: a name, as far as capitals tell, or a number; nothing else will do.
    """

    term: str
    weight: float
    synonyms: frozenset[str] = frozenset()
    exact: bool = False


@dataclass(frozen=True)
class Inquiry:
    """A question as it is searched for.

    `clues` holds its terms in order by language of the documents, because each language has its own analysis.
    """

    text: str
    language: str
    kind: Kind
    clues: Mapping[str, tuple[Clue, ...]]

    def of(self, language: str) -> tuple[Clue, ...]:
        """The clues for a passage in a language."""
        return self.clues.get(language) or self.clues.get(self.language) or ()


def inverse_frequency(count: int, total: int) -> float:
    """The weight of a term that occurs in `count` of `total` passages."""
    return math.log(1.0 + (total - count + 0.5) / (count + 0.5))


def inquire(text: str, language: str, languages: Sequence[str], frequency: Callable[[str], int], total: int) -> Inquiry:
    """The question as it is searched for in documents of some languages.

    `frequency` tells in how many of the `total` passages a term occurs. What is a stop word in the question's own
    language is left out in the others too.
    """
    own = analyse(text, language)
    clues: dict[str, tuple[Clue, ...]] = {}
    for code in dict.fromkeys((language, *languages)):
        tokens = own if code == language else analyse(text, code)
        terms: dict[str, frozenset[str]] = {}
        exact: set[str] = set()
        for token in tokens:
            same = [each.term for each in own if each.start < token.end and token.start < each.end]
            if same:
                others = frozenset().union(*(synonyms(term, language, code) for term in same))
                terms[token.term] = terms.get(token.term, frozenset()) | others
                if token.start > 0 and (text[token.start].isupper() or text[token.start].isdigit()):
                    exact.add(token.term)
        clues[code] = tuple(
            Clue(term, inverse_frequency(frequency(term), total), others, term in exact)
            for term, others in terms.items()
        )
    return Inquiry(text, language, kind_of(text, language), clues)


@dataclass(frozen=True)
class View:
    """A passage analysed: its terms in order, and where its sentences begin among them."""

    passage: Passage
    terms: tuple[str, ...]
    borders: tuple[int, ...]
    """Index of the first term of each sentence, and the number of terms at the end."""
    context: frozenset[str] = field(default=frozenset())
    """Terms of the headings above and of the file's name."""

    @cached_property
    def places(self) -> Mapping[str, Sequence[int]]:
        """Where each term stands, as indexes into `terms`."""
        places: dict[str, list[int]] = {}
        for index, term in enumerate(self.terms):
            places.setdefault(term, []).append(index)
        return places

    @cached_property
    def families(self) -> Mapping[str, Sequence[str]]:
        """The passage's words by what relatives have in common (see `family`)."""
        families: dict[str, list[str]] = {}
        for term in self.places:
            if name := family(term):
                families.setdefault(name, []).append(term)
        return families

    def sentence_of(self, index: int) -> int:
        """The sentence that a term stands in."""
        return min(bisect_right(self.borders, index) - 1, len(self.borders) - 2)

    @property
    def sentences(self) -> int:
        return len(self.borders) - 1


def view(passage: Passage, analysis: Analysis) -> View:
    """A passage as its stored analysis shows it."""
    terms: list[str] = []
    borders = [0]
    for line in analysis.body.split("\n"):
        terms.extend(line.split())
        borders.append(len(terms))
    return View(passage, tuple(terms), tuple(borders), frozenset(analysis.context.split()))


def family(term: str) -> str:
    """What an index term has in common with its relatives; empty where it has none, as with every number.

    The first letters of a Latin word; of an Arabic one its consonants without a particle that is joined to it.
    """
    if not term.isalpha():
        return ""
    if "\u0621" <= term[0] <= "\u064a":
        bare = term[1:] if len(term) > PREFIX and term[0] in _JOINED_PARTICLES else term
        consonants = bare.translate(_WITHOUT_VOWELS)
        return consonants if len(consonants) >= CONSONANTS else ""
    return term[:PREFIX] if len(term) >= PREFIX else ""


def _related(term: str, other: str) -> bool:
    """Whether two words of one family are near enough: Latin words must share most of their letters."""
    if "\u0621" <= term[0] <= "\u064a":
        return True
    shared = 0
    for left, right in zip(term, other, strict=False):
        if left != right:
            break
        shared += 1
    return shared >= RELATED * max(len(term), len(other))


def matches(seen: View, clues: Sequence[Clue]) -> Numbers:
    """How well each sentence holds each clue, shape `(sentences, clues)`: 1 the term, `RELATIVE` a relative, 0 not.

    Terms with a digit have no relatives: one number never stands for another.
    """
    found = np.zeros((seen.sentences, len(clues)))
    for column, clue in enumerate(clues):
        places = seen.places.get(clue.term)
        if places:
            for place in places:
                found[seen.sentence_of(place), column] = 1.0
            continue
        others = [other for other in clue.synonyms if other in seen.places]
        if name := family(clue.term):
            others += [other for other in seen.families.get(name, ()) if _related(clue.term, other)]
        for other in others:
            for place in seen.places[other]:
                found[seen.sentence_of(place), column] = RELATIVE
    return found


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that a search returned.

    `lexical` is its BM25 score, `dense` its cosine to the question in standard deviations above passages taken at
    random, times the worth of the embedder for this question (0 to 1).
    """

    seen: View
    lexical: float
    dense: float


PASSAGE_FEATURES = ("lexical", "coverage", "sentence", "window", "context", "phrase", "file", "dense")


def phrase(seen: View, clues: Sequence[Clue]) -> float:
    """Share of the neighbouring clues that stand side by side in the passage too, weighted by the weaker one."""
    total = found = 0.0
    for left, right in pairwise(clues):
        weight = min(left.weight, right.weight)
        total += weight
        after = seen.places.get(right.term)
        if after and any(0 < there - here <= 2 for here in seen.places.get(left.term, ()) for there in after):
            found += weight
    return found / total if total else 0.0


def passage_features(inquiry: Inquiry, candidates: Sequence[Candidate]) -> Numbers:
    """The features of candidates, shape `(candidates, len(PASSAGE_FEATURES))`.

    `coverage` is the weighted share of the clues in the passage, `sentence` that of its best sentence, `window` that
    of its best two sentences in a row; `context` counts clues that only its headings or file name hold, and `file`
    those that all candidates of its file hold together.
    """
    rows = np.zeros((len(candidates), len(PASSAGE_FEATURES)))
    by_file: dict[str, Numbers] = {}
    weights: dict[str, Numbers] = {}
    for row, candidate in zip(rows, candidates, strict=True):
        seen = candidate.seen
        clues = inquiry.of(seen.passage.language)
        weight = weights.setdefault(seen.passage.language, np.array([clue.weight for clue in clues]))
        total = float(weight.sum()) or 1.0
        found = matches(seen, clues)
        union = found.max(axis=0) if len(clues) else np.zeros(0)
        windows = np.maximum(found[:-1], found[1:]) @ weight
        best = float((found @ weight).max())
        context = np.array([clue.term in seen.context for clue in clues], dtype=float)
        row[:6] = (
            candidate.lexical,
            union @ weight / total,
            best / total,
            max(best, float(windows.max(initial=0.0))) / total,
            np.maximum(context - union, 0.0) @ weight / total,
            phrase(seen, clues),
        )
        row[7] = candidate.dense
        file = seen.passage.file
        by_file[file] = np.maximum(by_file[file], union) if file in by_file else union
    for row, candidate in zip(rows, candidates, strict=True):
        weight = weights[candidate.seen.passage.language]
        row[6] = by_file[candidate.seen.passage.file] @ weight / (float(weight.sum()) or 1.0)
    return rows
