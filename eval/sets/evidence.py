"""Where the evidence of a test question stands: at the offsets that the set gives, or where its text has moved to.

Offsets of a file that is not plain text count what a reader made of it, and a better reader makes another text. What
a place says is kept beside its offsets, so it is found again, unless it stands nowhere or in several places.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from eval.sets.lines import Line
from eval.sets.source import Corpus
from rag.errors import TestSetError
from rag.proof.quotes import Haystack
from rag.types import Span

SHOWN = 60
"""Characters of a text that messages show."""


@dataclass(frozen=True, slots=True)
class Place:
    """A span of a corpus file that proves a fact; `text` is what stands there.

    `moved`: the set gives other offsets, at which its text does not stand.
    """

    file: str
    start: int
    end: int
    text: str
    moved: bool = False

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


Fact = tuple[Place, ...]
"""The places that prove one and the same fact; any one of them is enough."""


class EvidenceLost(TestSetError):
    """The text of a place stands nowhere in its file, or in several places; the message says which."""


@dataclass(slots=True)
class Finder:
    """Finds evidence in the files of a corpus; each file is folded once, when the first text is missed in it."""

    corpus: Corpus
    _haystacks: dict[str, Haystack] = field(default_factory=dict)

    def facts(self, line: Line) -> tuple[Fact, ...]:
        """The evidence of a question.

        Raises `TestSetError` for evidence of a wrong form and `EvidenceLost` for a text that is not found any more.
        """
        facts = line.items(line.record, "evidence", ())
        return tuple(self._fact(line, fact, number) for number, fact in enumerate(facts, 1))

    def _fact(self, line: Line, fact: Any, number: int) -> Fact:
        if not isinstance(fact, list) or not fact:
            raise line.error(f"evidence {number} must be a list of at least one place")
        return tuple(
            self._place(line, place, f"evidence {number}, place {count}") for count, place in enumerate(fact, 1)
        )

    def _place(self, line: Line, record: Any, name: str) -> Place:
        file, start, end = line.text(record, "file"), line.offset(record, "start"), line.offset(record, "end")
        if file not in self.corpus:
            raise line.error(f"{name}: {file} is not in {self.corpus.root}; add the file or correct its name")
        claimed: str | None = line.text(record, "text", None)
        if not 0 <= start < end:
            raise line.error(f"{name}: {start} to {end} is not a span of {file}")
        try:
            text = self.corpus[file]
        except TestSetError as refused:
            raise EvidenceLost(f"{name}: {refused}") from refused
        if claimed is None:
            if end > len(text):
                raise line.error(f"{name}: {start} to {end} is not a span of {file}, which has {len(text)} characters")
            return Place(file, start, end, text[start:end])
        if text[start:end] == claimed:
            return Place(file, start, end, claimed)
        # Some public sets count a byte order mark as a character: such a place moves by one, if that makes it right.
        if start > 0 and text[start - 1 : end - 1] == claimed and self.corpus.marked(file):
            return Place(file, start - 1, end - 1, claimed, moved=True)
        span = self._found(file, text, claimed, name)
        return Place(file, span.start, span.end, text[span.start : span.end], moved=True)

    def _found(self, file: str, text: str, claimed: str, name: str) -> Span:
        """The one place of `claimed`: as it is written, or else after folding."""
        if file not in self._haystacks:
            self._haystacks[file] = Haystack(text)
        places = self._haystacks[file].find(claimed)
        spans = _as_written(places, text, claimed) or places
        if len(spans) != 1:
            stands = f"stands in {len(spans)} places of {file}" if spans else f"stands nowhere in {file}"
            raise EvidenceLost(f"{name}: {_shown(claimed)} {stands}")
        return spans[0]


def _as_written(spans: Sequence[Span], text: str, claimed: str) -> tuple[Span, ...]:
    return tuple(span for span in spans if text[span.start : span.end] == claimed)


def _shown(text: str) -> str:
    return repr(text if len(text) <= SHOWN else text[: SHOWN - 1] + "…")
