"""The benchmark measures what it says: an answer that is proven, chunk by chunk."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from bench import chain as bench
from rag.errors import PreuveError
from rag.settings import Settings

pytestmark = pytest.mark.process


def test_it_tells_both_measures_with_their_limits() -> None:
    printed: list[str] = []
    assert bench.main(printed.append, rounds=3) in (0, 1)
    assert [line.split("  ")[0].split(" of ")[0] for line in printed] == ["3 answers", "first text", "each chunk"]
    assert [line.rpartition("limit ")[2] for line in printed[1:]] == ["5 ms", "1 ms"]


def test_an_answer_that_is_not_proven_is_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "written", lambda evidence: ("The moon is ", "made of cheese [1.1]. "))
    with pytest.raises(PreuveError, match="0 of 1 sentences were proven"):
        bench.measure(bench.passages(bench.DATA, Settings()), 1)


def test_the_first_text_is_the_first_that_is_not_empty() -> None:
    def texts() -> Iterator[str]:
        for text in ("", "a", "b"):
            time.sleep(0.02)
            yield text

    found = bench.timed(texts())
    assert found.first >= 0.04
    assert found.rest >= 0.02
