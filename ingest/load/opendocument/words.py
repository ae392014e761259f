"""The words of a paragraph: spaces and tabs that are elements, notes and comments kept apart, hidden words left out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ingest.load.archive.archive import local
from ingest.load.opendocument.document import Document
from ingest.load.opendocument.names import x

_SPACES = re.compile(r"[ \t\n\r]+")
_NOT_READ = frozenset(
    "tracked-changes bookmark bookmark-start bookmark-end reference-mark-start reference-mark-end change change-start"
    " change-end ruby-text title desc event-listeners forms glue-point script".split()
)
_MOST_SPACES = 1000


@dataclass(slots=True)
class Paragraph:
    """What a paragraph shows; `notes` are the elements of its notes and comments, `boxes` those of frames in it.

    `hidden` counts the characters that are not shown.
    """

    text: str = ""
    notes: list[Any] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    hidden: int = 0


class Words:
    """Reads paragraphs of a document."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def of(self, paragraph: Any) -> Paragraph:
        """What a paragraph or heading shows, a line break in it as a line feed."""
        found = Paragraph()
        pieces: list[str] = []
        self._collect(paragraph, pieces, found)
        found.text = "\n".join(_SPACES.sub(" ", line).strip() for line in "".join(pieces).split(_BREAK)).replace(
            _WIDE, " "
        )
        return found

    def _collect(self, element: Any, pieces: list[str], found: Paragraph) -> None:
        """Add the words below an element in order; without recursion, since spans may be nested deeply."""
        waiting: list[tuple[Any, bool, bool]] = [(element, False, False)]
        while waiting:
            current, closing, hidden = waiting.pop()
            if closing:
                self._add(current.tail, pieces, found, hidden)
                continue
            inside = hidden or (current is not element and self._hides(current))
            name = local(current)
            if current is not element:
                waiting.append((current, True, hidden))
            if current is element or not self._sign(current, name, pieces, found):
                self._add(current.text, pieces, found, inside)
                waiting.extend((child, False, inside) for child in reversed(current))

    def _hides(self, element: Any) -> bool:
        name = local(element)
        if name == "span":
            return self._document.is_hidden(element.get(x("style-name")))
        return name in ("hidden-text", "hidden-paragraph") or element.get(x("display")) == "none"

    def _add(self, text: str | None, pieces: list[str], found: Paragraph, hidden: bool) -> None:
        if text and hidden:
            found.hidden += len(text.strip())
        elif text:
            pieces.append(text)

    def _sign(self, element: Any, name: str, pieces: list[str], found: Paragraph) -> bool:
        """Add what an element stands for; whether its own text is not that of the paragraph."""
        if name == "s":
            stated = element.get(x("c"), "1")
            pieces.append(_WIDE * (min(int(stated), _MOST_SPACES) if stated.isascii() and stated.isdigit() else 1))
        elif name == "tab":
            pieces.append(" ")
        elif name == "line-break":
            pieces.append(_BREAK)
        elif name in ("note", "annotation"):
            found.notes.append(element)
        elif name in ("frame", "custom-shape", "g", "text-box", "rect", "ellipse", "line", "connector", "object"):
            found.boxes.append(element)
        elif name in _NOT_READ or not name:
            pass
        else:
            return False
        return True


_BREAK, _WIDE = "\x1e", "\x1f"
"""A line break and a space that is meant, while white space is made one; no XML holds these characters."""
