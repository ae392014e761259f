"""Hand-worked examples of file, character and fact measures.

In the French text the sentences are 0:28, 29:71, 72:94 and 95:127; in the English one 0:26, 27:55 and 56:74.
"""

from __future__ import annotations

import pytest

from eval.metrics.items import Item
from eval.metrics.places import (
    citation_containment,
    citation_overlap,
    fact_containment,
    fact_coverage,
    file_f1,
    file_precision,
    file_recall,
    span_f1,
    span_iou,
    span_precision,
    span_recall,
)
from eval.sets.cases import TestSet, read_set
from eval.sets.predictions import Cited, Prediction
from tests.fixtures.evalsets import ENGLISH, FRENCH, answer, cite, cited, item_of, place, question, silence, write_set

ALL = (
    file_precision,
    file_recall,
    file_f1,
    span_precision,
    span_recall,
    span_f1,
    span_iou,
    fact_coverage,
    fact_containment,
)
YEAR = place("fr/cndp.txt", "2009")
FIRST, SECOND, THIRD = (
    "La CNDP a été créée en 2009.",
    "Elle veille sur les données personnelles.",
    "Son siège est à Rabat.",
)
CHAIR = "Its chair is Amal El Fallah."


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> TestSet:
    questions = (
        question("one", [YEAR]),
        question("several places", [YEAR, place("ar/lajna.txt", "2009")]),
        question("two facts", [place("fr/cndp.txt", "Rabat")], [place("en/centre.md", "Amal El Fallah")]),
        question("two sentences", [place("fr/cndp.txt", "2009. Elle veille")]),
        question("never"),
    )
    return read_set(write_set(tmp_path_factory.mktemp("sets") / "small", questions))


def item(small: TestSet, identifier: str, *citations: Cited) -> Item:
    return item_of(small, identifier, answer(identifier, citations))


def test_the_sentence_around_the_place(small: TestSet) -> None:
    found = item(small, "one", cite("fr/cndp.txt", FIRST))
    assert all(measure(found) == (1, 1) for measure in ALL)
    assert citation_overlap(found) == citation_containment(found) == (1, 1)


def test_the_place_alone_is_precise_but_a_seventh_of_its_sentence(small: TestSet) -> None:
    found = item(small, "one", cite("fr/cndp.txt", "2009"))
    assert len(FIRST) == 28
    assert span_precision(found) == (1, 1)
    assert span_recall(found) == (pytest.approx(4 / 28), 1)
    assert span_iou(found) == (pytest.approx(4 / 28), 1)
    assert span_f1(found) == (pytest.approx(2 * (1 / 7) / (1 + 1 / 7)), 1)
    assert fact_coverage(found) == fact_containment(found) == (1, 1)


def test_two_sentences_of_which_one_proves(small: TestSet) -> None:
    found = item(small, "one", cite("fr/cndp.txt", f"{FIRST} {SECOND}"))
    whole = len(FIRST) + 1 + len(SECOND)
    assert span_precision(found) == (pytest.approx(28 / whole), 1)
    assert span_recall(found) == (1, 1)
    assert span_iou(found) == (pytest.approx(28 / whole), 1)
    assert citation_containment(found) == (1, 1)


def test_overlapping_citations_are_merged(small: TestSet) -> None:
    first, twice = cite("fr/cndp.txt", FIRST), cite("fr/cndp.txt", "créée en 2009.")
    once, found = item(small, "one", first), item(small, "one", first, first, twice)
    assert [measure(found) for measure in ALL] == [measure(once) for measure in ALL]
    assert citation_overlap(found) == (3, 3)
    wider = item(small, "one", cite("fr/cndp.txt", "2009. Elle"), cite("fr/cndp.txt", "Elle veille"))
    assert span_precision(wider) == (pytest.approx(5 / len("2009. Elle veille")), 1)


def test_one_of_several_places_is_enough_and_both_are_no_fault(small: TestSet) -> None:
    arabic = cite("ar/lajna.txt", "أسست اللجنة سنة 2009.")
    for citations in ((cite("fr/cndp.txt", FIRST),), (arabic,), (arabic, cite("fr/cndp.txt", FIRST))):
        found = item(small, "several places", *citations)
        assert all(measure(found) == (1, 1) for measure in ALL), citations


def test_half_of_two_facts(small: TestSet) -> None:
    found = item(small, "two facts", cite("fr/cndp.txt", THIRD), cite("fr/cndp.txt", SECOND))
    assert file_precision(found) == (1, 1)
    assert file_recall(found) == fact_coverage(found) == fact_containment(found) == span_recall(found) == (0.5, 1)
    assert file_f1(found) == (pytest.approx(2 / 3), 1)
    assert span_precision(found) == (pytest.approx(22 / (22 + 41)), 1)
    assert span_iou(found) == (pytest.approx(22 / (22 + 28 + 41)), 1)
    assert citation_overlap(found) == (1, 2)
    assert (len(THIRD), len(CHAIR), len(SECOND)) == (22, 28, 41)


def test_a_place_over_two_sentences(small: TestSet) -> None:
    found = item(small, "two sentences", cite("fr/cndp.txt", SECOND))
    assert span_recall(found) == (pytest.approx(41 / 70), 1)
    assert fact_coverage(found) == (1, 1)
    assert fact_containment(found) == (0, 1)
    assert citation_containment(found) == (0, 1)
    both = item(small, "two sentences", cite("fr/cndp.txt", f"{FIRST} "), cite("fr/cndp.txt", SECOND))
    assert fact_containment(both) == (1, 1)
    assert citation_containment(both) == (0, 2)


def test_touching_is_not_overlapping(small: TestSet) -> None:
    start = FRENCH.index("2009")
    found = item(small, "one", cited("fr/cndp.txt", start - 5, start), cited("fr/cndp.txt", start + 4, start + 9))
    assert citation_overlap(found) == (0, 2)
    assert fact_coverage(found) == (0, 1)


def test_a_place_out_of_range_is_a_wrong_citation(small: TestSet) -> None:
    outside = Cited("fr/cndp.txt", 0, 10_000, "x" * 28)
    found = item(small, "one", cite("fr/cndp.txt", FIRST), outside)
    assert span_precision(found) == (0.5, 1)
    assert span_recall(found) == (1, 1)
    assert span_iou(found) == (0.5, 1)
    assert citation_overlap(found) == (1, 2)
    alone = item(small, "one", outside)
    assert [measure(alone)[0] for measure in (span_precision, span_recall, span_iou, fact_coverage)] == [0, 0, 0, 0]


def test_the_right_span_of_the_wrong_file(small: TestSet) -> None:
    start = FRENCH.index("2009")
    found = item(small, "one", cited("en/centre.md", start, start + 4))
    assert [measure(found) for measure in ALL] == [(0, 1)] * len(ALL)
    assert citation_overlap(found) == (0, 1)
    assert ENGLISH[start : start + 4]


@pytest.mark.parametrize(
    "prediction", [None, silence("one"), answer("one", []), Prediction("one", False, "", error="x")]
)
def test_nothing_cited_scores_nothing_and_stays_in_the_denominator(
    small: TestSet, prediction: Prediction | None
) -> None:
    found = item_of(small, "one", prediction)
    assert [measure(found) for measure in ALL] == [(0, 1)] * len(ALL)
    assert citation_overlap(found) == citation_containment(found) == (0, 0)


def test_unanswerable_questions_are_not_concerned(small: TestSet) -> None:
    found = item(small, "never", cite("fr/cndp.txt", FIRST))
    assert [measure(found) for measure in (*ALL, citation_overlap, citation_containment)] == [(0, 0)] * 11


def test_white_space_around_a_place_is_not_asked_for(tmp_path_factory: pytest.TempPathFactory) -> None:
    spaced = question("spaced", [place("fr/cndp.txt", " 2009. ")])
    found = read_set(write_set(tmp_path_factory.mktemp("sets") / "spaced", [spaced]))
    exact = item_of(found, "spaced", answer("spaced", [cite("fr/cndp.txt", FIRST)]))
    assert all(measure(exact) == (1, 1) for measure in ALL)
