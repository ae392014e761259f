"""The passages of a document on their way from the child that cuts and analyses them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from rag.types import Analysis, Document, Page, Passage, Span

_BETWEEN = "\0"  # no canonical text holds it, and so no index term


@dataclass(frozen=True, slots=True)
class Prepared:
    """What an index keeps of a file: the document, its passages in order, and the analysis of each."""

    document: Document
    passages: tuple[Passage, ...]
    analyses: tuple[Analysis, ...]


def to_wire(passages: Sequence[Passage], analyses: Sequence[Analysis]) -> tuple[list[Any], bytes]:
    """The passages as rows of JSON values, and the terms of all of them."""
    rows = [
        (
            passage.id, passage.start, passage.end, passage.language, passage.page, passage.heading, analysis.context,
            [(page.number, page.start, page.end) for page in passage.pages],
            list(chain.from_iterable((span.start, span.end) for span in passage.sentences)),
            (passage.first_block, len(passage.blocks), [each.number for each in passage.above]),
        )
        for passage, analysis in zip(passages, analyses, strict=True)
    ]  # fmt: skip
    return rows, _BETWEEN.join(analysis.body for analysis in analyses).encode("utf-8")


def from_wire(document: Document, rows: Sequence[Any], terms: bytes) -> Prepared:
    """The document with the passages that `to_wire` was given."""
    bodies = terms.decode("utf-8").split(_BETWEEN) if rows else []
    analyses = (Analysis(body, row[6]) for body, row in zip(bodies, rows, strict=True))
    return Prepared(document, tuple(_passages(document, rows)), tuple(analyses))


def _passages(document: Document, rows: Sequence[Any]) -> Iterator[Passage]:
    for ordinal, (identifier, start, end, language, page, heading, _, pages, sentences, blocks) in enumerate(rows):
        first, count, above = blocks
        yield Passage(
            id=identifier,
            file=document.file,
            sha256=document.sha256,
            ordinal=ordinal,
            start=start,
            end=end,
            text=document.text[start:end],
            language=language,
            page=page,
            heading=heading,
            sentences=tuple(map(Span, sentences[::2], sentences[1::2])),
            pages=tuple(Page(*each) for each in pages),
            blocks=document.blocks[first : first + count],
            first_block=first,
            above=tuple(document.numbered(number) for number in above),
            reader=document.reader,
            recogniser=document.recogniser,
        )
