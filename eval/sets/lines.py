"""JSON lines, read strictly: every error names the file, the line and, where it is known, the id."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from rag.errors import TestSetError

_MISSING = object()


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


@dataclass(frozen=True, slots=True)
class Line:
    """One JSON object of a file of JSON lines; `number` counts from 1."""

    path: Path
    number: int
    record: dict[str, Any]

    def error(self, message: str) -> TestSetError:
        """The error to raise for this line."""
        identifier = self.record.get("id")
        name = f", id {identifier!r}" if isinstance(identifier, str) else ""
        return TestSetError(f"{self.path}, line {self.number}{name}: {message}")

    def text(self, record: Any, name: str, default: Any = _MISSING) -> Any:
        """A field that must be a string; `default` where it is absent or null."""
        return self._field(record, name, str, "a string", default)

    def flag(self, record: Any, name: str, default: Any = _MISSING) -> Any:
        """A field that must be true or false."""
        return self._field(record, name, bool, "true or false", default)

    def offset(self, record: Any, name: str) -> int:
        """A field that must be a whole number; its range is the caller's business."""
        value: int = self._field(record, name, int, "a whole number", _MISSING)
        return value

    def number_of(self, record: Any, name: str, default: Any = _MISSING) -> Any:
        """A field that must be a number."""
        return self._field(record, name, (int, float), "a number", default)

    def items(self, record: Any, name: str, default: Any = _MISSING) -> Sequence[Any]:
        """A field that must be a list."""
        value: Sequence[Any] = self._field(record, name, list, "a list", default)
        return value

    def _field(self, record: Any, name: str, kind: type | tuple[type, ...], words: str, default: Any) -> Any:
        if not isinstance(record, dict):
            raise self.error(f"found {_shown(record)} where an object with {name!r} must stand")
        value = record.get(name)
        if value is None:
            if default is _MISSING:
                raise self.error(f"{name!r} is missing; it must be {words}")
            return default
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.error(f"{name!r} is {_shown(value)}; it must be {words}")
        return value


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "…"


def read_lines(path: Path) -> Iterator[Line]:
    """The objects of a file of JSON lines; blank lines are skipped.

    Raises `TestSetError` for a file that cannot be read, a line that is not UTF-8 or not JSON, or no object.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise TestSetError(f"{path}: cannot be read ({error.strerror}); name a file of JSON lines") from error
    for number, raw in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not raw.strip():
            continue
        try:
            record = json.loads(raw.decode("utf-8"), parse_constant=_no_constant)
        except (ValueError, RecursionError) as error:
            raise TestSetError(f"{path}, line {number}: not JSON in UTF-8 ({error}); mend or remove it") from error
        line = Line(path, number, record if isinstance(record, dict) else {})
        if not isinstance(record, dict):
            raise line.error(f"found {_shown(record)}; each line must be one JSON object")
        yield line
