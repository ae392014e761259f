"""The stretch of a large document that is sent to the page: a window around the current place."""

from __future__ import annotations

from rag.types import Document, Span

WINDOW = 24_000
"""Characters of a document that are sent at once, about eight printed pages."""


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
