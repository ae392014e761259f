"""Conversations as neutralised markup; pure functions from values to one line of HTML each.

Every text of strangers goes through `ui.neutralise`; every word of ours through `escape` too, so that no value is
left to be thought about. A result is one block of HTML without a line end, which `gr.Markdown` passes on as it is and
sanitises once more in the browser.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.answers import Answer, AnswerSentence, Verdict
from rag.index.rows import DocumentInfo
from rag.language.language import analyse
from ui.neutralise import escape, flowing, name_markup, text_markup, visible_name, visible_text
from ui.page.conversation import Conversation, Exchange
from ui.page.markup.chips import asked_of
from ui.page.markup.history import opinion_markup
from ui.page.source import Place
from ui.words.pack import PACK_WORDS
from ui.words.people import PEOPLE_WORDS
from ui.words.words import LANGUAGES, Words, counted, verdict_word

SNIPPET = 280
"""Characters of a passage that are shown in a list."""


def block(tag: str, classes: str, content: str, words: Words) -> str:
    """One block of HTML in the language of the page."""
    return f'<{tag} class="{classes}" lang="{words.language}" dir="{words.direction}">{content}</{tag}>'


def masthead(words: Words, people: str = "") -> str:
    """The top of the page: word mark, documents, the links of `people`, the switch of languages, light and dark.

    `people` is markup of `ui.page.markup.history`.
    """
    switch = "".join(
        f'<a href="#language-{code}" class="language{" current" if code == words.language else ""}" '
        f'lang="{code}" title="{escape(name)}">{escape(name if code == "ar" else code.upper())}</a>'
        for code, name in LANGUAGES.items()
    )
    content = (
        f'<a class="skip" href="#question">{escape(words.skip)}</a>'
        '<a class="wordmark" href="/" lang="fr" dir="ltr">preuve<span class="point">.</span></a>'
        f'<nav class="tools" title="{escape(words.menu)}">'
        f'<a class="panel-opener" href="#panel">{escape(words.documents)}</a>{people}'
        f'<span class="switch" role="group" title="{escape(words.language_name)}">{switch}</span>'
        f'<button type="button" class="theme" title="{escape(words.theme)}">'
        f'<span class="unseen">{escape(words.theme)}</span></button></nav>'
    )
    return block("header", "masthead", content, words)


def notice(text: str) -> str:
    """A line about something that went wrong."""
    return f'<p class="notice" role="alert" dir="auto">{text_markup(text)}</p>'


def welcome(
    words: Words, examples: Sequence[str], documents: Sequence[DocumentInfo] | None, problem: str | None = None
) -> str:
    """What stands in the place of a conversation before the first question.

    `documents` is `None` as long as they are being opened; `problem` says why that failed.
    """
    content = f'<h1>{escape(words.headline)}</h1><p class="promise">{escape(words.promise)}</p>'
    if problem is not None:
        content += notice(problem)
    elif documents is None:
        content += f'<p class="pending" role="status">{escape(words.opening)}</p>'
    elif not documents:
        content += f'<p class="notice">{escape(words.no_documents)}</p>'
    if examples:
        items = "".join(
            f'<li><button type="button" class="example" dir="auto">{text_markup(example)}</button></li>'
            for example in examples
        )
        content += f'<h2 class="label">{escape(words.examples)}</h2><ul class="examples">{items}</ul>'
    return block("section", "welcome", content, words)


def where_markup(place: Place, words: Words) -> str:
    """File, page and heading of a place, and its language where it is another one than the question's."""
    parts = [f'<bdi class="file">{name_markup(place.file)}</bdi>']
    if place.page is not None:
        parts.append(f"<span>{escape(words.page.format(number=place.page))}</span>")
    if place.heading:
        parts.append(f'<bdi class="heading-path">{text_markup(place.heading)}</bdi>')
    if place.language:
        name = LANGUAGES[place.language]
        parts.append(f'<bdi class="language" lang="{place.language}">{escape(name)}</bdi>')
    return '<span class="where">' + '<span class="dot"> · </span>'.join(parts) + "</span>"


def verdict_markup(verdict: Verdict, words: Words) -> str:
    """What the check of a citation found."""
    return f'<span class="verdict {verdict.value}">{escape(verdict_word(verdict, words))}</span>'


def snippet(text: str, limit: int = SNIPPET) -> str:
    """The beginning of a text on one line, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    return line[:limit].rsplit(" ", 1)[0] + " …"


def cite_link(exchange: int, place: Place) -> str:
    """The fragment of a link to a place: what a click asks for, then what a new tab needs to find the place."""
    return f"#cite-{exchange}-{place.number}-{place.address}"


def _cite(exchange: int, place: Place, words: Words) -> str:
    doubt = "" if place.verdict is Verdict.EXACT else " unsure"
    return (
        f'<a class="cite{doubt}" href="{cite_link(exchange, place)}">'
        f'<span class="unseen">{escape(words.show)} </span>{place.number}</a><span class="tip" role="tooltip">'
        f'<span class="tip-quote" dir="auto">{text_markup(snippet(place.quote))}</span>'
        f"{where_markup(place, words)}{verdict_markup(place.verdict, words) if place.verdict else ''}</span>"
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
    text = text_markup(flowing(sentence.text))
    return f'<p class="{classes}" dir="auto">{text} <span class="cites">{marks}</span></p>'


def _references(exchange: int, found: Sequence[Place], words: Words) -> str:
    items = "".join(
        f'<li><a class="reference" href="{cite_link(exchange, place)}">'
        f'<span class="number">{place.number}</span>{where_markup(place, words)}'
        f"{verdict_markup(place.verdict, words) if place.verdict else ''}</a></li>"
        for place in found
    )
    return f'<h3 class="label">{escape(words.references)}</h3><ol class="references">{items}</ol>'


def shared_words(answer: Answer, text: str) -> list[str]:
    """The words of the question, as it was understood, that a text has in any form, in their order."""
    terms = {token.term for token in analyse(text, answer.language)}
    asked = answer.completed
    found = (asked[token.start : token.end] for token in analyse(asked, answer.language) if token.term in terms)
    return list(dict.fromkeys(found))


def _closest(exchange: int, answer: Answer, found: Sequence[Place], words: Words) -> str:
    """The passages that come nearest, each with the reason why it is among them."""
    items = ""
    for place in found:
        shared = shared_words(answer, place.quote)
        reason = words.shared.format(words=", ".join(shared)) if shared else words.akin
        items += (
            f'<li><a class="passage" href="{cite_link(exchange, place)}">{where_markup(place, words)}'
            f'<span class="snippet" dir="auto">{text_markup(snippet(place.quote))}</span>'
            f'<span class="reason">{text_markup(reason)}</span></a></li>'
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
        if place.language:
            parts.append(LANGUAGES[place.language])
        lines.append(f"[{place.number}] " + ", ".join(parts) + f" ({place.start}–{place.end})")
    return visible_text("\n".join(lines))


def exports(number: int, words: Words) -> str:
    """Buttons that make an evidence pack of the answer of an exchange; 0 stands for the whole conversation."""
    own = PACK_WORDS[words.language]
    name = own.export_answer if number else own.export_conversation
    buttons = "".join(
        f'<button type="button" class="export" id="export-{form}-{number}" title="{escape(f"{name}: {word}")}">'
        f'{escape(word)}<span class="unseen"> {escape(name)}</span></button>'
        for form, word in (("html", own.as_page), ("markdown", own.as_markdown), ("json", own.as_data))
    )
    return f'<span class="exports"><span>{escape(own.export if number else name)}</span>{buttons}</span>'


def _about(number: int, answer: Answer, found: Sequence[Place], words: Words) -> str:
    total = answer.seconds.get("total")
    parts = [counted(words.proofs, len(found))] if found else []
    if total is not None:
        parts.append(words.seconds.format(seconds=f"{total:.2f}"))
    return (
        f'<p class="about"><span>{escape(" · ".join(parts))}</span>'
        f'<button type="button" class="copy" title="{escape(words.copy_name)}">'
        f'<span class="copy-word">{escape(words.copy)}</span>'
        f'<span class="copied-word">{escape(words.copied)}</span></button>'
        f"{exports(number, words)}"
        f'<span class="copy-text" hidden="">{escape(copy_text(answer, found, words))}</span></p>'
    )


def _again(exchange: Exchange, words: Words) -> str:
    """The links to ask the question again, as it is or changed."""
    if exchange.running:
        return ""
    links = "".join(
        f'<a href="#{verb}-{exchange.number}" title="{escape(name)}">{escape(word)}</a>'
        for verb, word, name in (("edit", words.edit, words.edit_name), ("again", words.again, words.again_name))
    )
    return f'<p class="again">{links}</p>'


def editing(words: Words) -> str:
    """A line that says that the question in the box replaces an earlier one."""
    return f'<p class="editing" role="status">{escape(words.editing)} <a href="#keep">{escape(words.keep)}</a></p>'


def _outcome(exchange: Exchange, found: Sequence[Place], words: Words) -> str:
    answer = exchange.answer
    if exchange.problem is not None:
        return notice(exchange.problem)
    if answer is None:
        draft = f'<p class="draft" dir="auto">{text_markup(exchange.draft)}</p>' if exchange.draft else ""
        status = words.writing if exchange.draft else words.searching
        return f'{draft}<p class="pending" role="status">{escape(status)}</p>'
    note = f'<p class="note" dir="auto">{text_markup(answer.note)}</p>' if answer.note else ""
    if answer.abstained:
        return (
            f'<div class="abstained"><p class="refusal">{escape(words.no_answer)}</p>'
            f"<p>{escape(words.no_answer_more)}</p>{note}{_closest(exchange.number, answer, found, words)}</div>"
        )
    sentences = "".join(_sentence(sentence, exchange, found, words) for sentence in answer.sentences)
    return (
        f'<div class="answer"><h3 class="unseen">{escape(words.answer)}</h3>{sentences}{note}'
        f"{_references(exchange.number, found, words)}{_about(exchange.number, answer, found, words)}</div>"
    )


def conversation(state: Conversation, words: Words) -> str:
    """All exchanges of a tab, oldest first."""
    content = "".join(
        f'<article class="exchange" id="exchange-{exchange.number}">'
        f'<h2 class="asked" dir="auto">{text_markup(exchange.question)}</h2>'
        f"{asked_of(exchange.scope, words)}{_again(exchange, words)}"
        f"{_outcome(exchange, state.places(exchange.number), words)}"
        f"{opinion_markup(exchange, PEOPLE_WORDS[words.language])}</article>"
        for exchange in state.exchanges
    )
    title = f'<h1 class="unseen">{escape(words.headline)}</h1>'
    if len(state.exchanges) > 1 and not state.exchanges[-1].running:
        content += f'<p class="about whole">{exports(0, words)}</p>'
    # The page's script puts the name of a kept conversation into the address.
    name = f" kept-{state.identifier}" if state.identifier else ""
    return block("section", f"conversation{name}", title + content, words)
