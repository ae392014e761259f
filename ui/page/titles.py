"""What documents are called and what stands around a quote, for citations that know file and place alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from rag.answers import Answer
from rag.index.contents import DocumentInfo
from rag.language.sentences import sentences
from ui.page.markdown import plain_title
from ui.page.places import Place
from ui.page.source import SourceView

AGAIN = 5.0
"""Seconds before a document that was not found is looked for anew."""
KEPT = 1_000
"""Document versions that are remembered."""

Find = Callable[[Sequence[str]], Mapping[str, DocumentInfo] | None]
"""What is known of documents by their files; `None` as long as they are on their way."""
_Version = tuple[str, str]


class Titles:
    """Titles and dates of document versions, remembered, since an answer that is being written is drawn often."""

    def __init__(self, find: Find) -> None:
        self._find = find
        self._known: dict[_Version, tuple[str, str]] = {}
        self._missed: dict[_Version, float] = {}

    def titled(self, places: Iterable[Place]) -> tuple[Place, ...]:
        """The places with title and date of their document, as far as that version of it was seen in the index."""
        found = tuple(places)
        since = time.monotonic() - AGAIN
        versions = dict.fromkeys((place.file, place.sha256) for place in found)
        wanted = [each for each in versions if each not in self._known and self._missed.get(each, since) <= since]
        if wanted:
            self._look(wanted)
        told = [self._known.get((place.file, place.sha256), ("", "")) for place in found]
        return tuple(replace(place, title=title, date=date) for place, (title, date) in zip(found, told, strict=True))

    def named(self, view: SourceView) -> SourceView:
        """A view with title and date of its document."""
        whole = Place(0, view.file, view.sha256, 0, 0, "", None, None, None)
        (told,) = self.titled([whole])
        return replace(view, title=told.title, date=told.date)

    def _look(self, wanted: Sequence[_Version]) -> None:
        infos = self._find([file for file, _ in wanted])
        if infos is None:
            return
        new = {
            (info.file, info.sha256): (plain_title(info.title.value, info.file), info.date.value if info.date else "")
            for info in infos.values()
        }
        self._known = dict([*self._known.items(), *new.items()][-KEPT:])
        missed = {each: time.monotonic() for each in wanted if each not in new}
        self._missed = dict([*self._missed.items(), *missed.items()][-KEPT:])


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
