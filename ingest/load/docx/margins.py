"""Headers and footers of a Word document: which of them are shown, and which lines only count pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ingest.load.archive.office import Package
from ingest.load.docx.names import RELATION, VALUE, is_on, w

_PAGE_FIELD = re.compile(r"\b(?:PAGE|NUMPAGES|SECTIONPAGES)\b")
_PAGE_WORDS = re.compile(r"(?:[\W\d_]|\b(?:pages?|p|sur|of|de|seite|von|página|pagina)\b|صفحة|الصفحة|من)*", re.I)


def margins(package: Package, body: Any, kind: str) -> Iterator[Any]:
    """The parts that the sections of a document show as `header` or `footer`, each once."""
    settings = package.related("settings")
    even = None if settings is None else settings.find(w("evenAndOddHeaders"))
    even_shown = even is not None and is_on(even.get(VALUE))
    seen: set[str] = set()
    for section in body.iter(w("sectPr")):
        first = section.find(w("titlePg"))
        shown = {"default": True, "even": even_shown, "first": first is not None and is_on(first.get(VALUE))}
        for reference in section.iterchildren(w(f"{kind}Reference")):
            name = package.target(reference.get(RELATION))
            if name is None or name in seen or not shown.get(reference.get(w("type"), "default"), False):
                continue
            seen.add(name)
            part = package.part(name)
            if part is not None:
                yield part


def counts_pages(paragraph: Any, text: str) -> bool:
    """Whether a line says nothing but on which page it stands."""
    codes = [code.text or "" for code in paragraph.iter(w("instrText"))]
    codes += [simple.get(w("instr"), "") for simple in paragraph.iter(w("fldSimple"))]
    return any(_PAGE_FIELD.search(code) for code in codes) and _PAGE_WORDS.fullmatch(text) is not None
