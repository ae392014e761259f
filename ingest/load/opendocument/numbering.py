"""The marks that a list puts before its items: signs, and numbers that are counted and not stored."""

from __future__ import annotations

from typing import Any

from ingest.load.archive.archive import local
from ingest.load.opendocument.names import STYLE, x

BULLET = "•"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_MOST_LEVELS = 10


class Numbering:
    """The list styles of a document, and how far each list has counted."""

    def __init__(self, roots: list[Any]) -> None:
        self._levels: dict[tuple[str, int], Any] = {}
        self._counts: dict[str, list[int]] = {}
        for root in roots:
            for style in root.iter(x("list-style"), x("outline-style")):
                name = "" if local(style) == "outline-style" else style.get(f"{{{STYLE}}}name", "")
                for level in style:
                    self._levels[name, _whole(level.get(x("level")), 1)] = level

    def restart(self, style: str) -> None:
        """Let a list count from its beginning."""
        self._counts.pop(style, None)

    def mark(self, style: str, level: int, start: int | None = None) -> str:
        """Count an item of a list and give its mark, empty where it has none; `""` is the style of headings."""
        found = self._levels.get((style, level))
        kind = local(found) if found is not None else ""
        counts = self._counts.setdefault(style, [0] * _MOST_LEVELS)
        at = min(level, _MOST_LEVELS) - 1
        first = _whole(found.get(x("start-value")), 1) if found is not None else 1
        counts[at] = start if start is not None else counts[at] + 1 if counts[at] else first
        counts[at + 1 :] = [0] * (_MOST_LEVELS - at - 1)
        if found is None:
            return "" if style == "" else BULLET
        if kind not in ("list-level-style-number", "outline-level-style"):
            return BULLET
        return self._number(style, found, level)

    def _number(self, style: str, found: Any, level: int) -> str:
        if not found.get(f"{{{STYLE}}}num-format"):
            return ""
        shown = min(_whole(found.get(x("display-levels")), 1), level)
        parts = []
        for each in range(level - shown + 1, level + 1):
            own = self._levels.get((style, each))
            form = own.get(f"{{{STYLE}}}num-format", "") if own is not None else "1"
            if form:
                parts.append(numeral(self._counts[style][min(each, _MOST_LEVELS) - 1] or 1, form))
        prefix, suffix = found.get(f"{{{STYLE}}}num-prefix", ""), found.get(f"{{{STYLE}}}num-suffix", "")
        return f"{prefix}{'.'.join(parts)}{suffix}".strip()


def numeral(number: int, form: str) -> str:
    """A number in figures, Roman ones or letters, as `1`, `i`, `I`, `a` and `A` say."""
    if form.lower() == "i" and 0 < number < 4000:
        text = ""
        for value, sign in _ROMAN:
            text += sign * (number // value)
            number %= value
        return text if form == "i" else text.upper()
    if form.lower() == "a" and number > 0:
        letter = chr(ord(form) + (number - 1) % 26)
        return letter * ((number - 1) // 26 % 50 + 1)
    return str(number)


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else otherwise
