"""From what was chosen to what is cited: a sentence with the one that it leans on, a row with its header, a whole list.

A list or a table goes on over the borders of passages; what stands in other passages is looked up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answers import AnswerSentence, Citation, Hit
from rag.language.cues import leans
from rag.proof.citations import cite
from rag.search.search import Candidate, PassageFinder
from rag.search.units import Form, units
from rag.types import BlockKind, Numbered, Passage, Span

LONGEST_LIST = 1_500
"""Characters of a list that are shown at once; the rest is a citation of its own."""
MOST_PASSAGES = 40
"""Passages over which a list is followed."""


@dataclass(frozen=True, slots=True)
class Place:
    """What is cited as one sentence of an answer: a stretch of a document, which begins in the passage of a hit.

    `header` is the row that names the columns of a row of a table, `list` the number of the block that announces a
    list.
    """

    hit: Hit
    span: Span
    header: Numbered | None = None
    list: int | None = None


def places(chosen: Sequence[Candidate]) -> list[Place]:
    """The places to cite for what was chosen, in its order; sentences that follow each other are one place.

    A sentence that opens with a word which stands for something said before is cited with the sentence before it, a
    row of a table with its header. What lies in another place is not cited again.
    """
    found: list[Place] = []
    for each in chosen:
        place = _place(each)
        at = len(found)
        for index, other in reversed(list(enumerate(found))):
            if other.hit is each.hit and _one(other, place):
                span = Span(min(other.span.start, place.span.start), max(other.span.end, place.span.end))
                place = replace(place, span=span, list=place.list if other.list is None else other.list)
                del found[index]
                at = index
        found.insert(at, place)
    return found


def _place(candidate: Candidate) -> Place:
    unit, passage = candidate.unit, candidate.hit.passage
    if unit.form is Form.ROW:
        header = next((above for above in unit.above if above.block.kind is BlockKind.HEADER), None)
        return Place(candidate.hit, unit.span, header)
    last = unit.last + 1 == len(passage.sentences)
    if unit.form is Form.LIST or (unit.block is not None and last and _announces(candidate.text)):
        return Place(candidate.hit, unit.span, list=unit.block)
    if unit.form is Form.PROSE and unit.first and leans(candidate.text, passage.language):
        before = passage.sentences[unit.first - 1]
        if any(other.first == unit.first - 1 and other.form is Form.PROSE for other in units(passage)):
            return Place(candidate.hit, Span(before.start, unit.span.end))
    return Place(candidate.hit, unit.span)


def _announces(text: str) -> bool:
    """Whether a text ends with the colon of a list, which then begins the next passage."""
    return text.rstrip(" *_").endswith(":")


def _one(one: Place, other: Place) -> bool:
    """Whether two places of a passage are cited as one: they overlap, or are prose and nothing lies between."""
    if one.span.overlaps(other.span):
        return True
    if any(place.header is not None or place.list is not None for place in (one, other)):
        # A list is cited from what announces it to its last item: what stands beside it would be lost.
        return False
    between = Span(min(one.span.end, other.span.end), max(one.span.start, other.span.start))
    return not any(between.contains(span) for span in one.hit.passage.sentences)


def sentence(place: Place, passage_at: PassageFinder) -> AnswerSentence:
    """The sentence of an answer that cites a place, verbatim."""
    if place.header is not None:
        header = _header(place.hit.passage, place.header, passage_at)
        row = cite(place.hit.passage, place.span)
        cited = (row,) if header is None else (header, row)
        return AnswerSentence("\n".join(citation.quote for citation in cited), True, cited)
    if place.list is not None:
        return _list(place, place.list, passage_at)
    citation = cite(place.hit.passage, place.span)
    return AnswerSentence(citation.quote, True, (citation,))


def _header(passage: Passage, header: Numbered, passage_at: PassageFinder) -> Citation | None:
    """The citation of a header, which may stand in a passage before; `None` where that is not to be had."""
    block = header.block
    holding = passage_at(passage, block.start) if block.start < passage.start else passage
    if holding is None or block.end > holding.end:
        return None
    return cite(holding, Span(block.start, block.end))


def _list(place: Place, number: int, passage_at: PassageFinder) -> AnswerSentence:
    """A list from what announces it to its last item, over passages; what is too long to be shown is a second quote."""
    passages, items = _followed(place, number, passage_at)
    start, end = items[0].start, items[-1].end
    shown = [item for item in items if item.end - start <= LONGEST_LIST] or items[:1]
    first = cite(_holding(passages, Span(start, shown[-1].end)), Span(start, shown[-1].end))
    left = len(items) - len(shown)
    if not left:
        return AnswerSentence(first.quote, True, (first,))
    rest = Span(items[len(shown)].start, end)
    return AnswerSentence(first.quote, True, (first, cite(_holding(passages, rest), rest)), left=left)


def _followed(place: Place, number: int, passage_at: PassageFinder) -> tuple[list[Passage], list[Span]]:
    """The passages of a list, and the spans of its parts: what announces it, then each item."""
    passages = [place.hit.passage]
    parts = _parts(passages[0], number)
    while len(passages) < MOST_PASSAGES and number < passages[0].first_block:
        before = passage_at(passages[0], passages[0].start - 1) if passages[0].start else None
        if before is None or not (found := _parts(before, number)):
            break
        passages.insert(0, before)
        parts = [*found, *parts]
    while len(passages) < MOST_PASSAGES:
        after = passage_at(passages[-1], passages[-1].end)
        if after is None or not (found := _parts(after, number)):
            break
        passages.append(after)
        parts += found
    return passages, parts


def _parts(passage: Passage, number: int) -> list[Span]:
    """Where in a passage what announces a list and its items stand."""
    found: list[Span] = []
    for unit in units(passage):
        if unit.form is Form.LIST:
            continue
        below = unit.form is Form.ITEM and any(above.number == number for above in unit.above)
        if below or unit.block == number:
            found.append(unit.span)
    return found


def _holding(passages: Sequence[Passage], span: Span) -> Sequence[Passage]:
    return [passage for passage in passages if passage.start < span.end and span.start < passage.end]
