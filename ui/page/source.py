"""The source beside the answer: which places of a document are marked, and how much of it is sent to the page.

A large document is shown through a window around the current place, so that a click takes as long in 300 pages as in
three. Nothing here is markup (see `ui.page.markup.render`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rag.answers import Answer, Verdict
from rag.conversation import Spot, numbered, spot_of
from rag.index.parts import document_id
from rag.proof.quotes import Haystack
from rag.types import Document, Heading, Page, Span
from ui.words.words import foreign

WINDOW = 24_000
"""Characters of a document that are sent at once, about eight printed pages."""

CLOSEST = 5
"""Passages that an abstention shows."""


@dataclass(frozen=True, slots=True)
class Place:
    """A numbered place that an answer points to: a citation, or a passage where the answer is an abstention.

    The `number` of a citation counts from 1 in the conversation, that of a passage in its abstention; `verdict` is
    `None` for a passage, which proves nothing. `language` is that of the place where it is not that of the question.
    """

    number: int
    file: str
    sha256: str
    start: int
    end: int
    quote: str
    page: int | None
    heading: str | None
    verdict: Verdict | None
    language: str | None = None

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def address(self) -> str:
        """What names the place in links, also in other tabs: the document version, start and end."""
        return f"{document_id(self.file, self.sha256)}-{self.start}-{self.end}"


def places(answer: Answer, numbers: Mapping[Spot, int] | None = None) -> tuple[Place, ...]:
    """The places of an answer in the order of their first mention, each once; the closest passages if it abstains.

    `numbers` are those of its conversation (see `rag.conversation`); without them the answer stands alone.
    """
    found: dict[Spot, Place] = {}
    if answer.abstained:
        for hit in answer.hits[:CLOSEST]:
            passage = hit.passage
            key = (passage.file, passage.sha256, passage.start, passage.end)
            language = foreign(passage.language, answer.language)
            place = Place(len(found) + 1, *key, passage.text, passage.page, passage.heading, None, language)
            found.setdefault(key, place)
        return tuple(found.values())
    numbers = numbered(answer, numbers)
    for sentence in answer.sentences:
        for citation in sentence.citations:
            key = spot_of(citation)
            told = (citation.quote, citation.page, citation.heading, citation.verdict)
            found.setdefault(key, Place(numbers[key], *key, *told, foreign(citation.language, answer.language)))
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of shown text, from `start` in its document.

    `numbers` are the places that mark it, `opens` those whose mark begins here; `heading` is the level of the heading
    that it is part of, `begins` says that the heading begins here; `page` is the number of the page that starts here;
    `match` is the place of a search that it is part of, from 1, 0 for none.
    """

    start: int
    text: str
    numbers: tuple[int, ...] = ()
    opens: tuple[int, ...] = ()
    heading: int | None = None
    begins: bool = False
    page: int | None = None
    match: int = 0


@dataclass(frozen=True, slots=True)
class Matches:
    """The places in a document that a search for `query` found, and the number of the current one, from 1."""

    query: str = ""
    spans: tuple[Span, ...] = ()
    current: int = 0


NOTHING_SOUGHT = Matches()


@dataclass(frozen=True, slots=True)
class SourceView:
    """What the source panel shows of one document.

    `current` is the place that is to be in view (`None`: the document was opened without one) and `total` the number
    of places of its answer. `stale` says that the document is not the one that the place was cited from, `gone` that
    it is no longer there, `reread` that this version of the program reads it otherwise; then the quote alone is shown.
    `pieces` tile the `window` of the text. `marks` are the places
    of the answer in the window, `pages` says how many pages the document has.
    """

    file: str
    sha256: str
    language: str
    window: Span
    length: int
    pieces: tuple[Piece, ...]
    outline: tuple[tuple[Heading, str], ...] = ()
    current: Place | None = None
    total: int = 0
    stale: bool = False
    gone: bool = False
    reread: bool = False
    marks: tuple[Place, ...] = ()
    matches: Matches = NOTHING_SOUGHT
    pages: int = 0

    @property
    def alone(self) -> bool:
        """Whether the quote alone is shown."""
        return self.stale or self.gone or self.reread


def _snapped(text: str, position: int, reach: int) -> int:
    """The line start nearest before `position`, at most `reach` characters away."""
    if position <= 0 or position >= len(text):
        return min(max(position, 0), len(text))
    line = text.rfind("\n", max(0, position - reach), position)
    return position if line < 0 else line + 1


def window_around(document: Document, focus: Span, size: int = WINDOW) -> Span:
    """The stretch of the document to show so that `focus` is inside; the whole document where it is short."""
    length = len(document.text)
    if length <= size + size // 2:
        return Span(0, length)
    start = max(0, min(focus.start - size // 3, length - size))
    start = _snapped(document.text, start, size // 12)
    end = _snapped(document.text, max(start + size, focus.end), size // 12)
    return Span(start, max(end, min(focus.end, length)))


def _standing(document: Document, places: Iterable[Place]) -> list[Place]:
    """The places where they stand in the present text of a document, those left out that do not.

    Another version of the reader may have made another text of the same file; then the quote is looked for.
    """
    haystack = Haystack(document.text)
    standing = []
    for place in places:
        if place.file != document.file or place.sha256 != document.sha256:
            continue
        if document.text[place.start : place.end] == place.quote:
            standing.append(place)
        elif spans := haystack.find(place.quote):
            _, nearest = min((abs(span.start - place.start), at) for at, span in enumerate(spans))
            standing.append(replace(place, start=spans[nearest].start, end=spans[nearest].end))
    return standing


def _pieces(document: Document, window: Span, marks: Sequence[Place], matches: Matches) -> tuple[Piece, ...]:
    borders = {window.start, window.end}
    sought = [(number, span) for number, span in enumerate(matches.spans, 1) if span.overlaps(window)]
    headings = {heading.start: heading for heading in document.headings if window.contains(_span(heading))}
    pages = {page.start: page.number for page in document.pages if window.start <= page.start < window.end}
    for heading in headings.values():
        borders |= {heading.start, heading.end}
    borders |= set(pages)
    for span in (*(place.span for place in marks), *(span for _, span in sought)):
        borders |= {min(max(span.start, window.start), window.end), min(max(span.end, window.start), window.end)}
    edges = sorted(borders)
    pieces = []
    level_end, level = -1, 0
    for start, end in pairwise(edges):
        if start in headings:
            level_end, level = headings[start].end, headings[start].level
        covering = tuple(place.number for place in marks if place.start <= start and end <= place.end)
        opens = tuple(place.number for place in marks if place.start == start and end <= place.end)
        within = level if start < level_end else None
        begins = start in headings
        while sought and sought[0][1].end <= start:
            del sought[0]
        match = sought[0][0] if sought and sought[0][1].start <= start else 0
        pieces.append(Piece(start, document.text[start:end], covering, opens, within, begins, pages.get(start), match))
    return tuple(pieces)


def _span(item: Heading | Page) -> Span:
    return Span(item.start, item.end)


def source_view(
    document: Document,
    found: Sequence[Place] = (),
    current: int = 0,
    window: Span | None = None,
    matches: Matches = NOTHING_SOUGHT,
) -> SourceView:
    """The view of a document with the places of an answer in it marked, the one numbered `current` in view.

    A place is marked only where the file is the one that was cited and its text holds the quote; `window` overrides
    what is shown. `matches` are what a search found.
    """
    asked = next((place for place in found if place.number == current), None)
    standing = _standing(document, found)
    wanted = next((place for place in standing if place.number == current), None)
    if asked and wanted is None:
        return _remembered(asked, document, len(found))
    focus = wanted.span if wanted else Span(0, 0)
    shown = window or window_around(document, focus)
    inside = [place for place in standing if place.span.overlaps(shown)]
    outline = tuple((heading, document.text[heading.start : heading.end]) for heading in document.headings)
    return SourceView(
        document.file,
        document.sha256,
        document.language,
        shown,
        len(document.text),
        _pieces(document, shown, inside, matches),
        outline,
        wanted,
        len(found),
        marks=tuple(inside),
        matches=matches,
        pages=len(document.pages),
    )


def _remembered(place: Place, document: Document | None, total: int) -> SourceView:
    """The quote alone, and why: its file is gone or has changed, or is read otherwise now."""
    piece = Piece(place.start, place.quote, (place.number,), (place.number,))
    window = Span(0, len(place.quote))
    gone = document is None or document.file != place.file
    stale = document is not None and not gone and document.sha256 != place.sha256
    return SourceView(
        place.file, place.sha256, "und", window, len(place.quote), (piece,), (), place, total, stale=stale, gone=gone,
        reread=not gone and not stale,
    )  # fmt: skip


def linked_place(document: Document, span: Span) -> Place:
    """A place that a link names; its number is 0."""
    page = next((page.number for page in document.pages if page.start <= span.start < page.end), None)
    quote = document.text[span.start : span.end]
    return Place(0, document.file, document.sha256, span.start, span.end, quote, page, None, verdict=None)


def gone_view(place: Place, total: int) -> SourceView:
    """The view of a place whose document is no longer indexed: its quote, and a word about it."""
    return _remembered(place, None, total)
