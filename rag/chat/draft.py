"""The answer of a model while it is written: text and pointers in, sentences with what they point to out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from rag.chat.dialects.citations import Citing
from rag.language.sentences import sentences
from rag.proof.pointers import Pointer, PointerParser, cited_pointers
from rag.search.refusals import REFUSAL, refuses
from rag.types import Span

_LIST_MARKS = " \t\n-*•–#0123456789.)"
_CERTAIN = 12  # characters of the next sentence after which the border before it will not move any more


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """A sentence as the model wrote it, and the places it points to, each once."""

    text: str
    pointers: tuple[Pointer, ...]


@dataclass(slots=True)
class _Block:
    """A stretch of the text, from `start` to the next one, that a provider cites as one."""

    number: int
    start: int
    pointers: list[Pointer] = field(default_factory=list)


class Draft:
    """Collects the pieces of one answer; `text` is what was written so far, without pointers."""

    def __init__(self, sizes: tuple[int, ...], language: str, flat: bool = False) -> None:
        """`sizes` are the numbers of sentences of the passages; `flat`: these are numbered from first to last."""
        self._flat = [Pointer(p, s) for p, size in enumerate(sizes, 1) for s in range(1, size + 1)] if flat else []
        self._parser = PointerParser((1,) * sum(sizes) if flat else sizes)
        self._sizes = sizes
        self._blocks: list[_Block] = []
        self._nowhere = 0  # citations of a provider that name what does not exist
        self._language = language
        self._pointers: list[tuple[int, Pointer]] = []
        self._leads = False  # pointers stand before their sentences
        self._taken = 0
        self.text = ""

    @property
    def unknown(self) -> int:
        """Pointers to places that do not exist."""
        return self._parser.unknown + self._nowhere

    @property
    def may_refuse(self) -> bool:
        """Whether what was written so far is a refusal or may become one."""
        return REFUSAL.startswith(self.text.strip(" \n.*\"'").upper()) or refuses(self.text)

    def pointed(self) -> tuple[Pointer, ...]:
        """All pointers so far that were not given out with a sentence, each once."""
        return tuple(dict.fromkeys(pointer for _, pointer in self._pointers))

    def cites(self, citing: Citing) -> None:
        """Take what a provider that cites by itself says of the text that it writes."""
        if not self._blocks or self._blocks[-1].number != citing.block:
            self._blocks.append(_Block(citing.block, len(self.text)))
        for place in citing.places:
            found, missing = cited_pointers(place, self._sizes)
            self._blocks[-1].pointers += found
            self._nowhere += missing

    def feed(self, chunk: str) -> str:
        """Take a chunk; the text that became certain by it is returned."""
        return self._take(self._parser.feed(chunk))

    def finish(self) -> str:
        """The text that was held back until the end."""
        return self._take(self._parser.finish())

    def _take(self, pieces: Iterator[str | Pointer]) -> str:
        before = len(self.text)
        for piece in pieces:
            if isinstance(piece, str):
                self.text += piece
            else:
                self._leads = self._leads or not self.text.strip(_LIST_MARKS)
                pointer = self._flat[piece.passage - 1] if self._flat else piece
                self._pointers.append((len(self.text), pointer))
        return self.text[before:]

    def sentences(self, final: bool) -> Iterator[DraftSentence]:
        """The sentences that are complete and were not given out yet; all that is left if `final`."""
        rest, base = self.text[self._taken :], self._taken
        if not final and len(rest) <= _CERTAIN:
            return
        spans = sentences(rest, self._language)
        starts = [*(span.start for span in spans), len(rest)]
        for span, following in zip(spans, starts[1:], strict=True):
            if not final and (span is spans[-1] or following > len(rest) - _CERTAIN or self._growing(base + span.end)):
                return
            yield self._sentence(Span(base + span.start, base + span.end), base + following)

    def _growing(self, end: int) -> bool:
        """Whether a text that ends there may still be cited: the block that it ends in is not over."""
        return bool(self._blocks) and end > self._blocks[-1].start

    def _cited(self, span: Span) -> Iterator[Pointer]:
        """What the blocks are cited from that a sentence has words of."""
        ends = [*(block.start for block in self._blocks[1:]), len(self.text)]
        for block, end in zip(self._blocks, ends, strict=False):
            if any(map(str.isalnum, self.text[max(span.start, block.start) : min(span.end, end)])):
                yield from block.pointers

    def _sentence(self, span: Span, following: int) -> DraftSentence:
        """The sentence with the pointers that stand in it, or between it and the next one unless they lead that."""
        own = list(self._cited(span))
        left: list[tuple[int, Pointer]] = []
        for at, pointer in self._pointers:
            if at > following or (at >= span.end and self._leading(at)):
                left.append((at, pointer))
            else:
                own.append(pointer)
        self._pointers = left
        self._taken = span.end
        return DraftSentence(self.text[span.start : span.end], tuple(dict.fromkeys(own)))

    def _leading(self, at: int) -> bool:
        """Whether a pointer between two sentences belongs to the second.

        It does where it opens a line that goes on after it, or where the answer opened with a pointer.
        """
        before, after = self.text[:at].rpartition("\n"), self.text[at:].partition("\n")[0]
        if not after.strip():
            return False
        opens = bool(before[1]) and not before[2].strip(_LIST_MARKS)
        return opens or self._leads
