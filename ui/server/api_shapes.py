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


class CitationShape(BaseModel):
    """A place in a file that proves a sentence: `text(file)[start:end] == quote`."""

    file: str
    sha256: str = Field(description="of the bytes of the file")
    start: int = Field(description="code points of the canonical text, from 0")
    end: int
    quote: str
    page: int | None
    heading: str | None
    verdict: str = Field(description="exact, moved, altered, missing or stale")
    reader: int | None = Field(None, description="the version of the reader whose text the offsets count")


class SentenceShape(BaseModel):
    """A sentence of the answer."""

    text: str
    supported: bool = Field(description="whether a proof was found for it")
    reason: str | None = Field(None, description="why not")
    citations: list[CitationShape]


class PassageShape(BaseModel):
    """A passage that was found, best first."""

    file: str
    start: int
    end: int
    score: float


class AnswerShape(BaseModel):
    """The object of `preuve ask --json`, which `preuve verify` reads."""

    question: str
    understood: str | None = Field(
        None, description="the question as it was understood with the turns before it, where that is something else"
    )
    language: str
    abstained: bool = Field(description="the documents do not answer")
    answer: str
    confidence: float = Field(description="probability that the cited sentences answer")
    sentences: list[SentenceShape]
    retrieved: list[PassageShape]
    seconds: dict[str, float]
    model: str
    index: str = Field(description="the generation of the index that answered")
    note: str | None = None


class DetailShape(BaseModel):
    """A title, an author or a date, and where it was taken from."""

    value: str
    origin: str = Field(description="metadata, heading, text or file name")


class LeftOutShape(BaseModel):
    """Something of the file that the text does not hold."""

    code: str = Field(description="hidden, boilerplate, unmapped or repeated")
    numbers: list[float] = Field(description="characters; percent of the page; page and percent of its letters; lines")


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


class HealthShape(BaseModel):
    """How the server is."""

    status: str = Field(description="ok, opening, or failed")
    documents: int
    questions: int = Field(description="questions that are being answered or wait")
    reason: str | None = Field(None, description="why the documents cannot be opened")


class Problem(BaseModel):
    """Why there is no answer, in one line."""

    error: str
