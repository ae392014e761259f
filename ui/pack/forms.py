"""The forms in which a pack is written: for programs, for texts, and for people."""

from __future__ import annotations

import json
from dataclasses import dataclass

from rag.proof.records import Record
from ui.pack.markdown import markdown
from ui.pack.page import page
from ui.words.words import Words


@dataclass(frozen=True, slots=True)
class Form:
    """How a file of this form ends, and what a browser is told that it is."""

    ending: str
    media_type: str


FORMS = {
    "json": Form("json", "application/json"),
    "markdown": Form("md", "text/markdown"),
    "html": Form("html", "text/html"),
}


def written(pack: Record, form: str, words: Words) -> str:
    """A pack in a form of `FORMS`, its headings in a language of the page."""
    if form == "json":
        return json.dumps(pack, ensure_ascii=True, indent=1) + "\n"
    return page(pack, words) if form == "html" else markdown(pack, words)
