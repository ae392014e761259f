"""What is said to a question, as frozen values: hits, citations with their verdict, sentences, answers and turns.

This module needs only the standard library.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rag.types import UNDETERMINED, Passage


class Verdict(StrEnum):
    """What a check of a citation against its file found."""

    EXACT = "exact"
    """The file holds the quote at exactly this place."""
    MOVED = "moved"
    """The quote is there, but in another place or another file."""
    ALTERED = "altered"
    """Only a near match is there: a word, a number or a negation differs."""
    MISSING = "missing"
    """Nothing like the quote is there, or the file is gone."""
    STALE = "stale"
    """The file has changed since the citation was made, whether or not it still holds the quote."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with its score for a question; greater is better.

    `dense` is the cosine to the question and `lexical` the BM25 score, `None` where that search did not return
    the passage.
    """

    passage: Passage
    score: float
    dense: float | None = None
    lexical: float | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a file that proves a sentence. Only `rag.proof.citations` makes one, by cutting it out of the text.

    `reader` is the version of the reader whose text the offsets count, `None` where that is not known. `language` is
    that of the passage, which need not be the question's.
    """

    file: str
    sha256: str
    start: int
    end: int
    quote: str
    page: int | None
    heading: str | None
    verdict: Verdict
    reader: int | None = None
    language: str = UNDETERMINED


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """One sentence of an answer; `supported` is the support check's finding, `reason` says why not."""

    text: str
    supported: bool
    citations: tuple[Citation, ...]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the conversation with the answer that was given."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the program says to a question.

    `question` is as asked, `completed` as understood with the turns before (equal where nothing was added).
    `confidence` is the probability that the cited sentences answer. `seconds` holds `retrieve`, `answer`, `total`.
    An abstention has no sentences; its `hits` are the closest passages.
    """

    question: str
    completed: str
    language: str
    abstained: bool
    sentences: tuple[AnswerSentence, ...]
    hits: tuple[Hit, ...]
    confidence: float
    model: str
    index: str
    seconds: Mapping[str, float] = field(default_factory=dict)
    note: str | None = None

    @property
    def text(self) -> str:
        """The answer as running text, without citation marks."""
        return " ".join(sentence.text for sentence in self.sentences)
