"""Times of day as French, English and Arabic write them: 14h30, 14:30, 2:30 pm, à 8 h, الساعة 9 صباحا.

Reads skeleton text (see `rag.language.folding.skeleton`). « 2 h 30 » may be a time or how long something lasts; both
have one form, which is what they are compared by.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_CLOCK = re.compile(
    r"(?P<hour>[01]?\d|2[0-4])(?:"
    r" ?(?:h|heures?) ?(?P<minute>[0-5]\d)(?: ?(?:min|minutes?|mn)\b)?"
    r"|:(?P<colon>[0-5]\d)(?::[0-5]\d)?(?: ?(?P<half>[ap]\.?m\b\.?|صباحا|مساء|ظهرا|زوالا|ليلا))?"
    r"|(?:\.(?P<point>[0-5]\d))? ?(?P<half_alone>[ap]\.?m\b\.?|صباحا|مساء|ظهرا|زوالا|ليلا)"
    r"|(?P<sign> ?(?:h|heures?)\b)?)(?![\w:])"
)
_AT = re.compile(r"(?:\b(?:a|vers|des|avant|apres|jusqu'a)|\b(?:ال|لل)?ساعه) $")
_NOON = 12
_LOOKED_AT = 10
"""Characters before a time that say that it is one."""


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day, its hour and minute on a clock of 24 hours."""

    hour: int
    minute: int
    end: int

    @property
    def value(self) -> str:
        return f"{self.hour}:{self.minute:02}"


def read_time(text: str, at: int) -> Time | None:
    """The time that starts at `at`, or `None`; an hour alone counts where the words around say that it is one."""
    match = _CLOCK.match(text, at)
    if match is None or (at > 0 and text[at - 1] in ".,:/-"):
        return None
    minute = match["minute"] or match["colon"] or match["point"]
    half = match["half"] or match["half_alone"]
    if minute is None and half is None:
        before = _AT.search(text, max(0, at - _LOOKED_AT), at)
        if before is None or not (match["sign"] or before[0].endswith("ساعه ")):
            return None
    hour = int(match["hour"])
    if half and half[0] in "apصمظزل":
        late = half[0] in "pمظز" and not (half[0] in "ظز" and hour > _NOON)
        hour = hour % _NOON + _NOON if late and hour <= _NOON else 0 if half[0] == "a" and hour == _NOON else hour
    return Time(hour, int(minute or 0), match.end())
