"""The days of conversations in words."""

from __future__ import annotations

from datetime import date, timedelta

from rag.language.numbers.calendar import date_words

NEAR = {
    "en": ("Today", "Yesterday", "Last seven days"),
    "fr": ("Aujourd’hui", "Hier", "Sept derniers jours"),
    "ar": ("اليوم", "أمس", "آخر سبعة أيام"),
}
"""This day, the one before, and the week that ends with them."""

WEEK = 7


def near_day(day: date, today: date, language: str) -> str:
    """How a day is called from the point of view of today: near ones by name, earlier ones by their month."""
    same, before, week = NEAR[language]
    if day >= today:
        return same
    if day == today - timedelta(days=1):
        return before
    return week if day > today - timedelta(days=WEEK) else date_words(f"{day:%Y-%m}", language)
