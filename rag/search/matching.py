"""Which sentences of a passage hold which terms of a question: the term itself, a relative or a synonym of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from rag.language.senses.forms import counts
from rag.language.senses.negation import denies
from rag.types import Analysis, Passage

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


DENIAL = "¬"
"""The clue that what is asked is denied, which no index term says: « Qui ne peut pas voter ? »."""


@dataclass(frozen=True, slots=True)
class Clue:
    """An index term of a question, its weight, greater for rarer terms, and what else documents may say for it.

    `exact`: a name, as far as capitals tell, or a number; nothing else will do. `ways` are terms in a row that say
    the very same, such as the name that an acronym stands for, or one acronym in capitals, WHO, which no index term
    says; `letters` are those of an acronym that the documents never write, whose name is known by its first letters.
    """

    term: str
    weight: float
    synonyms: frozenset[str] = frozenset()
    exact: bool = False
    ways: frozenset[tuple[str, ...]] = frozenset()
    letters: str = ""


@dataclass(frozen=True)
class View:
    """A passage analysed: its terms in order, and where its sentences begin among them."""

    passage: Passage
    terms: tuple[str, ...]
    borders: tuple[int, ...]
    """Index of the first term of each sentence, and the number of terms at the end."""
    context: frozenset[str] = field(default=frozenset())
    """Terms of the headings above and of the file's name."""
    meaning: Numbers | None = field(default=None, compare=False)
    """How near each sentence is to the question, times the worth of that, shape `(sentences, 2)`; `None`: not known.

    See `rag.search.nearness`.
    """

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
    if _is_arabic(term):
        bare = term[1:] if len(term) > PREFIX and term[0] in _JOINED_PARTICLES else term
        consonants = bare.translate(_WITHOUT_VOWELS)
        return consonants if len(consonants) >= CONSONANTS else ""
    return term[:PREFIX] if len(term) >= PREFIX else ""


def _is_arabic(term: str) -> bool:
    return "\u0621" <= term[0] <= "\u064a"


def _related(term: str, other: str) -> bool:
    """Whether two words of one family are near enough: Latin words must share most of their letters."""
    if _is_arabic(term):
        return True
    shared = 0
    for left, right in zip(term, other, strict=False):
        if left != right:
            break
        shared += 1
    return shared >= RELATED * max(len(term), len(other))


def in_a_row(way: Sequence[str], terms: Sequence[str]) -> bool:
    """Whether terms stand in a text one after the other, and no number before them: two hours are not an hour.

    The term of a whole date stands behind those of its day and its year, and nothing can be counted in it.
    """
    first, length = way[0], len(way)
    dated = first[0] == "d" and first[1:2].isdigit()
    return any(
        term == first and tuple(terms[at : at + length]) == tuple(way) and (dated or not (at and counts(terms[at - 1])))
        for at, term in enumerate(terms)
    )


def _as_written(letters: str) -> re.Pattern[str]:
    """An acronym in its capitals."""
    return re.compile(rf"(?<!\w){letters}(?!\w)")


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
        self._ways = [
            (column, way) for column, clue in enumerate(self.clues) for way in clue.ways if way != (clue.term,)
        ]
        self._capitals = [(column, _as_written(way[0])) for column, way in self._ways if way[0].isupper()]
        self._letters = [(column, clue.letters) for column, clue in enumerate(self.clues) if clue.letters]
        self._itself_or_synonym = self._terms.keys() | self._synonyms.keys()
        self._any_arabic = any(_is_arabic(clue.term) for clue in self.clues)
        self._looked_up: set[str] = set()
        self._telling: dict[str, tuple[tuple[int, bool], ...]] = {}
        self._found: dict[str, Numbers] = {}
        self.held: Numbers = np.zeros(len(self.clues))
        """How well the passages that were searched so far hold each clue, the best of them; shape `(clues,)`."""

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
        return self.search([seen])[0] if found is None else found

    def search(self, views: Sequence[View]) -> tuple[Numbers, NDArray[np.intp]]:
        """The matches of at least one passage: those of all their sentences, and the row at which each passage begins.

        Many passages at once, because most of the time would go into calls for a few numbers each.
        """
        ends = np.cumsum([seen.sentences for seen in views])
        starts = ends - [seen.sentences for seen in views]
        terms = np.zeros((int(ends[-1]), len(self.clues)))
        relatives = np.zeros_like(terms)
        for start, seen in zip(starts.tolist(), views, strict=True):
            self._mark(seen, terms[start:], relatives[start:])
        somewhere = np.logical_or.reduceat(terms, starts, axis=0).repeat(ends - starts, axis=0)
        found = np.where(somewhere, terms, RELATIVE * relatives)
        self.held = np.maximum(self.held, found.max(axis=0))
        self._found.update(
            (seen.passage.id, found[start:end]) for seen, start, end in zip(views, starts, ends, strict=True)
        )
        return found, starts

    def _mark(self, seen: View, terms: Numbers, relatives: Numbers) -> None:
        """Write a 1 for each sentence and clue of a passage, into `terms` or `relatives`."""
        words = set(seen.terms)
        new = words - self._looked_up
        self._looked_up |= new
        for word in self._may_tell(new):
            if said := self._said_by(word):
                self._telling[word] = said
        # Most words say nothing: sorted out once a passage, so that its sentences are not walked word by word.
        telling = words & self._telling.keys()
        for at in range(seen.sentences):
            for word in telling.intersection(seen.of_sentence(at)):
                for column, itself in self._telling[word]:
                    (terms if itself else relatives)[at, column] = 1.0
        self._mark_ways(seen, words, terms)

    def _mark_ways(self, seen: View, words: set[str], found: Numbers) -> None:
        """Write a 1 for each sentence that says a clue in another way."""
        self._mark_as_written(seen, found)
        ways = [(column, way) for column, way in self._ways if words.issuperset(way)]
        if not ways and not self._letters:
            return
        for at in range(seen.sentences):
            said = seen.of_sentence(at)
            for column, way in ways:
                if in_a_row(way, said):
                    found[at, column] = 1.0
            for column, letters in self._letters:
                if letters in "".join(term[0] for term in said):
                    found[at, column] = 1.0

    def _mark_as_written(self, seen: View, found: Numbers) -> None:
        """The same for what no index term says: a denial, an acronym in its capitals."""
        passage = seen.passage
        denial = self._terms.get(DENIAL)
        capitals = [each for each in self._capitals if each[1].search(passage.text)]
        for at, span in enumerate(passage.sentences if capitals or denial is not None else ()):
            text = passage.text[span.start - passage.start : span.end - passage.start]
            if denial is not None:
                found[at, denial] = float(denies(text, passage.language))
            for column, written in capitals:
                found[at, column] = max(found[at, column], float(written.search(text) is not None))

    def _may_tell(self, words: set[str]) -> set[str]:
        """Those words for which `_said_by` may have an answer; a quick no for nearly all others."""
        beginnings = self._families
        some = {word for word in words if word[:PREFIX] in beginnings} | (words & self._itself_or_synonym)
        return some | {word for word in words if _is_arabic(word)} if self._any_arabic else some

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

    def held_by(self, words: Iterable[str]) -> Numbers:
        """How well some words hold each clue, shape `(clues,)`, in the strengths of `matches`."""
        strengths = np.zeros(len(self.clues))
        for word in words:
            for column, itself in self._said_by(word):
                strengths[column] = max(strengths[column], 1.0 if itself else RELATIVE)
        return strengths

    def in_context(self, seen: View) -> Numbers:
        """Which clues the headings above a passage or its file's name hold, shape `(clues,)`."""
        held = [
            clue.term in seen.context or any(seen.context.issuperset(way) for way in clue.ways) for clue in self.clues
        ]
        return np.array(held, dtype=float)


Matchers = Mapping[str, Matcher]
"""By language of the documents."""
