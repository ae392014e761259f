"""Ranked passages: agreement with ir-measures (trec_eval) on random runs, and hand-worked examples."""

from __future__ import annotations

import random
from pathlib import Path

import ir_measures
import pytest
from ir_measures import RR, R, Success, nDCG

from eval.metrics.items import Item
from eval.metrics.retrieval import (
    discounted_gain_at,
    gains,
    hit_1,
    hit_5,
    hit_10,
    hit_at,
    ideal_relevance,
    mrr_10,
    ndcg_10,
    recall_5,
    recall_10,
    recall_at,
    reciprocal_rank_at,
)
from eval.report.trec import export_run
from eval.sets.cases import TestSet, read_set
from tests.fixtures.evalsets import CORPUS, answer, item_of, place, question, retrieved, silence, small_set, write_set


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> TestSet:
    return small_set(tmp_path_factory.mktemp("sets"))


def item(small: TestSet, identifier: str, *places: tuple[str, int, int]) -> Item:
    return item_of(small, identifier, answer(identifier, [], retrieved=retrieved(*places)))


def test_pure_functions_agree_with_trec_eval() -> None:
    chance = random.Random(7)
    for _ in range(200):
        length, judged = chance.randint(0, 15), chance.randint(1, 6)
        documents = [f"d{number}" for number in range(20)]
        relevant = set(chance.sample(documents, judged))
        ranking = chance.sample(documents, length)
        grades = {document: chance.randint(1, 3) for document in sorted(relevant)}
        qrels = [ir_measures.Qrel("q", document, grade) for document, grade in grades.items()]
        run = [ir_measures.ScoredDoc("q", document, float(-rank)) for rank, document in enumerate(ranking)]
        # ir-measures leaves out a query without results; the harness counts it as 0.
        run = run or [ir_measures.ScoredDoc("q", "none", 0.0)]
        gained, binary = [grades.get(each, 0) for each in ranking], [int(each in relevant) for each in ranking]
        expected = ir_measures.calc_aggregate([nDCG @ 10, RR @ 10, R @ 5, R @ 10, Success @ 1, Success @ 5], qrels, run)
        found = {
            nDCG @ 10: discounted_gain_at(gained, list(grades.values()), 10),
            RR @ 10: reciprocal_rank_at(gained, 10),
            R @ 5: recall_at(binary, judged, 5),
            R @ 10: recall_at(binary, judged, 10),
            Success @ 1: hit_at(gained, 1),
            Success @ 5: hit_at(gained, 5),
        }
        assert found == {measure: pytest.approx(value, abs=1e-9) for measure, value in expected.items()}


def test_exported_runs_score_alike(tmp_path: Path, small: TestSet) -> None:
    chance = random.Random(11)
    for attempt in range(40):
        items = []
        for each in small.questions:
            places = []
            for _ in range(chance.randint(0, 14)):
                file = chance.choice(sorted(CORPUS))
                start = chance.randrange(len(CORPUS[file]) - 1)
                places.append((file, start, min(len(CORPUS[file]), start + chance.randint(1, 40))))
            items.append(item(small, each.id, *places))
        qrels, run = export_run(items, tmp_path / str(attempt))
        found = ir_measures.calc_aggregate(
            [nDCG @ 10, RR @ 10, Success @ 1, Success @ 5, Success @ 10, R @ 10],
            list(ir_measures.read_trec_qrels(str(qrels))),
            list(ir_measures.read_trec_run(str(run))),
        )
        answerable = [each for each in items if each.facts]
        # ir-measures averages over all judged topics.
        for measure, ours in ((nDCG @ 10, ndcg_10), (RR @ 10, mrr_10), (Success @ 1, hit_1), (Success @ 5, hit_5)):
            assert found[measure] == pytest.approx(sum(ours(each)[0] for each in answerable) / 3, abs=1e-9)
        if all(max(gains(each), default=0) <= 1 for each in answerable):
            ours_recall = sum(recall_10(each)[0] for each in answerable) / 3
            assert found[R @ 10] == pytest.approx(ours_recall, abs=1e-9)


def test_the_second_passage_finds(small: TestSet) -> None:
    found = item(small, "year", ("fr/cndp.txt", 40, 60), ("fr/cndp.txt", 0, 26), ("ar/lajna.txt", 0, 20))
    assert gains(found) == (0, 1, 0)
    assert hit_1(found) == (0, 1)
    assert hit_5(found) == hit_10(found) == recall_5(found) == (1, 1)
    assert mrr_10(found) == (0.5, 1)
    assert ndcg_10(found) == (pytest.approx(1 / 1.584962500721156), 1)


def test_overlapping_passages_earn_once(small: TestSet) -> None:
    once = item(small, "both", ("fr/cndp.txt", 60, 127))
    twice = item(small, "both", ("fr/cndp.txt", 60, 127), ("fr/cndp.txt", 50, 120))
    assert gains(twice) == (1, 0)
    assert recall_5(once) == recall_5(twice) == (0.5, 1)
    assert ndcg_10(once) == ndcg_10(twice)


def test_two_facts_in_one_passage(tmp_path: Path) -> None:
    facts = question("q", [place("fr/cndp.txt", "2009")], [place("fr/cndp.txt", "Rabat")])
    found = item(read_set(write_set(tmp_path / "set", [facts])), "q", ("fr/cndp.txt", 0, 127))
    assert gains(found) == (2,)
    assert recall_5(found) == ndcg_10(found) == mrr_10(found) == (1, 1)


def test_the_better_passage_second_is_no_fault(tmp_path: Path) -> None:
    """The order of passages that all prove something does not count."""
    spots = [place("fr/cndp.txt", words) for words in ("Rabat", "éthique", "CNDP")]
    test_set = read_set(write_set(tmp_path / "set", [question("q", *([spot] for spot in spots))]))
    found = item(test_set, "q", ("fr/cndp.txt", 0, 20), ("fr/cndp.txt", 60, 127))
    assert gains(found) == (1, 2)
    assert ndcg_10(found) == recall_5(found) == (1, 1)


def test_ranks_beyond_the_limit_do_not_count(small: TestSet) -> None:
    noise = [("en/centre.md", number, number + 1) for number in range(10)]
    found = item(small, "seat", *noise, ("ar/lajna.txt", 0, 40))
    assert sum(gains(found)) == 1
    assert hit_10(found) == recall_10(found) == mrr_10(found) == ndcg_10(found) == (0, 1)
    assert ideal_relevance(gains(found), 1) == (1,)


def test_nothing_retrieved_and_nothing_to_find(small: TestSet) -> None:
    assert ndcg_10(item_of(small, "year", None)) == hit_5(item(small, "year")) == (0, 1)
    assert hit_5(item(small, "never", ("fr/cndp.txt", 0, 10))) == (0, 0)


def test_an_abstention_keeps_what_it_retrieved(small: TestSet) -> None:
    quiet = item_of(small, "year", silence("year", retrieved=retrieved(("fr/cndp.txt", 0, 30))))
    assert hit_1(quiet) == (1, 1)
