"""Pages of a document as sheets: which of them are shown, and where on them the marks are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingest.load.pdf.pages import DrawnPage, Rectangle
from rag.types import Document, Page, Span
from ui.page.places import Place

AROUND = 3
"""Pages before and after the current one that are sent at once; the browser loads their images as they come near."""

MOST = 60
"""Pages that are sent at most, where many hold no text."""


@dataclass(frozen=True, slots=True)
class Box:
    """A marked part of a sheet; `number` is that of its place, `None` for what a search found.

    `first` tells the first box of a mark, `current` the place of a search that is to be in view.
    """

    area: Rectangle
    number: int | None
    first: bool
    current: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as it is shown: its size in points and the boxes on it; the address of its image has `sha256`."""

    sha256: str
    number: int
    width: float
    height: float
    boxes: tuple[Box, ...]


def page_window(document: Document, focus: Span) -> Span:
    """The pages around `focus`, as a span."""
    pages = document.pages
    at = next((index for index, page in enumerate(pages) if focus.start < page.end), len(pages) - 1)
    return Span(pages[max(0, at - AROUND)].start, pages[min(len(pages) - 1, at + AROUND)].end)


def sheets(
    document: Document,
    window: Span,
    marks: Sequence[Place],
    found: Sequence[tuple[Span, bool]],
    sizes: Sequence[tuple[float, float]],
    drawn: Callable[[int], DrawnPage],
) -> tuple[Sheet, ...]:
    """The pages of a window with the boxes of `marks` and of what a search found (`True`: the current place).

    Only pages with marks are drawn. Raises what `drawn` raises.
    """
    inside = [page for page in document.pages if window.start <= page.start and page.end <= window.end]
    shown = []
    for page in inside[:MOST]:
        spans: list[tuple[Span, int | None, bool]] = [(place.span, place.number, False) for place in marks]
        spans += [(span, None, current) for span, current in found]
        here = [item for item in spans if item[0].overlaps(Span(page.start, page.end))]
        boxes = _boxes(document, page, here, drawn(page.number)) if here else ()
        width, height = sizes[page.number - 1] if page.number <= len(sizes) else (595.0, 842.0)
        shown.append(Sheet(document.sha256, page.number, width, height, boxes))
    return tuple(shown)


def _boxes(
    document: Document, page: Page, spans: Sequence[tuple[Span, int | None, bool]], drawn: DrawnPage
) -> tuple[Box, ...]:
    text = document.text[page.start : page.end]
    inside = [
        Span(max(span.start, page.start) - page.start, min(span.end, page.end) - page.start) for span, _, _ in spans
    ]
    boxes: list[Box] = []
    for (span, number, current), areas in zip(spans, drawn.boxes(text, inside), strict=True):
        boxes += [Box(area, number, at == 0 and span.start >= page.start, current) for at, area in enumerate(areas)]
    return tuple(boxes)
