"""An empty page and the questions that may be asked next, as neutralised markup: a result is one line of HTML."""

from __future__ import annotations

from collections.abc import Sequence

from rag.index.parts import key_of
from rag.language.numbers.calendar import date_words
from ui.neutralise import escape, name_markup, text_markup
from ui.page.cards import Card
from ui.page.markup.proofs import snippet
from ui.page.markup.render import block, notice
from ui.page.markup.sentences import title_markup
from ui.words.formats import format_word, language_name
from ui.words.library import LIBRARY_WORDS
from ui.words.places import counted_parts
from ui.words.start import START_WORDS
from ui.words.words import Words

OPENING = 150
"""Characters of a first sentence on a card."""

ALWAYS_SHOWN = 2
"""Cards that every window has room for; the style sheet hides the others in a low or narrow one."""


def welcome(
    words: Words, cards: Sequence[Card] | None, total: int = 0, problem: str | None = None, fixed: bool = False
) -> str:
    """What stands in the place of a conversation before the first question.

    `cards` is `None` as long as the documents are being opened, of which there are `total`; `problem` says why that
    failed. With `fixed` documents cannot be added on the page.
    """
    content = f'<h1>{escape(words.headline)}</h1><p class="promise">{escape(words.promise)}</p>'
    if problem is not None:
        content += notice(problem)
    elif cards is None:
        content += f'<p class="pending" role="status">{escape(words.opening)}</p>'
    else:
        content += _documents(cards, total, words) + ("" if fixed else _add(bool(cards), words))
        if fixed and not cards:
            content += f'<p class="notice">{escape(words.no_documents)}</p>'
    return block("section", "welcome", content, words)


def _documents(cards: Sequence[Card], total: int, words: Words) -> str:
    if not cards:
        return ""
    own = START_WORDS[words.language]
    items = "".join(_card(card, words) for card in cards)
    more = ""
    if total > ALWAYS_SHOWN:
        more = f'<a class="all-documents" href="#panel">{escape(own.all_documents.format(count=total))}</a>'
    title = f'<h2 class="label">{escape(own.documents)}</h2>'
    return f'<div class="label-line">{title}{more}</div><ul class="cards">{items}</ul>'


def _card(card: Card, words: Words) -> str:
    info = card.info
    facts = [format_word(info.format, words.language)]
    if info.pages:
        facts.append(counted_parts(words, info.format, info.pages))
    if language := language_name(info.language):
        facts.append(language)
    if info.date:
        facts.append(date_words(info.date.value, words.language))
    told = " · ".join(f"<bdi>{name_markup(fact)}</bdi>" for fact in facts)
    opening = f'<span class="opening" dir="auto">{text_markup(snippet(card.opening, OPENING))}</span>'
    return (
        f'<li><a class="card" href="#document-{key_of(info.file)}" title="{name_markup(info.file)}">'
        f'<span class="card-title" dir="auto">{title_markup(info.title.value, info.file)}</span>'
        f'{opening if card.opening else ""}<span class="facts">{told}</span></a></li>'
    )


def _add(some: bool, words: Words) -> str:
    """Where more documents are dropped, or the first ones."""
    own = START_WORDS[words.language]
    told, choose = own.add if some else own.none_yet, LIBRARY_WORDS[words.language].choose
    return (
        f'<p class="drop{"" if some else " first"}">{escape(told)} '
        f'<button type="button" class="choose">{escape(choose)}</button></p>'
    )


def further(questions: Sequence[str], asked: bool, words: Words) -> str:
    """Questions that the documents answer: examples, or after something was asked what could be asked next."""
    if not questions:
        return ""
    title = START_WORDS[words.language].next if asked else words.examples
    items = "".join(
        f'<li><button type="button" class="example" dir="auto">{text_markup(question)}</button></li>'
        for question in questions
    )
    content = f'<h2 class="label">{escape(title)}</h2><ul class="examples">{items}</ul>'
    return block("section", f"further{' next' * asked}", content, words)
