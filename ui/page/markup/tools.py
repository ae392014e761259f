"""What can be done with an answer, as neutralised markup: one quiet line of tools below it.

`TOOLS` are in the line, in their order; `MENU` is what ⋯ unfolds. Each is given an exchange and its places, and is
empty where it makes no sense. The page's script knows them by their classes, or by where their link leads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rag.answers import Answer
from ui.neutralise import escape, visible_name, visible_text
from ui.page.conversation import Exchange
from ui.page.markup.history import opinion_buttons, remark_markup
from ui.page.places import Place
from ui.words.pack import PACK_WORDS
from ui.words.people import PEOPLE_WORDS
from ui.words.places import part_word
from ui.words.reading import recognised_word
from ui.words.words import LANGUAGES, Words, counted, decimal

Tool = Callable[[Exchange, Sequence[Place], Words], str]


def tools_line(exchange: Exchange, found: Sequence[Place], words: Words) -> str:
    """The line below an answer or what went wrong, and what the person has said about it."""
    if exchange.running:
        return ""
    tools = "".join(tool(exchange, found, words) for tool in TOOLS)
    remark = remark_markup(exchange, PEOPLE_WORDS[words.language])
    return f'<div class="tools-line">{tools}</div>{remark}'


def copy_text(answer: Answer, found: Sequence[Place], words: Words) -> str:
    """An answer as plain text with its references, for the clipboard."""
    numbers = {(place.file, place.start, place.end): place.number for place in found}
    lines = [answer.question, ""]
    if answer.about is not None:
        lines += [answer.about.text, *(document.line for document in answer.about.documents)]
    for sentence in answer.sentences:
        cited = dict.fromkeys(numbers[item.file, item.start, item.end] for item in sentence.citations)
        lines.append(" ".join([sentence.text, *(f"[{number}]" for number in cited)]))
    lines.append("")
    for place in found:
        parts = [visible_name(place.file)]
        if place.page is not None:
            parts.append(part_word(words, place.file, place.page))
        if place.recognised is not None:
            parts.append(recognised_word(place.recognised, words.language))
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
        for form, word in own.forms.items()
    )
    return f'<span class="exports"><span>{escape(own.export if number else name)}</span>{buttons}</span>'


def _told(exchange: Exchange, found: Sequence[Place], words: Words) -> str:
    """How many proofs there are, and how long it took."""
    answer = exchange.answer
    if answer is None or (answer.abstained and answer.about is None):
        return '<span class="told"></span>'
    proofs = escape(counted(words.proofs, len(found))) if found else ""
    took = ""
    if "total" in answer.seconds:
        seconds = escape(words.seconds.format(seconds=decimal(answer.seconds["total"], words.language)))
        took = f'<span class="took">{" · " if proofs else ""}{seconds}</span>'
    return f'<span class="told">{proofs}{took}</span>'


def _is_given(exchange: Exchange) -> bool:
    """Whether there is an answer that can be taken away."""
    answer = exchange.answer
    return answer is not None and (not answer.abstained or answer.about is not None)


def _copy(exchange: Exchange, found: Sequence[Place], words: Words) -> str:
    if exchange.answer is None or not _is_given(exchange):
        return ""
    return (
        f'<button type="button" class="tool copy" title="{escape(words.copy_name)}">'
        f'<span class="word copy-word">{escape(words.copy)}</span>'
        f'<span class="word copied-word">{escape(words.copied)}</span></button>'
        f'<span class="copy-text" hidden="">{escape(copy_text(exchange.answer, found, words))}</span>'
    )


def _opinion(exchange: Exchange, found: Sequence[Place], words: Words) -> str:  # noqa: ARG001
    return opinion_buttons(exchange, PEOPLE_WORDS[words.language])


def _ways(exchange: Exchange, found: Sequence[Place], words: Words) -> str:  # noqa: ARG001
    """To ask the question again, as it is or changed, and to bring back what it has replaced."""
    ways = [("again", words.again, words.again_name), ("edit", words.edit, words.edit_name)]
    if exchange.replaced:
        ways.append(("undo", words.undo, words.undo_name))
    return "".join(
        f'<a class="tool {verb}" href="#{verb}-{exchange.number}" title="{escape(name)}">'
        f'<span class="word">{escape(word)}</span></a>'
        for verb, word, name in ways
    )


def _menu(exchange: Exchange, found: Sequence[Place], words: Words) -> str:
    if not _is_given(exchange):
        return ""
    items = "".join(item(exchange, found, words) for item in MENU)
    name = escape(PACK_WORDS[words.language].more)
    return (
        f'<details class="menu"><summary class="tool" title="{name}"><span class="word">{name}</span></summary>'
        f'<div class="menu-items">{items}</div></details>'
    )


def _exports(exchange: Exchange, found: Sequence[Place], words: Words) -> str:  # noqa: ARG001
    return exports(exchange.number, words)


TOOLS: tuple[Tool, ...] = (_told, _copy, _opinion, _ways, _menu)
MENU: tuple[Tool, ...] = (_exports,)
