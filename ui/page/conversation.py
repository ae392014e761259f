"""What one browser tab holds: its questions with their answers, and what is open beside them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from rag.answers import Answer, Turn
from rag.conversation import Spot, numbered
from rag.errors import QuestionError
from rag.events import Waiting
from rag.types import Span
from ui.page.places import Place, places
from ui.page.scope import Chosen, Scope
from ui.store.people import LOCAL
from ui.words.words import Words

KEPT = 50
"""Exchanges that a tab keeps; the oldest go first."""

TURNS = 3
"""Exchanges before a question that are given to the assistant with it."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what came of it: an answer, a line about what went wrong, or neither as long as it runs.

    `number` counts from 1 in the conversation and stays when older exchanges are dropped. `draft` is what a model has
    written so far, before anything of it is checked; it stays where no answer comes of it. `waiting` says that nothing
    has come for a while. `known` is how many places the exchanges before it have numbered. `opinion` is what the person
    said about the answer (a `ui.store.Kind`, or nothing) and `remark` their words on it. `scope` is what the question
    was asked of, empty for all documents. `replaced` are the exchanges in whose place this one came, as long as it is
    the last.
    """

    number: int
    question: str
    answer: Answer | None = None
    problem: str | None = None
    draft: str = ""
    waiting: Waiting | None = None
    known: int = 0
    opinion: str = ""
    remark: str = ""
    scope: Scope = ()
    replaced: tuple[Exchange, ...] = ()

    @property
    def running(self) -> bool:
        return self.answer is None and self.problem is None


@dataclass(frozen=True, slots=True)
class Opened:
    """What the source panel shows: a document, from a place of an exchange or (`exchange` 0) on its own.

    `span` is a place that a link named. `as_text` says that the person wants the text where pages could be shown.
    `query` is what is searched for in the document, `match` the current one of the places found, from 1. `page` is a
    page that was asked for. `headed` is the digest of the document whose contents stand above it already.
    """

    file: str
    exchange: int = 0
    place: int = 0
    window: Span | None = None
    span: Span | None = None
    as_text: bool = False
    query: str = ""
    match: int = 0
    page: int = 0
    headed: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """The state of a tab; every change makes a new one.

    `numbers` are those of all places cited so far, also by exchanges that were dropped. `editing` is the exchange whose
    question is being changed, 0 for none: the next question takes its place, and those after it go. `identifier` is its
    name in the store, `None` as long as nothing of it is kept; `title` that in the list; `person` is whose it is.
    `chosen` is what the next question is asked of. `awaited` says that there is more to come: the documents are still
    being opened, or what is kept under its name is still being answered. `zone` is how many minutes the person's clock
    is ahead of UTC.
    """

    exchanges: tuple[Exchange, ...] = ()
    opened: Opened | None = None
    language: str = "en"
    editing: int = 0
    numbers: Mapping[Spot, int] = field(default_factory=dict)
    identifier: str | None = None
    title: str = ""
    person: int = LOCAL
    chosen: Chosen = field(default_factory=Chosen, compare=False)
    awaited: bool = False
    zone: int = 0

    def exchange(self, number: int) -> Exchange | None:
        return next((exchange for exchange in self.exchanges if exchange.number == number), None)

    def places(self, number: int) -> tuple[Place, ...]:
        """The places that the answer of an exchange points to."""
        exchange = self.exchange(number)
        return places(exchange.answer, self.numbers) if exchange and exchange.answer else ()

    def place(self, exchange: int, number: int) -> Place | None:
        return next((place for place in self.places(exchange) if place.number == number), None)

    def before(self, number: int) -> Conversation:
        """The conversation as it was before an exchange; as it is, where there is none of that number."""
        later = next((at for at, exchange in enumerate(self.exchanges) if exchange.number == number), None)
        if later is None:
            return replace(self, editing=0)
        known = self.exchanges[later].known
        numbers = {spot: place for spot, place in self.numbers.items() if place <= known}
        return replace(self, exchanges=self.exchanges[:later], numbers=numbers, editing=0)

    def asked(self, question: str, after: int = 0, replaced: tuple[Exchange, ...] = ()) -> Conversation:
        """The conversation with one more question, asked of what is chosen, which has no answer yet.

        Its number is greater than `after`; `replaced` are exchanges that it replaces.
        """
        former = tuple(replace(each, replaced=()) for each in replaced)
        before = tuple(replace(each, replaced=()) for each in self.exchanges[1 - KEPT :])
        number = 1 + max(after, self.exchanges[-1].number if self.exchanges else 0)
        known = len(self.numbers)
        exchange = Exchange(number, question, known=known, scope=self.chosen.names, replaced=former)
        return replace(self, exchanges=(*before, exchange))

    def settled(self, answer: Answer | None = None, problem: str | None = None) -> Conversation:
        """The conversation with the outcome of its last question."""
        last = self.exchanges[-1]
        last = replace(last, answer=answer, problem=problem, draft="" if answer else last.draft, waiting=None)
        numbers = numbered(answer, self.numbers) if answer else self.numbers
        return replace(self, exchanges=(*self.exchanges[:-1], last), numbers=numbers)

    def ended(self, problem: str) -> Conversation:
        """The conversation without questions that run: nobody waits for them any more."""
        ended = (replace(each, problem=problem) if each.running else each for each in self.exchanges)
        return replace(self, exchanges=tuple(ended))

    def drafted(self, draft: str, waiting: Waiting | None = None) -> Conversation:
        """The conversation with what is written so far of the answer to its last question, or that nothing comes."""
        last = replace(self.exchanges[-1], draft=draft, waiting=waiting)
        return replace(self, exchanges=(*self.exchanges[:-1], last))

    def with_opinion(self, number: int, opinion: str, remark: str) -> Conversation:
        """The conversation with what the person says about the answer of an exchange."""
        exchanges = (
            replace(exchange, opinion=opinion, remark=remark) if exchange.number == number else exchange
            for exchange in self.exchanges
        )
        return replace(self, exchanges=tuple(exchanges))

    def turns(self) -> tuple[Turn, ...]:
        """The latest answered questions, oldest first."""
        answered = [exchange for exchange in self.exchanges if exchange.answer and not exchange.answer.abstained]
        return tuple(Turn(exchange.question, exchange.answer.text) for exchange in answered[-TURNS:] if exchange.answer)


def checked_question(question: object, limit: int, words: Words) -> str:
    """The question, trimmed, if it can be asked.

    Questions reach the program past the text box too, so that its own limits prove nothing.

    Raises:
        QuestionError: not a string, empty, longer than `limit` characters, or with characters that are not text;
            the message is in the language of the page.
    """
    if not isinstance(question, str):
        raise QuestionError(words.bad_question)
    if len(question) > limit:
        raise QuestionError(words.long_question.format(length=len(question), limit=limit))
    trimmed = question.strip()
    if any(character == "\0" or unicodedata.category(character) == "Cs" for character in trimmed):
        raise QuestionError(words.bad_question)
    if not any(character.isalnum() for character in trimmed):
        raise QuestionError(words.empty_question)
    return trimmed
