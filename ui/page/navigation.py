"""Where a click in the page leads: from a command to the document, place and window to show."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Protocol

from rag.index.library import Documents
from rag.types import Document, Span
from ui.page.conversation import Conversation, Opened
from ui.page.pages import FORMATS
from ui.page.sheets import AROUND, page_window
from ui.page.window import WINDOW, window_around


class Library(Protocol):
    """Where documents are found."""

    def documents(self) -> AbstractContextManager[Documents]: ...

    def document(self, file: str) -> Document | None: ...


class UnknownLinkError(Exception):
    """A link leads to a document version that is not indexed."""


def target_of(command: str, talk: Conversation, opened: Opened | None, shelf: Library) -> Opened | None:
    """What to show after a command; what is shown already, where it makes no sense.

    Commands: `cite EXCHANGE PLACE`, `document KEY` (see `ui.page.scope`), `at ID START END` and `open ID PAGE` of
    links; and of the open document `offset NUMBER`, `page NUMBER`, `match NUMBER`, `earlier`, `later`, `text` and
    `pages`. They come from the browser, so that anything may stand in them. Raises `UnknownLinkError`.
    """
    verb, *rest = str(command)[:100].split() or [""]
    if verb in ("at", "open"):
        return _linked(verb, rest, opened, shelf)
    numbers = [int(word) for word in rest if word.isascii() and word.isdecimal()]
    as_text = opened is not None and opened.as_text
    if verb == "document" and len(rest) == 1:
        with shelf.documents() as documents:
            found = documents.by_key(rest[0])
        return Opened(found.file, as_text=as_text) if found else opened
    match verb, numbers:
        case "cite", [exchange, number]:
            place = talk.place(exchange, number)
            return Opened(place.file, exchange, number, as_text=as_text) if place else opened
    document = shelf.document(opened.file) if opened is not None else None
    return _moved(verb, numbers, talk, opened, document) if opened is not None and document is not None else opened


def _linked(verb: str, rest: Sequence[str], opened: Opened | None, shelf: Library) -> Opened | None:
    """What a link names, which may come from a tab that was closed long ago."""
    identifier, *words = rest or [""]
    numbers = [int(word) for word in words if word.isascii() and word.isdecimal()]
    with shelf.documents() as documents:
        info = documents.by_version(identifier)
    document = shelf.document(info.file) if info is not None else None
    if document is None:
        raise UnknownLinkError(identifier)
    start = Opened(document.file, as_text=opened is not None and opened.as_text)
    match verb, numbers:
        case "at", [first, last] if first < last <= len(document.text):
            return replace(start, span=Span(first, last))
        case "open", [number]:
            return _at_page(start, number, document)
    return start


def _moved(verb: str, numbers: Sequence[int], talk: Conversation, opened: Opened, document: Document) -> Opened:
    """Another part or form of the open document."""
    match verb, numbers:
        case "offset", [number]:
            at = min(number, len(document.text))
            page = next((page.number for page in document.pages if page.start <= at < page.end), 0)
            if page and in_pages(document, opened):
                return _at_page(opened, page, document)
            return replace(opened, window=_around(document, opened, Span(at, at)), match=0, page=0)
        case "page", [number]:
            return _at_page(opened, number, document)
        case "match", [number]:
            return replace(opened, match=number, window=None, page=0)
        case (("earlier" | "later"), []):
            return replace(opened, window=_wider(document, verb == "later", shown_window(document, talk, opened)))
        case (("text" | "pages"), []):
            return replace(opened, as_text=verb == "text")
    return opened


def _at_page(opened: Opened, number: int, document: Document) -> Opened:
    page = next((page for page in document.pages if page.number == number), None)
    if page is None:
        return opened
    return replace(opened, page=number, window=_around(document, opened, Span(page.start, page.start)), match=0)


def in_pages(document: Document, opened: Opened) -> bool:
    """Whether the document is to be shown as pages."""
    return document.format in FORMATS and bool(document.pages) and not opened.as_text


def focus_of(document: Document, talk: Conversation, opened: Opened, matches: Sequence[Span] = ()) -> Span:
    """What is to be in view: the current place of a search, what a link names, or the place of the answer."""
    if 0 < opened.match <= len(matches):
        return matches[opened.match - 1]
    if opened.span is not None:
        return opened.span
    place = talk.place(opened.exchange, opened.place)
    return place.span if place is not None and place.sha256 == document.sha256 else Span(0, 0)


def shown_window(document: Document, talk: Conversation, opened: Opened, matches: Sequence[Span] = ()) -> Span:
    """The part of the document that is sent to the page."""
    return opened.window or _around(document, opened, focus_of(document, talk, opened, matches))


def _around(document: Document, opened: Opened, focus: Span) -> Span:
    return page_window(document, focus) if in_pages(document, opened) else window_around(document, focus)


def _wider(document: Document, later: bool, shown: Span) -> Span:
    """The window with as much again before or after it; by whole pages where the document has pages."""
    if document.pages:
        step = 2 * AROUND + 1
        if later:
            after = [page.end for page in document.pages if page.start >= shown.end]
            return Span(shown.start, after[min(step, len(after)) - 1] if after else len(document.text))
        before = [page.start for page in document.pages if page.end <= shown.start]
        return Span(before[max(0, len(before) - step)] if before else 0, shown.end)
    if later:
        return Span(shown.start, min(len(document.text), shown.end + WINDOW))
    return Span(max(0, shown.start - WINDOW), shown.end)
