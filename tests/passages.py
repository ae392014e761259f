"""Passages and hits made from short texts, for tests that need no index."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from rag.language.language import detect
from rag.language.sentences import sentences
from rag.types import AnswerSentence, Hit, Passage, Span


def passage(text: str, file: str = "a.txt", ordinal: int = 0, start: int = 0, heading: str | None = None) -> Passage:
    language = detect(text)
    spans = tuple(Span(start + span.start, start + span.end) for span in sentences(text, language))
    sha256 = hashlib.sha256(file.encode()).hexdigest()
    end = start + len(text)
    return Passage(f"{file}:{ordinal}", file, sha256, ordinal, start, end, text, language, 1, heading, spans)


def passages_of(file: str, *texts: str) -> list[Passage]:
    """Neighbours that tile one document."""
    start, made = 0, []
    for ordinal, text in enumerate(texts):
        made.append(passage(text, file, ordinal, start))
        start += len(text)
    return made


def hits_of(*passages: Passage) -> tuple[Hit, ...]:
    return tuple(Hit(found, 1.0 - place / 100) for place, found in enumerate(passages))


class ListSearch:
    """Finds the same hits whatever is asked, by language where `by_language` has it; remembers the questions."""

    def __init__(self, hits: Sequence[Hit], by_language: dict[str, Sequence[Hit]] | None = None) -> None:
        self.hits = hits
        self.by_language = by_language or {}
        self.asked: list[tuple[str, str]] = []

    def retrieve(self, question: str, language: str, files: Sequence[str] | None = None) -> Sequence[Hit]:
        self.asked.append((question, language))
        return [hit for hit in self.by_language.get(language, self.hits) if files is None or hit.passage.file in files]


def no_sentences(question: str, language: str, hits: Sequence[Hit]) -> tuple[Sequence[AnswerSentence], float]:
    """An extractive answer that abstains."""
    return (), 0.1
