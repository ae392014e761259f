"""Answers, sources and the library as neutralised markup; pure functions from values to one line of HTML each.

Every text of strangers goes through `ui.neutralise`; every word of ours through `escape` too, so that no value is
left to be thought about. A result is one block of HTML without a line end, which `gr.Markdown` passes on as it is and
sanitises once more in the browser.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.rows import DocumentInfo
from rag.types import Answer, AnswerSentence, Verdict
from ui.conversation import Conversation, Exchange
from ui.neutralise import escape, name_markup, text_markup, visible_name, visible_text
from ui.source import Piece, Place, SourceView, places
from ui.words import LANGUAGES, RIGHT_TO_LEFT, Words, counted

SNIPPET = 280
"""Characters of a passage that are shown in a list."""


def _block(tag: str, classes: str, content: str, words: Words, more: str = "") -> str:
    return f'<{tag} class="{classes}" lang="{words.language}" dir="{words.direction}"{more}>{content}</{tag}>'


def masthead(words: Words) -> str:
    """The top of the page: the word mark, the switch of languages, light and dark, the documents."""
    switch = "".join(
        f'<a href="#language-{code}" class="language{" current" if code == words.language else ""}" '
        f'lang="{code}" title="{escape(name)}">{escape(name if code == "ar" else code.upper())}</a>'
        for code, name in LANGUAGES.items()
    )
    content = (
        f'<a class="skip" href="#question">{escape(words.skip)}</a>'
        '<a class="wordmark" href="/" lang="fr" dir="ltr">preuve<span class="point">.</span></a>'
        f'<nav class="tools"><a class="panel-opener" href="#panel">{escape(words.documents)}</a>'
        f'<span class="switch" role="group" title="{escape(words.language_name)}">{switch}</span>'
        f'<button type="button" class="theme" title="{escape(words.theme)}">'
        f'<span class="unseen">{escape(words.theme)}</span></button></nav>'
    )
    return _block("header", "masthead", content, words)


def welcome(words: Words, examples: Sequence[str], documents: Sequence[DocumentInfo] | None) -> str:
    """What stands in the place of a conversation before the first question; no documents: still being opened."""
    content = f'<h1>{escape(words.headline)}</h1><p class="promise">{escape(words.promise)}</p>'
    if documents is None:
        content += f'<p class="pending" role="status">{escape(words.opening)}</p>'
    elif not documents:
        content += f'<p class="notice">{escape(words.no_documents)}</p>'
    if examples:
        items = "".join(
            f'<li><button type="button" class="example" dir="auto">{text_markup(example)}</button></li>'
            for example in examples
        )
        content += f'<h2 class="label">{escape(words.examples)}</h2><ul class="examples">{items}</ul>'
    return _block("section", "welcome", content, words)


def where_markup(place: Place, words: Words) -> str:
    """File, page and heading of a place."""
    parts = [f'<bdi class="file">{name_markup(place.file)}</bdi>']
    if place.page is not None:
        parts.append(f"<span>{escape(words.page.format(number=place.page))}</span>")
    if place.heading:
        parts.append(f'<bdi class="heading-path">{text_markup(place.heading)}</bdi>')
    return '<span class="where">' + '<span class="dot"> · </span>'.join(parts) + "</span>"


def verdict_word(verdict: Verdict, words: Words) -> str:
    return {
        Verdict.EXACT: words.exact,
        Verdict.MOVED: words.moved,
        Verdict.ALTERED: words.altered,
        Verdict.MISSING: words.missing,
        Verdict.STALE: words.changed,
    }[verdict]


def _verdict_markup(verdict: Verdict, words: Words) -> str:
    return f'<span class="verdict {verdict.value}">{escape(verdict_word(verdict, words))}</span>'


def snippet(text: str, limit: int = SNIPPET) -> str:
    """The beginning of a text on one line, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    return line[:limit].rsplit(" ", 1)[0] + " …"


def _cite(exchange: int, place: Place, words: Words) -> str:
    doubt = "" if place.verdict is Verdict.EXACT else " unsure"
    return (
        f'<a class="cite{doubt}" href="#cite-{exchange}-{place.number}">'
        f'<span class="unseen">{escape(words.show)} </span>{place.number}</a><span class="tip" role="tooltip">'
        f'<span class="tip-quote" dir="auto">{text_markup(snippet(place.quote))}</span>'
        f"{where_markup(place, words)}</span>"
    )


def _sentence(sentence: AnswerSentence, exchange: Exchange, found: Sequence[Place], words: Words) -> str:
    numbers = {(place.file, place.sha256, place.start, place.end): place for place in found}
    cited: dict[int, Place] = {}
    for citation in sentence.citations:
        place = numbers[citation.file, citation.sha256, citation.start, citation.end]
        cited.setdefault(place.number, place)
    marks = "".join(_cite(exchange.number, place, words) for place in cited.values())
    classes = "sentence"
    if not sentence.supported:
        classes += " unproven"
        reason = sentence.reason or words.unproven_reason
        marks += f'<span class="doubt" title="{text_markup(reason)}">{escape(words.unproven)}</span>'
    return f'<p class="{classes}" dir="auto">{text_markup(sentence.text)} <span class="cites">{marks}</span></p>'


def _references(exchange: int, found: Sequence[Place], words: Words) -> str:
    items = "".join(
        f'<li><a class="reference" href="#cite-{exchange}-{place.number}">'
        f'<span class="number">{place.number}</span>{where_markup(place, words)}'
        f"{_verdict_markup(place.verdict, words) if place.verdict else ''}</a></li>"
        for place in found
    )
    return f'<h3 class="label">{escape(words.references)}</h3><ol class="references">{items}</ol>'


def _closest(exchange: int, found: Sequence[Place], words: Words) -> str:
    items = "".join(
        f'<li><a class="passage" href="#cite-{exchange}-{place.number}">{where_markup(place, words)}'
        f'<span class="snippet" dir="auto">{text_markup(snippet(place.quote))}</span></a></li>'
        for place in found
    )
    return f'<h3 class="label">{escape(words.closest)}</h3><ol class="closest">{items}</ol>' if found else ""


def copy_text(answer: Answer, found: Sequence[Place], words: Words) -> str:
    """An answer as plain text with its references, for the clipboard."""
    numbers = {(place.file, place.start, place.end): place.number for place in found}
    lines = [answer.question, ""]
    for sentence in answer.sentences:
        cited = dict.fromkeys(numbers[item.file, item.start, item.end] for item in sentence.citations)
        lines.append(" ".join([sentence.text, *(f"[{number}]" for number in cited)]))
    lines.append("")
    for place in found:
        parts = [visible_name(place.file)]
        if place.page is not None:
            parts.append(words.page.format(number=place.page))
        if place.heading:
            parts.append(place.heading)
        lines.append(f"[{place.number}] " + ", ".join(parts) + f" ({place.start}–{place.end})")
    return visible_text("\n".join(lines))


def _about(answer: Answer, found: Sequence[Place], words: Words) -> str:
    total = answer.seconds.get("total")
    parts = [counted(words.proofs, len(found))] if found else []
    if total is not None:
        parts.append(words.seconds.format(seconds=f"{total:.2f}"))
    return (
        f'<p class="about"><span>{escape(" · ".join(parts))}</span>'
        f'<button type="button" class="copy" title="{escape(words.copy_name)}">'
        f'<span class="copy-word">{escape(words.copy)}</span>'
        f'<span class="copied-word">{escape(words.copied)}</span></button>'
        f'<span class="copy-text" hidden="">{escape(copy_text(answer, found, words))}</span></p>'
    )


def _outcome(exchange: Exchange, words: Words) -> str:
    answer = exchange.answer
    if exchange.problem is not None:
        return f'<p class="notice" role="alert" dir="auto">{text_markup(exchange.problem)}</p>'
    if answer is None:
        return f'<p class="pending" role="status">{escape(words.searching)}</p>'
    found = places(answer)
    note = f'<p class="note" dir="auto">{text_markup(answer.note)}</p>' if answer.note else ""
    if answer.abstained:
        return (
            f'<div class="abstained"><p class="refusal">{escape(words.no_answer)}</p>'
            f"<p>{escape(words.no_answer_more)}</p>{note}{_closest(exchange.number, found, words)}</div>"
        )
    sentences = "".join(_sentence(sentence, exchange, found, words) for sentence in answer.sentences)
    return (
        f'<div class="answer"><h3 class="unseen">{escape(words.answer)}</h3>{sentences}{note}'
        f"{_references(exchange.number, found, words)}{_about(answer, found, words)}</div>"
    )


def conversation(state: Conversation, words: Words) -> str:
    """All exchanges of a tab, oldest first."""
    content = "".join(
        f'<article class="exchange" id="exchange-{exchange.number}">'
        f'<h2 class="asked" dir="auto">{text_markup(exchange.question)}</h2>{_outcome(exchange, words)}</article>'
        for exchange in state.exchanges
    )
    return _block("section", "conversation", content, words)


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


def _place_head(place: Place, exchange: int, total: int, shown: bool, words: Words) -> str:
    title = words.passage_of if place.verdict is None else words.citation_of
    verdict = "" if place.verdict is None else _verdict_markup(place.verdict, words)
    before = place.number - 1 or total
    after = place.number % total + 1
    steps = (
        f'<nav class="steps"><a class="step" href="#cite-{exchange}-{before}" title="{escape(words.previous)}">'
        f'<span class="arrow back">‹</span><span class="unseen">{escape(words.previous)}</span></a>'
        f"<span>{escape(title.format(number=place.number, total=total))}</span>"
        f'<a class="step" href="#cite-{exchange}-{after}" title="{escape(words.following)}">'
        f'<span class="arrow on">›</span><span class="unseen">{escape(words.following)}</span></a></nav>'
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
        return _block("section", "source empty", f"<p>{escape(words.source_empty)}</p>", words)
    current = view.current.number if view.current else 0
    here = {number for piece in view.pieces for number in piece.numbers}
    heads = "".join(
        _place_head(place, exchange, len(found), place.number == current, words)
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
    return _block("section", "source", content, words)


def library(documents: Sequence[DocumentInfo], words: Words) -> str:
    """All documents with what is known of each; the number in a link is the place in the list, from 0."""
    if not documents:
        return _block("section", "library", f"<p>{escape(words.no_documents)}</p>", words)
    items = "".join(_library_item(number, document, words) for number, document in enumerate(documents))
    count = escape(counted(words.document_count, len(documents)))
    return _block("section", "library", f'<p class="label">{count}</p><ul class="documents">{items}</ul>', words)


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
        f'<p class="facts">{described}</p>{remarks}</li>'
    )
