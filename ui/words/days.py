"""Dates in words: those of documents, and the days of conversations."""

from __future__ import annotations

from datetime import date, timedelta

MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر".split(),
}
NEAR = {
    "en": ("Today", "Yesterday", "Last seven days"),
    "fr": ("Aujourd’hui", "Hier", "Sept derniers jours"),
    "ar": ("اليوم", "أمس", "آخر سبعة أيام"),
}
"""This day, the one before, and the week that ends with them."""

WEEK = 7


def date_words(value: str, language: str) -> str:
    """A date as `2024-03-12`, `2024-03` or `2024` in words; another text stays as it is."""
    year, _, rest = value.partition("-")
    month, _, day = rest.partition("-")
    if not (month.isdecimal() and 1 <= int(month) <= len(MONTHS[language])):
        return value
    words = f"{MONTHS[language][int(month) - 1]} {year}"
    if not day.isdecimal():
        return words
    return f"1er {words}" if language == "fr" and int(day) == 1 else f"{int(day)} {words}"


def near_day(day: date, today: date, language: str) -> str:
    """How a day is called from the point of view of today: near ones by name, earlier ones by their month."""
    same, before, week = NEAR[language]
    if day >= today:
        return same
    if day == today - timedelta(days=1):
        return before
    return week if day > today - timedelta(days=WEEK) else date_words(f"{day:%Y-%m}", language)
