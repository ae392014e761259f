"""The thoughts that some models write between tags before or inside their answer: left out while it streams.

Some servers give out only the closing tag, so that the thoughts look like an answer until it comes. A text that begins
as thoughts do is therefore held back until a tag or the end. What was given out all the same is withdrawn, and the next
answer of such a model is held back whatever it begins with.
"""

from __future__ import annotations

import re

WITHDRAWN = "\0"
"""A piece on its own: all text before it was a thought."""

_OPEN = re.compile(r"<(think|thinking|thought|reasoning)>", re.IGNORECASE)
_PARTIAL = re.compile(r"</?[a-z]{0,9}$", re.IGNORECASE)
_MUSINGS = tuple(
    beginning + end
    for beginnings, ends in (
        (("okay", "ok", "alright", "all right", "hmm", "well", "d'accord", "bon", "voyons", "حسنا", "حسنًا"), ",،.… "),
        (("", "so ", "so, "), ("let me ", "let's ", "i need to ", "i should ", "we need to ")),
        (
            ("the user", "so the user", "so, the user", "now the user"),
            (" asks", " is ask", " want", " provided", "'s "),
        ),
        (("first, ",), ("i ", "let ")),
        (("",), ("thinking process", "thought process", "je dois ", "il faut que je ", "l'utilisateur ")),
        (("",), ("المستخدم ", "دعني ", "لنفكر ")),
    )
    for beginning in beginnings
    for end in ends
)
"""How thoughts begin, and answers from documents hardly ever do; such an answer is given out late, but whole."""

_STRAY = re.compile(r"</(?:think|thinking|thought|reasoning)>", re.IGNORECASE)
_LONGEST_TAG = 16  # characters; more than any tag that is looked for
_MOST_HELD = 100_000  # characters of what may be a thought; beyond, whoever reads it has a limit of its own


class ThoughtFilter:
    """Drops `<think>…</think>` and its like from a text that arrives in pieces; an open one runs to the end.

    A closing tag alone gives `WITHDRAWN` at the start of what is returned, if anything was given out before.
    `expected` says that the model closes thoughts which it does not open: nothing is given out before the first tag.
    The same holds for a text that begins like a thought.
    """

    def __init__(self, expected: bool = False) -> None:
        self._held = ""
        self._closing: re.Pattern[str] | None = None
        self._expected = expected
        self._begun = False
        self._shown = False
        self.closed_alone = False

    def feed(self, chunk: str) -> str:
        """The text that is not a thought as far as can be told."""
        self._held += chunk.replace(WITHDRAWN, "")
        if not self._begun:
            recent = max(0, len(self._held) - len(chunk) - _LONGEST_TAG)
            told = _STRAY.search(self._held, recent) or _OPEN.search(self._held, recent)
            if not told and len(self._held) < _MOST_HELD and (self._expected or _may_muse(self._held)):
                return ""
            self._begun = True
        return self._settled(self._outside())

    def finish(self) -> str:
        """What was held back, unless it is a thought that was not closed."""
        return "" if self._closing is not None else self._held

    def _outside(self) -> str:
        """What is held, without what stands between tags or may be the beginning of one."""
        given: list[str] = []
        while True:
            if self._closing is not None:
                end = self._closing.search(self._held)
                if end is None:
                    self._held = self._held[-_LONGEST_TAG:]
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
        return "".join(given)

    def _settled(self, text: str) -> str:
        """The text after the last closing tag that closes nothing."""
        *thoughts, text = _STRAY.split(text)
        withdrawn = bool(thoughts) and self._shown
        self.closed_alone = self.closed_alone or bool(thoughts)
        self._shown = bool(text.strip()) or (self._shown and not thoughts)
        return WITHDRAWN + text if withdrawn else text


def _may_muse(text: str) -> bool:
    """Whether a text begins as thoughts do, or may still come to; one of white space alone has not begun."""
    begun = text[:200].lstrip().lower().replace("’", "'")
    return any(begun.startswith(musing) or musing.startswith(begun) for musing in _MUSINGS)
