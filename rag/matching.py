"""Which sentences of a passage hold which terms of a question: the term itself, a relative or a synonym of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from rag.analysis import Analysis
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
class View:
    """A passage analysed: its terms in order, and where its sentences begin among them."""

    passage: Passage
    terms: tuple[str, ...]
    borders: tuple[int, ...]
    """Index of the first term of each sentence, and the number of terms at the end."""
    context: frozenset[str] = field(default=frozenset())
    """Terms of the headings above and of the file's name."""

    @property
    def sentences(self) -> int:
        return len(self.borders) - 1

    def of_sentence(self, at: int) -> tuple[str, ...]:
        """The terms of a sentence."""
        return self.terms[self.borders[at] : self.borders[at + 1]]


def view(passage: Passage, analysis: Analysis) -> View:
    """A passage as its stored analysis shows it."""
    terms: list[str] = []
    borders = [0]
    for line in analysis.body.split("\n"):
        terms.extend(line.split())
        borders.append(len(terms))
    return View(passage, tuple(terms), tuple(borders), frozenset(analysis.context.split()))


@lru_cache(maxsize=200_000)
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


class Matcher:
    """The clues of one question in the language of some documents, found in passage after passage.

    What each word of the documents says for each clue is worked out once. For the use of one thread.
    """

    def __init__(self, clues: Sequence[Clue]) -> None:
        self.clues = tuple(clues)
        self.weights: Numbers = np.array([clue.weight for clue in clues])
        self.exact = np.array([clue.exact for clue in clues], dtype=bool)
        self._shares = self.weights / (float(self.weights.sum()) or 1.0)
        self._terms = {clue.term: column for column, clue in enumerate(self.clues)}
        self._synonyms: dict[str, list[int]] = {}
        self._families: dict[str, list[int]] = {}
        for column, clue in enumerate(self.clues):
            for other in clue.synonyms:
                self._synonyms.setdefault(other, []).append(column)
            if name := family(clue.term):
                self._families.setdefault(name, []).append(column)
        self._known: dict[str, tuple[tuple[int, bool], ...]] = {}
        self._found: dict[str, Numbers] = {}

    @cached_property
    def terms(self) -> frozenset[str]:
        """The terms that are asked with."""
        return frozenset(clue.term for clue in self.clues)

    def share(self, strengths: Numbers) -> Numbers:
        """Weighted share of the clues, of strengths of shape `(…, clues)`; 0 where there is no clue."""
        shares: Numbers = strengths @ self._shares
        return shares

    def matches(self, seen: View) -> Numbers:
        """How well each sentence holds each clue, shape `(sentences, clues)`: 1 the term, `RELATIVE` a relative, 0 not.

        Relatives count where the term itself is nowhere in the passage. Terms with a digit have none: one number never
        stands for another.
        """
        found = self._found.get(seen.passage.id)
        if found is None:
            found = self._found[seen.passage.id] = self._search(seen)
        return found

    def _search(self, seen: View) -> Numbers:
        terms = np.zeros((seen.sentences, len(self.clues)))
        relatives = np.zeros_like(terms)
        known = self._known
        for at in range(seen.sentences):
            for term in seen.of_sentence(at):
                said = known.get(term)
                if said is None:
                    said = known[term] = self._said_by(term)
                for column, itself in said:
                    (terms if itself else relatives)[at, column] = 1.0
        return np.where(terms.any(axis=0), terms, RELATIVE * relatives)

    def _said_by(self, term: str) -> tuple[tuple[int, bool], ...]:
        """The columns of the clues that a word of a document stands for, each with whether it is the term itself."""
        own = self._terms.get(term)
        others = set(self._synonyms.get(term, ()))
        for column in self._families.get(family(term), ()):
            if _related(self.clues[column].term, term):
                others.add(column)
        others.discard(-1 if own is None else own)
        said = [(column, False) for column in sorted(others)]
        return tuple(said if own is None else [(own, True), *said])

    def in_context(self, seen: View) -> Numbers:
        """Which clues the headings above a passage or its file's name hold, shape `(clues,)`."""
        return np.array([clue.term in seen.context for clue in self.clues], dtype=float)


Matchers = Mapping[str, Matcher]
"""By language of the documents."""
