"""Data as JSON: records that are alike are rows below their names, all else is fields below the names above them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from ingest.load.extracted import Composer, Extracted
from ingest.load.metadata import Metadata
from ingest.load.sheet.rows import Budget, in_line
from ingest.load.text import plain
from ingest.load.text.encoding import decode
from rag.errors import FileRefused
from rag.language.text import canonical

FORMAT = "json"

LONGEST_CELL = 300
"""Characters of a value up to which it stands in a row; longer ones are texts."""

TITLES = ("title", "titre", "عنوان", "العنوان")
"""Names of the value that says what the data is called."""

_SENTENCE = re.compile(r"\s\S.*[.!?…؟:;؛]\s*$|\n", re.S)
"""What a text has and a name has not: words, and a stop behind them; or lines."""
_NEXT_SENTENCE = re.compile(r"[^\W\d_]{2}[.!?…؟]\s+\S.*\s\S+[.!?…؟]\s*$", re.S)
"""Two whole sentences; « M. Dupont » and « art. 5 al. 2 » are none."""

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
        metadata=Metadata(title=_title(value)),
    )


def _title(value: Any) -> str | None:
    """What data that is one record says that it is called."""
    named = {name.casefold(): told for name, told in value.items()} if isinstance(value, dict) else {}
    return next((told for name in TITLES if isinstance(told := named.get(name), str) and told.strip()), None)


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
            if isinstance(value, dict) or (isinstance(value, list) and (not _is_plain(value) or _are_texts(value))):
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
        elif "\n" in words or not _is_short(words):
            self._composer.add(f"{in_line(name)}:", gap)
            for line in words.split("\n"):
                self._composer.add(line)
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
        # Records of one kind that stand together are alike, though others before and behind them are not.
        runs = [list(run) for _, run in groupby(values, lambda each: list(each) if isinstance(each, dict) else None)]
        if len(runs) > 1:
            for run in runs:
                self._list(run, level)
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


def _are_texts(values: Sequence[Any]) -> bool:
    """Whether one of the values is a sentence, and no name or number: joined by commas they would be an endless one."""
    return any(isinstance(value, str) and _SENTENCE.search(value) for value in values)


def _is_plain(values: Sequence[Any]) -> bool:
    """Whether a list holds nothing that has parts of its own."""
    return not any(isinstance(each, dict | list) for each in values)


def _is_short(value: Any) -> bool:
    """Whether a value may stand in a row: it is no text of several sentences."""
    if isinstance(value, dict | list):
        return False
    words = _words(value)
    return len(words) <= LONGEST_CELL and _NEXT_SENTENCE.search(words) is None


def _words(value: Any) -> str:
    """A plain value as it stands in the file, numbers by their digits; nothing for one that is not there."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
