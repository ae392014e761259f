"""The source beside the answer: which places of a document are marked, and how much of it is sent to the page.

A large document is shown through a window around the current place, so that a click takes as long in 300 pages as in
three. Nothing here is markup (see `ui.page.markup.render`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ingest.load.figures.figures import PlacedFigure
from rag.proof.quotes import Haystack
from rag.types import Document, Heading, Page, Span
from ui.page.forms import PLAIN, Form, forms_in
from ui.page.places import Place
from ui.page.window import window_around
from ui.words.places import ROW_FORMATS


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of shown text, from `start` in its document.

    `numbers` are the places that mark it, `opens` those whose mark begins here; `heading` is the level of the heading
    that it is part of, `begins` says that the heading begins here; `page` is the number of the page that starts here;
    `match` is the place of a search that it is part of, from 1, 0 for none. `form` is as what it is shown. `figures`
    are the pictures that stand before it, each with its number in the document.
    """

    start: int
    text: str
    numbers: tuple[int, ...] = ()
    opens: tuple[int, ...] = ()
    heading: int | None = None
    begins: bool = False
    page: int | None = None
    match: int = 0
    form: Form = PLAIN
    figures: tuple[tuple[int, PlacedFigure], ...] = ()


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
    `pieces` tile the `window` of the text. `marks` are the places of the answer in it, `pages` says how many pages the
    document has; of those whose text was `recognised`, how sure it is in percent.
    `title` and `date` are those of the document, as far as known.
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
    is_sheet: bool = False
    recognised: Mapping[int, int] = field(default_factory=dict)
    title: str = ""
    date: str = ""

    @property
    def alone(self) -> bool:
        """Whether the quote alone is shown."""
        return self.stale or self.gone or self.reread


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


def _pieces(
    document: Document, window: Span, marks: Sequence[Place], matches: Matches, figures: Sequence[PlacedFigure]
) -> tuple[Piece, ...]:
    borders = {window.start, window.end}
    sought = [(number, span) for number, span in enumerate(matches.spans, 1) if span.overlaps(window)]
    headings = {heading.start: heading for heading in document.headings if window.contains(_span(heading))}
    pages = {page.start: page.number for page in document.pages if window.start <= page.start < window.end}
    for heading in headings.values():
        borders |= {heading.start, heading.end}
    borders |= set(pages)
    for span in (*(place.span for place in marks), *(span for _, span in sought)):
        borders |= {min(max(span.start, window.start), window.end), min(max(span.end, window.start), window.end)}
    forms = forms_in(document, window)
    starts = [span.start for span, _ in forms]
    borders.update(edge for span, _ in forms for edge in (span.start, span.end))
    drawn = _standing_in(window, figures)
    borders.update(drawn)
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
        span, form = forms[bisect_right(starts, start) - 1] if starts and starts[0] <= start else (window, PLAIN)
        text, page = document.text[start:end], pages.get(start)
        form = form if start < span.end else PLAIN
        pieces.append(
            Piece(start, text, covering, opens, within, begins, page, match, form, tuple(drawn.pop(start, ())))
        )
    if drawn:
        pieces.append(Piece(window.end, "", figures=tuple(drawn[window.end])))
    return tuple(pieces)


def _standing_in(window: Span, figures: Sequence[PlacedFigure]) -> dict[int, list[tuple[int, PlacedFigure]]]:
    """The pictures that stand in a window, with their numbers, by their place."""
    found: dict[int, list[tuple[int, PlacedFigure]]] = {}
    for number, figure in enumerate(figures, 1):
        if window.start < figure.offset <= window.end or figure.offset == window.start == 0:
            found.setdefault(figure.offset, []).append((number, figure))
    return found


def _span(item: Heading | Page) -> Span:
    return Span(item.start, item.end)


def source_view(
    document: Document,
    found: Sequence[Place] = (),
    current: int = 0,
    window: Span | None = None,
    matches: Matches = NOTHING_SOUGHT,
    figures: Sequence[PlacedFigure] = (),
) -> SourceView:
    """The view of a document with the places of an answer in it marked, the one numbered `current` in view.

    A place is marked only where the file is the one that was cited and its text holds the quote; `window` overrides
    what is shown. `matches` are what a search found, `figures` the pictures of the document.
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
        _pieces(document, shown, inside, matches, figures),
        outline,
        wanted,
        len(found),
        marks=tuple(inside),
        matches=matches,
        pages=len(document.pages),
        is_sheet=document.format in ROW_FORMATS,
        recognised={each.page: each.percent for each in document.recognised},
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


def gone_view(place: Place, total: int) -> SourceView:
    """The view of a place whose document is no longer indexed: its quote, and a word about it."""
    return _remembered(place, None, total)
