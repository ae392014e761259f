from __future__ import annotations

import pytest

from rag.index.contents import Hits
from rag.index.embedded.engines.ties import best

SCORES = [3.0, 2.0, 2.0, 2.0, 2.0, 1.0]
HITS: Hits = [("f", 3.0), ("e", 2.0), ("d", 2.0), ("c", 2.0), ("b", 2.0), ("a", 1.0)]


class Engine:
    """Gives the first of its hits, equal ones in the order in which it has them."""

    def __init__(self, hits: Hits) -> None:
        self.hits = hits
        self.asked: list[int] = []

    def __call__(self, count: int) -> Hits:
        self.asked.append(count)
        return self.hits[:count]


@pytest.mark.parametrize("limit", range(1, 8))
def test_equal_hits_come_by_their_ids_wherever_the_cut_is(limit: int) -> None:
    expected = sorted(HITS, key=lambda hit: (-hit[1], hit[0]))[:limit]
    assert best(limit, len(HITS), Engine(HITS)) == expected


def test_more_are_asked_for_only_where_the_last_one_is_equal_to_the_next() -> None:
    plain, tied = Engine(HITS), Engine(HITS)
    best(1, len(HITS), plain)
    assert plain.asked == [2]
    best(2, len(HITS), tied)
    assert tied.asked == [3, 6]


def test_an_engine_that_gives_fewer_is_believed() -> None:
    assert best(4, 100, Engine(HITS[:2])) == HITS[:2]
    assert best(4, 100, Engine([])) == []
