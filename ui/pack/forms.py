"""The forms in which a pack is written: for programs, for texts, for people, on paper and as references."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from rag.proof.records import Record
from ui.pack.markdown import markdown
from ui.pack.page import page
from ui.pack.references import bibtex, csl
from ui.words.words import Words


@dataclass(frozen=True, slots=True)
class Form:
    """How a file of this form ends, what a browser is told that it is, and what writes it.

    `verified`: it carries its data, so that `preuve verify` reads it.
    """

    ending: str
    media_type: str
    write: Callable[[Record, Words], str | bytes]
    verified: bool = False


def _json(pack: Record, words: Words) -> str:  # noqa: ARG001
    return json.dumps(pack, ensure_ascii=True, indent=1) + "\n"


def _word(pack: Record, words: Words) -> bytes:
    from ui.pack.word import word  # python-docx takes a second to be imported

    return word(pack, words)


def _pdf(pack: Record, words: Words) -> bytes:
    from ui.pack.pdf import pdf

    return pdf(pack, words)


FORMS = {
    "html": Form("html", "text/html", page, verified=True),
    "docx": Form("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", _word),
    "pdf": Form("pdf", "application/pdf", _pdf),
    "markdown": Form("md", "text/markdown", markdown, verified=True),
    "bibtex": Form("bib", "application/x-bibtex", bibtex),
    "csl": Form("csl.json", "application/vnd.citationstyles.csl+json", csl),
    "json": Form("json", "application/json", _json, verified=True),
}
"""By the name that the command line and the page give them, in the order in which they are offered."""


def written(pack: Record, form: str, words: Words) -> bytes:
    """A pack in a form of `FORMS`, its headings in a language of the page. Raises `PreuveError` (see `pdf`, `page`)."""
    content = FORMS[form].write(pack, words)
    return content.encode() if isinstance(content, str) else content
