"""Texts as an embedder reads them: numbers of pieces, and where in the text each comes from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tokenizers import Tokenizer

NOWHERE = (0, 0)
"""The span of a piece that comes from no place in the text."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """The numbers of a text's pieces, and the span of the text that each comes from."""

    ids: list[int]
    offsets: list[tuple[int, int]]


class Tokens(Protocol):
    """A vocabulary and its rules; safe to use from several threads."""

    @property
    def marks(self) -> int:
        """How many pieces are put around a text."""
        ...

    def encode(self, text: str, limit: int | None = None) -> Pieces:
        """The pieces of a text and the marks around them; at most `limit` together."""
        ...


class TokenizerFile:
    """The `tokenizer.json` of a model."""

    def __init__(self, path: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self.marks: int = self._tokenizer.num_special_tokens_to_add(False)

    def encode(self, text: str, limit: int | None = None) -> Pieces:
        """See `Tokens`."""
        found = self._tokenizer.encode(text, add_special_tokens=False)
        if limit is not None:
            found.truncate(max(0, limit - self.marks))
        found = self._tokenizer.post_process(found)
        return Pieces(found.ids, found.offsets)
