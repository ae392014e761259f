"""Long texts fall into windows without gap; batches hold every text once and little padding."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rag.embedding.windows import BATCH_TOKENS, Gathered, batches, windows
from rag.embedding.wording import Wording


@given(st.lists(st.text(alphabet="ab é", min_size=1, max_size=4), max_size=60), st.integers(1, 20))
def test_windows_tile_the_text_and_fit(tokens: list[str], room: int) -> None:
    text = "".join(tokens)
    ends = np.cumsum([len(token) for token in tokens]).tolist()
    offsets = list(zip([0, *ends[:-1]], ends, strict=True)) if tokens else []
    found = windows(text, offsets, room)
    assert "".join(text[slice(*span)] for span in found) == text
    assert all(end == start for (_, end), (start, _) in pairwise(found))
    assert len(found) == max(1, -(-len(tokens) // room))


@given(st.lists(st.integers(0, 6000), max_size=200))
def test_batches_hold_every_text_once_and_keep_the_limit(lengths: list[int]) -> None:
    found = list(batches(lengths))
    assert sorted(index for batch in found for index in batch) == list(range(len(lengths)))
    for batch in found:
        assert len(batch) == 1 or len(batch) * max(lengths[index] for index in batch) <= BATCH_TOKENS


def test_sentences_get_the_mean_of_their_tokens_over_all_windows() -> None:
    gathered = Gathered([Wording("ab cd. ef", ((0, 6), (7, 9))), Wording("x y", ((0, 1), (2, 3)))], 2)
    # "ab", " cd", "." in the first window behind a prefix of two characters, " ef" in the second.
    tokens = np.array([[9, 9], [9, 9], [1, 0], [3, 0], [2, 0], [9, 9]], dtype=np.float32)
    offsets = np.array([[0, 0], [0, 2], [2, 4], [4, 7], [7, 8], [0, 0]])
    gathered.add(0, np.array([1, 0], dtype=np.float32))
    gathered.add_tokens(0, tokens, offsets, -2)
    gathered.add(0, np.array([0, 4], dtype=np.float32))
    gathered.add_tokens(0, np.array([[0, 5]], dtype=np.float32), np.array([[2, 5]]), 4)
    gathered.add(1, np.array([7, 7], dtype=np.float32))
    found = gathered.result()
    assert found.passages.tolist() == [[1, 4], [7, 7]]
    assert found.sentences[0].tolist() == [[6, 0], [0, 5]]
    # Without a vector for any token, a sentence has that of its passage.
    assert found.sentences[1].tolist() == [[7, 7], [7, 7]]
