"""An answer as the JSON object that `preuve ask --json` prints, and back.

The shape is an interface that other programs rely on: see the README.
This module needs only the standard library.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rag.answers import (
    About,
    Answer,
    AnswerOrigin,
    AnswerSentence,
    Cause,
    Citation,
    Hit,
    Instead,
    Listed,
    Subject,
    Topic,
    Verdict,
)
from rag.types import UNDETERMINED

Record = dict[str, Any]
ABOUT = "about"
"""The `kind` of an answer that is about the program or the collection, and the name of what it says of them."""


def citation_record(citation: Citation) -> Record:
    record = {
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
    if citation.recogniser is not None or citation.recognised is not None:
        record["recognised"] = {"by": citation.recogniser, "percent": citation.recognised}
    return record


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
    recognised = record.get("recognised") or {}
    by, percent = recognised.get("by"), recognised.get("percent")
    return Citation(file, sha256, start, end, quote, page, heading, verdict, reader, language, by, percent)


def _sentence_from(record: Mapping[str, Any]) -> AnswerSentence:
    citations = tuple(citation_from(citation) for citation in record["citations"])
    text, supported = str(record["text"]), bool(record["supported"])
    return AnswerSentence(text, supported, citations, record.get("reason"), int(record.get("left", 0)))


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
        suggestion=_sentence_from(record["suggestion"]) if record.get("suggestion") else None,
        instead=_instead_from(record["instead"]) if record.get("instead") else None,
        about=_about_from(record[ABOUT]) if record.get("kind") == ABOUT else None,
        origin=AnswerOrigin(record["origin"]) if "origin" in record else None,
        cause=_cause_from(record["cause"]) if "cause" in record else None,
    )


def _instead_from(record: Mapping[str, Any]) -> Instead:
    kind, asked, found = (str(record[name]) for name in ("kind", "asked", "found"))
    return Instead(kind, asked, found, citation_from(record["citation"]))


def _instead_record(told: Instead) -> Record:
    return {
        "kind": told.kind,
        "asked": told.asked,
        "found": told.found,
        "citation": citation_record(told.citation),
    }


def _about_from(record: Mapping[str, Any]) -> About:
    documents = tuple(
        Listed(str(each["file"]), str(each["sha256"]), str(each["title"]), each.get("date"), each.get("pages"))
        for each in record["documents"]
    )
    subjects = tuple(
        Subject(str(each["name"]), tuple(int(number) for number in each["sentences"]))
        for each in record.get("subjects", ())
    )
    return About(Topic(record["topic"]), str(record["text"]), documents, int(record["count"]), subjects)


def about_record(about: About) -> Record:
    """The topic, what is said in words, the documents that are named, how many there are, and their subjects."""
    documents = [
        {"file": each.file, "sha256": each.sha256, "title": each.title, "date": each.date, "pages": each.pages}
        for each in about.documents
    ]
    record: Record = {"topic": about.topic.value, "text": about.text, "documents": documents, "count": about.count}
    if about.subjects:
        record["subjects"] = [{"name": each.name, "sentences": list(each.sentences)} for each in about.subjects]
    return record


def _cause_from(record: Mapping[str, Any]) -> Cause:
    return Cause(str(record["code"]), tuple(str(value) for value in record["values"]))


def sentence_record(sentence: AnswerSentence) -> Record:
    record: Record = {"text": sentence.text, "supported": sentence.supported}
    if sentence.reason:
        record["reason"] = sentence.reason
    if sentence.left:
        record["left"] = sentence.left
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
        "answers": answer.certainty and answer.certainty.value,
        "sentences": [sentence_record(sentence) for sentence in answer.sentences],
        "retrieved": [hit_record(hit) for hit in answer.hits],
        "seconds": {name: round(value, 6) for name, value in answer.seconds.items()},
        "model": answer.model,
        "index": answer.index,
    }
    if answer.origin:
        record["origin"] = answer.origin.value
    if answer.note:
        record["note"] = answer.note
    if answer.suggestion is not None:
        record["suggestion"] = sentence_record(answer.suggestion)
    if answer.instead is not None:
        record["instead"] = _instead_record(answer.instead)
    if answer.about:
        record |= {"kind": ABOUT, ABOUT: about_record(answer.about)}
    if answer.cause:
        record["cause"] = {"code": answer.cause.code, "values": list(answer.cause.values)}
    return record
