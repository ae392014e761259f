"""The parts of a MIME message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from typing import Any

_ENVELOPE = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:From [^\n]*\n)?")


_UNREADABLE = (ValueError, LookupError, TypeError, AttributeError)
"""What the library raises where it reads a parameter (`name*9999…=`, an encoding with a NUL in its name)."""


class _Part(Message):
    """A message or a part of one; of its parameters, one that cannot be read is not there."""

    def get_param(self, *arguments: Any, **named: Any) -> Any:
        try:
            return super().get_param(*arguments, **named)
        except _UNREADABLE:
            return named.get("failobj", arguments[1] if len(arguments) > 1 else None)

    def get_filename(self, failobj: Any = None) -> Any:
        try:
            return super().get_filename(failobj)
        except _UNREADABLE:
            return failobj

    def get_boundary(self, failobj: Any = None) -> Any:
        try:
            return super().get_boundary(failobj)
        except _UNREADABLE:
            return failobj

    def get_content_charset(self, failobj: Any = None) -> Any:
        try:
            return super().get_content_charset(failobj)
        except _UNREADABLE:
            return failobj


def message_of(data: bytes) -> Message:
    """The message of a file, without the line that a mail box puts before it."""
    return message_from_bytes(_ENVELOPE.sub(b"", data, count=1), _class=_Part, policy=compat32)


def is_saved_page(message: Message) -> bool:
    """Whether a browser wrote the message; nobody sent it."""
    return "Snapshot-Content-Location" in message or (
        message.get_content_type() == "multipart/related" and "To" not in message
    )


def parts(message: Message) -> Iterator[Message]:
    """The parts that stand directly in a message."""
    content = message.get_payload()
    for part in content if isinstance(content, list) else ():
        if isinstance(part, Message):
            yield part


def payload(part: Message) -> bytes:
    """The bytes of a part, unpacked; none where they were packed by nobody (`binascii.Error` is a `ValueError`)."""
    try:
        data = part.get_payload(decode=True)
    except _UNREADABLE:
        return b""
    return data if isinstance(data, bytes) else b""
