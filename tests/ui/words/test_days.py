from __future__ import annotations

from datetime import date

import pytest

from rag.language.numbers.calendar import MONTHS
from rag.language.numbers.calendar import date_words as words
from ui.words.days import near_day

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("value", "language", "shown"),
    [
        ("2024-03-12", "en", "12 March 2024"),
        ("2024-03-01", "fr", "1er mars 2024"),
        ("2024-03", "ar", "مارس 2024"),
        ("2024", "fr", "2024"),
        ("2024-13-01", "en", "2024-13-01"),
        ("soon", "en", "soon"),
    ],
)
def test_a_date_in_words(value: str, language: str, shown: str) -> None:
    assert words(value, language) == shown


def test_twelve_months_in_each_language() -> None:
    assert {len(months) for months in MONTHS.values()} == {12}


@pytest.mark.parametrize(
    ("day", "called"),
    [
        (TODAY, "Today"),
        (date(2026, 12, 1), "Today"),  # a clock that is ahead
        (date(2026, 11, 29), "Yesterday"),
        (date(2026, 11, 24), "Last seven days"),
        (date(2026, 11, 23), "November 2026"),
        (date(2025, 11, 30), "November 2025"),
    ],
)
def test_near_days_have_names(day: date, called: str) -> None:
    assert near_day(day, TODAY, "en") == called
