"""Hand-worked examples of what can be said of citations alone."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from eval.metrics.citations import (
    citation_length,
    citation_validity,
    citations_per_answer,
    quote_fabricated,
    quote_fidelity,
    quote_fidelity_lenient,
    quote_misattributed,
    quote_moved,
    sentence_coverage,
)
from eval.metrics.items import Examiner, Fate
from eval.sets.cases import TestSet
from eval.sets.predictions import Cited
from tests.fixtures.evalsets import CORPUS, ENGLISH, FRENCH, answer, cite, cited, item_of, silence, small_set


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> TestSet:
    return small_set(tmp_path_factory.mktemp("sets"))


def fate(small: TestSet, citation: Cited) -> Fate:
    return Examiner(small.corpus).check(citation).fate


def test_a_true_citation(small: TestSet) -> None:
    item = item_of(small, "year", answer("year", [cite("fr/cndp.txt", "créée en 2009")]))
    assert citation_validity(item) == quote_fidelity(item) == quote_fidelity_lenient(item) == (1, 1)
    assert citation_length(item) == (13, 1)
    assert sentence_coverage(item) == citations_per_answer(item) == (1, 1)


@pytest.mark.parametrize(
    ("file", "start", "end"),
    [
        ("gone.txt", 0, 5),
        ("fr/cndp.txt", -1, 5),
        ("fr/cndp.txt", 0, 10_000),
        ("fr/cndp.txt", 7, 7),
        ("fr/cndp.txt", 9, 3),
    ],
)
def test_a_place_that_is_none_does_not_resolve(small: TestSet, file: str, start: int, end: int) -> None:
    item = item_of(small, "year", answer("year", [Cited(file, start, end, "La CNDP a été créée en 2009.")]))
    assert citation_validity(item) == (0, 1)
    assert quote_fidelity(item) == quote_fidelity_lenient(item) == (0, 1)
    assert citation_length(item) == (0, 0)
    assert sentence_coverage(item) == (0, 1)


def test_another_version_of_the_file_does_not_resolve(small: TestSet) -> None:
    right = small.corpus.digests["fr/cndp.txt"]
    for sha256, found in ((right, 1), ("0" * 64, 0)):
        item = item_of(small, "year", answer("year", [Cited("fr/cndp.txt", 0, 7, "La CNDP", sha256)]))
        assert citation_validity(item) == (found, 1)


@pytest.mark.parametrize(
    "quote",
    [
        unicodedata.normalize("NFD", "« L’éthique d’abord », dit-elle."),
        "« L'éthique d'abord », dit-elle.",
        '" L’éthique d’abord ", dit-elle.',
        "« L’éthique\nd’abord », dit-elle.",
        "« L’éthi-\nque d’abord », dit-elle.",
        "« L’éthique d’abord », dit-elle.".replace(" ", "\u00a0"),
        "“L’éthique d’abord”, dit-elle.",
    ],
    ids=[
        "NFD",
        "straight apostrophes",
        "straight quotes",
        "line break",
        "hyphenation",
        "no-break space",
        "English quotation marks",
    ],
)
def test_typography_counts_only_strictly(small: TestSet, quote: str) -> None:
    start = FRENCH.index("«")
    citation = cited("fr/cndp.txt", start, start + len("« L’éthique d’abord », dit-elle."), quote)
    item = item_of(small, "year", answer("year", [citation]))
    assert quote_fidelity(item) == (0, 1)
    assert quote_fidelity_lenient(item) == (1, 1)
    assert quote_moved(item) == quote_misattributed(item) == quote_fabricated(item) == (0, 1)


def test_failures_are_told_apart(small: TestSet) -> None:
    moved = cited("fr/cndp.txt", 0, 5, "Son siège est à Rabat.")
    misattributed = cited("fr/cndp.txt", 0, 5, "Its chair is Amal El Fallah.")
    fabricated = cited("fr/cndp.txt", 0, 5, "Son siège est à Fès.")
    item = item_of(small, "year", answer("year", [moved, misattributed], [fabricated]))
    assert quote_moved(item) == quote_misattributed(item) == quote_fabricated(item) == (1, 3)
    assert citation_validity(item) == (3, 3)
    assert quote_fidelity_lenient(item) == (0, 3)


@pytest.mark.parametrize("quote", ["", " \n", "\u200b"])
def test_an_empty_quote_is_fabricated(small: TestSet, quote: str) -> None:
    assert fate(small, cited("fr/cndp.txt", 0, 5, quote)) is Fate.FABRICATED


def test_a_quote_does_not_end_inside_a_number(small: TestSet) -> None:
    assert fate(small, cited("en/centre.md", 0, 5, "It has 5")) is Fate.FABRICATED
    assert fate(small, cited("en/centre.md", 0, 5, "It has 54")) is Fate.MOVED


def test_a_sentence_needs_one_good_citation(small: TestSet) -> None:
    good, bad = cite("en/centre.md", "54"), cited("en/centre.md", 0, 3, "Rabat")
    item = item_of(small, "both", answer("both", [good, bad], [bad], []))
    assert sentence_coverage(item) == (1, 3)
    assert citations_per_answer(item) == (3, 1)


def test_no_citations_and_abstentions(small: TestSet) -> None:
    nothing = item_of(small, "both", answer("both", []))
    assert citation_validity(nothing) == (0, 0)
    assert sentence_coverage(nothing) == (0, 1)
    for item in (item_of(small, "both", silence("both")), item_of(small, "both", None)):
        assert citation_validity(item) == sentence_coverage(item) == citations_per_answer(item) == (0, 0)


def test_the_corpus_reads_each_file_as_it_is(small: TestSet) -> None:
    assert {file: small.corpus[file] for file in small.corpus} == CORPUS
    assert small.corpus["en/centre.md"] == ENGLISH


def test_a_broken_off_corpus_is_no_mapping_of_links(tmp_path: Path) -> None:
    assert len(small_set(tmp_path).corpus) == 3
