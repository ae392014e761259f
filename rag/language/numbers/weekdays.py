"""Days of the week that a text names, alone or as a range: « du mardi au samedi », "from Monday to Friday".

Reads skeleton text (see `rag.language.folding.skeleton`).
"""

from __future__ import annotations

import re

_NAMES = {
    "fr": "lundis? mardis? mercredis? jeudis? vendredis? samedis? dimanches?".split(),
    "en": "mondays? tuesdays? wednesdays? thursdays? fridays? saturdays? sundays?".split(),
    "ar": "الاثنين الثلاثاء? الاربعاء? الخميس الجمعه السبت الاحد".split(),
}
_PREFIX = {"fr": "", "en": "", "ar": "[وفبل]?"}
_EVERY = {
    "fr": re.compile(r"(?<!\w)(?:tous les jours|chaque jour|toute la semaine|7 jours sur 7|quotidien\w*)(?!\w)"),
    "en": re.compile(r"(?<!\w)(?:every day|each day|daily|all week|(?:7|seven) days a week)(?!\w)"),
    "ar": re.compile(r"(?<!\w)(?:كل يوم|كل الايام|جميع الايام|يوميا|طيله الاسبوع)(?!\w)"),
}
_WEEKEND = {
    "fr": re.compile(r"(?<!\w)week-?ends?(?!\w)|(?<!\w)fins? de semaine(?!\w)"),
    "en": re.compile(r"(?<!\w)weekends?(?!\w)"),
    "ar": re.compile(r"(?<!\w)نهايه الاسبوع(?!\w)"),
}
_TO = {
    "fr": re.compile(r" (?:au|a|jusqu'au) "),
    "en": re.compile(r" ?(?:to|through|until|till|-) ?"),
    "ar": re.compile(r" (?:الي|حتي)(?: يوم)? "),
}
_DAYS = 7


def weekdays(plain: str, language: str) -> dict[int, str]:
    """The days that skeleton text speaks of, 0 for Monday, each as it is first named; those inside a range too."""
    if language not in _NAMES:
        return {}
    if every := _EVERY[language].search(plain):
        return dict.fromkeys(range(_DAYS), every[0])
    found: dict[int, str] = {}
    if weekend := _WEEKEND[language].search(plain):
        found |= {5: weekend[0], 6: weekend[0]}
    named = sorted(
        (match.start(), match.end(), day)
        for day, name in enumerate(_NAMES[language])
        for match in re.finditer(rf"(?<!\w){_PREFIX[language]}{name}(?!\w)", plain)
    )
    for at, (start, end, day) in enumerate(named):
        found.setdefault(day, plain[start:end])
        if at + 1 < len(named) and _TO[language].fullmatch(plain, end, named[at + 1][0]):
            last = named[at + 1][2]
            for between in range(1, (last - day) % _DAYS):
                found.setdefault((day + between) % _DAYS, plain[start : named[at + 1][1]])
    return found
