"""What an empty page shows of the documents: a few of them, each with its title and its first sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from ingest.folders.uploads import FOLDER
from rag.errors import PreuveError
from rag.index.contents import DocumentInfo
from rag.index.library import Documents
from rag.language.sentences import sentences
from rag.types import BlockKind, Document

SHOWN = 4
"""Documents that are shown; the others are in the list."""
KEPT = 200
"""First sentences that are remembered, so that a text is not read at each look at the page."""
_NO_PROSE = frozenset({BlockKind.HEADING, BlockKind.FRONT_MATTER, BlockKind.HEADER, BlockKind.CODE, BlockKind.NOTE})
_LEAST = 25
"""Characters of a first sentence; what is shorter is a line of a title page."""
_LEAD = 4_000
"""Characters at the beginning of a document in which it is looked for."""


@dataclass(frozen=True, slots=True)
class Card:
    """A document and how it begins."""

    info: DocumentInfo
    opening: str


class Cards:
    """Chooses and reads; `find` gives a document by its file."""

    def __init__(self, find: Callable[[str], Document | None]) -> None:
        self._find = find
        self._openings: dict[tuple[str, str], str] = {}

    def __call__(self, documents: Documents, language: str) -> list[Card]:
        return [Card(info, self._opening(info)) for info in first_shown(documents, language)]

    def _opening(self, info: DocumentInfo) -> str:
        key = (info.file, info.sha256)
        if key not in self._openings:
            document = None
            with suppress(PreuveError):  # what is damaged is told where somebody opens it
                document = self._find(info.file)
            self._openings = dict([*self._openings.items(), (key, opening_of(document) if document else "")][-KEPT:])
        return self._openings[key]


def first_shown(documents: Documents, language: str, files: Sequence[str] | None = None) -> list[DocumentInfo]:
    """What was uploaded, then what is in the language of the page, then the latest; of `files`, if given."""
    return documents.leading(SHOWN, f"{FOLDER}/", language, files)


def opening_of(document: Document) -> str:
    """The first sentence that says something, on one line; empty where there is none."""
    no_prose = [block for block in document.blocks if block.kind in _NO_PROSE]
    headed = [(each.start, each.end) for each in document.headings]
    headed += [(block.start, block.end) for block in no_prose]
    for span in sentences(document.text[:_LEAD], document.language):
        if any(start < span.end and span.start < end for start, end in headed):
            continue
        words = " ".join(document.text[span.start : span.end].split())
        if len(words) >= _LEAST and sum(character.isalpha() for character in words) > len(words) // 2:
            return words
    return ""
