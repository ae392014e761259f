"""What a server has been found to need: parameters that it refuses, and room for thoughts. Remembered for its model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

SYSTEM = "system"
"""The role of the rules; without it they stand before the user's first words."""

CITATIONS = "citations"
"""The provider's own citations; without them the passages are numbered, and the model points."""
CACHE = "cache_control"
"""The mark up to which a provider may keep a prompt."""
STREAM = "stream"
"""The answer piece by piece; without it the whole answer comes at once."""
PARAMETERS = (
    *("max_completion_tokens", "max_tokens", "temperature", "stream_options", "num_ctx", "num_predict"),
    *(CITATIONS, CACHE, STREAM),
)
"""What is sent beside, or with, the messages and may be left out."""

_BOTH = re.compile(r"max_tokens.{1,30}max_completion_tokens|max_completion_tokens.{1,30}max_tokens", re.S)
_BOTH_REFUSED = re.compile(r"(?:both|same time|together|only one|mutually|not be (?:used|specified) with|cannot be)")
_REFUSED = re.compile(
    r"unsupported|not support|n't support|unrecognized|unknown|unexpected|extra (?:inputs|fields)|not permitted"
    r"|not allowed|invalid|deprecated|only the default|no longer|extra_forbidden|must be|too large|at most|less than"
    r"|does not match"
)
_DOCUMENTS = re.compile(r"\bdocuments?\b")  # the form that passages have where a provider cites
_SYSTEM = re.compile(
    r"system (?:role|messages?|prompts?|instructions?)|roles? must alternate|developer instruction"
    r"|(?:role|messages\[0\]).{0,80}system|system.{0,40}not supported|only user(?:,| and) assistant"
)


@dataclass(frozen=True, slots=True)
class Quirks:
    """`refused` are parameters that are left out; `thinks`: its thoughts need room; `closes_alone`: see `thoughts`."""

    refused: frozenset[str] = frozenset()
    thinks: bool = False
    closes_alone: bool = False

    def without(self, parameter: str) -> Quirks:
        return replace(self, refused=self.refused | {parameter})

    def fitted(self, messages: Sequence[BaseMessage]) -> list[BaseMessage]:
        """The messages in the roles, and with the marks, that the server takes."""
        if CACHE in self.refused:
            messages = [_unmarked(message) for message in messages]
        if SYSTEM not in self.refused:
            return list(messages)
        rules = "\n\n".join(str(message.text) for message in messages if isinstance(message, SystemMessage))
        fitted: list[BaseMessage] = [message for message in messages if not isinstance(message, SystemMessage)]
        for at, message in enumerate(fitted):
            if isinstance(message, HumanMessage):
                content = message.content
                fitted[at] = HumanMessage(
                    f"{rules}\n\n{content}" if isinstance(content, str) else [{"type": "text", "text": rules}, *content]
                )
                break
        return fitted


def _unmarked(message: BaseMessage) -> BaseMessage:
    """The message without the mark up to which it may be kept."""
    if isinstance(message.content, str):
        return message
    blocks = [
        {name: value for name, value in block.items() if name != CACHE} if isinstance(block, dict) else block
        for block in message.content
    ]
    return message.model_copy(update={"content": blocks})


def refused_parameter(status: int, body: str, refused: frozenset[str]) -> str | None:
    """The parameter, or the role, that a server says it does not take; `None` where it says something else.

    What was left out already cannot be the reason.
    """
    if status not in (400, 404, 422, 500, 501):
        return None
    text = body.lower()
    if _BOTH.search(text) and _BOTH_REFUSED.search(text) and "max_tokens" not in refused:
        return "max_tokens"
    if _REFUSED.search(text):
        named = [(text.find(name), name) for name in PARAMETERS if re.search(rf"(?<![a-z_]){name}(?![a-z_])", text)]
        for _, name in sorted(named):
            if name not in refused:
                return name
    if CITATIONS not in refused and _DOCUMENTS.search(text) and _REFUSED.search(text):
        return CITATIONS
    return SYSTEM if SYSTEM not in refused and _SYSTEM.search(text) else None
