"""Long texts fall into windows without gap; batches hold every text once and little padding."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rag.embedding.windows import BATCH_TOKENS, batches, means, windows


@given(st.lists(st.text(alphabet="ab é", min_size=1, max_size=4), max_size=60), st.integers(1, 20))
def test_windows_tile_the_text_and_fit(tokens: list[str], room: int) -> None:
    text = "".join(tokens)
    ends = np.cumsum([len(token) for token in tokens]).tolist()
    offsets = list(zip([0, *ends[:-1]], ends, strict=True)) if tokens else []
    found = windows(text, offsets, room)
    assert "".join(found) == text
    assert len(found) == max(1, -(-len(tokens) // room))


@given(st.lists(st.integers(0, 6000), max_size=200))
def test_batches_hold_every_text_once_and_keep_the_limit(lengths: list[int]) -> None:
    found = list(batches(lengths))
    assert sorted(index for batch in found for index in batch) == list(range(len(lengths)))
    for batch in found:
        assert len(batch) == 1 or len(batch) * max(lengths[index] for index in batch) <= BATCH_TOKENS


def test_the_mean_of_each_group() -> None:
    rows = np.array([[1.0, 0.0], [0.0, 2.0], [4.0, 4.0]], dtype=np.float32)
    assert means(rows, [2, 1]).tolist() == [[0.5, 1.0], [4.0, 4.0]]
