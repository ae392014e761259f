"""An answer as the JSON object that `preuve ask --json` prints, and back.

The shape is an interface that other programs rely on: see the README.
This module needs only the standard library.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rag.answers import Answer, AnswerSentence, Citation, Hit, Verdict
from rag.types import UNDETERMINED

Record = dict[str, Any]


def citation_record(citation: Citation) -> Record:
    return {
        "file": citation.file,
        "sha256": citation.sha256,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "page": citation.page,
        "heading": citation.heading,
        "verdict": citation.verdict.value,
        "reader": citation.reader,
        "language": citation.language,
    }


def citation_from(record: Mapping[str, Any]) -> Citation:
    """Raises `KeyError`, `TypeError` or `ValueError` where the record is not a citation."""
    file, sha256, quote = record["file"], record["sha256"], record["quote"]
    start, end = record["start"], record["end"]
    if not all(isinstance(value, str) for value in (file, sha256, quote)):
        raise TypeError("file, sha256 and quote must be strings")
    if not all(isinstance(value, int) and not isinstance(value, bool) for value in (start, end)):
        raise TypeError("start and end must be whole numbers")
    verdict, reader = Verdict(record.get("verdict", Verdict.EXACT)), record.get("reader")
    if reader is not None and (not isinstance(reader, int) or isinstance(reader, bool)):
        raise TypeError("reader must be a whole number")
    page, heading, language = record.get("page"), record.get("heading"), record.get("language", UNDETERMINED)
    return Citation(file, sha256, start, end, quote, page, heading, verdict, reader, language)


def _sentence_from(record: Mapping[str, Any]) -> AnswerSentence:
    citations = tuple(citation_from(citation) for citation in record["citations"])
    return AnswerSentence(str(record["text"]), bool(record["supported"]), citations, record.get("reason"))


def answer_from(record: Mapping[str, Any], hits: Sequence[Hit] = ()) -> Answer:
    """The answer that `answer_record` was made of; its hits, of which a record holds only the places, are given.

    Raises `KeyError`, `TypeError` or `ValueError` where the record is not an answer.
    """
    return Answer(
        question=str(record["question"]),
        completed=str(record.get("understood", record["question"])),
        language=str(record["language"]),
        abstained=bool(record["abstained"]),
        sentences=tuple(_sentence_from(sentence) for sentence in record["sentences"]),
        hits=tuple(hits),
        confidence=float(record["confidence"]),
        model=str(record["model"]),
        index=str(record["index"]),
        seconds={name: float(value) for name, value in record["seconds"].items()},
        note=record.get("note"),
    )


def sentence_record(sentence: AnswerSentence) -> Record:
    record: Record = {"text": sentence.text, "supported": sentence.supported}
    if sentence.reason:
        record["reason"] = sentence.reason
    record["citations"] = [citation_record(citation) for citation in sentence.citations]
    return record


def hit_record(hit: Hit) -> Record:
    passage = hit.passage
    return {"file": passage.file, "start": passage.start, "end": passage.end, "score": round(hit.score, 6)}


def answer_record(answer: Answer, identifier: str | None = None) -> Record:
    """The JSON object of an answer; `identifier` is the `id` of the test question that it answers."""
    record: Record = {} if identifier is None else {"id": identifier}
    record |= {"question": answer.question}
    if answer.completed != answer.question:
        record["understood"] = answer.completed
    record |= {
        "language": answer.language,
        "abstained": answer.abstained,
        "answer": answer.text,
        "confidence": round(answer.confidence, 6),
        "sentences": [sentence_record(sentence) for sentence in answer.sentences],
        "retrieved": [hit_record(hit) for hit in answer.hits],
        "seconds": {name: round(value, 6) for name, value in answer.seconds.items()},
        "model": answer.model,
        "index": answer.index,
    }
    if answer.note:
        record["note"] = answer.note
    return record
