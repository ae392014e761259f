"""Scores over whole sets: an oracle, chance, silence; intervals; speed."""

from __future__ import annotations

import random
import time
from pathlib import Path

import numpy as np
import pytest

from eval.metrics.bootstrap import Resampling, bounds, pooled_interval, ratio_intervals
from eval.metrics.catalogue import BETTER, MEASURES, Better
from eval.running.score import outcome, score
from eval.sets.cases import TestSet, read_set
from eval.sets.predictions import Cited, Key, PredictedSentence, Prediction, prediction_from
from tests import CHECKOUT, SHARED
from tests.fixtures.evalsets import (
    ENGLISH,
    answer,
    cite,
    oracle,
    place,
    question,
    retrieved,
    silence,
    small_set,
    write_set,
)

SETS = SHARED / "eval"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> TestSet:
    return small_set(tmp_path_factory.mktemp("sets"))


def at_random(test_set: TestSet, citations: int = 1) -> dict[Key, Prediction]:
    """Answers to everything, with citations of 60 characters that are drawn from the corpus."""
    chance = random.Random(3)
    files = sorted(test_set.corpus)
    predictions = {}
    for each in test_set.questions:
        drawn = []
        for _ in range(citations):
            file = chance.choice(files)
            start = chance.randrange(max(1, len(test_set.corpus[file]) - 60))
            drawn.append(Cited(file, start, start + 60, test_set.corpus[file][start : start + 60]))
        predictions[test_set.name, each.id] = Prediction(
            each.id,
            False,
            "…",
            (PredictedSentence("…", tuple(drawn)),),
            retrieved(*((each.file, each.start, each.end) for each in drawn)),
            chance.random(),
            chance.random(),
        )
    return predictions


def check_oracle(test_set: TestSet) -> None:
    metrics = score([test_set], oracle(test_set)).metrics
    best = {Better.HIGHER: 1.0, Better.LOWER: 0.0}
    for name, interval in metrics.items():
        if BETTER[name] is not Better.NEITHER and not name.startswith("seconds") and interval.value is not None:
            assert interval.value == pytest.approx(best[BETTER[name]], abs=1e-12), name
    defined = {name for name, interval in metrics.items() if interval.value is not None}
    assert {"span_f1", "span_iou", "fact_containment", "ndcg_10", "exact_match", "aurc"} <= defined


def test_an_oracle_scores_one(small: TestSet) -> None:
    check_oracle(small)
    assert score([small], oracle(small)).metrics["auroc"].value == 1


@pytest.mark.process
def test_an_oracle_scores_one_on_the_bundled_set() -> None:
    check_oracle(read_set(CHECKOUT / "eval" / "data"))


@pytest.mark.parametrize("name", ["piaf-fr", "xquad-ar"])
def test_an_oracle_scores_one_on_public_sets(name: str) -> None:
    if not (SETS / name).is_dir():
        pytest.skip("the public development sets are not here")
    check_oracle(read_set(SETS / name))


def test_chance_scores_near_zero() -> None:
    if not (SETS / "piaf-fr").is_dir():
        pytest.skip("the public development sets are not here")
    test_set = read_set(SETS / "piaf-fr")
    metrics = score([test_set], at_random(test_set)).metrics
    for name in ("span_f1", "span_iou", "fact_coverage", "citation_overlap", "file_f1", "ndcg_10", "hit_10"):
        value = metrics[name].value
        assert value is not None
        assert value < 0.05, name
    assert metrics["hallucination_rate"].value == 1
    assert metrics["auroc"].value == pytest.approx(0.5, abs=0.06)


def test_a_silent_system(small: TestSet) -> None:
    scores = score([small], {(small.name, each.id): silence(each.id) for each in small.questions})
    metrics = scores.metrics
    assert metrics["error_rate"].value == 1
    assert metrics["hallucination_rate"].value == 0
    assert metrics["abstention_recall"].value == 1
    assert metrics["abstention_precision"].value == 0.25
    assert metrics["abstention_f1"].value == pytest.approx(2 * 0.25 / 1.25)
    for name in ("span_precision", "file_f1", "fact_coverage", "exact_match", "hit_10"):
        assert metrics[name].value == 0, name
    for name in ("citation_validity", "quote_fidelity", "citation_overlap", "sentence_coverage", "aurc"):
        assert metrics[name].value is None, name
    assert scores.risk_coverage == ()


def test_a_reply_about_the_collection_is_no_answer_of_the_documents(small: TestSet) -> None:
    """Right where the documents do not answer, silence where they do, whatever it quotes."""
    said = {"kind": "about", "answer": "Hello.", "about": {"topic": "summary", "text": "Hello."}, "abstained": False}
    quoted = [{"text": "Hello.", "citations": [{"file": "a.txt", "start": 0, "end": 1, "quote": "H"}]}]
    predictions = {
        (small.name, each.id): prediction_from({"id": each.id, **said, "sentences": quoted}, Path("predictions"))
        for each in small.questions
    }
    scores = score([small], predictions)
    assert {outcome(item) for item in scores.items} == {"wrongly silent", "rightly silent"}
    assert scores.metrics["hallucination_rate"].value == 0.0
    assert scores.metrics["error_rate"].value == 1.0


def test_missing_and_failed_predictions_stay_in_the_denominator(small: TestSet) -> None:
    right = oracle(small)
    only = {(small.name, "year"): right[small.name, "year"]}
    failed = only | {(small.name, "both"): Prediction("both", False, "", error="no model")}
    for predictions in (only, failed):
        metrics = score([small], predictions).metrics
        assert metrics["failure_rate"].value == 0.75
        assert metrics["error_rate"].value == pytest.approx(2 / 3)
        for name in ("fact_coverage", "span_precision", "span_f1", "file_precision", "ndcg_10"):
            assert metrics[name].value == pytest.approx(1 / 3), name
            assert metrics[name].n == 3
        assert metrics["abstention_recall"].value == metrics["hallucination_rate"].value == 0


def test_outcomes(small: TestSet) -> None:
    half = answer("both", [cite("fr/cndp.txt", "Rabat")])
    wrong = answer("seat", [cite("en/centre.md", "54")])
    predictions = {
        (small.name, each.id): each for each in (half, wrong, silence("year"), answer("never", [], text="Oui."))
    }
    found = {item.question.id: outcome(item) for item in score([small], predictions).items}
    assert found == {
        "year": "wrongly silent",
        "both": "partly proven",
        "seat": "not proven",
        "never": "hallucinated",
    }
    assert {outcome(item) for item in score([small], {}).items} == {"failed"}
    assert {outcome(item) for item in score([small], oracle(small)).items} == {"proven", "rightly silent"}


def test_groups(small: TestSet) -> None:
    scores = score([small], oracle(small))
    assert set(scores.by_language) == {"ar", "en", "fr"}
    assert scores.by_kind["one fact"]["fact_coverage"].n == 2
    assert set(scores.by_format) == {"txt"}
    assert scores.by_set["small"]["fact_coverage"].value == 1


def test_gaps(tmp_path: Path) -> None:
    texts = {f"parity/a.{suffix}": ENGLISH for suffix in ("txt", "md")} | {"fr.txt": "Rabat."}
    questions = [
        question(f"{suffix}{number}", [place(f"parity/a.{suffix}", "2023", texts)], language="en", parity=f"p{number}")
        for suffix in ("txt", "md")
        for number in range(5)
    ]
    questions += [question(f"fr{number}", [place("fr.txt", "Rabat", texts)]) for number in range(5)]
    test_set = read_set(write_set(tmp_path / "parity", questions, texts))
    right = oracle(test_set)
    right = {key: value for key, value in right.items() if key[1] not in ("md0", "md1")}
    metrics = score([test_set], right).metrics
    assert metrics["format_gap"].value == pytest.approx(0.4)
    assert metrics["language_gap"].value == pytest.approx(0.2)
    assert metrics["format_gap"].n == 10


def test_resampling_draws_documents() -> None:
    # Ten questions about one document and ten about another: whole documents are right or wrong.
    clusters = ["a"] * 10 + ["b"] * 10
    numerators = np.array([[1.0]] * 10 + [[0.0]] * 10)
    clustered = ratio_intervals(numerators, np.ones((20, 1)), Resampling(clusters))[0]
    single = ratio_intervals(numerators, np.ones((20, 1)), Resampling([str(number) for number in range(20)]))[0]
    assert (clustered.value, clustered.low, clustered.high) == (0.5, 0.0, 1.0)
    assert single.low is not None
    assert 0.2 < single.low < 0.5
    alone = ratio_intervals(numerators, np.ones((20, 1)), Resampling(["a"] * 20))[0]
    assert (alone.value, alone.low, alone.high) == (0.5, None, None)


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    generator = np.random.default_rng(5)
    held = 0
    for _ in range(100):
        values = (generator.random((80, 1)) < 0.3).astype(float)
        interval = ratio_intervals(values, np.ones((80, 1)), Resampling([str(n) for n in range(80)], rounds=200))[0]
        assert interval.low is not None
        assert interval.high is not None
        held += interval.low <= 0.3 <= interval.high
    assert 88 <= held <= 100


def test_the_seed_is_fixed() -> None:
    values = np.arange(30, dtype=float)
    resampling = Resampling([str(number) for number in range(30)])

    def mean(weights: np.ndarray) -> float:
        return float((values * weights).sum() / weights.sum())

    first, second = (pooled_interval(mean, 30, resampling, 30) for _ in range(2))
    assert first == second
    assert bounds(np.array([np.nan])) == (None, None)


def repeated(test_set: TestSet, times: int) -> tuple[TestSet, dict[Key, Prediction]]:
    """A set with each question many times, and answers by chance."""
    questions = [
        question(f"{each.id}-{number}", *([place(*spot) for spot in fact] for fact in spots(each.id)))
        for number in range(times)
        for each in test_set.questions
    ]
    grown = read_set(write_set(test_set.directory.parent / f"grown{times}", questions))
    return grown, at_random(grown, citations=3)


def spots(identifier: str) -> list[list[tuple[str, str]]]:
    facts = {"year": [[("fr/cndp.txt", "2009")]], "both": [[("fr/cndp.txt", "Rabat")], [("en/centre.md", "54")]]}
    return facts.get(identifier, [])


@pytest.mark.slow
def test_ten_thousand_predictions_in_linear_time(tmp_path: Path) -> None:
    seconds = []
    for times in (625, 2500):
        grown, predictions = repeated(small_set(tmp_path / str(times)), times)
        assert len(predictions) == 4 * times
        started = time.process_time()
        metrics = score([grown], predictions).metrics
        seconds.append(time.process_time() - started)
        assert len(metrics) == len(MEASURES) + 7
    assert seconds[1] < 60
    assert seconds[1] < 4 * seconds[0] * 1.75
