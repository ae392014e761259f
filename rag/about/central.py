"""An extract of a document: of each section the sentence that is nearest to what all of the section says.

No model writes it and nothing is asked for, so that it is always the document's own words; after centroid summaries
(Radev et al. 2004, doi:10.1016/j.ipm.2003.10.006), with the vectors of sentences that the index has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from rag.index.contents import DocumentInfo, Entry
from rag.index.library import Snapshot
from rag.language.cues import leans
from rag.stopping import StopSignal, go_on
from rag.types import BlockKind, Document, Passage, Span

SECTIONS = 12
"""Sections of which an extract quotes a sentence; of more, the longest are taken."""
PARTS = 3
"""Parts that a text without sections is divided into."""
SHORTEST, LONGEST = 40, 400
"""Characters of a sentence that is worth quoting."""
_SENTENCES_OF_A_PART = 3
_ENDS = '.!?…؟۔»”"'
_IMAGE = re.compile(r"\s*!\[")
_NO_PROSE = ({BlockKind.PARAGRAPH, BlockKind.ITEM}, {BlockKind.FIELD, BlockKind.ROW})
"""What is quoted of a section that has no whole sentence."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A stretch of a passage that stands for a section."""

    passage: Passage
    span: Span


@dataclass(frozen=True, slots=True)
class Extract:
    """The central sentences of a document in their order, and how many sections it has."""

    quoted: tuple[Quoted, ...]
    sections: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its unit vector and its index terms."""

    passage: Passage
    span: Span
    text: str
    vector: NDArray[np.float32]
    terms: frozenset[str]


def extract(index: Snapshot, info: DocumentInfo, most: int = SECTIONS, stop: StopSignal | None = None) -> Extract:
    """The central sentences of a document, one for each of at most `most` sections; raises `Stopped`."""
    parts = sections(index, info, stop)
    longest = sorted(parts, key=lambda group: -sum(len(each.span) for each in group))[:most]
    central: dict[str, Quoted] = {}
    for group in parts:
        if any(group is each for each in longest):
            best = _central(group)
            central.setdefault(best.text, Quoted(best.passage, best.span))
    return Extract(tuple(central.values()), len(parts))


def sections(index: Snapshot, info: DocumentInfo, stop: StopSignal | None = None) -> list[list[Sentence]]:
    """The sentences of a document that are worth quoting, by section; raises `Stopped`."""
    document = index.document(info.file)
    if document is None:
        return []
    go_on(stop)
    entries = index.entries([f"{info.id}:{ordinal:05d}" for ordinal in range(info.passages)])
    go_on(stop)
    found = [each for name in sorted(entries) for each in _sentences(entries[name])]
    parts = [[each for each in found if _in(each, part)] for part in _sections(document, found)]
    return [worth for part in parts if (worth := _worth_quoting(part))]


def _in(sentence: Sentence, part: Span) -> bool:
    return part.start <= sentence.span.start < part.end


def _sections(document: Document, found: Sequence[Sentence]) -> list[Span]:
    """The parts of a document by its headings, of the highest level of which there are several; else about equal ones.

    The one title above everything makes no section.
    """
    for level in sorted({heading.level for heading in document.headings}):
        starts = [heading.start for heading in document.headings if heading.level <= level]
        if len(starts) >= PARTS:
            edges = [0, *starts, len(document.text)]
            return [Span(start, end) for start, end in pairwise(edges) if start < end]
    count = max(1, min(PARTS, len(found) // _SENTENCES_OF_A_PART))
    firsts = [found[at * len(found) // count].span.start for at in range(count)] if found else [0]
    edges = [*firsts, len(document.text)]
    return [Span(start, end) for start, end in pairwise(edges)]


def _central(group: Sequence[Sentence]) -> Sentence:
    """The sentence nearest to the middle of all, the first of equals."""
    vectors = np.stack([each.vector for each in group])
    nearness = np.round(vectors @ vectors.mean(axis=0), 3)
    return group[int(nearness.argmax())]


def _worth_quoting(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Those that can stand alone: of prose where there are any, else of lists and tables; never headings."""
    alone = [each for each in sentences if not leans(each.text, each.passage.language) and not _IMAGE.match(each.text)]
    prose = [each for each in alone if _kind(each) is BlockKind.PARAGRAPH and each.text.rstrip()[-1] in _ENDS]
    long = [each for each in prose if SHORTEST <= len(each.text) <= LONGEST]
    if long or prose:
        return long or prose
    for kinds in _NO_PROSE:
        if found := [each for each in alone if _kind(each) in kinds]:
            return found
    return []


def _kind(sentence: Sentence) -> BlockKind | None:
    """The kind of the first block that a sentence has a part of; a text without blocks is taken for prose."""
    blocks = sentence.passage.blocks
    if not blocks:
        return BlockKind.PARAGRAPH
    start, end = sentence.span.start, sentence.span.end
    return next((block.kind for block in blocks if block.start < end and start < block.end), None)


def _sentences(entry: Entry) -> Iterator[Sentence]:
    passage = entry.passage
    lines = entry.analysis.body.split("\n")
    for span, vector, line in zip(passage.sentences, entry.sentences, lines, strict=False):
        text = passage.text[span.start - passage.start : span.end - passage.start]
        if any(character.isalpha() for character in text):
            yield Sentence(passage, span, text, vector, frozenset(line.split()))
