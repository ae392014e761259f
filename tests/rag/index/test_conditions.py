"""Which documents fulfil a condition on date and author."""

from __future__ import annotations

import pytest

from rag.errors import UsageError
from rag.index.conditions import condition
from rag.types import Detail, Origin
from tests.fixtures.infos import info


@pytest.mark.parametrize(
    ("date", "since", "held"),
    [
        ("2024-03-12", "2024-03-12", True),
        ("2024-03-12", "2024-03-13", False),
        ("2024", "2024-01-01", True),
        ("2024", "2024-01-02", False),
        ("2024-03", "2024", True),
        ("2023-12-31", "2024", False),
        (None, "1900", False),
    ],
)
def test_since_counts_the_first_day_of_what_is_said(date: str | None, since: str, held: bool) -> None:
    document = info("a.txt", date=Detail(date, Origin.TEXT) if date else None)
    assert condition(since, ()).holds(document) is held


@pytest.mark.parametrize(
    ("author", "wanted", "held"),
    [
        ("Amal El Fallah", ("amal",), True),
        ("Amal El Fallah", ("EL  FALLAH",), True),
        ("Amal El Fallah", ("fall",), False),
        ("Commune de L’Haÿ", ("l'hay",), False),
        ("Commune de L’Haÿ", ("L'Haÿ",), True),
        ("Jean", ("Amal", "jean"), True),
        (None, ("amal",), False),
    ],
)
def test_authors_are_compared_by_whole_words(author: str | None, wanted: tuple[str, ...], held: bool) -> None:
    document = info("a.txt", author=Detail(author, Origin.METADATA) if author else None)
    assert condition(None, wanted).holds(document) is held


@pytest.mark.parametrize("since", ["hier", "2024-13", "2024-02-40", "24", ""])
def test_what_is_no_date_is_refused(since: str) -> None:
    with pytest.raises(UsageError, match="is no date: write it as 2024-03-12"):
        condition(since, ())


def test_an_empty_name_is_refused() -> None:
    with pytest.raises(UsageError, match="is no name of an author"):
        condition(None, ("Amal", " – "))
