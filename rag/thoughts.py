"""The thoughts that some models write between tags before or inside their answer: left out while it streams."""

from __future__ import annotations

import re

_OPEN = re.compile(r"<(think|thinking|thought|reasoning)>", re.IGNORECASE)
_PARTIAL = re.compile(r"</?[a-z]{0,9}$", re.IGNORECASE)
_STRAY = re.compile(r"</(?:think|thinking|thought|reasoning)>", re.IGNORECASE)


class ThoughtFilter:
    """Drops `<think>…</think>` and its like from a text that arrives in pieces; an open one runs to the end."""

    def __init__(self) -> None:
        self._held = ""
        self._closing: re.Pattern[str] | None = None

    def feed(self, chunk: str) -> str:
        """The text that is certain not to be a thought."""
        self._held += chunk
        given: list[str] = []
        while True:
            if self._closing is not None:
                end = self._closing.search(self._held)
                if end is None:
                    self._held = self._held[-16:]  # long enough for a closing tag cut in two
                    return "".join(given)
                self._held, self._closing = self._held[end.end() :], None
            start = _OPEN.search(self._held)
            if start is None:
                break
            given.append(self._held[: start.start()])
            self._closing = re.compile(rf"</{start[1]}>", re.IGNORECASE)
            self._held = self._held[start.end() :]
        partial = _PARTIAL.search(self._held)
        keep = partial.start() if partial else len(self._held)
        given.append(self._held[:keep])
        self._held = self._held[keep:]
        return _STRAY.sub("", "".join(given))

    def finish(self) -> str:
        """What was held back, unless it is a thought that was not closed."""
        return "" if self._closing is not None else self._held
