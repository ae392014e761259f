"""A turn of the page's conversation as the record that the store keeps, and back, its citations checked anew.

The record holds the answer as `preuve ask --json` prints it and the passages that it was drawn from, so that what was
shown can be shown again whatever has become of the documents.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from rag.answers import Answer, Hit
from rag.conversation import numbered
from rag.proof.citations import Verifier
from rag.proof.records import Record, answer_from, answer_record
from rag.types import Document, Passage
from ui.page.conversation import KEPT, Conversation, Exchange
from ui.store import KeptTurn

FindDocument = Callable[[str], Document | None]
"""The present version of a document, `None` where it is no longer indexed."""


def turn_record(exchange: Exchange) -> Record:
    """What is kept of an exchange that is over."""
    answer = exchange.answer
    return {
        "question": exchange.question,
        "problem": exchange.problem,
        "scope": list(exchange.scope),
        "answer": None if answer is None else answer_record(answer),
        "passages": [] if answer is None else [_passage_record(hit) for hit in answer.hits],
        "kept": time.time(),
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


def exchange_of(turn: KeptTurn) -> Exchange:
    """The exchange that a turn was made of."""
    record = turn.record
    answer = record["answer"]
    return Exchange(
        turn.number,
        record["question"],
        None if answer is None else answer_from(answer, [_hit(passage) for passage in record["passages"]]),
        record["problem"],
        scope=tuple(record.get("scope", ())),
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
    for turn in turns:
        exchange = replace(exchange_of(turn), known=len(talk.numbers))
        numbers = numbered(exchange.answer, talk.numbers) if exchange.answer else talk.numbers
        talk = replace(talk, exchanges=(*talk.exchanges[1 - KEPT :], exchange), numbers=numbers)
    return talk
