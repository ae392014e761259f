"""Two systems on the same questions, and gates for continuous integration."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from eval.metrics.bootstrap import Interval
from eval.report.compare import Side, compare, read_side, verdict
from eval.report.gates import broken_drops, broken_limits, parse_gate
from eval.report.report import Origin, report_record, write_json
from eval.running.score import score
from eval.sets.cases import TestSet, read_set
from eval.sets.predictions import Key, Prediction
from rag.errors import TestSetError, UsageError
from tests.fixtures.evalsets import oracle, place, question, silence, write_lines, write_set

TEXTS = {f"d{number}.txt": f"Document {number} says Rabat." for number in range(30)}


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> TestSet:
    questions = [question(f"q{number}", [place(f"d{number}.txt", "Rabat", TEXTS)]) for number in range(30)]
    return read_set(write_set(tmp_path_factory.mktemp("sets") / "many", questions, TEXTS))


def side(test_set: TestSet, predictions: dict[Key, Prediction], path: Path) -> Side:
    write_json(report_record(score([test_set], predictions), [test_set], Origin("p")), path)
    return read_side(path, [])


def with_silence(test_set: TestSet, numbers: range) -> dict[Key, Prediction]:
    return oracle(test_set) | {(test_set.name, f"q{number}"): silence(f"q{number}") for number in numbers}


def test_better_on_a_third_of_the_questions(tmp_path: Path, many: TestSet) -> None:
    before = side(many, with_silence(many, range(10)), tmp_path / "a.json")
    after = side(many, oracle(many), tmp_path / "b.json")
    found = compare(before, after)
    difference = found.differences["fact_coverage"]
    assert difference.value == pytest.approx(1 / 3)
    assert difference.low is not None
    assert 0.1 < difference.low < 1 / 3
    assert verdict("fact_coverage", difference) == verdict("error_rate", found.differences["error_rate"]) == "better"
    assert len(found.changes) == 10
    assert {(change.before, change.after) for change in found.changes} == {("wrongly silent", "proven")}
    back = compare(after, before)
    assert verdict("fact_coverage", back.differences["fact_coverage"]) == "worse"
    assert back.differences["fact_coverage"].value == pytest.approx(-1 / 3)
    assert verdict("aurc", found.differences["aurc"]) == "no clear difference"
    assert found.differences["seconds_mean"].n == 30
    assert "fact_coverage" in found.text()
    assert found.record()["metrics"]["fact_coverage"]["verdict"] == "better"


def test_pairing_sees_what_separate_intervals_hide(tmp_path: Path, many: TestSet) -> None:
    """Ten questions fail on both sides; what is left of the difference does not vary."""
    before, after = with_silence(many, range(20)), with_silence(many, range(14))
    found = compare(side(many, before, tmp_path / "a.json"), side(many, after, tmp_path / "b.json"))
    separate = score([many], before).metrics["fact_coverage"], score([many], after).metrics["fact_coverage"]
    difference = found.differences["fact_coverage"]
    assert difference.low is not None
    assert difference.low > 0
    assert separate[0].high is not None
    assert separate[1].low is not None
    assert separate[0].high > separate[1].low


def test_the_same_twice_differs_in_nothing(tmp_path: Path, many: TestSet) -> None:
    both = [side(many, oracle(many), tmp_path / name) for name in ("a.json", "b.json")]
    found = compare(*both)
    assert found.changes == ()
    assert {verdict(name, interval) for name, interval in found.differences.items()} == {"no clear difference"}


def test_only_shared_questions_count(tmp_path: Path, many: TestSet) -> None:
    half = replace(many, questions=many.questions[:15])
    found = compare(side(half, {}, tmp_path / "a.json"), side(many, oracle(many), tmp_path / "b.json"))
    assert (found.shared, found.unshared) == (15, 15)


def test_sides_that_cannot_be_compared(tmp_path: Path, many: TestSet) -> None:
    first = side(many, {}, tmp_path / "a.json")
    with pytest.raises(TestSetError, match="the test set many is not the same"):
        compare(first, replace(first, digests={"many": "other"}))
    with pytest.raises(TestSetError, match="share no question"):
        compare(first, replace(first, questions={}))
    predictions = write_lines(tmp_path / "p.jsonl", [{"id": "q0", "abstained": True}])
    with pytest.raises(UsageError, match="name their test set with --set"):
        read_side(predictions, [])
    assert len(read_side(predictions, [many]).questions) == 30


@pytest.mark.parametrize("text", ["span_precision", "span_precision=", "span_precision=high", "nothing=0.5", "=1"])
def test_gates_are_read_strictly(text: str) -> None:
    with pytest.raises(UsageError):
        parse_gate(text, "--fail-under")


def value(number: float | None) -> Interval:
    return Interval(number, None, None, 5)


def test_limits() -> None:
    metrics = {"span_precision": value(0.45), "error_rate": value(0.2), "auroc": value(None)}
    assert parse_gate("span_precision=.45", "--fail-under") == ("span_precision", 0.45)
    assert broken_limits(metrics, [("span_precision", 0.45)], [("error_rate", 0.2)]) == []
    assert len(broken_limits(metrics, [("span_precision", 0.46)], [("error_rate", 0.19)])) == 2
    assert "auroc has no value" in broken_limits(metrics, [("auroc", 0.0)], [])[0]


def test_drops_go_in_the_bad_direction() -> None:
    report = {"metrics": {name: value(0.5).record() for name in ("span_precision", "error_rate", "citation_length")}}
    worse = {"span_precision": value(0.4), "error_rate": value(0.6), "citation_length": value(9)}
    better = {"span_precision": value(0.6), "error_rate": value(0.4)}
    for name in ("span_precision", "error_rate"):
        assert broken_drops(worse, report, [(name, 0.1)]) == []
        assert len(broken_drops(worse, report, [(name, 0.09)])) == 1
        assert broken_drops(better, report, [(name, 0.0)]) == []
    assert "has no value" in broken_drops({"error_rate": value(None)}, report, [("error_rate", 1.0)])[0]
    with pytest.raises(UsageError, match="neither direction"):
        broken_drops(worse, report, [("citation_length", 1.0)])
    with pytest.raises(UsageError, match="no value for it"):
        broken_drops({"auroc": value(1)}, report, [("auroc", 1.0)])
