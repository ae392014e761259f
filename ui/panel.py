"""The panel beside the conversation as neutralised markup: a document with its marks, and the library.

As in `ui.render`, a result is one block of HTML without a line end.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.rows import DocumentInfo
from ui.neutralise import escape, name_markup, text_markup
from ui.render import block, cite_link, verdict_markup, where_markup
from ui.source import Piece, Place, SourceView
from ui.words import LANGUAGES, RIGHT_TO_LEFT, Words, counted


def _piece(piece: Piece, exchange: int, current: int, near: bool, words: Words) -> str:
    markup = text_markup(piece.text)
    before = ""
    if piece.page is not None:
        before += f'<span class="page-start">{escape(words.page.format(number=piece.page))}</span>'
    if piece.numbers:
        before += "".join(f'<sup class="mark-number">{number}</sup>' for number in piece.opens)
        classes = " ".join(["hit", *(f"n-{number}" for number in piece.numbers)])
        classes += " near" * near + " current" * (current in piece.numbers)
        identifier = f' id="mark-{exchange}-{piece.opens[0]}"' if piece.opens else ""
        markup = f'<mark class="{classes}"{identifier}>{markup}</mark>'
    if piece.heading is not None:
        identifier = f' id="offset-{piece.start}"' if piece.begins else ""
        markup = f'<strong class="heading level-{min(piece.heading, 6)}"{identifier}>{markup}</strong>'
    return before + markup


def _step(link: str, arrow: str, word: str) -> str:
    return (
        f'<a class="step" href="{link}" title="{escape(word)}">'
        f'<span class="arrow">{arrow}</span><span class="unseen">{escape(word)}</span></a>'
    )


def _place_head(place: Place, exchange: int, found: Sequence[Place], shown: bool, words: Words) -> str:
    title = words.passage_of if place.verdict is None else words.citation_of
    verdict = "" if place.verdict is None else verdict_markup(place.verdict, words)
    links = ("", "")
    at, total = found.index(place), len(found)
    if total > 1:
        links = (
            _step(cite_link(exchange, found[at - 1]), "‹", words.previous),
            _step(cite_link(exchange, found[(at + 1) % total]), "›", words.following),
        )
    counted_place = escape(title.format(number=at + 1, total=total))
    steps = (
        f'<nav class="steps" title="{escape(words.references)}">{links[0]}<span>{counted_place}</span>{links[1]}</nav>'
    )
    hidden = "" if shown else ' hidden=""'
    detail = where_markup(place, words)
    return (
        f'<div class="place" id="where-{exchange}-{place.number}"{hidden}>{steps}'
        f'<p class="detail">{detail}{verdict}</p></div>'
    )


def _outline(view: SourceView, words: Words) -> str:
    if len(view.outline) < 2:
        return ""
    items = "".join(
        f'<li class="level-{min(heading.level, 6)}"><a href="#offset-{heading.start}" dir="auto">'
        f"{text_markup(title)}</a></li>"
        for heading, title in view.outline
    )
    return f'<details class="outline"><summary>{escape(words.outline)}</summary><ol>{items}</ol></details>'


def source_panel(view: SourceView | None, found: Sequence[Place], exchange: int, words: Words) -> str:
    """The document beside the answer with the places `found` of the answer in it marked; `None`: nothing is open."""
    if view is None:
        return block("section", "source empty", f"<p>{escape(words.source_empty)}</p>", words)
    current = view.current.number if view.current else 0
    here = {number for piece in view.pieces for number in piece.numbers}
    heads = "".join(
        _place_head(place, exchange, found, place.number == current, words)
        for place in found
        if place.number == current or place.number in here
    )
    if not heads:
        heads = f'<div class="place"><p class="detail"><bdi class="file">{name_markup(view.file)}</bdi></p></div>'
    notice = words.gone if view.gone else words.stale if view.stale else ""
    warned = f'<p class="notice">{escape(notice)}</p>' if notice else ""
    earlier = f'<a class="more" href="#earlier">{escape(words.earlier)}</a>' if view.window.start > 0 else ""
    later = f'<a class="more" href="#later">{escape(words.later)}</a>' if view.window.end < view.length else ""
    near = all(place.verdict is None for place in found)
    text = "".join(_piece(piece, exchange, current, near, words) for piece in view.pieces)
    language = view.language if view.language != "und" else ""
    direction = "rtl" if view.language in RIGHT_TO_LEFT else "ltr" if language else "auto"
    spoken = f' lang="{escape(language)}"' if language else ""
    content = (
        f'<header class="heads">{heads}{warned}{_outline(view, words)}</header>'
        f'<div class="page-of-text" tabindex="0" role="region" title="{name_markup(view.file)}">{earlier}'
        f'<div class="text"{spoken} dir="{direction}">{text}</div>{later}</div>'
    )
    return block("section", "source", content, words)


def library(documents: Sequence[DocumentInfo], words: Words) -> str:
    """All documents with what is known of each; the number in a link is the place in the list, from 0."""
    if not documents:
        return block("section", "library", f"<p>{escape(words.no_documents)}</p>", words)
    items = "".join(_library_item(number, document, words) for number, document in enumerate(documents))
    count = escape(counted(words.document_count, len(documents)))
    return block("section", "library", f'<p class="label">{count}</p><ul class="documents">{items}</ul>', words)


def _library_item(number: int, document: DocumentInfo, words: Words) -> str:
    facts = [document.format.upper()]
    if document.language != "und":
        facts.append(LANGUAGES.get(document.language, document.language.upper()))
    if document.pages:
        facts.append(counted(words.pages, document.pages))
    facts.append(counted(words.passages, document.passages))
    remarks = ""
    if document.warnings:
        lines = "".join(f'<li dir="auto">{text_markup(warning)}</li>' for warning in document.warnings)
        summary = escape(counted(words.with_warnings, len(document.warnings)))
        remarks = f'<details class="remarks"><summary>{summary}</summary><ul>{lines}</ul></details>'
    described = " · ".join(f"<bdi>{name_markup(fact)}</bdi>" for fact in facts)
    return (
        f'<li><a class="document" href="#document-{number}"><bdi class="file">{name_markup(document.file)}</bdi></a>'
        f'<div class="facts">{described}</div>{remarks}</li>'
    )
