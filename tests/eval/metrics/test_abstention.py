"""Knowing when the documents do not answer: rates by hand, curves against plain definitions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.metrics.abstention import (
    abstention_f1,
    abstention_precision,
    abstention_recall,
    area_under_risk,
    confidence,
    error_rate,
    failure_rate,
    hallucination_rate,
    loss,
    ranking_quality,
    ranks_of,
    selective_risk,
)
from eval.sets.cases import TestSet
from eval.sets.predictions import Prediction
from tests.fixtures.evalsets import answer, cite, item_of, silence, small_set


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> TestSet:
    return small_set(tmp_path_factory.mktemp("sets"))


FAILURE = Prediction("x", False, "", error="no model")


def test_an_abstention_on_an_answerable_question_is_an_error(small: TestSet) -> None:
    item = item_of(small, "year", silence("year"))
    assert error_rate(item) == (1, 1)
    assert abstention_precision(item) == (0, 1)
    assert abstention_recall(item) == hallucination_rate(item) == (0, 0)
    assert abstention_f1(item) == (0, 1)


def test_an_answer_to_an_unanswerable_question_is_a_hallucination(small: TestSet) -> None:
    item = item_of(small, "never", answer("never", []))
    assert hallucination_rate(item) == (1, 1)
    assert abstention_recall(item) == (0, 1)
    assert abstention_f1(item) == (0, 1)
    assert abstention_precision(item) == error_rate(item) == (0, 0)


def test_a_right_abstention(small: TestSet) -> None:
    item = item_of(small, "never", silence("never"))
    assert abstention_precision(item) == abstention_recall(item) == (1, 1)
    assert abstention_f1(item) == (2, 2)
    assert hallucination_rate(item) == (0, 1)


@pytest.mark.parametrize("prediction", [None, FAILURE])
def test_a_failure_is_neither_an_answer_nor_an_abstention(small: TestSet, prediction: Prediction | None) -> None:
    asked, unanswerable = item_of(small, "year", prediction), item_of(small, "never", prediction)
    assert error_rate(asked) == failure_rate(asked) == failure_rate(unanswerable) == (1, 1)
    assert abstention_recall(unanswerable) == hallucination_rate(unanswerable) == (0, 1)
    assert abstention_precision(asked) == (0, 0)
    assert confidence(asked) == -1


def test_confidence_without_one(small: TestSet) -> None:
    assert confidence(item_of(small, "year", answer("year", []))) == 1
    assert confidence(item_of(small, "year", silence("year"))) == 0
    assert confidence(item_of(small, "year", silence("year", confidence=0.3))) == 0.3


def test_loss_is_the_share_of_facts_that_is_not_proven(small: TestSet) -> None:
    assert loss(item_of(small, "both", answer("both", [cite("fr/cndp.txt", "Rabat")]))) == 0.5
    assert loss(item_of(small, "never", answer("never", []))) == 1


def test_ranking_quality_by_hand() -> None:
    scores, positive = np.array([0.9, 0.5, 0.5, 0.1]), np.array([True, True, False, False])
    # Four pairs: three right, one tie.
    assert ranking_quality(ranks_of(scores), positive, np.ones(4)) == 3.5 / 4
    assert ranking_quality(ranks_of(scores), np.array([True] * 4), np.ones(4)) is None


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans(), st.integers(0, 3)), min_size=1, max_size=25))
@settings(max_examples=200, deadline=None)
def test_ranking_quality_counts_pairs(cases: list[tuple[int, bool, int]]) -> None:
    wins = total = 0.0
    for score, positive, weight in cases:
        for other, other_positive, other_weight in cases:
            if positive and not other_positive:
                total += weight * other_weight
                wins += weight * other_weight * (1.0 if score > other else 0.5 if score == other else 0.0)
    scores, positive_, weights = (np.array(column) for column in zip(*cases, strict=True))
    found = ranking_quality(ranks_of(scores.astype(float)), positive_, weights.astype(float))
    assert found is None if not total else found == pytest.approx(wins / total)


def test_risk_and_coverage_by_hand() -> None:
    scores, losses = np.array([0.9, 0.8, 0.8, 0.1]), np.array([0.0, 1.0, 0.0, 1.0])
    covered, risk = selective_risk(ranks_of(scores), losses, np.ones(4))
    assert covered.tolist() == [1, 3, 4]
    assert risk.tolist() == [0, pytest.approx(1 / 3), 0.5]
    assert area_under_risk(ranks_of(scores), losses, np.ones(4)) == pytest.approx((0 + 2 / 3 + 0.5) / 4)
    assert area_under_risk(ranks_of(scores), losses, np.zeros(4)) is None


def test_useless_confidence_scores_the_mean_loss() -> None:
    losses = np.array([0.0, 1.0, 1.0, 0.0, 1.0])
    assert area_under_risk(ranks_of(np.ones(5)), losses, np.ones(5)) == pytest.approx(0.6)
