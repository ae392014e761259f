from __future__ import annotations

import json
from dataclasses import replace

import pytest

from rag.answers import Answer, AnswerOrigin, AnswerSentence, Cause, Citation, Hit, Instead, Verdict
from rag.proof.records import answer_from, answer_record, citation_from, citation_record
from rag.types import Passage

CITATION = Citation("a/b.pdf", "f" * 64, 120, 125, "quote", 3, "Heading", Verdict.EXACT, 2, "ar")
PASSAGE = Passage("x:00000", "a/b.pdf", "f" * 64, 0, 100, 640, "text", "fr")
ANSWER = Answer(
    "q?", "q?", "fr", False, (AnswerSentence("quote", True, (CITATION,)),), (Hit(PASSAGE, 0.83),), 0.9, "extractive",
    "000001-x", {"retrieve": 0.01, "answer": 0.02, "total": 0.03},
)  # fmt: skip


def test_an_answer_has_the_shape_that_outside_checks_rely_on() -> None:
    record = json.loads(json.dumps(answer_record(ANSWER, "q1")))
    assert record["id"] == "q1"
    promised = ["question", "language", "abstained", "answer", "sentences", "retrieved", "seconds", "model", "index"]
    assert set(promised) <= set(record)
    assert record["sentences"] == [{"text": "quote", "supported": True, "citations": [citation_record(CITATION)]}]
    assert record["retrieved"] == [{"file": "a/b.pdf", "start": 100, "end": 640, "score": 0.83}]
    assert record["seconds"] == {"retrieve": 0.01, "answer": 0.02, "total": 0.03}
    assert "id" not in answer_record(ANSWER)


def test_what_was_understood_is_told_where_it_is_something_else() -> None:
    leaning = replace(ANSWER, completed="q of the turn before?")
    assert "understood" not in answer_record(ANSWER)
    assert answer_record(leaning)["understood"] == "q of the turn before?"
    assert answer_from(answer_record(leaning), leaning.hits) == leaning
    assert answer_from(answer_record(ANSWER), ANSWER.hits) == ANSWER


def test_whose_answer_it_is_and_why_comes_back() -> None:
    assert not {"origin", "cause"} & answer_record(ANSWER).keys(), "without a chat model there is nothing to tell"
    fallen = replace(ANSWER, note="n", origin=AnswerOrigin.FALLBACK, cause=Cause("silent", ("30",)))
    record = json.loads(json.dumps(answer_record(fallen)))
    assert (record["origin"], record["note"]) == ("fallback", "n")
    assert record["cause"] == {"code": "silent", "values": ["30"]}
    assert answer_from(record, fallen.hits) == fallen


def test_what_the_documents_name_instead_is_a_field_of_its_own() -> None:
    assert "instead" not in answer_record(ANSWER)
    missed = replace(ANSWER, abstained=True, sentences=(), instead=Instead("year", "2019", "2024", CITATION))
    record = json.loads(json.dumps(answer_record(missed)))
    assert record["instead"] == {
        "kind": "year", "asked": "2019", "found": "2024", "citation": citation_record(CITATION),
    }  # fmt: skip
    assert answer_from(record, missed.hits) == missed


def test_a_citation_comes_back_as_it_was() -> None:
    record = json.loads(json.dumps(citation_record(CITATION)))
    assert record["language"] == "ar"
    assert citation_from(record) == CITATION
    # Answers that were kept before citations had a language are still read.
    assert citation_from({key: value for key, value in record.items() if key != "language"}).language == "und"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("file", 1),
        ("start", "1"),
        ("start", True),
        ("quote", None),
        ("verdict", "perfect"),
        ("reader", "2"),
        ("reader", True),
    ],
)
def test_what_is_no_citation_is_not_taken_for_one(field: str, value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        citation_from({**citation_record(CITATION), field: value})
