"""The web chat: the sections of the page put together in one Gradio application.

A section (`ui.page.sections`) is wiring plus pure functions that give its markup, such as those of
`ui.page.markup.render`. What a tab has asked and opened is in `gr.State`, so nothing of it belongs to the process.
Markup is shown through `gr.Markdown`, whose sanitiser stands behind our neutralising, and which needs no `eval` in the
browser as `gr.HTML` does.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import gradio as gr

from rag.errors import PreuveError
from ui.page.conversation import Conversation
from ui.page.sections.desk import Desk, Updates, person_of
from ui.page.sections.evaluation import Evaluation
from ui.page.sections.export import Export
from ui.page.sections.head import Head
from ui.page.sections.history import History, first_place
from ui.page.sections.library import Library
from ui.page.sections.opinions import Opinions
from ui.page.sections.scope import Choice
from ui.page.sections.source import Source
from ui.page.sections.talk import Talk
from ui.server.access import cookie_of
from ui.words.words import FALLBACK, page_language
from ui.work.intake import Intake
from ui.work.trials import Trials

LANGUAGE_COOKIE = "preuve_language"


class Page:
    """The page of `Desk` as `blocks`, ready to be mounted."""

    def __init__(self, desk: Desk, intake: Intake, trials: Trials) -> None:
        self.desk = desk
        head, source, choice = Head(desk), Source(desk), Choice(desk)
        self._history = history = History(desk)
        talk = Talk(desk, source, history, choice)
        library = Library(desk, intake, choice, talk)
        opinions, export, evaluation = Opinions(desk, talk), Export(desk), Evaluation(desk, trials)
        with gr.Blocks(title="preuve", analytics_enabled=False) as self.blocks:
            desk.place()
            head.place()
            library.place_buttons()
            evaluation.place_buttons()
            export.place()
            history.place_hidden()
            source.place_hidden()
            opinions.place()
            with gr.Row(elem_id="desk"):
                with gr.Column(elem_id="talk"):
                    talk.place()
                with gr.Column(elem_id="panel"), gr.Tabs(elem_id="views", selected="source") as desk.views:
                    source.place()
                    library.place()
                    history.place()
                    evaluation.place()
            desk.sections = (head, talk, source, library, history, opinions, choice, export, evaluation)
            for section in desk.sections:
                section.listen()
            desk.listen(self.blocks.load, self.arrive, concurrency_limit=None)

    async def arrive(self, request: gr.Request) -> AsyncIterator[Updates]:
        """A tab was opened: the page in its language, at once and again when the documents are there.

        Where its address names a kept conversation (`?c=ID`), that one is shown.
        """
        fresh = Conversation(language=_language_of(request), person=person_of(request))
        named = str(request.query_params.get("c", ""))
        opening = self.desk.opening
        yield await asyncio.to_thread(self._arrived, fresh, named)
        if not opening.done():
            await asyncio.wait([asyncio.wrap_future(opening)])
            yield await asyncio.to_thread(self._arrived, fresh, named)

    def _arrived(self, fresh: Conversation, named: str) -> Updates:
        talk = None
        if named and self.desk.opening.done():
            with suppress(PreuveError):  # what is wrong with the documents is told on the page
                talk = self._history.opened(named, fresh.person, fresh.language)
        return self.desk.whole(talk or fresh, first_place(talk) if talk else None)


def _language_of(request: gr.Request) -> str:
    headers = request.headers
    return page_language(headers.get("accept-language", FALLBACK), cookie_of(headers, LANGUAGE_COOKIE))
