"""Faithfulness without a judge: honest and dishonest systems are told apart."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from eval.running.faithfulness import FaithfulnessReport, faithfulness
from eval.sets.cases import TestSet, read_set
from rag.answers import Answer, AnswerSentence, Citation, Turn, Verdict
from rag.errors import ModelError
from tests.fixtures.evalsets import place, question, write_set

pytestmark = pytest.mark.process

NUMBERS = {f"city{at}.txt": f"Ville {at}. Elle compte {31 + 7 * at} écoles.\n" for at in range(6)}


@pytest.fixture
def cities(tmp_path: Path) -> TestSet:
    questions = [
        question(
            f"q{at}", [place(f"city{at}.txt", str(31 + 7 * at), NUMBERS)], question=f"Combien d’écoles, ville {at} ?"
        )
        for at in range(6)
    ]
    return read_set(write_set(tmp_path / "cities", questions, NUMBERS))


Reads = Callable[[Path, str], str | None]
"""The text of a file, as a system sees it now; `None` where it is gone."""


def today(corpus: Path, file: str) -> str | None:
    return (corpus / file).read_text(encoding="utf-8") if (corpus / file).exists() else None


def remembered(_: Path, file: str) -> str | None:
    return NUMBERS[file]


class Reader:
    """Answers with the last sentence of the file that a question names."""

    def __init__(self, corpus: Path, reads: Reads, claims: str | None = None) -> None:
        self._corpus, self._reads, self._claims = corpus, reads, claims

    def ask(self, question: str, turns: Sequence[Turn] = (), files: Sequence[str] | None = None) -> Answer:
        file = f"city{re.findall('[0-9]', question)[0]}.txt"
        text = self._reads(self._corpus, file)
        sentences: tuple[AnswerSentence, ...] = ()
        if text is not None:
            start = text.index("Elle")
            quote = text[start:].strip()
            sha256 = hashlib.sha256(text.encode()).hexdigest()
            citation = Citation(file, sha256, start, start + len(quote), quote, None, None, Verdict.EXACT)
            said = quote if self._claims is None else NUMBERS[file].split(". ")[1].strip()
            sentences = (AnswerSentence(said, True, (citation,)),)
        return Answer(question, question, "fr", not sentences, sentences, (), 0.5, "reader", "g")


def opener(reads: Reads, claims: str | None = None) -> Callable[[Path, Path], Iterator[Reader]]:
    @contextmanager
    def opened(corpus: Path, _: Path) -> Iterator[Reader]:
        yield Reader(corpus, reads, claims)

    return opened


def probe(cities: TestSet, opened: Callable[[Path, Path], Iterator[Reader]]) -> FaithfulnessReport:
    steps: list[tuple[int, int]] = []
    report = faithfulness(cities, opened, lambda done, total: steps.append((done, total)))
    assert steps[-1][0] == steps[-1][1]
    return report


def test_a_system_that_reads_follows(cities: TestSet) -> None:
    report = probe(cities, opener(today))
    assert report.count("removed", "abstained") == 6
    assert report.count("planted", "followed") == 6
    assert report.share("planted", "followed") == 1
    assert report.record()["removed_unfaithful_rate"] == 0
    assert "abstained 6" in report.text()


def test_a_system_that_remembers_is_caught(cities: TestSet) -> None:
    report = probe(cities, opener(remembered))
    assert report.count("removed", "unfaithful") == 6
    assert report.count("planted", "unfaithful") == 6
    assert "unfaithful: q" in report.text()


def test_an_answer_that_does_not_follow_its_quote_is_caught(cities: TestSet) -> None:
    assert probe(cities, opener(today, "old words")).count("planted", "unfaithful") == 6


def test_the_corpus_itself_is_not_touched(cities: TestSet) -> None:
    before = dict(cities.corpus.digests)
    probe(cities, opener(today))
    assert read_set(cities.directory).corpus.digests == before


def test_errors_are_told_apart(cities: TestSet) -> None:
    def reads(corpus: Path, file: str) -> str | None:
        text = today(corpus, file)
        if text != NUMBERS[file]:
            raise ModelError("no model")
        return text

    report = probe(cities, opener(reads))
    assert report.count("removed", "failed") == report.count("planted", "failed") == 6


def test_nothing_answered_is_nothing_probed(cities: TestSet) -> None:
    report = probe(cities, opener(lambda *_: None))
    assert report.probes == ()
    assert report.share("removed", "abstained") is None
