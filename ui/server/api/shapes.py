"""The objects that the API takes and gives, as its documentation describes them."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from rag.settings import MOST_QUESTION_CHARACTERS

TURNS = 20
"""Earlier turns that a request may hold."""

ANSWER_CHARACTERS = 20_000
"""Those of an earlier answer; a chat model writes at most 16,000."""

TURNS_CHARACTERS = 40_000
"""Those of all earlier turns together."""

FILES = 1000
"""Documents that a question may be restricted to."""

FILE_CHARACTERS = 4096
"""Those of the name of a document: the longest path of Linux."""

CONVERSATION_CHARACTERS = 64
"""Those of the name of a conversation."""

TOO_LONG = frozenset({"string_too_long", "too_long"})
"""What pydantic calls it where a field is longer than its limit."""


class _Request(BaseModel):
    """What is asked: strictly of the types that are named, with no other field."""

    model_config = ConfigDict(extra="forbid", strict=True)


class AskedBefore(_Request):
    """An earlier turn of the conversation."""

    question: str = Field(max_length=MOST_QUESTION_CHARACTERS, description="what was asked")
    answer: str = Field("", max_length=ANSWER_CHARACTERS, description="what was answered, in words")


class Ask(_Request):
    """A question."""

    question: str = Field(max_length=MOST_QUESTION_CHARACTERS, description="in French, English or Arabic")
    turns: list[AskedBefore] = Field(
        [],
        max_length=TURNS,
        description=f"what was said before, oldest first, in at most {TURNS_CHARACTERS:,} characters together",
    )
    conversation: str | None = Field(
        None,
        max_length=CONVERSATION_CHARACTERS,
        description="instead of turns: a kept conversation of yours, by the name in its address; it grows by this",
    )
    files: list[Annotated[str, Field(max_length=FILE_CHARACTERS)]] | None = Field(
        None, max_length=FILES, description="answer from these documents only"
    )

    @model_validator(mode="after")
    def _turns_together(self) -> Self:
        held = sum(len(turn.question) + len(turn.answer) for turn in self.turns)
        if held > TURNS_CHARACTERS:
            said = f"turns have {held:,} characters together: give at most {TURNS_CHARACTERS:,}"
            raise PydanticCustomError("too_long", said)
        return self


class RecognisedShape(BaseModel):
    """Text recognised on a picture."""

    by: str | None = Field(description="the program with its version and languages; none: another one, before")
    percent: int | None = Field(description="how sure it was of the words of the quote; none where they were read")


class CitationShape(BaseModel):
    """A place in a file that proves a sentence: `text(file)[start:end] == quote`."""

    file: str
    sha256: str = Field(description="of the bytes of the file")
    start: int = Field(description="code points of the canonical text, from 0")
    end: int
    quote: str
    page: int | None
    heading: str | None
    verdict: str = Field(description="exact, moved, altered, missing, stale or unchecked")
    reader: int | None = Field(None, description="the version of the reader whose text the offsets count")
    recognised: RecognisedShape | None = Field(None, description="where the document has pictures of text")


class SentenceShape(BaseModel):
    """A sentence of the answer."""

    text: str
    supported: bool = Field(description="whether a proof was found for it")
    reason: str | None = Field(None, description="why not")
    left: int = Field(0, description="items of a list that the text leaves out; the last citation quotes them")
    citations: list[CitationShape]


class PassageShape(BaseModel):
    """A passage that was found, best first."""

    file: str
    start: int
    end: int
    score: float


class ListedShape(BaseModel):
    """A document that a reply names."""

    file: str
    sha256: str
    title: str
    date: str | None = Field(description="2024-03-12, 2024-03 or 2024")
    pages: int | None = Field(description="none for formats without pages")


class AboutShape(BaseModel):
    """What the program says of itself or of the collection: no document proves it."""

    topic: str = Field(
        description="greeting, thanks, farewell, assent, complaint, identity, abilities, documents, subjects or summary"
    )
    text: str
    documents: list[ListedShape]
    count: int = Field(description="of documents, of which not all may be named")


class InsteadShape(BaseModel):
    """What the documents name in the place of something that the question names."""

    kind: str = Field(description="year, date, part, version, number, amount, name or party")
    asked: str = Field(description="words of the question")
    found: str = Field(description="words of the document, or of the heading or name above the place")
    citation: CitationShape


class CauseShape(BaseModel):
    """Why an answer is not simply what the model wrote."""

    code: str = Field(description="a short stable word, such as unreachable, silent or guard replaced")
    values: list[str] = Field(description="what its words are filled with")


class AnswerShape(BaseModel):
    """The object of `preuve ask --json`, which `preuve verify` reads."""

    question: str
    understood: str | None = Field(
        None, description="the question as it was understood with the turns before it, where that is something else"
    )
    language: str
    abstained: bool = Field(description="nothing is answered from the documents")
    answer: str
    confidence: float = Field(description="probability that the cited sentences answer")
    answers: str | None = Field(
        None, description="how likely they answer: sure, likely or maybe; that they are quoted exactly is no part of it"
    )
    sentences: list[SentenceShape]
    retrieved: list[PassageShape]
    seconds: dict[str, float]
    model: str
    index: str = Field(description="the generation of the index that answered")
    suggestion: SentenceShape | None = Field(
        None, description="of an abstention: what comes nearest to an answer, and may well be none"
    )
    instead: InsteadShape | None = Field(
        None,
        description="the one thing in which the best sentence differs from the question: 2024 where 2019 was asked",
    )
    kind: str | None = Field(None, description="about, where the question is none about what the documents say")
    about: AboutShape | None = Field(None, description="then what is said instead")
    origin: str | None = Field(
        None,
        description="model; guarded: what the model wrote was cut down or replaced, as it was not proven or does not"
        " answer; fallback: the model failed, and this is the answer without it; left out without a model",
    )
    note: str | None = Field(None, description="what has to be known of the answer, in the question's language")
    cause: CauseShape | None = Field(None, description="what the note says, to be told in another language")


class DetailShape(BaseModel):
    """A title, an author or a date, and where it was taken from."""

    value: str
    origin: str = Field(description="metadata, heading, text or file name")


class LeftOutShape(BaseModel):
    """Something of the file that the text does not hold."""

    code: str = Field(description="hidden, boilerplate, unmapped or repeated")
    numbers: list[float] = Field(description="characters; percent of the page; page and percent of its letters; lines")


class RecognitionShape(BaseModel):
    """A page with recognised text."""

    page: int
    percent: int = Field(description="how sure the program is of its words")
    foreign: bool = Field(description="recognised by another program; then percent of its words look like words")


class DocumentShape(BaseModel):
    """An indexed document."""

    file: str
    sha256: str
    format: str
    language: str
    pages: int | None = Field(description="none for formats without pages")
    characters: int
    passages: int
    title: DetailShape
    author: DetailShape | None
    date: DetailShape | None = Field(description="2024-03-12, 2024-03 or 2024")
    warnings: list[str]
    left_out: list[LeftOutShape]
    recogniser: str | None = Field(None, description="what recognised its pictures of text; empty: nothing has")
    recognised: list[RecognitionShape] = []


class HealthShape(BaseModel):
    """How the server is."""

    status: str = Field(description="ok, opening, or failed")
    documents: int
    questions: int = Field(description="questions that are being answered or wait")
    reason: str | None = Field(None, description="why the documents cannot be opened")


class Problem(BaseModel):
    """Why there is no answer, in one line."""

    error: str
