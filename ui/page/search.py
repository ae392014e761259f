"""Search inside of one document: without regard to case, accents, vowel signs and the like, with every place."""

from __future__ import annotations

import threading
from collections import OrderedDict

from rag.language.folding import Folded, fold, fold_plain, skeleton
from rag.types import Document, Span

MOST = 1000
"""Places that are counted; more are no help."""

KEPT = 4
"""Documents whose folded text is kept, so that a search does not fold them again at every key."""


class Finder:
    """Finds words in documents; used from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._folded: OrderedDict[str, tuple[Folded, str]] = OrderedDict()

    def find(self, document: Document, query: str) -> tuple[Span, ...]:
        """The places of a query in the text, in order and without overlap, at most `MOST`."""
        wanted = skeleton(fold_plain(query.strip()))
        if not wanted.strip():
            return ()
        folded, text = self._searchable(document)
        found: list[Span] = []
        at = text.find(wanted)
        while at >= 0 and len(found) < MOST:
            found.append(folded.span(at, at + len(wanted)))
            at = text.find(wanted, at + len(wanted))
        return tuple(found)

    def _searchable(self, document: Document) -> tuple[Folded, str]:
        with self._lock:
            known = self._folded.get(document.sha256)
            if known is not None:
                self._folded.move_to_end(document.sha256)
                return known
        folded = fold(document.text)
        searchable = (folded, skeleton(folded.text))
        with self._lock:
            self._folded[document.sha256] = searchable
            while len(self._folded) > KEPT:
                self._folded.popitem(last=False)
        return searchable
