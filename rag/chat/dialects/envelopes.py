"""Answers that a model wraps: in an object of JSON or in a fence of code."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_FENCE = re.compile(r"\s*```[\w-]*[ \t]*(?:\n|$)")
_FENCED = re.compile(r"\n?```[\w-]*")
_ANSWERS = frozenset(
    "answer answers response reply text content output result message final final_answer reponse réponse sentence"
    " sentences phrase phrases statement الجواب الإجابة".split()
)
_POINTERS = frozenset("citation citations cite cites source sources pointer pointers reference references ids".split())
_CALLS = frozenset("arguments parameters function tool_calls tool_name".split())
_CUT = re.compile(r'"(?:answer|response|text|content|reponse|réponse)"\s*:\s*"((?:[^"\\]|\\.)*)')


class Envelope:
    """Takes the answer out of what it is wrapped in; an object of JSON is held back until its end.

    `called` says that the object was the call of a tool.
    """

    def __init__(self) -> None:
        self._held = ""
        self._open: bool | None = None  # whether it is wrapped in JSON; `None` where that cannot be told yet
        self._fenced = False
        self.called = False

    def feed(self, text: str) -> str:
        """The text of the answer as far as can be told."""
        self._held += text
        if self._open is None and not self._told():
            return ""
        if self._open:
            return ""
        held = len(self._held.rstrip("`")) if self._fenced else len(self._held)
        given, self._held = self._held[:held], self._held[held:]
        return _FENCED.sub("", given) if self._fenced else given

    def _told(self) -> bool:
        """Whether it can be told now what the answer is wrapped in."""
        opening = self._held.lstrip()
        if not opening or (opening[0] == "`" and "\n" not in opening):
            return False
        fence = _FENCE.match(opening)
        if fence:
            self._fenced = True
            self._held = opening = opening[fence.end() :]
            if not opening.strip():
                return False
        self._open = opening.lstrip()[0] == "{"
        return True

    def finish(self) -> str:
        """What was held back: the answer inside of an object, or nothing of an object that holds none."""
        held = _FENCED.sub("", self._held) if self._fenced or self._open else self._held
        if not self._open:
            return held
        try:
            record, _ = json.JSONDecoder(strict=False).raw_decode(held.strip())
        except ValueError:
            cut = _CUT.search(held)
            return json.loads(f'"{cut[1]}"', strict=False) if cut and not cut[1].endswith("\\") else ""
        if isinstance(record, dict) and (_CALLS & record.keys()):
            self.called = True
            return ""
        return " ".join(_texts(record))


def _texts(value: Any) -> Iterator[str]:
    """The sentences that an object holds under the names that models give them, each with its pointers."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name.lower() in _ANSWERS:
                yield from _texts(inner)
            elif name.lower() in _POINTERS:
                yield from (f"[{str(each).strip('[]')}]" for each in (inner if isinstance(inner, list) else [inner]))
