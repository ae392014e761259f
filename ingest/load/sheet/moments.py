"""Dates and times of sheets: days since an epoch, shown in a format."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal

from ingest.load.sheet.customs import Customs

_LITERAL = "\x01"
_SIGNS = re.compile(
    r"\x01(?P<literal>.)|\[(?P<elapsed>h+|m+|s+)\]|(?P<half>AM/PM|A/P|am/pm|a/p)|(?P<short>SHORT)"
    r"|(?P<sign>[yY]+|[mM]+|[dD]+|[hH]+|[sS]+(?:\.0+)?|[eE]+|[aA]{3,4})|(?P<other>.)",
    re.S,
)
_DATE = re.compile(r"\[[hms]+\]|[ymdhs]|SHORT", re.I)
_LAST_DAY = 2_958_465
"""31 December 9999, the last day that sheets know."""


def is_date(body: str) -> bool:
    """Whether a section of a format, its literal letters marked, shows a date or a time."""
    return _DATE.search(re.sub(rf"{_LITERAL}.", "", body, flags=re.S).lower().replace("general", "")) is not None


def written_moment(days: Decimal, body: str, customs: Customs, epoch_1904: bool = False) -> str | None:
    """Days since the epoch in a format; `None` for those that no calendar of sheets has."""
    if not 0 <= days < _LAST_DAY + 1:
        return None
    seconds = round(days * 86_400_000)
    moment = _moment(seconds, epoch_1904)
    signs = list(_SIGNS.finditer(_with_short(body, customs)))
    half = any(match["half"] for match in signs)
    pieces: list[str] = []
    for at, match in enumerate(signs):
        if match["elapsed"]:
            unit = {"h": 3_600_000, "m": 60_000, "s": 1000}[match["elapsed"][0]]
            pieces.append(str(seconds // unit).zfill(len(match["elapsed"])))
        elif match["half"]:
            pieces.append("AM" if moment.hour < 12 else "PM")
        elif match["sign"]:
            pieces.append(_part(moment, match["sign"].lower(), customs, half, _is_minute(signs, at)))
        else:
            # Other letters that stand for nothing are separators.
            pieces.append(match["literal"] or match["other"].replace("@", ""))
    return "".join(pieces).strip()


def _with_short(body: str, customs: Customs) -> str:
    return body.replace("SHORT", customs.date)


def _moment(milliseconds: int, epoch_1904: bool) -> datetime:
    days, rest = divmod(milliseconds, 86_400_000)
    # Sheets that count from 1900 count a 29 February of that year, which there was not.
    first = (1904, 1, 1) if epoch_1904 else (1899, 12, 30 if days > 59 else 31)
    start = datetime(*first)  # noqa: DTZ001 - what a sheet shows has no time zone
    return start + timedelta(days=min(days, _LAST_DAY), milliseconds=rest)


def _is_minute(signs: list[re.Match[str]], at: int) -> bool:
    """Whether `m` at a place stands for minutes: hours were the last sign before it, or seconds are the next one."""
    before = next((each for each in reversed(signs[:at]) if each["sign"] or each["elapsed"]), None)
    after = next((each for each in signs[at + 1 :] if each["sign"] or each["elapsed"]), None)
    hours = before is not None and (before["sign"] or before["elapsed"]).lower().startswith("h")
    seconds = after is not None and (after["sign"] or after["elapsed"]).lower().startswith("s")
    return hours or seconds


def _part(moment: datetime, sign: str, customs: Customs, half: bool, minute: bool) -> str:
    length = len(sign)
    match sign[0]:
        case "y" | "e":
            return f"{moment.year:04d}" if length > 2 or sign[0] == "e" else f"{moment.year % 100:02d}"
        case "d" if length <= 2:
            return str(moment.day).zfill(length)
        case "d" | "a":
            return customs.days[moment.weekday()]
        case "m" if minute:
            return str(moment.minute).zfill(min(length, 2))
        case "m":
            return str(moment.month).zfill(length) if length <= 2 else customs.months[moment.month - 1]
        case "h":
            hour = (moment.hour % 12 or 12) if half else moment.hour
            return str(hour).zfill(min(length, 2))
        case _:
            digits = len(sign.partition(".")[2])
            whole = str(moment.second).zfill(min(len(sign.partition(".")[0]), 2))
            return whole + (customs.decimal + f"{moment.microsecond:06d}"[:digits] if digits else "")
