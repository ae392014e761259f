"""The places of documents that an answer shows: each citation once, with its number, and those that links name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rag.answers import Answer, Verdict
from rag.conversation import Spot, numbered, spot_of
from rag.index.parts import document_id
from rag.proof.citations import recognised_percent
from rag.types import Document, Span
from ui.words.words import foreign

CLOSEST = 5
"""Passages that an abstention shows."""


@dataclass(frozen=True, slots=True)
class Place:
    """A numbered place that an answer points to: a citation, or a passage where the answer is an abstention.

    The `number` of a citation counts from 1 in the conversation, that of a passage in its abstention; `verdict` is
    `None` for a passage, which proves nothing. `language` is that of the place where it is not that of the question.
    `title` and `date` are those of its document, `around` are the sentences before and after it, as far as known.
    `recognised` says in percent how sure its words are where they were recognised on a picture.
    """

    number: int
    file: str
    sha256: str
    start: int
    end: int
    quote: str
    page: int | None
    heading: str | None
    verdict: Verdict | None
    language: str | None = None
    title: str = ""
    date: str = ""
    around: tuple[str, str] = ("", "")
    recognised: int | None = None

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def address(self) -> str:
        """What names the place in links, also in other tabs: the document version, start and end."""
        return f"{document_id(self.file, self.sha256)}-{self.start}-{self.end}"


def places(answer: Answer, numbers: Mapping[Spot, int] | None = None) -> tuple[Place, ...]:
    """The places of an answer in the order of their first mention, each once.

    If it abstains: those of what it suggests, which have a verdict, and the closest passages, which have none.

    `numbers` are those of its conversation (see `rag.conversation`); without them the answer stands alone.
    """
    found: dict[Spot, Place] = {}
    if answer.abstained:
        for citation in answer.suggestion.citations if answer.suggestion else ():
            told = (citation.quote, citation.page, citation.heading, citation.verdict)
            found[spot_of(citation)] = Place(
                len(found) + 1, *spot_of(citation), *told, foreign(citation.language, answer.language),
                recognised=citation.recognised,
            )  # fmt: skip
        for hit in answer.hits[:CLOSEST]:
            passage = hit.passage
            key = (passage.file, passage.sha256, passage.start, passage.end)
            language = foreign(passage.language, answer.language)
            sure = recognised_percent(passage.blocks, Span(passage.start, passage.end))
            place = Place(
                len(found) + 1, *key, passage.text, passage.page, passage.heading, None, language, recognised=sure
            )
            found.setdefault(key, place)
        return tuple(found.values())
    numbers = numbered(answer, numbers)
    for sentence in answer.sentences:
        for citation in sentence.citations:
            key = spot_of(citation)
            told = (citation.quote, citation.page, citation.heading, citation.verdict)
            language = foreign(citation.language, answer.language)
            found.setdefault(key, Place(numbers[key], *key, *told, language, recognised=citation.recognised))
    return tuple(found.values())


def linked_place(document: Document, span: Span) -> Place:
    """A place that a link names; its number is 0."""
    page = next((page.number for page in document.pages if page.start <= span.start < page.end), None)
    quote = document.text[span.start : span.end]
    return Place(0, document.file, document.sha256, span.start, span.end, quote, page, None, verdict=None)
