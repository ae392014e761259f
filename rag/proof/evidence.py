"""What a chat model is shown of the passages: within its room, neighbours joined, every sentence with a number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answers import Citation, Hit
from rag.language.language import analyse
from rag.proof.citations import cite
from rag.proof.pointers import Pointer
from rag.search.prompts import NumberedPassage, tokens
from rag.types import Passage, Span

_LINE_TOKENS = 6  # what the number of a sentence and the marks around a passage take


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence that a pointer can name."""

    passage: Passage
    span: Span

    @property
    def text(self) -> str:
        start = self.passage.start
        return self.passage.text[self.span.start - start : self.span.end - start]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Stretches of documents in the order of the prompt; `stretches[p - 1][s - 1]` is what `[p.s]` names."""

    stretches: tuple[tuple[Place, ...], ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        return tuple(len(stretch) for stretch in self.stretches)

    @property
    def tokens(self) -> int:
        """The room that it takes in a prompt."""
        return sum(_cost(place) for stretch in self.stretches for place in stretch)

    def numbered(self) -> tuple[NumberedPassage, ...]:
        """The stretches as the prompts take them."""
        return tuple(
            NumberedPassage(stretch[0].passage.file, stretch[0].passage.heading, tuple(place.text for place in stretch))
            for stretch in self.stretches
        )

    def place(self, pointer: Pointer, sentence: str, language: str) -> Place | None:
        """The place that a pointer at `sentence` names.

        Where it names a passage alone, the sentence of it that has most words in common; `None` if none has any.
        """
        stretch = self.stretches[pointer.passage - 1]
        if pointer.sentence is not None:
            return stretch[pointer.sentence - 1]
        terms = {token.term for token in analyse(sentence, language)}
        shared = [len(terms & {token.term for token in analyse(p.text, p.passage.language)}) for p in stretch]
        return stretch[shared.index(max(shared))] if max(shared) else None

    def citation(self, place: Place) -> Citation:
        return cite(place.passage, place.span)


def gather(hits: Sequence[Hit], room: int, per_file: int) -> Evidence:
    """The hits, best first, as far as `room` (tokens) reaches; at most `per_file` of one file.

    Passages that follow each other in their file are joined into one stretch. The best passage is always there, cut
    to the room if it must be.
    """
    chosen: list[tuple[Place, ...]] = []
    files: Counter[str] = Counter()
    for hit in hits:
        passage = hit.passage
        places = _places(passage)
        if not places or files[passage.file] >= per_file:
            continue
        cost = sum(map(_cost, places))
        if cost > room and chosen:
            continue
        files[passage.file] += 1
        while cost > room and len(places) > 1:
            cost -= _cost(places[-1])
            places = places[:-1]
        room -= cost
        chosen.append(places)
    return Evidence(_joined(chosen))


def _cost(place: Place) -> int:
    return tokens(place.text) + _LINE_TOKENS


def _places(passage: Passage) -> tuple[Place, ...]:
    spans = passage.sentences or (Span(passage.start, passage.end),)
    places = (Place(passage, span) for span in spans)
    return tuple(place for place in places if place.text.strip())


def _joined(chosen: Sequence[tuple[Place, ...]]) -> tuple[tuple[Place, ...], ...]:
    """Neighbours in one stretch, in the order of the text; a stretch stands where its best passage stood."""
    stretches: list[list[tuple[Place, ...]]] = []
    for places in chosen:
        touching = [stretch for stretch in stretches if any(_neighbours(places, other) for other in stretch)]
        if not touching:
            stretches.append([places])
            continue
        first = touching[0]
        first.append(places)
        for other in touching[1:]:
            first.extend(other)
            stretches.remove(other)
    return tuple(
        tuple(place for places in sorted(stretch, key=lambda places: places[0].span.start) for place in places)
        for stretch in stretches
    )


def _neighbours(one: tuple[Place, ...], other: tuple[Place, ...]) -> bool:
    left, right = one[0].passage, other[0].passage
    return (left.file, left.sha256) == (right.file, right.sha256) and abs(left.ordinal - right.ordinal) == 1
