"""The checker of citations is tested with altered quotes, and so are the alterations."""

from __future__ import annotations

import random
import unicodedata
from pathlib import Path

import pytest

from eval.checker.mutate import HARMFUL, HARMLESS
from eval.checker.mutations import MUST_BE_REJECTED, MutationReport, Trial, try_mutations
from eval.sets.cases import TestSet, read_set
from rag.answers import Citation, Verdict
from rag.language.folding import fold_plain
from rag.proof.citations import Check
from rag.types import Span
from tests import CHECKOUT, SHARED
from tests.fixtures.evalsets import place, question, small_set, write_set

SETS = SHARED / "eval"

QUOTES = {
    "fr": "L’œuvre n’a pas été confiée à la commission avant 2024, pour 1 250 dossiers.",
    "en": "The office did not find “official” figures for 2019 or 2020.",
    "ar": "لم تنشر اللجنة التقرير السنوي سنة 2023 في الرباط.",
}


@pytest.mark.parametrize("quote", QUOTES.values(), ids=QUOTES)
@pytest.mark.parametrize("name", HARMFUL)
def test_harmful_alterations_change_what_is_said(name: str, quote: str) -> None:
    for seed in range(20):
        altered = HARMFUL[name](quote, random.Random(seed))
        assert altered is not None
        assert fold_plain(altered).split() != fold_plain(quote).split()


@pytest.mark.parametrize("name", HARMLESS)
def test_harmless_alterations_change_only_how_it_is_written(name: str) -> None:
    applied = 0
    for quote in QUOTES.values():
        for seed in range(10):
            altered = HARMLESS[name](quote, random.Random(seed))
            if altered is not None:
                applied += 1
                assert altered != quote
                assert fold_plain(altered) == fold_plain(quote)
    assert applied >= 10


def test_alterations_that_do_not_apply() -> None:
    for name in ("digit changed", "number cut", "negation removed", "words swapped"):
        assert HARMFUL[name]("Rabat.", random.Random(1)) is None
    for name in ("ligatures", "decomposed letters", "tatweel", "line breaks"):
        assert HARMLESS[name]("Rabat.", random.Random(1)) is None
    assert unicodedata.normalize("NFC", HARMLESS["decomposed letters"]("é", random.Random(1)) or "") == "é"


TRUTH = Citation("a.txt", "0" * 64, 10, 20, "x" * 10, None, None, Verdict.EXACT)


def trial(kind: str, verdict: Verdict, found: tuple[str, Span] | None) -> Trial:
    altered = Citation("a.txt", "0" * 64, 30, 40, "x" * 10, None, None, Verdict.EXACT)
    file, span = found or (None, None)
    return Trial(kind, TRUTH, altered, Check(verdict, file, span, None, ""))


@pytest.mark.parametrize(
    ("kind", "verdict", "found", "wrong"),
    [
        ("digit changed", Verdict.ALTERED, None, False),
        ("digit changed", Verdict.MISSING, None, False),
        ("digit changed", Verdict.EXACT, ("a.txt", Span(10, 20)), True),
        ("digit changed", Verdict.MOVED, ("b.txt", Span(0, 10)), True),
        ("shifted by a sentence", Verdict.MOVED, ("a.txt", Span(10, 20)), False),
        ("shifted by a sentence", Verdict.EXACT, ("a.txt", Span(30, 40)), True),
        ("shifted by a sentence", Verdict.MOVED, ("a.txt", Span(30, 40)), True),
        ("line breaks", Verdict.MOVED, ("a.txt", Span(10, 20)), False),
        ("line breaks", Verdict.MOVED, ("a.txt", Span(50, 60)), True),
        ("line breaks", Verdict.MOVED, ("b.txt", Span(10, 20)), True),
        ("line breaks", Verdict.ALTERED, None, True),
        ("unchanged", Verdict.EXACT, ("a.txt", Span(10, 20)), False),
    ],
)
def test_what_counts_as_wrong(kind: str, verdict: Verdict, found: tuple[str, Span] | None, wrong: bool) -> None:
    assert trial(kind, verdict, found).wrong is wrong


def test_rates_by_kind() -> None:
    report = MutationReport(
        (
            trial("digit changed", Verdict.ALTERED, None),
            trial("digit changed", Verdict.EXACT, ("a.txt", Span(10, 20))),
            trial("ligatures", Verdict.MOVED, ("a.txt", Span(10, 20))),
        )
    )
    assert report.rates()["digit changed"] == (2, 1)
    assert (report.share(True), report.share(False), report.passed) == (0.5, 0.0, False)
    assert report.record()["kinds"]["ligatures"] == {"harmful": False, "trials": 1, "wrong": 0}
    assert len(report.record()["faults"]) == 1
    assert "false accepts 50.00%" in report.text()


def test_the_same_seed_gives_the_same_trials(tmp_path: Path) -> None:
    small = small_set(tmp_path)
    first, second = (try_mutations([small], enough=100) for _ in range(2))
    assert first == second
    assert len(first.trials) >= 100
    assert len({(each.kind, each.altered) for each in first.trials}) == len(first.trials)


def generated_set(folder: Path) -> TestSet:
    """Sixty sentences in three languages that differ in their numbers, in six files."""
    texts, facts = {}, []
    for file in range(6):
        words = list(QUOTES.values())[file % 3]
        sentences = [
            words.replace("20", f"{20 + number}").replace("commission", f"commission n° {file}{number}")
            for number in range(file, 60, 6)
        ]
        texts[f"{file}.txt"] = " ".join(sentences)
        facts += [place(f"{file}.txt", sentence, texts) for sentence in sentences]
    return read_set(
        write_set(folder / "generated", [question(f"q{at}", [fact]) for at, fact in enumerate(facts)], texts)
    )


def check_report(report: MutationReport) -> None:
    faults = [(fault.kind, fault.altered.quote, fault.check.verdict) for fault in report.faults()]
    assert [fault for fault in faults if fault[0] in MUST_BE_REJECTED] == []
    assert report.share(False) <= 0.02, faults
    assert len(report.trials) >= 2000
    assert report.passed


@pytest.mark.slow
def test_two_thousand_alterations(tmp_path: Path) -> None:
    report = try_mutations([generated_set(tmp_path)])
    check_report(report)
    assert all(total >= 10 for total, _ in report.rates().values()), report.rates()


@pytest.mark.slow
def test_alterations_of_the_bundled_set() -> None:
    check_report(try_mutations([read_set(CHECKOUT / "eval" / "data")]))


@pytest.mark.slow
def test_alterations_of_a_public_set() -> None:
    if not (SETS / "xquad-ar").is_dir():
        pytest.skip("the public development sets are not here")
    check_report(try_mutations([read_set(SETS / "xquad-ar")]))
