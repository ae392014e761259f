"""Kept conversations and the opinions about answers as neutralised markup."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby

from rag.language.folding import fold_plain, skeleton
from ui.neutralise import escape, name_markup, text_markup
from ui.page.conversation import Exchange
from ui.store import Kept, Kind
from ui.store.conversations import Removed
from ui.words.days import near_day
from ui.words.lexicon import WORDS
from ui.words.people import PeopleWords
from ui.words.rail import RAIL_WORDS
from ui.words.words import RIGHT_TO_LEFT, counted

SHOWN = 50
"""Conversations that the list shows at first, and by which it grows."""


def history(
    kept: Sequence[Kept],
    current: str | None,
    words: PeopleWords,
    shown: int = SHOWN,
    zone: int = 0,
    now: float = 0.0,
    sought: str = "",
    told: str = "",
    shares: bool = False,
) -> str:
    """The conversations of a person by day; `current` is the one that is open, `told` what was just done, as markup.

    `zone` is how many minutes the person's clock is ahead of UTC. With `sought` only those whose titles hold its words;
    `shares`: there are others who might read them.
    """
    own = RAIL_WORDS[words.language]
    direction = "rtl" if words.language in RIGHT_TO_LEFT else "ltr"
    found = [each for each in kept if _matches(each.title, sought)]
    groups = groupby(found[:shown], lambda each: own.pinned if each.pinned else _day(each.changed, zone, now, words))
    content = "".join(
        f'<div class="day"><h3 class="label">{escape(day)}</h3><ul class="kept">'
        f"{''.join(_item(each, each.id == current, words, shares) for each in group)}</ul></div>"
        for day, group in groups
    )
    if not kept:
        content = f"<p>{escape(words.no_conversations)}</p>"
    if len(found) > shown:
        content += f'<a class="more" href="#older-{shown + SHOWN}">{escape(words.older)}</a>'
    said = "".join(
        f'<span class="word-{name}">{escape(text)}</span>'
        for name, text in (("find", own.find), ("none-found", own.none_found), ("close", own.close))
    )
    return (
        f'<section class="history" lang="{words.language}" dir="{direction}"><div class="find"></div>'
        f'<a class="fresh" href="/">{escape(WORDS[words.language].new)}</a>{told}{content}'
        f'<div hidden="">{said}</div></section>'
    )


def removed_line(removed: Removed, words: PeopleWords) -> str:
    """That a conversation is deleted, and how it comes back."""
    own = RAIL_WORDS[words.language]
    undo = f'<a href="#restore-{removed.id}">{escape(own.undo)}</a>'
    return f'<p class="removed" role="status">{_named(own.deleted, removed.title)} {undo}</p>'


def link_line(kept: Kept, words: PeopleWords) -> str:
    """Where others can read a conversation, and how that ends. The page's script completes the address."""
    own, general = RAIL_WORDS[words.language], WORDS[words.language]
    address = f"/shared/{kept.link}"
    return (
        f'<div class="removed link" role="status">{_named(own.shared, kept.title)} '
        f'<a class="link-address copy-text" dir="ltr" href="{address}">{address}</a>'
        f'<button type="button" class="copy"><span class="copy-word">{escape(general.copy)}</span>'
        f'<span class="copied-word">{escape(general.copied)}</span></button>'
        f'<a class="take-back" href="#unshare-{kept.id}">{escape(own.take_back)}</a></div>'
    )


def _named(sentence: str, title: str) -> str:
    before, after = map(escape, sentence.split("{title}"))
    return f"{before}<bdi>{text_markup(title)}</bdi>{after}"


def _matches(title: str, sought: str) -> bool:
    folded = skeleton(fold_plain(title))
    return all(word in folded for word in skeleton(fold_plain(sought)).split())


def _day(changed: float, zone: int, now: float, words: PeopleWords) -> str:
    day, today = (datetime.fromtimestamp(at + 60 * zone, UTC).date() for at in (changed, now))
    return near_day(day, today, words.language)


def _item(kept: Kept, current: bool, words: PeopleWords, shares: bool) -> str:
    own = RAIL_WORDS[words.language]
    title = text_markup(kept.title)
    pin = own.unpin if kept.pinned else own.pin
    links = "".join(
        f'<a class="kept-tool {verb}" href="#{verb}-{kept.id}" title="{escape(word)}">'
        f'<span class="unseen">{escape(word)} {title}</span></a>'
        for verb, word in (*[("share", own.share)] * shares, ("pin", pin), ("forget", words.delete))
    )
    classes = " ".join(["current"] * current + ["pinned"] * kept.pinned + ["linked"] * (kept.link is not None))
    return (
        f'<li class="{classes}" id="kept-{kept.id}"><a class="kept-title" href="#open-{kept.id}" dir="auto" '
        f'title="{escape(counted(words.questions, kept.turns))}">{title}</a>'
        f'<button type="button" class="kept-tool unfold-tools" title="{escape(own.tools)}">'
        f'<span class="unseen">{escape(own.tools)} {title}</span></button><div class="kept-tools">'
        f'<button type="button" class="kept-tool rename" title="{escape(words.new_title)}">'
        f'<span class="unseen">{escape(words.rename)} {title}</span></button>{links}</div></li>'
    )


def people_links(name: str, words: PeopleWords) -> str:
    """Links at the top of the page: to the conversations; for a user, who has a name, to their password and out."""
    out = ""
    if name:
        title = escape(words.change_password)
        out = f'<a class="who" href="/password" title="{title}"><bdi>{name_markup(name)}</bdi></a>'
        out += f'<a class="log-out" href="#logout">{escape(words.log_out)}</a>'
    return f'<a class="history-opener" href="#conversations">{escape(words.conversations)}</a>{out}'


def kinds_for(exchange: Exchange) -> tuple[Kind, ...]:
    """What can be said about the answer of an exchange."""
    if exchange.answer is None:
        return ()
    special = Kind.SHOULD_HAVE_ANSWERED if exchange.answer.abstained else Kind.WRONG_SOURCE
    return Kind.UP, Kind.DOWN, special


def opinion_buttons(exchange: Exchange, words: PeopleWords) -> str:
    """The buttons below an answer, the one that was chosen pressed."""
    names = {
        Kind.UP: words.right,
        Kind.DOWN: words.not_right,
        Kind.WRONG_SOURCE: words.wrong_source,
        Kind.SHOULD_HAVE_ANSWERED: words.should_have_answered,
    }
    buttons = "".join(
        f'<button type="button" class="tool say {kind.value}{" pressed" * (exchange.opinion == kind)}" '
        f'title="{escape(names[kind])}"><span class="word">{escape(names[kind])}</span></button>'
        for kind in kinds_for(exchange)
    )
    return f'<span class="opinion" role="group" title="{escape(words.feedback)}">{buttons}</span>' if buttons else ""


def remark_markup(exchange: Exchange, words: PeopleWords) -> str:
    """Thanks for an opinion, with a place for words."""
    if not exchange.opinion:
        return ""
    return (
        f'<p class="remark"><span role="status">{escape(words.thanks)}</span> '
        f'<button type="button" class="note-opener">{escape(words.note)}</button>'
        f'<span class="send-word" hidden="">{escape(words.save_note)}</span>'
        f'<span class="note-text" dir="auto">{text_markup(exchange.remark)}</span></p>'
    )
