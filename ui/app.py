"""The web chat: the sections of the page put together in one Gradio application.

A section (`ui.sections`) is wiring plus pure functions that give its markup, such as those of `ui.render`. What a tab
has asked and opened is in `gr.State`, so nothing of it belongs to the process. Markup is shown through `gr.Markdown`,
whose sanitiser stands behind our neutralising, and which needs no `eval` in the browser as `gr.HTML` does.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import Future
from http.cookies import CookieError, SimpleCookie
from typing import Any

import gradio as gr

from rag.settings import Settings
from ui.conversation import Conversation
from ui.gate import Gate
from ui.sections.desk import Desk, Examples, Updates
from ui.sections.head import Head
from ui.sections.library import Library
from ui.sections.source import Source
from ui.sections.talk import Talk
from ui.words import FALLBACK, page_language

LANGUAGE_COOKIE = "preuve_language"


class Page:
    """The page of `Desk` as `blocks`, ready to be mounted."""

    def __init__(self, opening: Future[Any], settings: Settings, examples: Examples, gate: Gate) -> None:
        self._desk = desk = Desk(opening, settings, examples, gate)
        head, source, library = Head(desk), Source(desk), Library(desk)
        talk = Talk(desk, source)
        with gr.Blocks(title="preuve", analytics_enabled=False) as self.blocks:
            desk.place()
            head.place()
            with gr.Row(elem_id="desk"):
                with gr.Column(elem_id="talk"):
                    talk.place()
                with gr.Column(elem_id="panel"), gr.Tabs(elem_id="views", selected="source") as desk.views:
                    source.place()
                    library.place()
            desk.sections = (head, talk, source, library)
            for section in desk.sections:
                section.listen()
            desk.listen(self.blocks.load, self.arrive, concurrency_limit=None)

    async def arrive(self, request: gr.Request) -> AsyncIterator[Updates]:
        """A tab was opened: the page in its language, at once and again when the documents are there."""
        talk = Conversation(language=_language_of(request))
        opening = self._desk.opening
        yield await asyncio.to_thread(self._desk.whole, talk, None)
        if not opening.done():
            await asyncio.wait([asyncio.wrap_future(opening)])
            yield await asyncio.to_thread(self._desk.whole, talk, None)


def _language_of(request: gr.Request) -> str:
    headers = request.headers
    try:
        cookie = SimpleCookie(headers.get("cookie", "")).get(LANGUAGE_COOKIE)
    except CookieError:
        cookie = None
    return page_language(headers.get("accept-language", FALLBACK), cookie.value if cookie else "")
