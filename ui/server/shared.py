"""A conversation that somebody lets others read: a page of its own without a script, on which nothing can be changed.

Only its name leads there, and only people who may log in get an answer. What was added to the conversation since, and
what became of its citations, is seen at each look; its proofs lead to the page, which opens them in the document.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import fastapi
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ui.neutralise import escape, name_markup, text_markup
from ui.page.conversation import Conversation, Exchange
from ui.page.keeping import conversation_of, rechecked
from ui.page.markup.render import conversation
from ui.page.places import Place
from ui.page.titles import Titles, surrounded
from ui.server.access import cookie_of
from ui.server.login import LANGUAGE_COOKIE
from ui.store import Store
from ui.words.lexicon import WORDS
from ui.words.rail import RAIL_WORDS
from ui.words.words import FALLBACK, Words, page_language


class Shared:
    """The address `/shared/NAME`; `opening` becomes the assistant."""

    def __init__(self, store: Store, opening: Future[Any], titles: Titles) -> None:
        self._store = store
        self._opening = opening
        self._titles = titles

    def add_to(self, api: fastapi.FastAPI) -> None:
        """Add the route to an application."""

        async def page(name: str, request: Request) -> Response:
            headers = request.headers
            told = cookie_of(headers, LANGUAGE_COOKIE)
            words = WORDS[page_language(headers.get("accept-language", FALLBACK), told)]
            return await asyncio.to_thread(self._page, name, words)

        api.add_api_route("/shared/{name}", page, methods=["GET"], include_in_schema=False)

    def _page(self, name: str, words: Words) -> Response:
        own = RAIL_WORDS[words.language]
        linked = self._store.links.find(name)
        if linked is None:
            return _shown("preuve", f'<p class="notice">{escape(own.not_shared)}</p>', words, 404)
        if not self._opening.done():
            return _shown("preuve", f'<p class="notice">{escape(words.not_ready)}</p>', words, 503)
        turns = self._store.conversations.turns(linked.person, linked.conversation) or ()
        talk = conversation_of(linked.conversation, turns, linked.person, words.language)
        talk = rechecked(talk.ended(words.stopped), self._opening.result().document)
        title = self._store.conversations.title(linked.person, linked.conversation) or ""
        before, after = map(escape, own.shared_by.split("{name}"))
        who = f"{before}<bdi>{name_markup(self._store.people.name_of(linked.person))}</bdi>{after}"
        said = conversation(_nameless(talk, title), words, self._told)
        return _shown(title, f'<p class="shared-by">{who}</p>{said}', words)

    def _told(self, exchange: Exchange, found: Sequence[Place]) -> Sequence[Place]:
        titled = self._titles.titled(found)
        return surrounded(titled, exchange.answer) if exchange.answer else titled


def _nameless(talk: Conversation, title: str) -> Conversation:
    """The conversation without the name by which its owner opens it, and without what was replaced in it."""
    exchanges = tuple(replace(each, replaced=()) for each in talk.exchanges)
    return replace(talk, identifier=None, title=title, exchanges=exchanges)


def _shown(title: str, content: str, words: Words, status: int = 200) -> Response:
    """A page with the look of the chat; its links lead from the root, where citations are opened."""
    page = (
        f'<!doctype html><html lang="{words.language}" dir="{words.direction}"><head><meta charset="utf-8">'
        f'<base href="/"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{text_markup(title)} · preuve</title>"
        '<link rel="stylesheet" href="/preuve/preuve.css"><link rel="stylesheet" href="/preuve/library.css">'
        '<link rel="stylesheet" href="/preuve/plain.css"></head><body class="ready shared">'
        '<header><a class="wordmark" href="/" lang="fr" dir="ltr">preuve<span class="point">.</span></a></header>'
        f'<main class="gradio-container"><div class="prose">{content}</div></main></body></html>'
    )
    return HTMLResponse(page, status, {"cache-control": "private, no-store"})
