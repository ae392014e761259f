"""Asking: every question once, interruption survived, errors written down, the same bytes for the same answers."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from eval.report.report import Origin, report_record
from eval.report.report_page import report_page
from eval.running.run import Opener, run
from eval.running.score import score
from eval.sets.cases import TestSet, read_set
from eval.sets.predictions import read_predictions
from rag.answers import Answer, AnswerSentence, Citation, Hit, Turn, Verdict
from rag.errors import Busy, ModelError, TestSetError
from rag.types import Passage
from tests.fixtures.evalsets import QUESTIONS, small_set, write_set


class Speaker:
    """A system that cites the first sentence of the first file, and remembers what it was asked."""

    def __init__(self, test_set: TestSet, fault: dict[str, BaseException] | None = None) -> None:
        self.asked: list[tuple[str, tuple[Turn, ...], Sequence[str] | None]] = []
        self._corpus, self._fault, self.opened = test_set.corpus, fault or {}, 0

    def ask(self, question: str, turns: Sequence[Turn] = (), files: Sequence[str] | None = None) -> Answer:
        self.asked.append((question, tuple(turns), files))
        if question in self._fault:
            raise self._fault[question]
        file = sorted(self._corpus)[0]
        quote, sha256 = self._corpus[file][:20], self._corpus.digests[file]
        citation = Citation(file, sha256, 0, 20, quote, None, None, Verdict.EXACT)
        passage = Passage("p", file, sha256, 0, 0, 20, quote, "ar")
        return Answer(
            question,
            question,
            "ar",
            "never" in question,
            () if "never" in question else (AnswerSentence(quote, True, (citation,)),),
            (Hit(passage, 0.5),),
            0.75,
            "speaker",
            "g1",
            {"total": 0.25},
        )

    @contextmanager
    def open(self, _: TestSet) -> Iterator[Speaker]:
        self.opened += 1
        yield self


STAMP = {"settings": "one"}


def ask_all(test_set: TestSet, opener: Opener, file: Path, stamp: dict[str, str] = STAMP) -> list[dict[str, Any]]:
    steps: list[tuple[int, int]] = []
    run([test_set], opener, file, stamp, lambda done, total: steps.append((done, total)))
    assert steps == [] or steps[-1] == (4, 4)
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_asks_every_question_and_writes_what_answers_are(tmp_path: Path) -> None:
    small = small_set(tmp_path)
    speaker = Speaker(small)
    records = ask_all(small, speaker.open, tmp_path / "out" / "p.jsonl")
    assert [record["id"] for record in records] == ["year", "both", "seat", "never"]
    assert list(records[0])[:3] == ["id", "set", "question"]
    assert records[0]["sentences"][0]["citations"][0]["quote"] == small.corpus["ar/lajna.txt"][:20]
    assert records[3]["abstained"] is True
    assert len(read_predictions(tmp_path / "out" / "p.jsonl", [small])) == 4
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["p.jsonl"]


def test_turns_and_files_are_passed_on(tmp_path: Path) -> None:
    record = QUESTIONS[0] | {"turns": [{"question": "Qui ?", "answer": "La CNDP"}], "files": ["fr/cndp.txt"]}
    small = read_set(write_set(tmp_path / "set", [record]))
    speaker = Speaker(small)
    run([small], speaker.open, tmp_path / "p.jsonl", STAMP, lambda *_: None)
    assert speaker.asked == [("Question year ?", (Turn("Qui ?", "La CNDP"),), ("fr/cndp.txt",))]


def test_an_error_of_the_system_is_a_prediction(tmp_path: Path) -> None:
    small = small_set(tmp_path)
    speaker = Speaker(small, {"Question both ?": ModelError("the model wrote nothing")})
    records = ask_all(small, speaker.open, tmp_path / "p.jsonl")
    assert records[1]["error"] == "the model wrote nothing"
    found = read_predictions(tmp_path / "p.jsonl", [small])
    assert score([small], found).metrics["failure_rate"].value == 0.25


@pytest.mark.parametrize("at", ["Question year ?", "Question both ?", "Question seat ?", "Question never ?"])
@pytest.mark.parametrize("fault", [KeyboardInterrupt(), Busy("in use")])
def test_an_interrupted_run_goes_on(tmp_path: Path, at: str, fault: BaseException) -> None:
    small = small_set(tmp_path)
    whole = ask_all(small, Speaker(small).open, tmp_path / "whole.jsonl")
    file = tmp_path / "p.jsonl"
    with pytest.raises(type(fault)):
        ask_all(small, Speaker(small, {at: fault}).open, file)
    assert not file.exists()
    second = Speaker(small)
    assert ask_all(small, second.open, file) == whole
    asked = [f"Question {each.id} ?" for each in small.questions]
    assert [question for question, _, _ in second.asked] == asked[asked.index(at) :]
    assert file.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
    assert not (tmp_path / "p.jsonl.part").exists()


@pytest.mark.parametrize("number", range(4))
@pytest.mark.process
def test_a_killed_run_goes_on(tmp_path: Path, number: int) -> None:
    small = small_set(tmp_path)
    whole = ask_all(small, Speaker(small).open, tmp_path / "whole.jsonl")

    class Killed(Speaker):
        def ask(self, question: str, turns: Sequence[Turn] = (), files: Sequence[str] | None = None) -> Answer:
            if len(self.asked) == number:
                os.kill(os.getpid(), signal.SIGKILL)
            return super().ask(question, turns, files)

    child = os.fork()
    if not child:
        run([small], Killed(small).open, tmp_path / "p.jsonl", STAMP, lambda *_: None)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    second = Speaker(small)
    assert ask_all(small, second.open, tmp_path / "p.jsonl") == whole
    assert len(second.asked) == 4 - number


@pytest.mark.parametrize("cut", [1, 7, 200])
def test_a_line_that_was_cut_off_is_asked_again(tmp_path: Path, cut: int) -> None:
    small = small_set(tmp_path)
    whole = ask_all(small, Speaker(small).open, tmp_path / "whole.jsonl")
    file, part = tmp_path / "p.jsonl", tmp_path / "p.jsonl.part"
    with pytest.raises(KeyboardInterrupt):
        ask_all(small, Speaker(small, {"Question never ?": KeyboardInterrupt()}).open, file)
    part.write_bytes(part.read_bytes()[:-cut])
    second = Speaker(small)
    assert ask_all(small, second.open, file) == whole
    assert len(second.asked) == 2


def test_a_part_of_another_run_is_not_taken_up(tmp_path: Path) -> None:
    small = small_set(tmp_path)
    file = tmp_path / "p.jsonl"
    with pytest.raises(KeyboardInterrupt):
        ask_all(small, Speaker(small, {"Question never ?": KeyboardInterrupt()}).open, file)
    second = Speaker(small)
    ask_all(small, second.open, file, {"settings": "other"})
    assert len(second.asked) == 4


def test_a_finished_run_is_asked_anew(tmp_path: Path) -> None:
    small = small_set(tmp_path)
    ask_all(small, Speaker(small).open, tmp_path / "p.jsonl")
    second = Speaker(small)
    ask_all(small, second.open, tmp_path / "p.jsonl")
    assert len(second.asked) == 4


def test_several_sets_share_a_file(tmp_path: Path) -> None:
    sets = [read_set(write_set(tmp_path / name)) for name in ("first", "second")]
    speaker = Speaker(sets[0])
    done = run(sets, speaker.open, tmp_path / "p.jsonl", STAMP, lambda *_: None)
    assert (len(done.predictions), speaker.opened, done.resumed) == (8, 2, 0)
    assert read_predictions(tmp_path / "p.jsonl", sets) == done.predictions


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    small = small_set(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(TestSetError, match="cannot be written"):
        run([small], Speaker(small).open, tmp_path / "file" / "p.jsonl", STAMP, lambda *_: None)


def test_two_runs_do_not_share_a_file(tmp_path: Path) -> None:
    small = small_set(tmp_path)

    class Second(Speaker):
        def ask(self, question: str, turns: Sequence[Turn] = (), files: Sequence[str] | None = None) -> Answer:
            with pytest.raises(Busy, match=r"another run writes .*p\.jsonl\.part"):
                run([small], Speaker(small).open, tmp_path / "p.jsonl", STAMP, lambda *_: None)
            return super().ask(question, turns, files)

    assert len(ask_all(small, Second(small).open, tmp_path / "p.jsonl")) == 4


def test_a_fault_of_the_system_is_not_taken_for_a_full_disk(tmp_path: Path) -> None:
    small = small_set(tmp_path)
    with pytest.raises(OSError, match="socket"):
        ask_all(small, Speaker(small, {"Question both ?": OSError("socket")}).open, tmp_path / "p.jsonl")


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    small = small_set(tmp_path)
    pages = []
    for name in ("first", "second"):
        done = run([small], Speaker(small).open, tmp_path / name, STAMP, lambda *_: None)
        scores = score([small], done.predictions)
        report = report_record(scores, [small], Origin("predictions.jsonl", STAMP))
        pages.append((json.dumps(report), report_page(report, scores.items, [small])))
    assert pages[0] == pages[1]
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()
