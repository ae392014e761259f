"""What the style of a cell says about it: the format of its number, and whether it is bold."""

from __future__ import annotations

from typing import Any

from ingest.load.sheet.formats import BUILT_IN
from ingest.load.xlsx.names import s

_OFF = frozenset({"0", "false"})


class Styles:
    """The cell formats of a workbook by their numbers."""

    def __init__(self, root: Any | None) -> None:
        self._formats: list[str] = []
        self._strong: list[bool] = []
        if root is None:
            return
        own = {each.get("numFmtId", ""): each.get("formatCode", "") for each in root.iter(s("numFmt"))}
        fonts = root.find(s("fonts"))
        bold = [_is_bold(font) for font in fonts.iter(s("font"))] if fonts is not None else []
        styles = root.find(s("cellXfs"))
        for style in styles.iter(s("xf")) if styles is not None else ():
            number = style.get("numFmtId", "0")
            self._formats.append(own.get(number) or BUILT_IN.get(_whole(number), ""))
            font = _whole(style.get("fontId", "0"))
            self._strong.append(0 <= font < len(bold) and bold[font])

    def format(self, style: str | None) -> str:
        """The format of numbers; empty where there is none."""
        number = _whole(style or "0")
        return self._formats[number] if 0 <= number < len(self._formats) else ""

    def strong(self, style: str | None) -> bool:
        """Whether the cell is bold."""
        number = _whole(style or "0")
        return 0 <= number < len(self._strong) and self._strong[number]


def _is_bold(font: Any) -> bool:
    bold = font.find(s("b"))
    return bold is not None and bold.get("val", "1") not in _OFF


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
