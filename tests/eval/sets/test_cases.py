"""Test sets and predictions are read strictly: every fault is named with its file, line and id."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from eval.sets.cases import TestSet, read_set
from eval.sets.predictions import distinct_sets, read_predictions
from rag.errors import TestSetError
from tests import SHARED
from tests.fixtures.evalsets import CORPUS, FRENCH, QUESTIONS, place, question, write_lines, write_set

SETS = SHARED / "eval"


def test_reads_questions_with_their_places(tmp_path: Path) -> None:
    found = read_set(write_set(tmp_path))
    assert [each.id for each in found.questions] == ["year", "both", "seat", "never"]
    year = found.questions[0]
    assert [place.file for place in year.evidence[0]] == ["fr/cndp.txt", "ar/lajna.txt"]
    assert year.document == "fr/cndp.txt"
    assert year.format == "txt"
    assert found.questions[3].evidence == ()


def test_optional_fields(tmp_path: Path) -> None:
    record = question(
        "follow",
        [place("fr/cndp.txt", "Rabat")],
        turns=[{"question": "Qui ?", "answer": "La CNDP"}],
        files=["fr/cndp.txt"],
        parity="seat",
    )
    found = read_set(write_set(tmp_path, [record])).questions[0]
    assert (found.turns[0].question, found.files, found.parity) == ("Qui ?", ("fr/cndp.txt",), "seat")


def test_offsets_count_canonical_text(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "\ufeffÉté à Fès.\r\nHiver.")
    start = decomposed.index("Hiver")
    record = question("q", [{"file": "a.txt", "start": start, "end": start + 5, "text": "Hiver"}])
    moved = read_set(write_set(tmp_path / "bytes", [record], {"a.txt": decomposed})).moved
    assert [(place.start, place.end, place.moved) for place in moved] == [(11, 16, True)]
    record = question("q", [{"file": "a.txt", "start": 11, "end": 16, "text": "Hiver"}])
    assert (
        read_set(write_set(tmp_path / "right", [record], {"a.txt": decomposed})).questions[0].places[0].text == "Hiver"
    )


def test_a_counted_byte_order_mark_moves_the_place(tmp_path: Path) -> None:
    text = "\ufeffOne two."
    record = question("q", [{"file": "a.txt", "start": 5, "end": 8, "text": "two"}])
    found = read_set(write_set(tmp_path, [record], {"a.txt": text})).questions[0].places[0]
    assert (found.start, found.end, found.text) == (4, 7, "two")


def broken(**changes: Any) -> dict[str, Any]:
    return {name: value for name, value in (QUESTIONS[0] | changes).items() if value != "absent"}


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (broken(evidence=[]), "'evidence' is empty"),
        (broken(answerable=False), "not answerable"),
        (broken(answerable="yes"), "'answerable' is \"yes\"; it must be true or false"),
        (broken(evidence=[[]]), "evidence 1 must be a list of at least one place"),
        (broken(evidence=[[{"file": "fr/cndp.txt", "start": 0, "end": 999}]]), "0 to 999 is not a span"),
        (broken(evidence=[[{"file": "fr/cndp.txt", "start": -1, "end": 3}]]), "-1 to 3 is not a span"),
        (broken(evidence=[[{"file": "fr/cndp.txt", "start": 5, "end": 5}]]), "5 to 5 is not a span"),
        (broken(evidence=[[{"file": "fr/cndp.txt", "start": 1.5, "end": 5}]]), "'start' is 1.5"),
        (broken(evidence=[[{"file": "fr/cndp.txt", "start": True, "end": 5}]]), "'start' is true"),
        (broken(evidence=[[{"file": "gone.txt", "start": 0, "end": 5}]]), "gone.txt is not in"),
        (broken(evidence=[[{"file": "../questions.jsonl", "start": 0, "end": 5}]]), "is not in"),
        (broken(evidence=[["2009"]]), 'found "2009" where an object'),
        (broken(question=" "), "must not be empty"),
        (broken(question="absent"), "'question' is missing"),
        (broken(answers="2009"), "'answers' is \"2009\"; it must be a list"),
        (broken(answers=[2009]), "'answers' must be a list of strings"),
        (broken(files=["gone.txt"]), "'files' names 'gone.txt'"),
        (broken(turns=["earlier"]), "where an object with 'question'"),
    ],
)
def test_a_broken_question_is_named(tmp_path: Path, record: dict[str, Any], words: str) -> None:
    folder = write_set(tmp_path, [QUESTIONS[3], record])
    with pytest.raises(TestSetError) as caught:
        read_set(folder)
    assert f"{folder / 'questions.jsonl'}, line 2, id 'year': " in str(caught.value)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_duplicate_id_is_named(tmp_path: Path) -> None:
    with pytest.raises(TestSetError, match=r"questions\.jsonl, line 3, id 'year': this id stands on an earlier line"):
        read_set(write_set(tmp_path, [QUESTIONS[0], QUESTIONS[1], QUESTIONS[0]]))


@pytest.mark.parametrize("line", [b"{", b"\xff\xfe", b'{"id": NaN}', b"[" * 100_000, b"3"])
def test_invalid_json_on_line_17(tmp_path: Path, line: bytes) -> None:
    folder = write_set(tmp_path, [question(f"q{number}") for number in range(16)])
    with (folder / "questions.jsonl").open("ab") as stream:
        stream.write(line + b"\n")
    with pytest.raises(TestSetError, match=r"questions\.jsonl, line 17: "):
        read_set(folder)


def test_parts_that_are_missing(tmp_path: Path) -> None:
    with pytest.raises(TestSetError, match="is not a test set"):
        read_set(tmp_path)
    folder = write_set(tmp_path, [])
    with pytest.raises(TestSetError, match="holds no question"):
        read_set(folder)


def test_links_out_of_the_corpus_are_no_files_of_it(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "set")
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "corpus" / "link.txt").symlink_to(tmp_path / "secret.txt")
    assert "link.txt" not in read_set(folder).corpus


def predictions(tmp_path: Path, *records: dict[str, Any]) -> Path:
    return write_lines(tmp_path / "predictions.jsonl", records)


GOOD = {
    "id": "year",
    "abstained": False,
    "answer": "En 2009.",
    "sentences": [
        {"text": "En 2009.", "citations": [{"file": "fr/cndp.txt", "start": 23, "end": 27, "quote": FRENCH[23:27]}]}
    ],
    "retrieved": [{"file": "fr/cndp.txt", "start": 0, "end": 29, "score": 1.0}],
    "seconds": {"total": 0.5},
}


@pytest.fixture
def small(tmp_path: Path) -> TestSet:
    return read_set(write_set(tmp_path / "small"))


def test_reads_predictions(tmp_path: Path, small: TestSet) -> None:
    found = read_predictions(predictions(tmp_path, GOOD), [small])["small", "year"]
    assert found.citations[0].quote == "2009"
    assert (found.seconds, found.confidence, found.error) == (0.5, None, None)


def test_an_answer_without_sentences_is_one_without_citations(tmp_path: Path, small: TestSet) -> None:
    found = read_predictions(predictions(tmp_path, {"id": "year", "abstained": False, "answer": "2009"}), [small])
    assert [len(sentence.citations) for sentence in found["small", "year"].sentences] == [0]


def changed(**changes: Any) -> dict[str, Any]:
    return json.loads(json.dumps(GOOD)) | changes


def with_citation(**changes: Any) -> dict[str, Any]:
    citation = {"file": "fr/cndp.txt", "start": 0, "end": 4, "quote": "La C"} | changes
    return changed(sentences=[{"text": "…", "citations": [citation]}])


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (changed(id="other"), "id 'other': the set small has no such question"),
        (changed(abstained=None), "'abstained' is missing"),
        (changed(sentences=[{"citations": []}]), "'text' is missing"),
        (changed(sentences={"text": "x"}), "'sentences' is"),
        (with_citation(start="0"), "'start' is \"0\"; it must be a whole number"),
        (with_citation(quote=None), "'quote' is missing"),
        (with_citation(file=7), "'file' is 7"),
        (changed(retrieved=[{"file": "a", "start": 0}]), "'end' is missing"),
        (changed(confidence="high"), "'confidence' is \"high\""),
        (changed(seconds={"total": "fast"}), "'total' is \"fast\""),
    ],
)
def test_a_broken_prediction_is_named(tmp_path: Path, small: TestSet, record: dict[str, Any], words: str) -> None:
    path = predictions(tmp_path, {"id": "seat", "abstained": True}, record)
    with pytest.raises(TestSetError) as caught:
        read_predictions(path, [small])
    assert f"{path}, line 2, id " in str(caught.value)
    assert words in str(caught.value)


def test_a_second_prediction_for_a_question_is_named(tmp_path: Path, small: TestSet) -> None:
    with pytest.raises(TestSetError, match="line 2, id 'year': a prediction for this question stands"):
        read_predictions(predictions(tmp_path, GOOD, GOOD), [small])


def test_several_sets_need_names(tmp_path: Path, small: TestSet) -> None:
    other = read_set(write_set(tmp_path / "other"))
    with pytest.raises(TestSetError, match="'set' is missing"):
        read_predictions(predictions(tmp_path, GOOD), [small, other])
    found = read_predictions(predictions(tmp_path, GOOD | {"set": "other"}), [small, other])
    assert list(found) == [("other", "year")]
    with pytest.raises(TestSetError, match="two test sets are called 'small'"):
        distinct_sets([small, other, small])


def test_a_predictions_file_that_is_missing(tmp_path: Path, small: TestSet) -> None:
    with pytest.raises(TestSetError, match=r"gone\.jsonl: cannot be read"):
        read_predictions(tmp_path / "gone.jsonl", [small])


@pytest.mark.parametrize("name", ["piaf-fr", "xquad-en", "xquad-ar", "squad2-en"])
def test_public_sets_can_be_read(name: str) -> None:
    if not (SETS / name).is_dir():
        pytest.skip("the public development sets are not here")
    assert len(read_set(SETS / name).questions) >= 300


def test_the_texts_of_the_examples_are_canonical() -> None:
    assert all(unicodedata.is_normalized("NFC", text) for text in CORPUS.values())
