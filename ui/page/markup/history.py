"""Kept conversations and the opinions about answers as neutralised markup."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from ui.neutralise import escape, name_markup, text_markup
from ui.page.conversation import Exchange
from ui.store import Kept, Kind
from ui.words.people import PeopleWords
from ui.words.words import RIGHT_TO_LEFT, counted

SHOWN = 50
"""Conversations that the list shows at first, and by which it grows."""


def history(kept: Sequence[Kept], current: str | None, words: PeopleWords, shown: int = SHOWN) -> str:
    """The conversations of a person, the latest first; `current` is the one that is open."""
    direction = "rtl" if words.language in RIGHT_TO_LEFT else "ltr"
    items = "".join(_item(each, each.id == current, words) for each in kept[:shown])
    content = f'<ul class="kept">{items}</ul>' if kept else f"<p>{escape(words.no_conversations)}</p>"
    if len(kept) > shown:
        content += f'<a class="more" href="#older-{shown + SHOWN}">{escape(words.older)}</a>'
    return f'<section class="history" lang="{words.language}" dir="{direction}">{content}</section>'


def _item(kept: Kept, current: bool, words: PeopleWords) -> str:
    title = text_markup(kept.title)
    # ISO 8601 is read alike in all languages of the page; UTC, since the server does not know where a browser is.
    day = datetime.fromtimestamp(kept.changed, UTC).date().isoformat()
    return (
        f'<li{" class=current" * current} id="kept-{kept.id}"><a class="kept-title" href="#open-{kept.id}" dir="auto">'
        f'{title}</a><div class="facts"><bdi>{day}</bdi> · {escape(counted(words.questions, kept.turns))}</div>'
        f'<div class="kept-tools"><button type="button" class="rename" title="{escape(words.new_title)}">'
        f'{escape(words.rename)}<span class="unseen"> {title}</span></button>'
        f'<details class="forget"><summary>{escape(words.delete)}<span class="unseen"> {title}</span></summary>'
        f'<a href="#forget-{kept.id}">{escape(words.delete_really)}<span class="unseen"> {title}</span></a></details>'
        "</div></li>"
    )


def people_links(name: str, words: PeopleWords) -> str:
    """Links at the top of the page: to the conversations, and for a user (who has a name) out."""
    out = (
        f'<bdi class="who">{name_markup(name)}</bdi><a class="log-out" href="#logout">{escape(words.log_out)}</a>'
        if name
        else ""
    )
    return f'<a class="history-opener" href="#conversations">{escape(words.conversations)}</a>{out}'


def kinds_for(exchange: Exchange) -> tuple[Kind, ...]:
    """What can be said about the answer of an exchange."""
    if exchange.answer is None:
        return ()
    special = Kind.SHOULD_HAVE_ANSWERED if exchange.answer.abstained else Kind.WRONG_SOURCE
    return Kind.UP, Kind.DOWN, special


def opinion_markup(exchange: Exchange, words: PeopleWords) -> str:
    """The buttons below an answer, the one that was chosen pressed, and a place for words."""
    names = {
        Kind.UP: words.right,
        Kind.DOWN: words.not_right,
        Kind.WRONG_SOURCE: words.wrong_source,
        Kind.SHOULD_HAVE_ANSWERED: words.should_have_answered,
    }
    buttons = "".join(
        f'<button type="button" class="say {kind.value}{" pressed" * (exchange.opinion == kind)}" '
        f'title="{escape(names[kind])}"><span class="say-word">{escape(names[kind])}</span></button>'
        for kind in kinds_for(exchange)
    )
    if not buttons:
        return ""
    remark = ""
    if exchange.opinion:
        remark = (
            f'<p class="remark"><span role="status">{escape(words.thanks)}</span> '
            f'<button type="button" class="note-opener">{escape(words.note)}</button>'
            f'<span class="send-word" hidden="">{escape(words.save_note)}</span>'
            f'<span class="note-text" dir="auto">{text_markup(exchange.remark)}</span></p>'
        )
    return f'<div class="opinion" role="group" title="{escape(words.feedback)}">{buttons}</div>{remark}'
