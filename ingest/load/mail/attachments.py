"""The attachments of a mail, which are documents of their own."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from email.message import Message

from ingest.load.mail.parts import is_encrypted, is_saved_page, message_of, parts, payload
from ingest.load.members import Member, apart, harmless

_TEXTS = frozenset({"text/plain", "text/html", "application/xhtml+xml"})


def unpack(data: bytes) -> list[Member]:
    """The attachments of a mail, those of mails that it forwards too; none of a page that was saved."""
    message = message_of(data)
    if is_saved_page(message):
        return []
    return apart(_member(part, number) for number, part in enumerate(_attached(message), 1))


def is_attached(part: Message) -> bool:
    """Whether a part is no text of the mail, but a document that was sent with it."""
    if "Content-ID" in part and part.get_content_maintype() == "image":
        # A picture of a page, which shows it by this name.
        return False
    if part.get_content_disposition() == "attachment":
        return True
    return not part.is_multipart() and part.get_content_type() not in _TEXTS and bool(part.get_filename())


def _attached(message: Message) -> Iterator[Message]:
    waiting = [message]
    while waiting:
        part = waiting.pop()
        if is_encrypted(part):
            continue
        if part is not message and is_attached(part):
            yield part
        else:
            waiting.extend(reversed(list(parts(part))))


def _member(part: Message, number: int) -> Member:
    inner = next(parts(part), None) if part.get_content_type() == "message/rfc822" else None
    data = payload(part) if inner is None else inner.as_bytes()
    try:
        name = harmless((part.get_filename() or "").replace("/", "_").replace("\\", "_"))
    except (ValueError, LookupError, TypeError):
        name = ""
    suffix = ".eml" if inner is not None else mimetypes.guess_extension(part.get_content_type()) or ""
    return Member(name or f"attachment-{number}{suffix}", data)
