"""What two documents both speak of: pairs of sentences, one of each, that are nearest to each other.

As in an extract, nothing is written: a subject is a heading of the documents, or the words that both sentences share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.about.central import Quoted, Sentence, sections
from rag.index.contents import DocumentInfo
from rag.index.library import Snapshot
from rag.language.language import analyse
from rag.stopping import StopSignal
from rag.types import HEADING_SEPARATOR

ROWS = 6
"""Subjects that are shown at most."""
MOST = 1000
"""Sentences of each document that are compared: a million pairs take a twentieth of a second."""
COMMON = 2
"""Terms that two sentences of one language share at least, where they are on one subject."""
APART = 2.0
"""Standard deviations by which two sentences of different languages are nearer than all pairs are on average."""
WORDS = 3
"""Words that name a subject that has no heading."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A subject, and what each of two documents says about it."""

    subject: str
    first: Quoted
    second: Quoted


@dataclass(frozen=True, slots=True)
class _Found:
    """Two sentences by their number, how near they are, and the terms that they share."""

    first: int
    second: int
    nearness: float
    common: frozenset[str]


def compare(
    index: Snapshot, first: DocumentInfo, second: DocumentInfo, most: int = ROWS, stop: StopSignal | None = None
) -> tuple[Pair, ...]:
    """The subjects of two documents in the order of the first; one for a section of either. Raises `Stopped`."""
    sides = [_numbered(sections(index, info, stop)) for info in (first, second)]
    if not all(sides):
        return ()
    (one, other) = sides
    taken: tuple[set[int], set[int]] = (set(), set())
    pairs: list[tuple[int, Pair]] = []
    for found in sorted(_mutual(one, other), key=lambda each: (-each.nearness, each.first)):
        here, there = one[found.first], other[found.second]
        if len(pairs) < most and here[0] not in taken[0] and there[0] not in taken[1]:
            taken[0].add(here[0])
            taken[1].add(there[0])
            subject = _subject(here[1], there[1], found.common)
            pairs.append((here[1].span.start, Pair(subject, _quoted(here[1]), _quoted(there[1]))))
    return tuple(pair for _, pair in sorted(pairs, key=lambda each: each[0]))


def _numbered(parts: Sequence[Sequence[Sentence]]) -> list[tuple[int, Sentence]]:
    """The sentences of all sections, each with the number of its own; of a long document every so many are left out."""
    found = [(number, sentence) for number, part in enumerate(parts) for sentence in part]
    return found[:: len(found) // MOST + 1]


def _mutual(one: Sequence[tuple[int, Sentence]], other: Sequence[tuple[int, Sentence]]) -> list[_Found]:
    """Sentences that are nearest to each other and on one subject, as far as can be told."""
    near = np.stack([each.vector for _, each in one]) @ np.stack([each.vector for _, each in other]).T
    far_apart = float(near.mean() + APART * near.std())
    nearest, back = near.argmax(axis=1), near.argmax(axis=0)
    found = []
    for at, to in enumerate(nearest.tolist()):
        here, there = one[at][1], other[to][1]
        common = here.terms & there.terms
        alike = here.passage.language == there.passage.language
        on_one = len(common) >= COMMON if alike else near[at, to] >= far_apart
        if back[to] == at and on_one:
            found.append(_Found(at, to, float(near[at, to]), common))
    return found


def _subject(here: Sentence, there: Sentence, common: frozenset[str]) -> str:
    """The heading above one of two sentences, else the words that both share, as the first writes them."""
    for sentence in (here, there):
        if sentence.passage.heading and HEADING_SEPARATOR in sentence.passage.heading:
            return sentence.passage.heading.rpartition(HEADING_SEPARATOR)[2]
    words: dict[str, str] = {}
    for token in analyse(here.text, here.passage.language):
        if token.term in common:
            words.setdefault(token.term, here.text[token.start : token.end])
    return ", ".join(list(words.values())[:WORDS]) or (here.passage.heading or there.passage.heading or "")


def _quoted(sentence: Sentence) -> Quoted:
    return Quoted(sentence.passage, sentence.span)
