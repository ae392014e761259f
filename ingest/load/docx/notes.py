"""Footnotes, endnotes and comments of a Word document, each read where its mark stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ingest.load.archive.office import Package
from ingest.load.docx.names import COMMENT, ENDNOTE, FOOTNOTE, IDENTIFIER, w
from ingest.load.docx.styles import Styles, identified

_ARABIC = re.compile("[\u0620-\u064a]")


class Notes:
    """The notes of a document; every one is given out once, however often it is referred to."""

    def __init__(self, package: Package, styles: Styles) -> None:
        self._french = styles.language == "fr"
        self._notes = {
            FOOTNOTE: identified(package.related("footnotes"), w("footnote")),
            ENDNOTE: identified(package.related("endnotes"), w("endnote")),
            COMMENT: identified(package.related("comments"), w("comment")),
        }
        self._given: set[tuple[str, str]] = set()

    def text(self, reference: Any, words: Callable[[Any], str]) -> str:
        """The text of the note that is referred to, `""` for one that is unknown, empty or was given out already.

        `words` reads what stands below an element. A comment says that it is one, and whose.
        """
        key = (reference.tag, reference.get(IDENTIFIER, ""))
        note = self._notes[reference.tag].get(key[1])
        if note is None or key in self._given or note.get(w("type"), "normal") != "normal":
            return ""
        self._given.add(key)
        text = words(note)
        return self._comment(note.get(w("author"), "").strip(), text) if text and key[0] == COMMENT else text

    def _comment(self, author: str, text: str) -> str:
        if _ARABIC.search(text):
            return f"[تعليق {author}: {text}]" if author else f"[تعليق: {text}]"
        if self._french:
            return f"[Commentaire de {author} : {text}]" if author else f"[Commentaire : {text}]"
        return f"[Comment by {author}: {text}]" if author else f"[Comment: {text}]"
