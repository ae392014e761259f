"""Answers that `preuve ask --json` printed, read back from files."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from rag.errors import UsageError
from rag.proof.records import Record, answer_from


def answers_in(path: Path) -> list[Record]:
    """The answers in a file, one JSON object or one on each line; `-` is standard input."""
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UsageError(f"{path} cannot be read ({reason}): give a file written by `preuve ask --json`") from error
    try:
        values = [json.loads(text)]
    except ValueError:
        values = [_line(path, number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    for value in values:
        try:
            answer_from(value)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise UsageError(f"{path} is no answer ({error!r}): give what `preuve ask --json` prints") from error
    return values


def _line(path: Path, number: int, line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError as error:
        raise UsageError(f"{path}, line {number}: not JSON ({error})") from error
