"""A conversation keeps one number a place over its turns."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answers import Answer, AnswerSentence, Citation, Verdict
from rag.conversation import numbered


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 3)), max_size=4), max_size=5))
def test_numbers_never_change_and_have_no_gap(turns: list[list[tuple[str, int]]]) -> None:
    numbers: dict[tuple[str, str, int, int], int] = {}
    for cited in turns:
        citations = tuple(Citation(f, "s", s, s + 1, "x", None, None, Verdict.EXACT) for f, s in cited)
        later = numbered(
            Answer("q", "q", "en", False, (AnswerSentence("x", True, citations),), (), 1, "m", "i"), numbers
        )
        assert numbers.items() <= later.items()
        assert list(later.values()) == list(range(1, len(later) + 1))
        numbers = later
    assert numbers.keys() == {(file, "s", start, start + 1) for turn in turns for file, start in turn}
