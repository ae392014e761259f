"""What is told of recognised text that needs care."""

from __future__ import annotations

from ingest.load.recognition.doubts import doubts
from rag.types import Recognition


def test_each_kind_of_doubt_is_told() -> None:
    pages = (Recognition(1, 95), Recognition(2, 61), Recognition(3, 70, True), Recognition(4, 99, True))
    assert list(doubts(pages, {7: "too long"})) == [
        "recognised with doubt, read it beside the picture: page 2 (61 %)",
        "recognised by another program: 2 pages, at least 70 % of their words look like words",
        "the other program's text looks wrong: page 3 (70 %)",
        "not recognised: page 7 (too long)",
    ]
    assert list(doubts((Recognition(1, 95),), {})) == []
