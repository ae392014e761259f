"""What models write besides their answer, left out while it streams: thoughts, calls of tools, marks of turns.

Some servers give out only the closing mark of a thought, so that it looks like an answer until it comes. A text that
begins as thoughts do is therefore held back until a mark or the end. What was given out all the same is withdrawn, and
the next answer of such a model is held back whatever it begins with.
"""

from __future__ import annotations

from rag.chat.dialects.marks import (
    ANY_MARK,
    CHANNEL,
    CHANNEL_ENDS,
    FINAL,
    LONGEST_MARK,
    MARKS,
    WITHDRAWN,
    Kind,
    Mark,
    begun,
)

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
        (("",), ("analysis",)),
        (("",), ("المستخدم ", "دعني ", "لنفكر ")),
    )
    for beginning in beginnings
    for end in ends
)
"""How thoughts begin, and answers from documents hardly ever do; such an answer is given out late, but whole."""

_BARE = "assistantfinal"
"""What is left of the marks between thoughts and answer where a server takes out marks of channels, and only those."""
_LONGEST_HEADER = 200  # characters; what is longer is no header
_MOST_HELD = 100_000  # characters of what may be a thought; beyond, whoever reads it has a limit of its own


class ThoughtFilter:
    """Drops what is no answer from a text that arrives in pieces; a thought that is not closed runs to the end.

    A closing mark alone gives `WITHDRAWN` at the start of what is returned, if anything was given out before.
    `expected` says that the model closes thoughts which it does not open: nothing is given out before the first mark.
    The same holds for a text that begins like a thought. `called` says that a tool was called.
    """

    def __init__(self, expected: bool = False) -> None:
        self._held = ""
        self._inside: Mark | None = None  # the thought, call or header that is open
        self._opened = ""  # its mark
        self._expected = expected
        self._begun = False
        self._shown = False
        self._over = False
        self.closed_alone = False
        self.called = False

    def feed(self, chunk: str) -> str:
        """The text that belongs to the answer as far as can be told."""
        self._held += chunk.replace(WITHDRAWN, "")
        if not self._begun:
            recent = max(0, len(self._held) - len(chunk) - LONGEST_MARK)
            told = ANY_MARK.search(self._held, recent) or _bare(self._held)
            if not told and len(self._held) < _MOST_HELD and (self._expected or _may_muse(self._held)):
                return ""
            self._begun = True
            self._held = self._held[_bare(self._held) :]
        return self._settled(self._scanned())

    def finish(self) -> str:
        """What was held back, unless it is a thought that was not closed."""
        return "" if self._inside is not None or self._over else self._held

    def _scanned(self) -> str:
        """What is held, without what marks take out and what may be the beginning of one."""
        given: list[str] = []
        while not self._over:
            if self._inside is not None:
                if not self._left(self._inside):
                    return "".join(given)
                continue
            found = ANY_MARK.search(self._held)
            if found is None:
                keep = begun(self._held)
                given.append(self._held[:keep])
                self._held = self._held[keep:]
                return "".join(given)
            given.append(self._held[: found.start()])
            self._held = self._held[found.end() :]
            given.append(self._entered(found[0].lower(), "".join(given).rpartition(WITHDRAWN)[2]))
        self._held = ""
        return "".join(given)

    def _entered(self, name: str, before: str) -> str:
        """Take a mark; `WITHDRAWN` where it says that all before it was a thought."""
        mark = MARKS[name]
        match mark.kind:
            case Kind.CLOSE:
                return WITHDRAWN
            case Kind.END:
                self._over = bool(before.strip()) or self._shown
            case Kind.OPEN | Kind.CALL | Kind.HEADER:
                self._inside, self._opened = mark, name
                self.called = self.called or mark.kind is Kind.CALL
            case Kind.DROP:
                pass
        return ""

    def _left(self, mark: Mark) -> bool:
        """Whether what is open is closed by what is held; what lies between is dropped."""
        lowered = self._held.lower()
        ends = [(at, closer) for closer in mark.closers if (at := lowered.find(closer)) >= 0]
        if not ends:
            if mark.kind is not Kind.HEADER:
                self._held = self._held[-LONGEST_MARK:]
            elif len(self._held) > _LONGEST_HEADER:
                self._inside = None
            return self._inside is None
        at, closer = min(ends)
        content, self._held = lowered[:at].split(), self._held[at + len(closer) :]
        self._inside = None
        if mark.kind is Kind.HEADER:
            self._headed(content, closer)
        elif closer in MARKS and MARKS[closer].kind is Kind.HEADER:
            self._inside, self._opened = MARKS[closer], closer
        return True

    def _headed(self, content: list[str], closer: str) -> None:
        """What a header says of the text after it: that it is a thought, or that somebody else speaks."""
        if closer == CHANNEL:
            self._inside, self._opened = MARKS[CHANNEL], CHANNEL
        elif self._opened == CHANNEL and content[:1] != [FINAL]:
            self.called = self.called or any("functions." in word for word in content)
            self._inside = Mark(Kind.OPEN, CHANNEL_ENDS)
        elif content[:1] in (["user"], ["system"], ["tool"]):
            self._over = self._shown

    def _settled(self, text: str) -> str:
        """The text after the last closing mark that closes nothing."""
        *thoughts, text = text.split(WITHDRAWN)
        withdrawn = bool(thoughts) and self._shown
        self.closed_alone = self.closed_alone or bool(thoughts)
        self._shown = bool(text.strip()) or (self._shown and not thoughts)
        return WITHDRAWN + text if withdrawn else text


def _bare(text: str) -> int:
    """Where the answer begins in a text of channels without their marks; 0 in any other."""
    if not text.lstrip().startswith("analysis"):
        return 0
    at = text.find(_BARE)
    return at + len(_BARE) if at >= 0 else 0


def _may_muse(text: str) -> bool:
    """Whether a text begins as thoughts do, or may still come to; one of white space alone has not begun."""
    opening = text[:200].lstrip().lower().replace("’", "'")
    return any(opening.startswith(musing) or musing.startswith(opening) for musing in _MUSINGS)
