"""Conversations as neutralised markup; pure functions from values to one line of HTML each.

Every text of strangers goes through `ui.neutralise`; every word of ours through `escape` too, so that no value is
left to be thought about. A result is one block of HTML without a line end, which `gr.Markdown` passes on as it is and
sanitises once more in the browser.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rag.answers import Answer, AnswerSentence
from rag.chat.words import note_of
from ui.neutralise import escape, text_markup
from ui.page.conversation import Conversation, Exchange
from ui.page.markup.about import about_markup
from ui.page.markup.asked import former_markup, question_markup, understood_markup
from ui.page.markup.chips import asked_of
from ui.page.markup.proofs import cite, closest, nearest, references
from ui.page.markup.sentences import certainty_markup, instead_markup, sentence_words
from ui.page.markup.summaries import side_by_side
from ui.page.markup.tools import exports, tools_line
from ui.page.markup.waiting import status_of
from ui.page.places import Place
from ui.words.answers import ANSWER_WORDS
from ui.words.words import LANGUAGES, Words


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
        f'<div hidden=""><span class="word-away">{escape(words.away)}</span>'
        f'<span class="word-slow">{escape(words.slow)}</span></div>'
    )
    return block("header", "masthead", content, words)


Tell = Callable[[Exchange, Sequence[Place]], Sequence[Place]]
"""Gives the places of an exchange title and date of their documents, and what stands around them."""


def untold(exchange: Exchange, found: Sequence[Place]) -> Sequence[Place]:  # noqa: ARG001
    """Places as they are, for where nothing is known."""
    return found


def notice(text: str) -> str:
    """A line about something that went wrong."""
    return f'<p class="notice" role="alert" dir="auto">{text_markup(text)}</p>'


def _sentences(exchange: Exchange, answer: Answer, found: Sequence[Place], words: Words) -> str:
    """The sentences of an answer; what several documents say in the same words is said once, with all its proofs."""
    if answer.about is not None:
        return side_by_side(answer, [_sentence(each, exchange, found, words) for each in answer.sentences])
    said: dict[tuple[str, bool], list[AnswerSentence]] = {}
    for each in answer.sentences:
        said.setdefault((" ".join(each.text.split()), each.supported), []).append(each)
    return "".join(_sentence(first, exchange, found, words, others) for first, *others in said.values())


def _sentence(
    sentence: AnswerSentence, exchange: Exchange, found: Sequence[Place], words: Words,
    others: Sequence[AnswerSentence] = (),
) -> str:  # fmt: skip
    """A sentence with the marks of its proofs and those of `others` that say the same."""
    numbers = {(place.file, place.sha256, place.start, place.end): place for place in found}
    cited: dict[int, Place] = {}
    for citation in (citation for each in (sentence, *others) for citation in each.citations):
        place = numbers[citation.file, citation.sha256, citation.start, citation.end]
        cited.setdefault(place.number, place)
    marks = "".join(cite(exchange.number, place, words) for place in cited.values())
    classes = "sentence"
    if not sentence.supported:
        classes += " unproven"
        reason = sentence.reason or words.unproven_reason
        marks += f'<span class="doubt" title="{text_markup(reason)}">{escape(words.unproven)}</span>'
    tag, said = sentence_words(sentence, words)
    return f'<{tag} class="{classes}" dir="auto">{said} <span class="cites">{marks}</span></{tag}>'


def _perhaps(exchange: Exchange, answer: Answer, found: Sequence[Place], words: Words) -> str:
    """What an abstention offers as perhaps an answer."""
    if answer.suggestion is None:
        return ""
    own = ANSWER_WORDS[words.language]
    said = _sentence(answer.suggestion, exchange, found, words)
    return (
        f'<div class="perhaps"><h3 class="label">{escape(own.perhaps)}</h3>{said}'
        f'<p class="note">{escape(own.perhaps_more)}</p></div>'
    )


def editing(words: Words) -> str:
    """A line that says that the question in the box replaces an earlier one."""
    return f'<p class="editing" role="status">{escape(words.editing)} <a href="#keep">{escape(words.keep)}</a></p>'


def _outcome(exchange: Exchange, found: Sequence[Place], words: Words) -> str:
    answer = exchange.answer
    draft = f'<p class="draft" dir="auto">{text_markup(exchange.draft)}</p>' if exchange.draft else ""
    if exchange.problem is not None:
        retry = f'<a href="#again-{exchange.number}" title="{escape(words.again_name)}">{escape(words.again)}</a>'
        return f'{draft}{notice(exchange.problem)}<p class="again retry">{retry}</p>'
    if answer is None:
        return f'{draft}<p class="pending" role="status">{escape(status_of(exchange, words))}</p>'
    remark = note_of(answer, words.language)
    note = f'<p class="note {answer.origin or "own"}" dir="auto">{text_markup(remark)}</p>' if remark else ""
    note += instead_markup(answer, words)
    if answer.abstained and answer.about is None:
        near = [place for place in found if place.verdict is None]
        return (
            f'<div class="abstained"><p class="refusal">{escape(words.no_answer)}</p>{nearest(near, words)}'
            f"{note}{_perhaps(exchange, answer, found, words)}{closest(exchange.number, answer, near, words)}</div>"
        )
    sentences = _sentences(exchange, answer, found, words)
    said = about_markup(answer.about, words) if answer.about is not None else ""
    return (
        f'<div class="answer"><h3 class="unseen">{escape(words.answer)}</h3>{said}'
        f"{certainty_markup(answer, words)}{sentences}{note}"
        f"{references(exchange.number, found, words)}</div>"
    )


def conversation(state: Conversation, words: Words, told: Tell = untold) -> str:
    """All exchanges of a tab, oldest first; `told` gives places what is known of their documents."""
    content = "".join(
        f'<article class="exchange" id="exchange-{exchange.number}">{question_markup(exchange.question, words)}'
        f"{asked_of(exchange.scope, words)}{understood_markup(exchange, words)}"
        f"{_outcome(exchange, found, words)}{tools_line(exchange, found, words)}</article>{former_markup(exchange)}"
        for exchange in state.exchanges
        for found in [told(exchange, state.places(exchange.number))]
    )
    title = f'<h1 class="unseen" dir="auto">{text_markup(state.title or words.headline)}</h1>'
    if len(state.exchanges) > 1 and not state.exchanges[-1].running:
        content += f'<p class="about whole">{exports(0, words)}</p>'
    # The page's script puts the name of a kept conversation into the address.
    name = f" kept-{state.identifier}" if state.identifier else ""
    return block("section", f"conversation{name}", title + content, words)
