"""Data as JSON: records that are alike are rows below their names, all else is fields below the names above them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ingest.load.extracted import Composer, Extracted
from ingest.load.sheet.rows import Budget, in_line
from ingest.load.text import plain
from ingest.load.text.encoding import decode
from rag.errors import FileRefused
from rag.language.text import canonical

FORMAT = "json"

LONGEST_CELL = 300
"""Characters of a value up to which it stands in a row; longer ones are texts."""

DEEPEST = 60
"""Levels of data inside of each other that are followed."""

Record = Mapping[str, Any]


def read(data: bytes) -> Extracted:
    """The text of a file of data: one value, or one on each line. What is neither is read as plain text.

    Raises `FileRefused`: `binary` and `empty` as `decode`, `too-large` where it holds too many records or values.
    """
    decoded = decode(data)
    text = canonical(decoded.text)
    try:
        value = _value(text)
    except (ValueError, RecursionError):
        return plain.read(data)
    composer = Composer()
    writer = _Writer(composer)
    writer.write(value, 1)
    if not composer.length:
        raise FileRefused("empty", "the file holds no value; nothing can be cited from it")
    return Extracted(
        FORMAT,
        composer.text,
        (),
        tuple(composer.headings),
        composer.blocks,
        decoded.encoding,
        decoded.guessed,
        (*decoded.warnings, *([f"data more than {DEEPEST} levels deep was left out"] if writer.too_deep else [])),
    )


def _value(text: str) -> Any:
    """The value of a text; the values of its lines where each holds one. Raises `ValueError`."""
    try:
        value = _loaded(text)
    except ValueError:
        value = [_loaded(line) for line in text.split("\n") if line.strip()]
    if not isinstance(value, dict | list):
        raise ValueError("a value alone is a text")
    return value


def _loaded(text: str) -> Any:
    return json.loads(text, parse_float=str, parse_int=str, parse_constant=str)


class _Writer:
    """Writes values; `too_deep` says that some were left out."""

    def __init__(self, composer: Composer) -> None:
        self._composer = composer
        self._budget = Budget()
        self.too_deep = False

    def write(self, value: Any, level: int, name: str = "") -> None:
        """Append a value below a heading of its name."""
        if level > DEEPEST:
            self.too_deep = True
            return
        if isinstance(value, dict):
            self._heading(name, level)
            self._record(value, level + bool(name))
        elif isinstance(value, list):
            self._heading(name, level)
            self._list(value, level + bool(name))
        else:
            self._field(name, value)

    def _heading(self, name: str, level: int) -> None:
        if name:
            self._composer.add(in_line(name), level=min(level, 9))

    def _record(self, record: Record, level: int) -> None:
        """Append the plain values of a record as fields, then what stands below it."""
        gap = 2
        below: list[tuple[str, Any]] = []
        for name, value in record.items():
            if isinstance(value, dict) or (isinstance(value, list) and not _is_plain(value)):
                below.append((name, value))
                continue
            self._field(name, ", ".join(map(_words, value)) if isinstance(value, list) else value, gap)
            gap = 1
        for name, value in below:
            if value:
                self.write(value, level, name)

    def _field(self, name: str, value: Any, gap: int = 1) -> None:
        self._budget.take(1)
        words = _words(value)
        if not name:
            self._composer.add(words)
        elif "\n" in words or len(words) > LONGEST_CELL:
            self._composer.add(f"{in_line(name)}:", gap)
            self._composer.add(words)
        else:
            self._composer.add_field(in_line(name), words, gap)

    def _list(self, values: Sequence[Any], level: int) -> None:
        columns = _columns(values)
        if columns:
            self._composer.add_row(columns, 2, header=True)
            for record in values:
                cells = [in_line(_words(record.get(name))) for name in columns]
                self._budget.take(sum(1 for cell in cells if cell))
                self._composer.add_row(cells)
            return
        for each in values:
            if isinstance(each, dict):
                self._record(each, level)
            elif isinstance(each, list):
                self.write(each, level + 1)
            else:
                self._field("", each)


def _columns(values: Sequence[Any]) -> list[str]:
    """The names of records that are alike, in order; none where they are not, or hold more than short values."""
    if len(values) < 2 or not all(isinstance(each, dict) and each for each in values):
        return []
    names: dict[str, int] = {}
    for name in (name for each in values for name in each):
        names[name] = names.get(name, 0) + 1
    filled = sum(names.values())
    if len(names) < 2 or 2 * filled < len(names) * len(values):
        return []
    return list(names) if all(_is_short(value) for each in values for value in each.values()) else []


def _is_plain(values: Sequence[Any]) -> bool:
    """Whether a list holds nothing that has parts of its own."""
    return not any(isinstance(each, dict | list) for each in values)


def _is_short(value: Any) -> bool:
    return not isinstance(value, dict | list) and len(_words(value)) <= LONGEST_CELL


def _words(value: Any) -> str:
    """A plain value as it stands in the file, numbers by their digits; nothing for one that is not there."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
