"""The web chat: the sections of the page put together in one Gradio application.

A section (`ui.page.sections`) is wiring plus pure functions that give its markup, such as those of
`ui.page.markup.render`. What a tab has asked and opened is in `gr.State`, so nothing of it belongs to the process.
Markup is shown through `gr.Markdown`, whose sanitiser stands behind our neutralising, and which needs no `eval` in the
browser as `gr.HTML` does.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace

import gradio as gr

from rag.errors import PreuveError
from ui.page.conversation import Conversation, Opened
from ui.page.markup.render import notice
from ui.page.sections.desk import Desk, Updates, person_of
from ui.page.sections.evaluation import Evaluation
from ui.page.sections.export import Export
from ui.page.sections.further import Further
from ui.page.sections.head import Head
from ui.page.sections.history import History, first_place
from ui.page.sections.library import Library
from ui.page.sections.opinions import Opinions
from ui.page.sections.scope import Choice
from ui.page.sections.source import Source
from ui.page.sections.talk import Talk
from ui.server.access import cookie_of
from ui.words.people import PEOPLE_WORDS
from ui.words.words import FALLBACK, page_language
from ui.work.ingests import Ingests
from ui.work.trials import Trials
from ui.work.tries import Tries

LANGUAGE_COOKIE = "preuve_language"
ZONE_COOKIE = "preuve_zone"

ZONES = 14 * 60
"""Minutes that a clock is at most ahead of UTC, or behind."""


class Page:
    """The page of `Desk` as `blocks`, ready to be mounted."""

    def __init__(self, desk: Desk, ingests: Ingests, trials: Trials, tries: Tries) -> None:
        self.desk = desk
        head, choice = Head(desk), Choice(desk)
        self._source = source = Source(desk)
        self._history = history = History(desk)
        further = Further(desk, tries)
        self._talk = talk = Talk(desk, source, history, choice, further)
        library = Library(desk, ingests, choice, talk)
        opinions, evaluation = Opinions(desk, talk), Evaluation(desk, trials)
        export = Export(desk, with_files=bool(ingests.intake.megabytes))
        with gr.Blocks(title="preuve", analytics_enabled=False) as self.blocks:
            desk.place()
            head.place()
            library.place_buttons()
            if desk.offer.test_sets:
                evaluation.place_buttons()
            export.place()
            history.place_hidden()
            source.place_hidden()
            further.place_button()
            opinions.place()
            with gr.Row(elem_id="desk"):
                history.place()
                with gr.Column(elem_id="talk"):
                    talk.place()
                with gr.Column(elem_id="panel"), gr.Tabs(elem_id="views", selected="source") as desk.views:
                    source.place()
                    library.place()
                    if desk.offer.test_sets:
                        evaluation.place()
            desk.sections = (head, talk, further, source, library, history, opinions, choice, export)
            if desk.offer.test_sets:  # what is for evaluators is seen by nobody else
                desk.sections += (evaluation,)
            for section in desk.sections:
                section.listen()
            arrived = desk.listen(self.blocks.load, self.arrive, concurrency_limit=None)
            for shown in (arrived, history.reacted):
                waited = desk.listen(shown.then, self.wait, [desk.talk], [], concurrency_limit=None)
                # An event of its own: it is given what was asked and opened meanwhile, and not what was there first.
                desk.listen(waited.then, self.settle, [desk.talk, desk.opened], queue=False)

    def forget(self, tab: str) -> None:
        """Drop all that is kept of a tab; it begins anew where it is still there."""
        self.desk.forget(tab)
        sessions = self.blocks.state_holder
        with sessions.lock:
            sessions.session_data.pop(tab, None)
            sessions.time_last_used.pop(tab, None)
        queue = self.blocks._queue
        if not queue.pending_event_ids_session.get(tab):  # what still works has to find where to tell it
            queue.pending_messages_per_session.pop(tab, None)

    async def arrive(self, request: gr.Request) -> Updates:
        """A tab was opened: the page in its language, and the kept conversation that its address names (`?c=ID`)."""
        fresh = Conversation(language=_language_of(request), person=person_of(request), zone=_zone_of(request))
        named = str(request.query_params.get("c", ""))
        talk = await asyncio.to_thread(self._named, fresh, named)
        return await asyncio.to_thread(self._shown, talk, named)

    async def wait(self, talk: Conversation) -> Updates:
        """Ends when all of a conversation can be shown: documents are open, and nothing of it is being answered."""
        if talk.awaited:
            unfinished = self.desk.unfinished.get(talk.identifier or "")
            await asyncio.wait([asyncio.wrap_future(self.desk.opening), *([unfinished] if unfinished else [])])
        return {self.desk.views: gr.skip()}

    async def settle(self, talk: Conversation, opened: Opened | None, request: gr.Request) -> Updates:
        """What was awaited is there: the page anew, but what was asked meanwhile stays."""
        desk = self.desk
        if not talk.awaited:
            return {desk.opened: opened}
        fresh = replace(talk, exchanges=(), identifier=None, awaited=False)
        named = await asyncio.to_thread(self._named, fresh, talk.identifier or "")
        updates = await asyncio.to_thread(self._shown, named, "")
        if str(request.session_hash) not in desk.asked:
            return updates
        own = {desk.talk, desk.opened, desk.views, *self._talk.parts(), *self._source.parts()}
        return {part: value for part, value in updates.items() if part not in own}

    def _named(self, fresh: Conversation, named: str) -> Conversation:
        """The conversation of that name, as far as it can be shown; `fresh` where there is none."""
        opening = self.desk.opening
        with suppress(PreuveError):  # what is wrong with the documents or the store is told on the page
            if opening.done() and named:
                opened = self._history.opened(named, fresh.person, fresh.language)
                return replace(opened, zone=fresh.zone) if opened else fresh
            if self._history.holds(named, fresh.person):
                fresh = replace(fresh, identifier=named)
        return replace(fresh, awaited=not opening.done())

    def _shown(self, talk: Conversation, named: str) -> Updates:
        """The whole page; a line says so where its address has named a conversation that is not there."""
        updates = self.desk.whole(talk, first_place(talk))
        with suppress(PreuveError):
            if named and not self._history.holds(named, talk.person):
                updates[self._talk.notice] = notice(PEOPLE_WORDS[talk.language].unknown_conversation)
        return updates


def _language_of(request: gr.Request) -> str:
    headers = request.headers
    return page_language(headers.get("accept-language", FALLBACK), cookie_of(headers, LANGUAGE_COOKIE))


def _zone_of(request: gr.Request) -> int:
    """How many minutes the clock of a browser is ahead of UTC, as its page says; 0 where it does not."""
    told = cookie_of(request.headers, ZONE_COOKIE) or ""
    sign = -1 if told.startswith("-") else 1
    digits = told.removeprefix("-")
    return sign * min(int(digits), ZONES) if digits.isascii() and digits.isdecimal() and len(digits) < 6 else 0
