"""The conversation: asking, stopping, and showing the answer as it comes."""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import gradio as gr

from rag.answers import Turn
from rag.errors import Busy, PreuveError, QuestionError, Stopped, TooOften
from rag.events import Done, Text, Withdrawn
from ui.page.conversation import Conversation, Opened, checked_question
from ui.page.markup.render import conversation, editing, notice, welcome
from ui.page.sections.desk import Assistant, Desk, Section, Updates, person_of, surface
from ui.page.sections.history import History
from ui.page.sections.scope import Choice
from ui.page.sections.source import Source
from ui.words.lexicon import WORDS
from ui.words.people import PEOPLE_WORDS
from ui.work.gate import Place

REFRESH_SECONDS = 0.1
"""Least time between two showings of a draft."""


def _number(command: str) -> int:
    """The number that a click in the page names, 0 where it names none."""
    word = str(command)[:20].strip()
    return int(word) if word.isascii() and word.isdecimal() else 0


class Talk:
    """Questions and answers, kept in `history`; the first proof of an answer is opened in `source`."""

    def __init__(self, desk: Desk, source: Source, history: History, choice: Choice) -> None:
        self._desk = desk
        self._source = source
        self._history = history
        self._choice = choice
        self._limit = desk.settings.answer.question_characters

    def place(self) -> None:
        self.conversation = surface("conversation")
        self.notice = surface("notice")
        self._choice.place()
        with gr.Row(elem_id="composer"):
            self.question = gr.Textbox(
                elem_id="question", lines=1, max_lines=6, max_length=self._limit, container=False, show_label=False
            )
            self.ask_button = gr.Button("→", elem_id="ask", variant="primary")
        with gr.Row(elem_id="below"):
            self.new_button = gr.Button("+", elem_id="new", visible=False)
            self.stop_button = gr.Button("×", elem_id="stop", visible=False)
        self.edit_button = gr.Button("edit", elem_id="go-edit", visible="hidden")
        self.again_button = gr.Button("again", elem_id="go-again", visible="hidden")

    def parts(self) -> Sequence[Any]:
        return [self.conversation, self.notice, self.question, self.ask_button, self.new_button, self.stop_button]

    def listen(self) -> None:
        desk = self._desk
        answering: list[Section] = [self, self._source, self._history]
        asked = desk.listen(
            functools.partial(gr.on, [self.ask_button.click, self.question.submit]),
            self.ask,
            [self.question, desk.talk],
            answering,
            concurrency_limit=None,
            preprocess=False,  # a value that is not text must not be turned into text
        )
        again = desk.listen(
            self.again_button.click, self.again, [desk.bridge, desk.talk], answering, concurrency_limit=None
        )
        for question in (asked, again):
            desk.listen(question.failure, self.broke, [desk.talk], [self], queue=False)
        desk.listen(self.edit_button.click, self.edit, [desk.bridge, desk.talk], [self], queue=False)
        desk.listen(self.new_button.click, self.renew, [desk.talk], queue=False)
        self.stop_button.click(self.stop, [], None, queue=False, api_visibility="private", show_progress="hidden")

    def shown(self, talk: Conversation, opened: Opened | None) -> Updates:  # noqa: ARG002
        words = WORDS[talk.language]
        documents, problem = self._desk.documents()
        examples = self._desk.examples(documents, talk.language) if documents else ()
        markup = conversation(talk, words) if talk.exchanges else welcome(words, examples, documents, problem)
        return {
            self.conversation: markup,
            self.notice: "",
            self.question: gr.update(label=words.question, placeholder=words.placeholder, rtl=words.direction == "rtl"),
            self.ask_button: gr.update(value=words.ask),
            self.new_button: gr.update(value=words.new, visible=bool(talk.exchanges)),
            self.stop_button: gr.update(value=words.stop),
        }

    def edit(self, command: str, talk: Conversation) -> Updates:
        """The question of an exchange is put in the box to be changed; a number that no exchange has ends that."""
        exchange = talk.exchange(_number(command))
        if exchange is None:
            return {self._desk.talk: replace(talk, editing=0), self.notice: "", self.question: ""}
        return {
            self._desk.talk: replace(talk, editing=exchange.number),
            self.notice: editing(WORDS[talk.language]),
            self.question: exchange.question,
        }

    async def again(self, command: str, talk: Conversation, request: gr.Request) -> AsyncIterator[Updates]:
        """The question of an exchange is asked again; its answer and what followed go."""
        exchange = talk.exchange(_number(command))
        if exchange is not None and not exchange.running:
            async for updates in self.ask(exchange.question, replace(talk, editing=exchange.number), request):
                yield updates

    async def ask(self, question: object, talk: Conversation, request: gr.Request) -> AsyncIterator[Updates]:
        """A question: shown at once, then answered, the first proof opened beside it."""
        words = WORDS[talk.language]
        desk = self._desk
        tab, person = str(request.session_hash), person_of(request)
        try:
            text = checked_question(question, self._limit, words)
            with desk.gate.entry(person) as place, self._waiting(tab, place):
                before = replace(talk.before(talk.editing), person=person)
                replacing = len(before.exchanges) < len(talk.exchanges)
                asked = await asyncio.to_thread(self._history.asked, before, text, replacing)
                yield {
                    **self.redrawn(asked),
                    self.notice: "",
                    self.question: "",
                    self.new_button: gr.update(visible=True),
                    self.stop_button: gr.update(visible=True),
                }
                async for updates in self._answering(text, before.turns(), asked, place):
                    if desk.answering.get(tab) is place:
                        yield updates
        except QuestionError as error:
            yield {self.notice: notice(str(error))}
        except TooOften as error:
            yield {self.notice: notice(PEOPLE_WORDS[talk.language].many_questions.format(seconds=error.seconds))}
        except Busy:
            yield {self.notice: notice(words.busy)}

    @contextmanager
    def _waiting(self, tab: str, place: Place) -> Iterator[None]:
        """A tab waits for the answer that is made in a place, and for no other any more."""
        desk = self._desk
        desk.give_up(tab)
        desk.answering[tab] = place
        desk.presence.expect(tab)
        try:
            yield
        finally:
            place.give_up()  # also where the tab is closed or the server ends
            if desk.answering.get(tab) is place:
                del desk.answering[tab]

    async def _answering(
        self, question: str, turns: Sequence[Turn], asked: Conversation, place: Place
    ) -> AsyncIterator[Updates]:
        words = WORDS[asked.language]
        desk = self._desk
        settled: Conversation | None = None
        draft, shown_at = "", time.monotonic()
        try:
            assistant: Assistant = await place.until(asyncio.shield(asyncio.wrap_future(desk.opening)))
            files = await asyncio.to_thread(self._choice.files, asked.exchanges[-1].scope, asked.language)
            async for event in place.stream(functools.partial(assistant.stream, question, turns, files, place.stop)):
                if isinstance(event, Text | Withdrawn):
                    draft = draft + event.text if isinstance(event, Text) else ""
                    if not draft or time.monotonic() - shown_at > REFRESH_SECONDS:
                        shown_at = time.monotonic()
                        yield self.redrawn(asked.drafted(draft))
                elif isinstance(event, Done):
                    settled = asked.settled(event.answer)
        except Stopped:
            settled = None
        except PreuveError as error:
            settled = asked.settled(problem=words.failed.format(reason=error))
        outcome = await asyncio.to_thread(self._settled, settled or asked.settled(problem=words.stopped))
        yield {**outcome, self.stop_button: gr.update(visible=False)}

    def redrawn(self, talk: Conversation) -> Updates:
        """The conversation as it is now."""
        return {self._desk.talk: talk, self.conversation: conversation(talk, WORDS[talk.language])}

    def _settled(self, talk: Conversation) -> Updates:
        talk, problem = self._history.kept(talk)
        updates = {**self.redrawn(talk), **self._history.listed(talk)}
        if problem:
            updates[self.notice] = notice(problem)
        number = talk.exchanges[-1].number
        found = talk.places(number)
        if found:
            updates |= self._source.open(talk, Opened(found[0].file, number, found[0].number)) | self._source.ahead(
                talk
            )
            updates[self._desk.views] = gr.update(selected="source")
        return updates

    def stop(self, request: gr.Request) -> None:
        """The person does not want to wait for the answer."""
        place = self._desk.answering.get(str(request.session_hash))
        if place is not None:
            place.give_up()

    def broke(self, talk: Conversation) -> Updates:
        """An error that nobody foresaw: one polite line in place of the answer; the trace is in the server's log."""
        words = WORDS[talk.language]
        if talk.exchanges and talk.exchanges[-1].answer is None:
            talk = talk.settled(problem=words.failed.format(reason=words.unexpected))
        return {**self.redrawn(talk), self.stop_button: gr.update(visible=False)}

    def renew(self, talk: Conversation, request: gr.Request) -> Updates:
        """A new conversation."""
        self._desk.leave(request)
        fresh = Conversation(language=talk.language, person=person_of(request), chosen=talk.chosen)
        return self._desk.whole(fresh, None)
