"""The objects that the API takes and gives, as its documentation describes them."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

TURNS = 20
"""Earlier turns that a request may hold."""

FILES = 1000
"""Documents that a question may be restricted to."""


class _Request(BaseModel):
    """What is asked: strictly of the types that are named, with no other field."""

    model_config = ConfigDict(extra="forbid", strict=True)


class AskedBefore(_Request):
    """An earlier turn of the conversation."""

    question: str = Field(description="what was asked")
    answer: str = Field("", description="what was answered, in words")


class Ask(_Request):
    """A question."""

    question: str = Field(description="in French, English or Arabic")
    turns: list[AskedBefore] = Field([], max_length=TURNS, description="what was said before, oldest first")
    conversation: str | None = Field(
        None, description="instead of turns: a kept conversation of yours, by the name in its address; it grows by this"
    )
    files: list[str] | None = Field(None, max_length=FILES, description="answer from these documents only")


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
    completed: str | None = Field(None, description="the question as it was understood with the turns before it")
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


class DocumentShape(BaseModel):
    """An indexed document."""

    file: str
    sha256: str
    format: str
    language: str
    pages: int | None = Field(description="none for formats without pages")
    characters: int
    passages: int
    warnings: list[str]


class HealthShape(BaseModel):
    """How the server is."""

    status: str = Field(description="ok, opening, or failed")
    documents: int
    questions: int = Field(description="questions that are being answered or wait")
    reason: str | None = Field(None, description="why the documents cannot be opened")


class Problem(BaseModel):
    """Why there is no answer, in one line."""

    error: str
