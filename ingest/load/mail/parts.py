"""The parts of a MIME message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

_ENVELOPE = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:From [^\n]*\n)?")


def message_of(data: bytes) -> Message:
    """The message of a file, without the line that a mail box puts before it."""
    return message_from_bytes(_ENVELOPE.sub(b"", data, count=1), policy=compat32)


def is_saved_page(message: Message) -> bool:
    """Whether a browser wrote the message; nobody sent it."""
    return "Snapshot-Content-Location" in message or (
        message.get_content_type() == "multipart/related" and "To" not in message
    )


def is_encrypted(part: Message) -> bool:
    """Whether only those who have a key can read a part (S/MIME, PGP)."""
    kind = part.get_content_type()
    return kind == "multipart/encrypted" or (
        kind in ("application/pkcs7-mime", "application/x-pkcs7-mime") and part.get_param("smime-type") != "certs-only"
    )


def parts(message: Message) -> Iterator[Message]:
    """The parts that stand directly in a message."""
    content = message.get_payload()
    for part in content if isinstance(content, list) else ():
        if isinstance(part, Message):
            yield part


def payload(part: Message) -> bytes:
    """The bytes of a part, unpacked."""
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""
