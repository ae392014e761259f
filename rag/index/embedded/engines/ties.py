"""The best of what an engine finds, where several are equal: by score, then by id, whatever the engine does."""

from __future__ import annotations

from collections.abc import Callable

from rag.index.contents import Hits


def best(limit: int, most: int, find: Callable[[int], Hits]) -> Hits:
    """The `limit` best of the `most` that there are; `find` gives so many, best first, equal ones in any order.

    More are asked for where the last one wanted is equal to the one behind it.
    """
    count = limit + 1
    while True:
        found = find(min(count, most))
        # What is equal to the last one is complete where something worse, or nothing, comes behind it.
        if len(found) < count or found[-1][1] < found[limit - 1][1] or count >= most:
            return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:limit]
        count *= 4
