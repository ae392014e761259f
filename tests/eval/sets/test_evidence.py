"""Evidence that does not stand where its set says: moved where that is certain, else its question is left out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.running.score import score
from eval.sets.cases import read_set
from rag.errors import TestSetError
from tests.fixtures.evalsets import CORPUS, QUESTIONS, Record, answer, cite, place, question, write_lines, write_set
from ui.cli import main

LATER = {file: f"Un en-tête que l’ancien lecteur perdait.\n{text}" for file, text in CORPUS.items()}
"""The corpus as a better reader gives it: all offsets have moved."""


def shifted(text: str, by: int = 3) -> Record:
    """A place of the French text whose offsets are wrong by some characters."""
    right = place("fr/cndp.txt", text)
    return right | {"start": right["start"] + by, "end": right["end"] + by}


def test_a_text_that_stands_once_elsewhere_is_moved(tmp_path: Path) -> None:
    found = read_set(write_set(tmp_path, QUESTIONS, LATER))
    assert not found.unusable
    assert [each.text for each in found.moved] == ["2009", "2009", "Rabat", "Amal El Fallah", "الرباط"]
    for each in found.moved:
        assert found.corpus[each.file][each.start : each.end] == each.text


def test_a_text_that_is_written_otherwise_is_moved_and_reads_as_the_file_does(tmp_path: Path) -> None:
    claimed = "«\u00a0L'éthique\nd'abord\u00a0»"
    record = question("q", [{"file": "fr/cndp.txt", "start": 1, "end": 2, "text": claimed}])
    moved = read_set(write_set(tmp_path, [record])).moved[0]
    assert moved.text == "« L’éthique d’abord »"


def test_a_place_past_the_end_is_moved(tmp_path: Path) -> None:
    record = question("q", [place("fr/cndp.txt", "Rabat") | {"start": 5000, "end": 5005}])
    assert read_set(write_set(tmp_path, [record])).moved[0].text == "Rabat"


@pytest.mark.parametrize(
    ("places", "words"),
    [
        ([shifted("2009") | {"text": "2008"}], "place 1: '2008' stands nowhere in fr/cndp.txt"),
        ([shifted("2009") | {"text": "est"}], "place 1: 'est' stands in 2 places of fr/cndp.txt"),
        ([shifted("2009"), shifted("200")], "place 2: '200' stands nowhere in fr/cndp.txt"),
    ],
)
def test_a_text_that_is_not_found_makes_its_question_unusable(tmp_path: Path, places: Any, words: str) -> None:
    texts = CORPUS | {"fr/cndp.txt": CORPUS["fr/cndp.txt"] + "Elle est ouverte."}
    found = read_set(write_set(tmp_path, [QUESTIONS[2], question("lost", places)], texts))
    assert [each.id for each in found.questions] == ["seat"]
    assert [(each.id, each.reason) for each in found.unusable] == [("lost", f"evidence 1, {words}")]


@pytest.mark.process
def test_a_file_that_ingestion_refuses_costs_its_own_questions_only(tmp_path: Path) -> None:
    record = question("torn", [{"file": "torn.pdf", "start": 1, "end": 2, "text": "x"}])
    found = read_set(write_set(tmp_path, [*QUESTIONS, record], CORPUS | {"torn.pdf": "%PDF-1.7\n"}))
    assert len(found.questions) == len(QUESTIONS)
    assert "torn.pdf: refused (damaged)" in found.unusable[0].reason


def test_a_set_without_a_usable_question_says_why(tmp_path: Path) -> None:
    record = question("lost", [shifted("2009") | {"text": "2008"}])
    with pytest.raises(TestSetError, match="no question is usable; the first, 'lost': evidence 1, place 1: '2008'"):
        read_set(write_set(tmp_path, [record]))


def test_unusable_questions_are_named_and_counted_and_the_others_scored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_set(tmp_path / "set", [*QUESTIONS, question("lost", [shifted("2009") | {"text": "2008"}])], LATER)
    predictions = write_lines(
        tmp_path / "given.jsonl", [{"id": "lost", "abstained": True}, {"id": "never", "abstained": True}]
    )
    assert main(["eval", str(folder), "--score", str(predictions), "--report", str(tmp_path / "report")]) == 0
    told = capsys.readouterr()
    assert "preuve: set: 5 places that prove answers have moved in their files and were found" in told.err
    assert "preuve: set: question 'lost' is unusable: evidence 1, place 1: '2008' stands nowhere" in told.err
    assert "not scored: 1 unusable questions" in told.out
    report = json.loads((tmp_path / "report" / "report.json").read_text("utf-8"))
    assert report["sets"][0]["unusable"] == ["lost"]
    assert (report["sets"][0]["moved"], report["predictions"]["expected"]) == (5, 4)
    assert "<th>unusable in set</th><td>lost</td>" in (tmp_path / "report" / "report.html").read_text("utf-8")


def test_a_moved_place_scores_where_it_stands(tmp_path: Path) -> None:
    found = read_set(write_set(tmp_path, [QUESTIONS[2]], LATER))
    covered = []
    for words in ("الرباط", "أسست"):
        given = {(found.name, "seat"): answer("seat", [cite("ar/lajna.txt", words, LATER)])}
        covered.append(score([found], given).metrics["fact_coverage"].value)
    assert covered == [1.0, 0.0]


def test_move_writes_the_new_offsets_and_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lost = question("lost", [shifted("2009") | {"text": "2008"}], note="kept")
    folder = write_set(tmp_path / "set", [*QUESTIONS, lost], LATER)
    assert main(["eval", "move", str(folder)]) == 0
    told = capsys.readouterr()
    assert "5 places moved; 1 questions are unusable and stay as they were" in told.out
    assert "question 'lost' is unusable" in told.err
    records = [json.loads(line) for line in (folder / "questions.jsonl").read_text("utf-8").splitlines()]
    assert records[4] == lost
    for before, after in zip(QUESTIONS, records, strict=False):
        assert after | {"evidence": []} == before | {"evidence": []}
        for place_after in (each for fact in after["evidence"] for each in fact):
            text = LATER[place_after["file"]]
            assert text[place_after["start"] : place_after["end"]] == place_after["text"]
    assert not read_set(folder).moved


def test_a_set_in_order_is_left_alone(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "set")
    before = (folder / "questions.jsonl").stat().st_mtime_ns
    assert main(["eval", "move", str(folder)]) == 0
    assert (folder / "questions.jsonl").stat().st_mtime_ns == before
