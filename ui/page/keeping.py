"""A turn of the page's conversation as the record that the store keeps, and back, its citations checked anew.

The record holds the answer as `preuve ask --json` prints it and the passages that it was drawn from, so that what was
shown can be shown again whatever has become of the documents.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rag.answers import Answer, Hit
from rag.conversation import numbered
from rag.proof.citations import Verifier
from rag.proof.records import Record, answer_from, answer_record
from rag.types import Document, Passage
from ui.page.conversation import KEPT, Conversation, Exchange
from ui.store import KeptTurn
from ui.words.people import PEOPLE_WORDS

FindDocument = Callable[[str], Document | None]
"""The present version of a document, `None` where it is no longer indexed."""

LOST = "…"
"""What stands where a question is damaged."""


def turn_record(exchange: Exchange) -> Record:
    """What is kept of an exchange that is over."""
    answer = exchange.answer
    return {
        "question": exchange.question,
        "problem": exchange.problem,
        "draft": exchange.draft,
        "scope": list(exchange.scope),
        "answer": None if answer is None else answer_record(answer),
        "passages": [] if answer is None else [_passage_record(hit) for hit in answer.hits],
        "kept": time.time(),
        "replaced": [{"number": each.number, "record": turn_record(each)} for each in exchange.replaced],
    }


def _passage_record(hit: Hit) -> Record:
    passage = hit.passage
    return {
        "file": passage.file,
        "sha256": passage.sha256,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "language": passage.language,
        "page": passage.page,
        "heading": passage.heading,
        "score": hit.score,
    }


def _hit(record: Mapping[str, object]) -> Hit:
    values = {name: value for name, value in record.items() if name != "score"}
    return Hit(Passage(id="", ordinal=0, **values), float(str(record["score"])))  # type: ignore[arg-type]


def exchange_of(turn: KeptTurn, language: str = "en") -> Exchange:
    """The exchange that a turn was made of; where it is damaged, one that says so in a language of the page."""
    try:
        return _exchange(turn.number, turn.record)
    except (AttributeError, LookupError, TypeError, ValueError):
        return Exchange(turn.number, LOST, problem=PEOPLE_WORDS[language].damaged_turn)


def _exchange(number: int, record: Any) -> Exchange:
    answer = record["answer"]
    return Exchange(
        number,
        record["question"],
        None if answer is None else answer_from(answer, [_hit(passage) for passage in record["passages"]]),
        record["problem"],
        record.get("draft", ""),
        scope=tuple(record.get("scope", ())),
        replaced=tuple(exchange_of(KeptTurn(**each)) for each in record.get("replaced", ())),
    )


def rechecked(talk: Conversation, find: FindDocument) -> Conversation:
    """The conversation with the verdict that each citation deserves now."""
    files = {
        citation.file
        for exchange in talk.exchanges
        for sentence in (exchange.answer.sentences if exchange.answer else ())
        for citation in sentence.citations
    }
    verifier = Verifier({file: document for file in sorted(files) if (document := find(file)) is not None})

    def anew(answer: Answer) -> Answer:
        sentences = (
            replace(
                sentence,
                citations=tuple(
                    replace(citation, verdict=verifier.check(citation).verdict) for citation in sentence.citations
                ),
            )
            for sentence in answer.sentences
        )
        return replace(answer, sentences=tuple(sentences))

    exchanges = (
        replace(exchange, answer=anew(exchange.answer)) if exchange.answer else exchange for exchange in talk.exchanges
    )
    return replace(talk, exchanges=tuple(exchanges))


def conversation_of(identifier: str, turns: Sequence[KeptTurn], person: int, language: str = "en") -> Conversation:
    """A kept conversation: its latest turns, each place under the number that it had."""
    talk = Conversation(language=language, identifier=identifier, person=person)
    if turns:  # its next question is asked of the same documents
        talk.chosen.names = exchange_of(turns[-1], language).scope
    for turn in turns:
        exchange = replace(exchange_of(turn, language), known=len(talk.numbers))
        if turn is not turns[-1]:
            exchange = replace(exchange, replaced=())
        numbers = numbered(exchange.answer, talk.numbers) if exchange.answer else talk.numbers
        talk = replace(talk, exchanges=(*talk.exchanges[1 - KEPT :], exchange), numbers=numbers)
    return talk
