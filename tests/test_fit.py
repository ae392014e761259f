"""The fit on small sets of numbers, where the right weights are known, and the weights file that is shipped."""

from __future__ import annotations

import numpy as np
import pytest

from eval.learning import (
    Choice,
    calibration_error,
    fit_choice,
    fit_logistic,
    ranking_quality,
    tolerated,
)
from rag.extract import ANSWERED_FEATURES, RIGHT_FEATURES, SENTENCE_FEATURES
from rag.rank import PASSAGE_FEATURES
from rag.weights import FILE, Weights, fitted_weights, read_weights


def choices(count: int = 40) -> list[Choice]:
    """Questions with five candidates; the right one has the greatest first feature, the second is noise."""
    generator = np.random.default_rng(7)
    made = []
    for _ in range(count):
        features = generator.normal(size=(5, 2))
        made.append(Choice(features, features[:, 0] == features[:, 0].max(), 0))
    return made


def test_a_choice_is_learnt_from_the_feature_that_decides() -> None:
    weights = fit_choice(choices(), 0.01)
    assert weights[0] > 5 * abs(weights[1])


def test_questions_without_a_right_candidate_say_nothing() -> None:
    useless = Choice(np.ones((3, 2)), np.zeros(3, dtype=bool), 0)
    assert np.array_equal(fit_choice(choices(), 0.01), fit_choice([*choices(), useless], 0.01))


def test_the_fit_is_the_same_every_time() -> None:
    assert fit_choice(choices(), 0.01).tobytes() == fit_choice(choices(), 0.01).tobytes()


def test_a_logistic_fit_finds_the_base_rate() -> None:
    right = np.array([True] * 30 + [False] * 10)
    weights = fit_logistic(np.zeros((40, 1)), right, 0.001)
    assert 1 / (1 + np.exp(-weights[-1])) == pytest.approx(0.75, abs=1e-4)


def test_the_share_of_wrong_answers_sets_the_threshold() -> None:
    chances = np.array([0.9, 0.8, 0.7, 0.6])
    right = np.array([True, True, False, False])
    table = dict(map(tuple, tolerated(chances, right)))
    assert table[0.0] == 0.8
    assert table[0.35] == 0.7
    assert table[0.5] == 0.6
    assert table[1.0] == 0.0


def test_calibration_error_by_hand() -> None:
    assert calibration_error(np.array([0.25, 0.25, 0.75, 0.75]), np.array([False, False, True, True])) == 0.25
    assert calibration_error(np.array([1.0, 1.0]), np.array([True, True])) == 0.0


def test_ranking_quality_by_hand() -> None:
    assert ranking_quality(np.array([0.9, 0.5]), np.array([0.5, 0.1])) == 0.875


def test_the_shipped_weights_fit_the_program() -> None:
    weights = fitted_weights()
    assert tuple(weights.passage) == PASSAGE_FEATURES
    assert tuple(weights.sentence) == SENTENCE_FEATURES
    assert tuple(weights.answered) == (*ANSWERED_FEATURES, "bias")
    assert tuple(weights.right) == (*RIGHT_FEATURES, "bias")
    assert read_weights(FILE) == weights


def test_the_threshold_lies_between_its_neighbours_and_falls() -> None:
    weights = Weights({}, {}, {}, {}, ((0.0, 0.9), (0.5, 0.3), (1.0, 0.0)))
    assert weights.threshold(0.0) == 0.9
    assert weights.threshold(0.25) == pytest.approx(0.6)
    assert weights.threshold(1.0) == 0.0
    shipped = [fitted_weights().threshold(step / 20) for step in range(21)]
    assert shipped == sorted(shipped, reverse=True)
