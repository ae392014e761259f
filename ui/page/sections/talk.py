"""The conversation: asking, stopping, and showing the answer as it comes."""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import gradio as gr

from rag.errors import Busy, PreuveError, QuestionError, Stopped, TooOften
from rag.events import Done, Text, Waiting, Withdrawn
from ui.page.cards import Cards
from ui.page.conversation import Conversation, Exchange, Opened, checked_question
from ui.page.markup.render import conversation, editing, notice
from ui.page.markup.start import welcome
from ui.page.markup.summaries import compared
from ui.page.places import Place
from ui.page.problems import problem_of
from ui.page.scope import Chosen, Scope
from ui.page.sections.desk import Assistant, Desk, Section, Updates, person_of, surface
from ui.page.sections.further import Further
from ui.page.sections.history import History, first_place
from ui.page.sections.scope import Choice
from ui.page.sections.source import Source
from ui.page.titles import surrounded
from ui.words.lexicon import WORDS
from ui.words.people import PEOPLE_WORDS
from ui.words.summaries import SUMMARY_WORDS
from ui.work.gate import Place as Seat

UNDO, ALONE = "undo ", "alone "

REFRESH_SECONDS = 0.1
"""Least time between two showings of a draft."""


def _number(command: str) -> int:
    """The number that a click in the page names, 0 where it names none."""
    word = str(command)[:20].strip()
    return int(word) if word.isascii() and word.isdecimal() else 0


class Talk:
    """Questions and answers, kept in `history`; the first proof of an answer is opened in `source`."""

    def __init__(self, desk: Desk, source: Source, history: History, choice: Choice, further: Further) -> None:
        self._desk = desk
        self._source = source
        self._history = history
        self._choice = choice
        self._further = further
        self._cards = Cards(lambda file: desk.opening.result().document(file))
        self._limit = desk.settings.answer.question_characters

    def place(self) -> None:
        with gr.Column(elem_id="thread"):
            self.conversation = surface("conversation")
            self._further.place()
        desk = self._desk
        desk.place_notice()
        self.notice = desk.notice
        self._choice.place()
        with gr.Row(elem_id="composer"):
            self.question = gr.Textbox(
                elem_id="question", lines=1, max_lines=6, max_length=self._limit, container=False, show_label=False
            )
            self.ask_button = gr.Button("→", elem_id="ask", variant="primary")
            self.stop_button = gr.Button("×", elem_id="stop", visible=False)  # in the place of the other
        with gr.Row(elem_id="below"):
            self.new_button = gr.Button("+", elem_id="new", visible=False)
        self.edit_button = gr.Button("edit", elem_id="go-edit", visible="hidden")
        self.again_button = gr.Button("again", elem_id="go-again", visible="hidden")
        self.summary_button = gr.Button("summary", elem_id="go-summary", visible="hidden")

    def parts(self) -> Sequence[Any]:
        return [self.conversation, self.notice, self.question, self.ask_button, self.new_button, self.stop_button]

    def listen(self) -> None:
        desk = self._desk
        answering: list[Section] = [self, self._source, self._history, self._further]
        asked = desk.listen(
            functools.partial(gr.on, [self.ask_button.click, self.question.submit]),
            self.ask,
            [self.question, desk.talk],
            answering,
            concurrency_limit=None,
            trigger_mode="multiple",  # else Enter would do nothing as long as an answer is written
            preprocess=False,  # a value that is not text must not be turned into text
        )
        again = desk.listen(
            self.again_button.click, self.again, [desk.bridge, desk.talk], answering, concurrency_limit=None
        )
        summary = desk.listen(
            self.summary_button.click, self.summarise, [desk.bridge, desk.talk], answering, concurrency_limit=None
        )
        for question in (asked, again, summary):
            desk.listen(question.failure, self.broke, [desk.talk], [self], queue=False)
        desk.listen(self.edit_button.click, self.edit, [desk.bridge, desk.talk], answering, queue=False)
        desk.listen(self.new_button.click, self.renew, [desk.talk], queue=False)
        self.stop_button.click(self.stop, [], None, queue=False, api_visibility="private", show_progress="hidden")

    def shown(self, talk: Conversation, opened: Opened | None) -> Updates:  # noqa: ARG002
        words = WORDS[talk.language]
        markup = conversation(talk, words, self._told) if talk.exchanges else self._welcome(talk.language)
        return {
            self.conversation: markup,
            self.notice: "",
            self.question: gr.update(label=words.question, placeholder=words.placeholder, rtl=words.direction == "rtl"),
            self.ask_button: gr.update(value=words.ask),
            self.new_button: gr.update(value=words.new, visible=bool(talk.exchanges)),
            self.stop_button: gr.update(value=words.stop),
        }

    def _told(self, exchange: Exchange, found: Sequence[Place]) -> Sequence[Place]:
        """Places with what is known of their documents, and what stands around them."""
        titled = self._desk.titles.titled(found)
        return surrounded(titled, exchange.answer) if exchange.answer else titled

    def _welcome(self, language: str) -> str:
        with self._desk.documents() as (documents, problem):
            cards = None if documents is None else self._cards(documents, language)
            total = 0 if documents is None else documents.counts().documents
        told = None if problem is None else problem_of(problem, language)
        return welcome(WORDS[language], cards, total, told, fixed=not self._desk.offer.uploads)

    def edit(self, command: str, talk: Conversation) -> Updates:
        """The question of an exchange is put in the box to be changed; a number that no exchange has ends that.

        `undo NUMBER` brings back what an exchange has replaced.
        """
        if str(command).startswith(UNDO):
            return self._undo(_number(str(command).removeprefix(UNDO)), talk)
        exchange = talk.exchange(_number(command))
        if exchange is None:
            return {self._desk.talk: replace(talk, editing=0), self.notice: "", self.question: ""}
        return {
            self._desk.talk: replace(talk, editing=exchange.number),
            self.notice: editing(WORDS[talk.language]),
            self.question: exchange.question,
        }

    def _undo(self, number: int, talk: Conversation) -> Updates:
        try:
            before = self._history.undone(replace(talk, editing=0), number)
        except PreuveError as problem:
            return {self.notice: notice(problem_of(problem, talk.language))}
        if before is None:
            return {self.notice: ""}
        before = replace(before, chosen=talk.chosen, zone=talk.zone)
        return {**self.redrawn(before), **self._history.listed(before), self.notice: ""}

    async def again(self, command: str, talk: Conversation, request: gr.Request) -> AsyncIterator[Updates]:
        """The question of an exchange is asked again; its answer and what followed go.

        `alone NUMBER` asks it as it is written, as if nothing had been said before.
        """
        exchange = talk.exchange(_number(str(command).removeprefix(ALONE)))
        if exchange is not None and not exchange.running:
            alone = str(command).startswith(ALONE)
            again = self.ask(exchange.question, replace(talk, editing=exchange.number), request, alone)
            async with aclosing(again) as steps:
                async for updates in steps:
                    yield updates

    async def summarise(self, command: str, talk: Conversation, request: gr.Request) -> AsyncIterator[Updates]:
        """The extract of a document that the list names by its key, or of the two chosen ones side by side."""
        with self._desk.documents() as (documents, _):
            info = documents.by_key(str(command)[:20].strip()) if documents is not None else None
        if info is None:
            return
        scope = compared(info.file, talk.chosen.names)
        own = SUMMARY_WORDS[talk.language]
        question = own.ask_one if len(scope) == 1 else own.ask_two
        async with aclosing(self.ask(question, replace(talk, editing=0), request, True, scope)) as steps:
            async for updates in steps:
                yield updates

    async def ask(
        self, question: object, talk: Conversation, request: gr.Request, alone: bool = False, scope: Scope = ()
    ) -> AsyncGenerator[Updates]:
        """A question: shown at once, then answered, the first proof opened beside it.

        `alone`: the turns before it are not looked at. It is asked of `scope`, else of what is chosen.
        """
        words = WORDS[talk.language]
        desk = self._desk
        tab, person = str(request.session_hash), person_of(request)
        try:
            text = checked_question(question, self._limit, words)
            if talk.exchanges and talk.exchanges[-1].running and talk.exchanges[-1].question == text:
                yield desk.nothing()  # it was pressed twice
                return
            with desk.gate.entry(person) as place, desk.waiting(tab, place):
                before = replace(talk.ended(words.stopped).before(talk.editing), person=person, awaited=False)
                replaced = talk.ended(words.stopped).exchanges[len(before.exchanges) :]
                of = replace(before, chosen=Chosen(scope)) if scope else before
                asked = await asyncio.to_thread(self._history.asked, of, text, replaced)
                asked = replace(asked, chosen=talk.chosen)
                yield {
                    **self.redrawn(asked),
                    self.notice: "",
                    self.question: "",
                    **self._further.shown(asked, None),
                    self.new_button: gr.update(visible=True),
                    self.stop_button: gr.update(visible=True),
                }
                with desk.finishing(asked.identifier):
                    async with aclosing(self._answering(text, asked, place, talk.awaited, alone)) as steps:
                        async for updates in steps:
                            if desk.answering.get(tab) is place:
                                yield updates
        except QuestionError as error:
            yield {self.notice: notice(problem_of(error, talk.language))}
        except TooOften as error:
            yield {self.notice: notice(PEOPLE_WORDS[talk.language].many_questions.format(seconds=error.seconds))}
        except Busy:
            yield {self.notice: notice(words.busy)}

    async def _answering(
        self, question: str, asked: Conversation, place: Seat, awaited: bool, alone: bool
    ) -> AsyncGenerator[Updates]:
        """What a question shows from now on; with `awaited`, the exchanges before it first."""
        words = WORDS[asked.language]
        desk = self._desk
        settled: Conversation | None = None
        draft, shown_at = "", time.monotonic()
        try:
            assistant: Assistant = await place.until(asyncio.shield(asyncio.wrap_future(desk.opening)))
            if awaited:
                asked = await asyncio.to_thread(self._history.completed, asked)
                yield self.redrawn(asked)
            turns = () if alone else asked.before(asked.exchanges[-1].number).turns()
            files = await asyncio.to_thread(self._choice.files, asked.exchanges[-1].scope, asked.language)
            async for event in place.stream(functools.partial(assistant.stream, question, turns, files, place.stop)):
                if isinstance(event, Text | Withdrawn):
                    draft = draft + event.text if isinstance(event, Text) else ""
                    if not draft or time.monotonic() - shown_at > REFRESH_SECONDS:
                        shown_at = time.monotonic()
                        yield self.redrawn(asked.drafted(draft))
                elif isinstance(event, Waiting):
                    yield self.redrawn(asked.drafted(draft, event))
                elif isinstance(event, Done):
                    settled = asked.settled(event.answer)
        except Stopped:
            settled = None
        except PreuveError as error:
            settled = asked.drafted(draft).settled(
                problem=words.failed.format(reason=problem_of(error, asked.language))
            )
        except (GeneratorExit, asyncio.CancelledError):  # nobody reads any more: what has come is kept all the same
            left = asked.drafted(draft).settled(problem=words.stopped)
            asyncio.get_running_loop().run_in_executor(None, self._history.kept, left)
            raise
        stopped = asked.drafted(draft).settled(problem=words.stopped)
        outcome = await asyncio.to_thread(self._settled, settled or stopped)
        yield {**outcome, self.stop_button: gr.update(visible=False)}

    def redrawn(self, talk: Conversation) -> Updates:
        """The conversation as it is now."""
        return {self._desk.talk: talk, self.conversation: conversation(talk, WORDS[talk.language], self._told)}

    def _settled(self, talk: Conversation) -> Updates:
        talk, problem = self._history.kept(talk)
        updates = {**self.redrawn(talk), **self._history.listed(talk)}
        if problem:
            updates[self.notice] = notice(problem)
        if talk.places(talk.exchanges[-1].number):
            updates |= self._source.ahead(talk)
        first = first_place(replace(talk, exchanges=talk.exchanges[-1:]))
        if first is not None:
            updates |= self._source.open(talk, first)
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
        fresh = Conversation(language=talk.language, person=person_of(request), zone=talk.zone)
        return self._desk.whole(fresh, None)
