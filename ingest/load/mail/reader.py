"""Mails (eml) and pages that a browser saved as one file (mhtml): MIME messages, whatever their file is called."""

from __future__ import annotations

import re
from email.message import Message
from email.policy import default
from email.utils import parseaddr, parsedate_to_datetime

from ingest.load.extracted import Composer, Extracted, Inner
from ingest.load.mail.attachments import is_attached
from ingest.load.mail.parts import is_encrypted, is_saved_page, message_of, parts, payload
from ingest.load.metadata import Metadata
from ingest.load.text.encoding import decode
from ingest.load.text.plain import headings
from ingest.load.text.structure import blocks
from rag.errors import FileRefused
from rag.language.text import canonical

FORMAT = "eml"

HEADERS = ("Subject", "From", "To", "Cc", "Date")
"""Headers that are read, in this order."""

_FLOWED = re.compile(r"(?<!^--) \n(?=[^\n>])", re.M)
_GREETS = re.compile(
    r"(?:bonjour|bonsoir|salut|madame|monsieur|mesdames|messieurs|cher|chers|chère|chères|hello|hi|hey|dear"
    r"|good morning|cordialement|merci|thanks|thank you|regards|السلام|مرحبا|تحية|عزيزي|عزيزتي|السيد|السيدة|شكرا)\b",
    re.I,
)
"""How a mail begins and ends; such a line names nothing of what stands below it."""
_FOLD = re.compile(r"\s*[\r\n]+\s*")


def read(data: bytes, inner: Inner) -> Extracted:
    """The text of a mail: its headers as fields, its text (or page) decoded, mails that it forwards below it.

    Of a saved page only the page is read.

    Raises `FileRefused` (`empty`) where it holds no text, and as `inner` for a saved page.
    """
    message = message_of(data)
    composer = Composer()
    reading = _Reading(composer, inner)
    if is_saved_page(message):
        reading.body(message)
        if reading.refused is not None and not composer.length:
            raise reading.refused
    else:
        reading.mail(message)
    if not composer.length:
        raise FileRefused("empty", "the mail holds no text; nothing can be cited from it")
    return composer.extracted(FORMAT, _metadata(message), reading.warnings())


def _metadata(message: Message) -> Metadata:
    """Subject, sender and day of a message; who a page was saved by is not told."""
    try:
        day = parsedate_to_datetime(_header(message, "Date")).date().isoformat()
    except ValueError:
        day = None
    return Metadata(_header(message, "Subject"), parseaddr(_header(message, "From"))[0], day)


class _Reading:
    """Writes a message into a composer, and counts the attachments, which it leaves out; `refused`: why not a page."""

    def __init__(self, composer: Composer, inner: Inner) -> None:
        self._composer = composer
        self._inner = inner
        self._left_out = 0
        self._problems: list[str] = []
        self.refused: FileRefused | None = None

    def warnings(self) -> list[str]:
        """What was not read, as sentences."""
        if not self._left_out:
            return self._problems
        told = "1 attachment is a document of its own"
        if self._left_out > 1:
            told = f"{self._left_out} attachments are documents of their own"
        return [*self._problems, told]

    def mail(self, message: Message) -> None:
        """Append headers and text of a mail."""
        gap = 2
        for name in HEADERS:
            value = _header(message, name)
            if value:
                self._composer.add_field(name, value, gap)
                gap = 1
        self.body(message)

    def body(self, part: Message) -> None:
        """Append the text of a part and of those inside of it."""
        kind = part.get_content_type()
        if is_encrypted(part):
            self._problems.append("the text of the mail is encrypted: save it without encryption")
        elif is_attached(part):
            self._left_out += 1
        elif kind == "message/rfc822":
            for forwarded in parts(part):
                self.mail(forwarded)
        elif kind == "multipart/alternative":
            self._alternative(part)
        elif part.is_multipart():
            for inside in parts(part):
                self.body(inside)
        else:
            self._leaf(part, kind)

    def _leaf(self, part: Message, kind: str) -> None:
        if kind == "text/plain" or kind.startswith("multipart/"):
            # One of several parts that names no border between them is a text.
            self._plain(part)
        elif kind in ("text/html", "application/xhtml+xml"):
            self._page(part)

    def _alternative(self, part: Message) -> None:
        """Append the plain form if it has words, else the last form that has some: they say the same."""
        forms = list(parts(part))
        plain = [form for form in forms if form.get_content_type() == "text/plain" and payload(form).strip()]
        before = self._composer.length
        for form in [*plain[:1], *reversed(forms)]:
            if self._composer.length == before:
                self.body(form)

    def _plain(self, part: Message) -> None:
        data = payload(part)
        if not data.strip():
            return
        try:
            text = canonical(decode(data, part.get_content_charset()).text)
        except FileRefused as refused:
            self._problems.append(f"a part of the mail was not read: {refused}")
            return
        if str(part.get_param("format", "")).lower() == "flowed":
            text = _FLOWED.sub(" ", text)
        text = text.strip("\n")
        found = tuple(each for each in headings(text) if not _GREETS.match(text, each.start, each.end))
        self._composer.include(Extracted(FORMAT, text, headings=found, blocks=blocks(text, found)))

    def _page(self, part: Message) -> None:
        data = payload(part)
        if not data.strip():
            return
        try:
            # The header of the part knows the encoding better than the page; of UTF-8 nobody doubts.
            page = decode(data, part.get_content_charset()).text
            self._composer.include(self._inner(page.encode("utf-8", "replace"), "page.html"))
        except FileRefused as refused:
            self.refused = refused
            self._problems.append(f"a page in the mail was not read: {refused}")


def _header(message: Message, name: str) -> str:
    """A header on one line, its encoded words decoded; bytes that no encoding explains are read as they look best."""
    raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), None)
    if raw is None:
        return ""
    line = _FOLD.sub(" ", str(raw)).strip()
    data = line.encode("utf-8", "surrogateescape")
    if not data.strip():
        return ""
    try:
        line = decode(data).text
        return str(default.header_factory("Subject", line)).strip()
    except (FileRefused, ValueError, LookupError, TypeError, AttributeError):
        return line.encode("utf-8", "replace").decode("utf-8")
