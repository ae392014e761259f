"""The answer of a model while it is written: text and pointers in, sentences with what they point to out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rag.language.sentences import sentences
from rag.proof.pointers import Pointer, PointerParser
from rag.search.prompts import REFUSAL, refuses
from rag.types import Span

_CERTAIN = 12  # characters of the next sentence after which the border before it will not move any more


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """A sentence as the model wrote it, and the places it points to, each once."""

    text: str
    pointers: tuple[Pointer, ...]


class Draft:
    """Collects the pieces of one answer; `text` is what was written so far, without pointers."""

    def __init__(self, sizes: tuple[int, ...], language: str) -> None:
        self._parser = PointerParser(sizes)
        self._language = language
        self._pointers: list[tuple[int, Pointer]] = []
        self._taken = 0
        self.text = ""

    @property
    def unknown(self) -> int:
        """Pointers to places that do not exist."""
        return self._parser.unknown

    @property
    def may_refuse(self) -> bool:
        """Whether what was written so far is a refusal or may become one."""
        return REFUSAL.startswith(self.text.strip(" \n.*\"'").upper()) or refuses(self.text)

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
                self._pointers.append((len(self.text), piece))
        return self.text[before:]

    def sentences(self, final: bool) -> Iterator[DraftSentence]:
        """The sentences that are complete and were not given out yet; all that is left if `final`."""
        rest, base = self.text[self._taken :], self._taken
        if not final and len(rest) <= _CERTAIN:
            return
        spans = sentences(rest, self._language)
        starts = [*(span.start for span in spans), len(rest)]
        for span, following in zip(spans, starts[1:], strict=True):
            if not final and (span is spans[-1] or following > len(rest) - _CERTAIN):
                return
            yield self._sentence(Span(base + span.start, base + span.end), base + following)

    def _sentence(self, span: Span, following: int) -> DraftSentence:
        """The sentence with the pointers that stand in it or between it and the next one."""
        own = [pointer for at, pointer in self._pointers if at <= following]
        self._pointers = [(at, pointer) for at, pointer in self._pointers if at > following]
        self._taken = span.end
        return DraftSentence(self.text[span.start : span.end], tuple(dict.fromkeys(own)))
