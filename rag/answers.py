"""What is said to a question, as frozen values: hits, citations with their verdict, sentences, answers and turns.

This module needs only the standard library.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rag.types import UNDETERMINED, Passage

EXTRACTIVE = "extractive"
"""What an answer names as its model where no language model had a part in it."""


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
    UNCHECKED = "unchecked"
    """The quote is of recognised text, and the text that was recognised then is not at hand."""


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
    that of the passage, which need not be the question's. `recogniser` is the program that recognised the pictures of
    text in the document, `None` where it has none; `recognised` how sure it was of the words of the quote, in percent,
    `None` where these were read.
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
    recogniser: str | None = None
    recognised: int | None = None


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """One sentence of an answer; `supported` is the support check's finding, `reason` says why not.

    `left` counts the items of a list that its text leaves out; the last citation quotes them.
    """

    text: str
    supported: bool
    citations: tuple[Citation, ...]
    reason: str | None = None
    left: int = 0


@dataclass(frozen=True, slots=True)
class Instead:
    """What the documents name in the place of something that the question names: 2024 where 2019 was asked.

    `kind` is a stable word: year, date, part, version, number, amount, name or party. `asked` are the words of the
    question, `found` those of the document; the citation quotes them, or the sentence below the heading that has them.
    """

    kind: str
    asked: str
    found: str
    citation: Citation


class Certainty(StrEnum):
    """How likely it is that what is cited answers the question; that it is quoted exactly is another matter."""

    SURE = "sure"
    LIKELY = "likely"
    MAYBE = "maybe"


SURE_FROM, LIKELY_FROM = 0.85, 0.65
"""Probabilities from which on an answer is called sure, or likely."""


class AnswerOrigin(StrEnum):
    """Whose answer it is, where a chat model was to write it."""

    MODEL = "model"
    """The model wrote it, or said that the passages do not answer."""
    GUARDED = "guarded"
    """What the model wrote was cut down or replaced on purpose, as it was not proven or does not answer."""
    FALLBACK = "fallback"
    """The model failed, was too slow or away: this is the answer without it."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an answer is not simply what the model wrote, or what has to be known of its sentences.

    `rag.chat.words` and `rag.language.remarks` have the words for it in each language.
    """

    code: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the conversation with the answer that was given."""

    question: str
    answer: str


class Topic(StrEnum):
    """What is said to the program, or asked of it and of the collection, rather than of what the documents say."""

    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    ASSENT = "assent"
    """Yes, no or the like alone."""
    COMPLAINT = "complaint"
    IDENTITY = "identity"
    """Who the program is."""
    ABILITIES = "abilities"
    """What it can do."""
    DOCUMENTS = "documents"
    """Which documents there are."""
    SUBJECTS = "subjects"
    """What they are about."""
    SUMMARY = "summary"
    """What one of them says, in short."""
    OUTLINE = "outline"
    """Which chapters one of them has."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A document as a list names it; `date` is `2024-03-12`, `2024-03` or `2024`, `pages` those of a paged format."""

    file: str
    sha256: str
    title: str
    date: str | None = None
    pages: int | None = None

    @property
    def line(self) -> str:
        """The document on one line, its pages as « 12 p. »."""
        facts = (self.file, self.date, self.pages and f"{self.pages} p.")
        return f"{self.title} ({', '.join(fact for fact in facts if fact)})"


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that two documents both speak of: its name, and which sentences of the answer, from 0, say what."""

    name: str
    sentences: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class About:
    """What the program says of itself or of the collection, in its own words.

    `documents` are those that it names, at most a page of them; `count` is how many there are. `subjects` are those
    of two documents that are compared.
    """

    topic: Topic
    text: str
    documents: tuple[Listed, ...] = ()
    count: int = 0
    subjects: tuple[Subject, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the program says to a question.

    `question` is as asked, `completed` as understood with the turns before (equal where nothing was added).
    `confidence` is the probability that the cited sentences answer. `seconds` holds `retrieve`, `answer`, `total`.
    An abstention has no sentences; its `hits` are the closest passages, and `suggestion` is what comes nearest to an
    answer, where anything does. `instead` is set where the best sentence differs from the question in one particular.
    `about` is set where the question is none about what the documents say; then there are no hits, and sentences only
    where it quotes.
    `origin` is `None` where no chat model was to write; `cause` is what `note` says in the language of the question,
    for a page that says it in another.
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
    suggestion: AnswerSentence | None = None
    instead: Instead | None = None
    about: About | None = None
    origin: AnswerOrigin | None = None
    cause: Cause | None = None

    @property
    def certainty(self) -> Certainty | None:
        """How likely the sentences answer; `None` of an abstention and of what is no answer of the documents."""
        if self.abstained or self.about is not None:
            return None
        if self.confidence >= SURE_FROM:
            return Certainty.SURE
        return Certainty.LIKELY if self.confidence >= LIKELY_FROM else Certainty.MAYBE

    @property
    def text(self) -> str:
        """The answer as running text, without citation marks."""
        if self.about is None:
            return self.quoted
        own = "\n".join([self.about.text, *(each.line for each in self.about.documents)])
        return f"{own}\n{self.quoted}" if self.sentences else own

    @property
    def quoted(self) -> str:
        """Its sentences, which are all of it or, where it is about the program or the collection, its end."""
        return " ".join(sentence.text for sentence in self.sentences)
