"""Dates as people write them, in three languages."""

from __future__ import annotations

MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر".split(),
}


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
