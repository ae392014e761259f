"""What documents are called and what stands around a quote, for citations that know file and place alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from rag.answers import Answer
from rag.index.library import DocumentInfo
from rag.language.sentences import sentences
from ui.page.markdown import plain_title
from ui.page.places import Place
from ui.page.source import SourceView

AGAIN = 5.0
"""Seconds before documents that were not found are looked for anew: all of them have to be listed for that."""


class Titles:
    """Titles and dates of document versions, remembered, since an answer that is being written is drawn often."""

    def __init__(self, documents: Callable[[], Sequence[DocumentInfo]]) -> None:
        self._documents = documents
        self._known: dict[tuple[str, str], tuple[str, str]] = {}
        self._looked = float("-inf")

    def titled(self, places: Iterable[Place]) -> tuple[Place, ...]:
        """The places with title and date of their document, as far as that version of it is still indexed."""
        found = tuple(places)
        missing = any((place.file, place.sha256) not in self._known for place in found)
        if missing and time.monotonic() > self._looked + AGAIN:
            documents = self._documents()
            if documents:  # they may still be on their way
                self._looked = time.monotonic()
            self._known = {
                (each.file, each.sha256): (
                    plain_title(each.title.value, each.file),
                    each.date.value if each.date else "",
                )
                for each in documents
            }
        told = [self._known.get((place.file, place.sha256), ("", "")) for place in found]
        return tuple(replace(place, title=title, date=date) for place, (title, date) in zip(found, told, strict=True))

    def named(self, view: SourceView) -> SourceView:
        """A view with title and date of its document."""
        whole = Place(0, view.file, view.sha256, 0, 0, "", None, None, None)
        (told,) = self.titled([whole])
        return replace(view, title=told.title, date=told.date)


def surrounded(places: Iterable[Place], answer: Answer) -> tuple[Place, ...]:
    """The places with the sentences before and after them, as far as the passages of the answer hold them."""
    return tuple(replace(place, around=_around(place, answer)) for place in places)


def _around(place: Place, answer: Answer) -> tuple[str, str]:
    for hit in answer.hits:
        passage = hit.passage
        same = (passage.file, passage.sha256) == (place.file, place.sha256)
        if same and passage.start <= place.start and place.end <= passage.end:
            before = passage.text[: place.start - passage.start]
            after = passage.text[place.end - passage.start :]
            last, first = sentences(before, passage.language)[-1:], sentences(after, passage.language)[:1]
            return "".join(before[each.start :] for each in last), "".join(after[: each.end] for each in first)
    return "", ""
