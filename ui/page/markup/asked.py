"""A question as it is shown, a long one folded, and what followed one that has been changed."""

from __future__ import annotations

from ui.neutralise import escape, text_markup
from ui.page.conversation import Exchange
from ui.words.answers import ANSWER_WORDS
from ui.words.words import Words

LONG = 480
"""Characters of a question from which on it is shown folded, so that its answer stays on the screen."""


def question_markup(question: str, words: Words) -> str:
    """The question above its answer."""
    if len(question) <= LONG:
        return f'<h2 class="asked" dir="auto">{text_markup(question)}</h2>'
    return (
        f'<h2 class="asked long" dir="auto">{text_markup(question)}</h2><button type="button" class="unfold">'
        f'<span class="more-word">{escape(words.unfold)}</span>'
        f'<span class="less-word">{escape(words.fold)}</span></button>'
    )


def understood_markup(exchange: Exchange, words: Words) -> str:
    """What was understood where it is not what was written, with a way to ask it as written."""
    answer = exchange.answer
    if answer is None or answer.completed == answer.question:
        return ""
    name = escape(ANSWER_WORDS[words.language].alone)
    told = text_markup(words.understood.format(question=answer.completed))
    return (
        f'<p class="understood" dir="auto">{told} <a href="#alone-{exchange.number}" title="{name}">'
        f'✕<span class="unseen">{name}</span></a></p>'
    )


def former_markup(exchange: Exchange) -> str:
    """What followed a question that has been changed, as long as there is no answer to the new one."""
    if exchange.answer is not None:
        return ""
    return "".join(
        f'<article class="exchange former"><p class="asked" dir="auto">{text_markup(each.question)}</p>'
        f'<p class="draft" dir="auto">{text_markup(each.answer.text if each.answer else each.draft)}</p></article>'
        for each in exchange.replaced[1:]
    )
