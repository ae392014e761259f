"""Where a click in the page leads: from a command to the document, place and window to show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from rag.rows import DocumentInfo
from rag.types import Document, Span
from ui.conversation import Conversation, Opened
from ui.source import WINDOW, window_around


class Library(Protocol):
    """Where documents are found."""

    def documents(self) -> Sequence[DocumentInfo]: ...

    def document(self, file: str) -> Document | None: ...


def target_of(command: str, talk: Conversation, opened: Opened | None, shelf: Library) -> Opened | None:
    """What to show after a command; what is shown already, where it makes no sense.

    Commands: `cite EXCHANGE PLACE`, `document NUMBER` (from 0), `offset NUMBER` of the open document, `earlier`,
    `later`. They come from the browser, so that anything may stand in them.
    """
    verb, *rest = str(command)[:100].split() or [""]
    numbers = [int(word) for word in rest if word.isascii() and word.isdecimal()]
    match verb, numbers:
        case "cite", [exchange, number]:
            place = talk.place(exchange, number)
            return Opened(place.file, exchange, number) if place else opened
        case "document", [number]:
            documents = shelf.documents()
            return Opened(documents[number].file) if number < len(documents) else opened
        case ("offset", [_]) | ("earlier" | "later", []) if opened is not None:
            document = shelf.document(opened.file)
            return replace(opened, window=_window(document, verb, numbers, talk, opened)) if document else opened
    return opened


def _window(document: Document, verb: str, numbers: Sequence[int], talk: Conversation, opened: Opened) -> Span:
    length = len(document.text)
    if verb == "offset":
        at = min(numbers[0], length)
        return window_around(document, Span(at, at))
    place = talk.place(opened.exchange, opened.place)
    shown = opened.window or window_around(document, place.span if place else Span(0, 0))
    if verb == "earlier":
        return Span(max(0, shown.start - WINDOW), shown.end)
    return Span(shown.start, min(length, shown.end + WINDOW))
