"""What a format's reader hands back, and how text is put together so that offsets fit the canonical text."""

from __future__ import annotations

from dataclasses import dataclass

from rag.language.text import canonical
from rag.types import Block, Heading, Page


@dataclass(frozen=True, slots=True)
class Extracted:
    """The content of one file. Offsets of `pages`, `headings` and `blocks` count in `text`, which is canonical."""

    format: str
    text: str
    pages: tuple[Page, ...] = ()
    headings: tuple[Heading, ...] = ()
    blocks: tuple[Block, ...] = ()
    encoding: str | None = None
    encoding_guessed: bool = False
    warnings: tuple[str, ...] = ()


class Composer:
    """A canonical text that is put together from blocks, with the places of its headings.

    Every block is made canonical before it is added and blocks are joined by line feeds only, which neither compose
    nor break a composition; so the joined text is canonical and offsets stay true.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.length = 0
        self.headings: list[Heading] = []

    def add(self, text: str, gap: int = 2, level: int = 0) -> None:
        """Append a block, `gap` line feeds after the one before it; `level` above 0 makes it a heading.

        A block without anything to read is left out.
        """
        text = canonical(text.replace("\ufeff", "")).strip()
        if not text:
            return
        if self.length:
            self._append("\n" * gap)
        if level:
            self.headings.append(Heading(level, self.length, self.length + len(text)))
        self._append(text)

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self.length += len(text)
