"""The fit on small sets of numbers, where the right weights are known, and the weights file that is shipped."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from eval.fitting import ablation
from eval.fitting.fit import main
from eval.fitting.gathered import gather, without_answer
from eval.fitting.learning import (
    Choice,
    calibration_error,
    fit_choice,
    fit_logistic,
    ranking_quality,
    tolerated,
)
from eval.fitting.stages import FURTHER
from eval.sets.cases import read_set
from rag.reading.decision import ANSWERED_FEATURES, RIGHT_FEATURES, SURE_FEATURES
from rag.reading.reading import SECOND_FEATURES, SENTENCE_FEATURES
from rag.reading.trained.weights import FILE
from rag.search.rank import PASSAGE_FEATURES
from rag.search.weights import FILES, Weights, fitted_weights, read_weights
from rag.settings import READERS, TRAINED, WORDS, make_settings
from tests.fixtures.evalsets import place, question, write_set


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
    table = dict(map(tuple, tolerated(chances, right, np.ones(4))))
    assert table[0.0] == 0.8
    assert table[0.35] == 0.7
    assert table[0.5] == 0.6
    assert table[1.0] == 0.0


def test_answers_count_as_much_as_is_said() -> None:
    chances, right = np.array([0.9, 0.8, 0.7]), np.array([True, False, True])
    assert dict(map(tuple, tolerated(chances, right, np.array([1.0, 3.0, 0.0]))))[0.5] == 0.9
    assert dict(map(tuple, tolerated(chances, right, np.array([1.0, 0.0, 1.0]))))[0.0] == 0.7


def test_calibration_error_by_hand() -> None:
    assert calibration_error(np.array([0.25, 0.25, 0.75, 0.75]), np.array([False, False, True, True])) == 0.25
    assert calibration_error(np.array([1.0, 1.0]), np.array([True, True])) == 0.0


def test_ranking_quality_by_hand() -> None:
    assert ranking_quality(np.array([0.9, 0.5]), np.array([0.5, 0.1])) == 0.875


@pytest.mark.parametrize("reader", READERS)
def test_the_shipped_weights_fit_the_program(reader: str) -> None:
    weights = fitted_weights(reader)
    assert tuple(weights.passage) == PASSAGE_FEATURES
    assert tuple(weights.sentence) == SENTENCE_FEATURES
    assert tuple(weights.second) == SECOND_FEATURES
    assert tuple(weights.answered) == (*ANSWERED_FEATURES, "bias")
    assert tuple(weights.right) == (*RIGHT_FEATURES, "bias")
    assert tuple(weights.sure) == (*SURE_FEATURES, "bias")
    assert read_weights(FILES[reader]) == weights


def test_weights_for_words_alone_ask_nothing_of_the_trained_reader() -> None:
    words, trained = fitted_weights(WORDS), fitted_weights(TRAINED)
    for told in (words, trained):
        used = [told.sentence[name] for name in ("span", "holds")] + [told.answered[name] for name in ("span", "held")]
        assert any(used) == (told is trained)


def test_the_threshold_lies_between_its_neighbours_and_falls() -> None:
    weights = Weights({}, {}, {}, {}, {}, {}, 0.2, ((0.0, 0.9), (0.5, 0.3), (1.0, 0.0)))
    assert weights.threshold(0.0) == 0.9
    assert weights.threshold(0.25) == pytest.approx(0.6)
    assert weights.threshold(1.0) == 0.0
    shipped = [fitted_weights(TRAINED).threshold(step / 20) for step in range(21)]
    assert all(left >= right - 1e-12 for left, right in pairwise(shipped))


TOPICS = ("harbour", "bridge", "museum", "library", "station", "theatre", "market", "garden")


@pytest.fixture(scope="module")
def small_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A test set with a question about each of some documents, and some that no document answers."""
    texts = {
        f"{topic}.txt": f"The {topic} was opened in {1900 + at}. Its director is Ada Smith. It has {at + 3} rooms.\n"
        for at, topic in enumerate(TOPICS)
    }
    questions = [
        question(
            topic,
            [place(f"{topic}.txt", str(1900 + at), texts)],
            question=f"When was the {topic} opened?",
            language="en",
        )
        for at, topic in enumerate(TOPICS)
    ]
    questions += [question(f"no-{at}", question=f"Who painted {at} windows in Rome?", language="en") for at in range(4)]
    return write_set(tmp_path_factory.mktemp("small") / "set", questions, texts)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reader of the program in place of that of the first course."""
    path = tmp_path_factory.mktemp("first") / FILE.name
    for suffix in (".safetensors", ".sha256"):
        shutil.copyfile(FILE.with_suffix(suffix), path.with_suffix(suffix))
    return path


@pytest.mark.slow
def test_the_same_sets_give_the_same_file(
    small_set: Path, first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    written = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        output = tmp_path / f"{name}.json"
        assert main([str(small_set), "--output", str(output), "--first", str(first)]) == 0
        written.append(output.read_bytes())
    assert written[0] == written[1]
    assert '"hit@1": 1.0' in capsys.readouterr().out
    weights = read_weights(tmp_path / "one.json")
    assert weights.passage["coverage"] > 0
    assert weights.further in FURTHER


@pytest.mark.slow
def test_a_question_without_its_article_is_searched_for_in_the_other_files(
    small_set: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    cases = gather([read_set(small_set)], make_settings(embedder="hash"))
    absent = without_answer(cases)
    assert [case.question.id for case in absent] == list(TOPICS)
    for case in absent:
        files = {hit.passage.file for hit in case.gathering.hits}
        assert case.absent
        assert not case.question.answerable
        assert files
        assert f"{case.question.id}.txt" not in files
        assert not any(case.found(hit) for hit in case.gathering.hits)


@pytest.mark.slow
def test_the_tables_of_what_each_stage_adds(
    small_set: Path,
    first: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert ablation.main([str(small_set), "--first", str(first)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" | ")[0] for line in lines if "alone" in line] == [
        "| lexical alone",
        "| lexical alone, without synonyms",
        "| dense alone",
        "| share of terms and passage alone",
        "| all features, the best sentence alone",
    ]
    assert "1.000 / 1.000 / 1.000 [+0.000, +0.000]" in next(line for line in lines if "**all features**" in line)
    assert sum("| without " in line for line in lines) == len(PASSAGE_FEATURES) + len(SENTENCE_FEATURES) - 5


def test_a_set_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none")]) == 2
    assert ablation.main([str(tmp_path / "none")]) == 2
    assert capsys.readouterr().err.count("preuve: ") == 2


def test_the_chance_from_which_another_sentence_is_cited_is_that_of_the_best_balance() -> None:
    assert min(FURTHER) <= fitted_weights(TRAINED).further <= max(FURTHER)
