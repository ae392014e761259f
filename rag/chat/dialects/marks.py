"""The marks of models' dialects: what opens and closes thoughts and calls of tools, and what frames a turn.

Servers should take them out, and many do not, or only some. All are compared in lower case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

WITHDRAWN = "\0"
"""A piece on its own: all text before it was a thought."""


class Kind(Enum):
    """What a mark does to the text after it."""

    OPEN = auto()
    """A thought, up to its closing mark or the end."""
    CALL = auto()
    """A call of a tool, up to its closing mark or the end."""
    CLOSE = auto()
    """All before it was a thought, where nothing was open."""
    DROP = auto()
    """Nothing: the mark alone goes."""
    END = auto()
    """The answer is over, where there is any."""
    HEADER = auto()
    """The role or the channel of what comes, up to the closing mark."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a mark does, and where that ends; nowhere without `closers`."""

    kind: Kind
    closers: tuple[str, ...] = ()


_THOUGHTS = "think thinking thought thoughts reasoning analysis reflection scratchpad seed:think antthinking".split()
_CALLS = "tool_call function_call tool_calls function_calls tool_use".split()
_FRAMES = "answer final final_answer response output s bos pad unk".split()
_WORDED = "assistant begin_of_text begin_of_solution end_of_solution start_response end_response begin_of_box"
_ENDS = (
    "im_end eot_id eom_id end_of_text endoftext end return end_of_turn endofturn end_of_turn_token user system"
    " end_of_sentence"
)
TURN = "<|start|>"
CHANNEL = "<|channel|>"
MESSAGE = "<|message|>"
FINAL = "final"
"""The channel of an answer, in the dialect of channels (harmony)."""
CHANNEL_ENDS = ("<|end|>", "<|call|>", "<|return|>", TURN, CHANNEL)

MARKS: dict[str, Mark] = {
    **{f"<{name}>": Mark(Kind.OPEN, (f"</{name}>",)) for name in _THOUGHTS},
    **{f"[{name}]": Mark(Kind.OPEN, (f"[/{name}]",)) for name in _THOUGHTS[:5]},
    "◁think▷": Mark(Kind.OPEN, ("◁/think▷",)),
    "<|begin_of_thought|>": Mark(Kind.OPEN, ("<|end_of_thought|>",)),
    "<|start_thinking|>": Mark(Kind.OPEN, ("<|end_thinking|>",)),
    "<unused94>": Mark(Kind.OPEN, ("<unused95>",)),
    **{f"<{name}>": Mark(Kind.CALL, (f"</{name}>",)) for name in _CALLS},
    "<|tool_call|>": Mark(Kind.CALL, ("<|/tool_call|>",)),
    "<|tool_call_start|>": Mark(Kind.CALL, ("<|tool_call_end|>",)),
    "<|tool_calls_section_begin|>": Mark(Kind.CALL, ("<|tool_calls_section_end|>",)),
    "<｜tool▁calls▁begin｜>": Mark(Kind.CALL, ("<｜tool▁calls▁end｜>",)),
    "[tool_calls]": Mark(Kind.CALL),
    "<|python_tag|>": Mark(Kind.CALL),
    **{f"<{slash}{name}>": Mark(Kind.DROP) for name in _FRAMES for slash in ("", "/")},
    **{f"<|{name}|>": Mark(Kind.DROP) for name in (*_WORDED.split(), "end_of_box", "pad")},
    **{mark: Mark(Kind.DROP) for mark in ("[inst]", "[/inst]", "<｜begin▁of▁sentence｜>", "<｜assistant｜>")},
    **{f"<|{name}|>": Mark(Kind.END) for name in _ENDS.split()},
    **{mark: Mark(Kind.END) for mark in ("</s>", "<eos>", "<end_of_turn>", "<｜end▁of▁sentence｜>", "<｜user｜>")},
    "<|im_start|>": Mark(Kind.HEADER, ("\n",)),
    "<start_of_turn>": Mark(Kind.HEADER, ("\n",)),
    "<|start_header_id|>": Mark(Kind.HEADER, ("<|end_header_id|>",)),
    TURN: Mark(Kind.HEADER, (MESSAGE, CHANNEL)),
    CHANNEL: Mark(Kind.HEADER, (MESSAGE,)),
}
"""What each mark does."""

MARKS |= {
    closer: Mark(Kind.CLOSE) for mark in tuple(MARKS.values()) if mark.kind is Kind.OPEN for closer in mark.closers
}

LONGEST_MARK = max(map(len, MARKS))
ANY_MARK = re.compile("|".join(re.escape(mark) for mark in sorted(MARKS, key=len, reverse=True)), re.IGNORECASE)
_OPENINGS = frozenset(mark[0] for mark in MARKS)
_BEGINNINGS = frozenset(mark[:length] for mark in MARKS for length in range(1, len(mark)))


def begun(text: str) -> int:
    """Where a mark begins that the end of a text may be a part of; the length of the text where none does."""
    for at in range(max(0, len(text) - LONGEST_MARK + 1), len(text)):
        if text[at] in _OPENINGS and text[at:].lower() in _BEGINNINGS:
            return at
    return len(text)
