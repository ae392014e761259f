"""Questions that a document raises by its headings and its first facts; whether it answers them is found by asking.

Nothing is made up: a question that the document itself asks is taken as it stands, a heading or the subject of a
definition is put into one sentence of the document's language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from rag.language.cues import leans
from rag.language.language import analyse
from rag.language.sentences import sentences
from rag.types import BlockKind, Document, Span

SHORTEST, LONGEST = 12, 110
"""Characters of a heading or of a question that can be asked."""
_LEAD = 6_000
"""Characters at the beginning of a document in which its first facts are looked for."""
_HEADINGS = 300
"""Headings that are looked at, from the first one on."""
_NUMBER = re.compile(
    r"^(?:(?:article|chapter|chapitre|section|partie|part|annexe?|title|titre|المادة|الفصل|الباب)\s+[\w.]{1,6}\s*[:.–—-]\s*"
    r"|[\d\u0660-\u0669]{1,3}(?:[.)][\d\u0660-\u0669]{0,3})*[.):–—-]?\s+|[ivxlc]{1,6}[.)]\s+)",
    re.IGNORECASE,
)
_ABOUT = {
    "en": "What is said about “{words}”?",
    "fr": "Qu’en est-il de « {words} » ?",
    "ar": "ماذا قيل عن «{words}»؟",
}
_DEFINITION = {
    "en": (re.compile(r"((?:The |An? )?[A-Z][^\s,;:()]*(?: [^\s,;:()]+){0,4}?) is (?:an?|the) "), "What is {words}?"),
    "fr": (
        re.compile(r"((?:L[ea] |L’|L'|Une? )[^\s,;:()]+(?: [^\s,;:()]+){0,4}?) est (?:une?|l[ea]|l’|l') ?"),
        "Qu’est-ce que {words} ?",
    ),
    "ar": (re.compile(r"([^\s،؛:()]+(?: [^\s،؛:()]+){0,3}?) (?:هو|هي) "), "ما المقصود بـ«{words}»؟"),
}


@dataclass(frozen=True, slots=True)
class Raised:
    """A question and the part of its document that has to be cited for it."""

    question: str
    file: str
    span: Span


def raised_by(document: Document) -> list[Raised]:
    """The questions in the order of what answers them, each once; none where the language has no words for them."""
    found: dict[str, Raised] = {}
    for each in sorted((*_headings(document), *_definitions(document)), key=lambda each: each.span.start):
        found.setdefault(each.question, each)
    return list(found.values())


def _headings(document: Document) -> Iterator[Raised]:
    """What the headings ask, and the questions of an FAQ."""
    asked = [(block.start, block.end) for block in document.blocks if block.kind is BlockKind.QUESTION]
    headed = [(heading.start, heading.end) for heading in document.headings]
    title = document.title.value if document.title else ""
    borders = sorted({*asked, *headed})[:_HEADINGS]
    for (start, end), (following, _) in pairwise([*borders, (len(document.text), 0)]):
        words = " ".join(document.text[start:end].split()).strip("#* ")
        question = _question(words, document.language) if words != title else ""
        if question and following > end:
            yield Raised(question, document.file, Span(end, following))


def _question(words: str, language: str) -> str:
    """A heading as a question; nothing where it says too little to be asked about."""
    words = _NUMBER.sub("", words, count=1).rstrip(" :.")
    if not SHORTEST <= len(words) <= LONGEST or leans(words, language):
        return ""
    if words.endswith(("?", "؟")):
        return words
    # One word names a kind of section, such as an introduction, rather than what it is about.
    if language not in _ABOUT or len(analyse(words, language)) < 2:
        return ""
    return _ABOUT[language].format(words=words)


def _definitions(document: Document) -> Iterator[Raised]:
    """What the first sentences define."""
    if document.language not in _DEFINITION:
        return
    form, question = _DEFINITION[document.language]
    for span in sentences(document.text[:_LEAD], document.language):
        text = document.text[span.start : span.end]
        if text.endswith(("?", "؟")) or leans(text, document.language):
            continue
        if defined := form.match(text):
            yield Raised(question.format(words=_inside(defined[1])), document.file, span)


def _inside(words: str) -> str:
    """A subject as it stands inside of a sentence: its article is small."""
    first, space, rest = words.partition(" ")
    if first in ("The", "A", "An", "Le", "La", "Un", "Une"):
        return first.lower() + space + rest
    return "l" + words[1:] if words.startswith(("L’", "L'")) else words
