"""The web chat: what Gradio shows, and what happens on a question or a click.

The page is wiring plus the pure functions of `ui.render`. What a tab has asked and opened is in `gr.State`, so nothing
of it belongs to the process. Markup is shown through `gr.Markdown`, whose sanitiser stands behind our neutralising,
and which needs no `eval` in the browser as `gr.HTML` does. Clicks on citations come through a hidden text box: see
`preuve.js`.
"""

from __future__ import annotations

import asyncio
import functools
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from http.cookies import CookieError, SimpleCookie
from typing import Any, Protocol

import gradio as gr

from rag.errors import Busy, PreuveError, QuestionError
from rag.events import Done, Event, Text, Withdrawn
from rag.rows import DocumentInfo
from rag.settings import Settings
from rag.types import Document, Turn
from ui.conversation import Conversation, Opened, checked_question
from ui.gate import Gate
from ui.lexicon import WORDS
from ui.navigation import target_of
from ui.panel import library, source_panel
from ui.render import conversation, masthead, notice, welcome
from ui.source import gone_view, source_view
from ui.words import FALLBACK, page_language

LANGUAGE_COOKIE = "preuve_language"
REFRESH_SECONDS = 0.1
"""Least time between two showings of a draft."""

Updates = dict[Any, Any]


class Assistant(Protocol):
    """What the page needs of `rag.assistant.Assistant`."""

    def stream(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        files: Sequence[str] | None = None,
        stop: threading.Event | None = None,
    ) -> Iterator[Event]: ...

    def documents(self) -> Sequence[DocumentInfo]: ...

    def document(self, file: str) -> Document | None: ...


Examples = Callable[[Sequence[DocumentInfo], str], Sequence[str]]
"""Example questions for the documents that are there, in a language of the page."""


def _surface(name: str) -> gr.Markdown:
    """A part of the page that shows markup of `ui.render`."""
    return gr.Markdown(elem_id=name, latex_delimiters=[], sanitize_html=True, show_label=False, container=False)


class Page:
    """The components of the page and the listeners on them.

    `opening` is the assistant that may still be on its way, so that the page is up before the index is open.
    """

    def __init__(self, opening: Future[Any], settings: Settings, examples: Examples, gate: Gate) -> None:
        self._opening = opening
        self._limit = settings.question_characters
        self._examples = examples
        self._gate = gate
        self._stops: dict[str, threading.Event] = {}
        with gr.Blocks(title="preuve", analytics_enabled=False) as self.blocks:
            self._place()
            self._wire()

    def _place(self) -> None:
        self.talk = gr.State(Conversation())
        self.opened = gr.State(None)
        self.masthead = _surface("masthead")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk"):
                self.conversation = _surface("conversation")
                self.notice = _surface("notice")
                with gr.Row(elem_id="composer"):
                    self.question = gr.Textbox(
                        elem_id="question",
                        lines=1,
                        max_lines=6,
                        max_length=self._limit,
                        container=False,
                        show_label=False,
                    )
                    self.ask_button = gr.Button("→", elem_id="ask", variant="primary")
                with gr.Row(elem_id="below"):
                    self.new_button = gr.Button("+", elem_id="new", visible=False)
                    self.stop_button = gr.Button("×", elem_id="stop", visible=False)
            with gr.Column(elem_id="panel"), gr.Tabs(elem_id="views", selected="source") as self.views:
                with gr.Tab("·", id="source") as self.source_tab:
                    self.source = _surface("source")
                with gr.Tab("··", id="documents") as self.library_tab:
                    self.library = _surface("library")
        self.bridge = gr.Textbox(elem_id="bridge", visible="hidden", max_length=200)
        self.go_button = gr.Button("go", elem_id="go", visible="hidden")
        self.language_button = gr.Button("language", elem_id="go-language", visible="hidden")

    def _wire(self) -> None:
        """Every listener is private, and may change any part of the page by a dictionary of updates."""
        parts: list[Any] = [
            self.talk, self.opened, self.masthead, self.conversation, self.notice, self.question, self.ask_button,
            self.new_button, self.stop_button, self.source, self.library, self.source_tab, self.library_tab, self.views,
        ]  # fmt: skip
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        self.blocks.load(self.arrive, None, parts, concurrency_limit=None, **private)
        asked = gr.on(
            [self.ask_button.click, self.question.submit],
            self.ask,
            [self.question, self.talk],
            parts,
            concurrency_limit=None,
            preprocess=False,  # a value that is not text must not be turned into text
            **private,
        )
        asked.failure(self.broke, [self.talk], parts, queue=False, **private)
        for button, react, inputs in (
            (self.stop_button, self.stop, []),
            (self.go_button, self.navigate, [self.bridge, self.talk, self.opened]),
            (self.language_button, self.switch, [self.bridge, self.talk, self.opened]),
            (self.new_button, self.renew, [self.talk]),
        ):
            button.click(react, inputs, parts if inputs else None, queue=False, **private)

    def _documents(self) -> tuple[Sequence[DocumentInfo] | None, str | None]:
        """The documents, `None` as long as they are being opened, and what is wrong with them."""
        try:
            return (self._opening.result().documents(), None) if self._opening.done() else (None, None)
        except PreuveError as error:
            return (), str(error)

    def _whole(self, talk: Conversation, opened: Opened | None) -> Updates:
        """Every word of the page anew."""
        words = WORDS[talk.language]
        documents, problem = self._documents()
        examples = self._examples(documents, talk.language) if documents else ()
        shown = conversation(talk, words) if talk.exchanges else welcome(words, examples, documents, problem)
        return {
            self.talk: talk,
            self.opened: opened,
            self.masthead: masthead(words),
            self.conversation: shown,
            self.notice: "",
            self.question: gr.update(label=words.question, placeholder=words.placeholder, rtl=words.direction == "rtl"),
            self.ask_button: gr.update(value=words.ask),
            self.new_button: gr.update(value=words.new, visible=bool(talk.exchanges)),
            self.stop_button: gr.update(value=words.stop),
            self.source: self._source(talk, opened),
            self.library: library(documents or (), words),
            self.source_tab: gr.update(label=words.source),
            self.library_tab: gr.update(label=words.documents),
            self.views: gr.update(selected="source" if opened else "documents"),
        }

    def _source(self, talk: Conversation, opened: Opened | None) -> str:
        words = WORDS[talk.language]
        if opened is None or not self._opening.done():
            return source_panel(None, (), 0, words)
        found = talk.places(opened.exchange)
        document = self._opening.result().document(opened.file)
        if document is not None:
            view = source_view(document, found, opened.place, opened.window)
            return source_panel(view, found, opened.exchange, words)
        place = talk.place(opened.exchange, opened.place)
        return source_panel(gone_view(place, len(found)) if place else None, found, opened.exchange, words)

    async def arrive(self, request: gr.Request) -> AsyncIterator[Updates]:
        """A tab was opened: the page in its language, at once and again when the documents are there."""
        talk = Conversation(language=_language_of(request))
        yield await asyncio.to_thread(self._whole, talk, None)
        if not self._opening.done():
            await asyncio.wait([asyncio.wrap_future(self._opening)])
            yield await asyncio.to_thread(self._whole, talk, None)

    async def ask(self, question: object, talk: Conversation, request: gr.Request) -> AsyncIterator[Updates]:
        """A question: shown at once, then answered, the first proof opened beside it."""
        words = WORDS[talk.language]
        stop = threading.Event()
        session = str(request.session_hash)
        try:
            text = checked_question(question, self._limit, words)
            with self._gate.entry():
                self._stops[session] = stop
                asked = talk.asked(text)
                yield {
                    **self._talk(asked),
                    self.notice: "",
                    self.question: "",
                    self.new_button: gr.update(visible=True),
                    self.stop_button: gr.update(visible=True),
                }
                async for updates in self._answering(text, talk.turns(), asked, stop):
                    yield updates
        except QuestionError as error:
            yield {self.notice: notice(str(error))}
        except Busy:
            yield {self.notice: notice(words.busy)}
        finally:
            stop.set()  # also where the tab is closed or the server ends
            self._stops.pop(session, None)

    async def _answering(
        self, question: str, turns: Sequence[Turn], asked: Conversation, stop: threading.Event
    ) -> AsyncIterator[Updates]:
        words = WORDS[asked.language]
        outcome: Updates = {}
        draft, shown_at = "", time.monotonic()
        try:
            assistant: Assistant = await asyncio.shield(asyncio.wrap_future(self._opening))
            async for event in self._gate.stream(functools.partial(assistant.stream, question, turns, None, stop)):
                if isinstance(event, Text | Withdrawn):
                    draft = draft + event.text if isinstance(event, Text) else ""
                    if not draft or time.monotonic() - shown_at > REFRESH_SECONDS:
                        shown_at = time.monotonic()
                        yield self._talk(asked.drafted(draft))
                elif isinstance(event, Done):
                    outcome = await asyncio.to_thread(self._settled, asked.settled(event.answer))
        except PreuveError as error:
            outcome = self._talk(asked.settled(problem=words.failed.format(reason=error)))
        yield {
            **(outcome or self._talk(asked.settled(problem=words.stopped))),
            self.stop_button: gr.update(visible=False),
        }

    def _talk(self, talk: Conversation) -> Updates:
        return {self.talk: talk, self.conversation: conversation(talk, WORDS[talk.language])}

    def _settled(self, talk: Conversation) -> Updates:
        number = talk.exchanges[-1].number
        found = talk.places(number)
        if not found:
            return self._talk(talk)
        opened = Opened(found[0].file, number, found[0].number)
        source = {
            self.opened: opened,
            self.source: self._source(talk, opened),
            self.views: gr.update(selected="source"),
        }
        return {**self._talk(talk), **source}

    def stop(self, request: gr.Request) -> None:
        """The person does not want to wait for the answer."""
        signal = self._stops.get(str(request.session_hash))
        if signal is not None:
            signal.set()

    def broke(self, talk: Conversation) -> Updates:
        """An error that nobody foresaw: one polite line in place of the answer; the trace is in the server's log."""
        words = WORDS[talk.language]
        if talk.exchanges and talk.exchanges[-1].answer is None:
            talk = talk.settled(problem=words.failed.format(reason=words.unexpected))
        return {**self._talk(talk), self.stop_button: gr.update(visible=False)}

    def navigate(self, command: str, talk: Conversation, opened: Opened | None) -> Updates:
        """A click in the page: `cite EXCHANGE PLACE`, `document NUMBER`, `offset NUMBER`, `earlier`, `later`.

        Commands that make no sense change nothing.
        """
        try:
            assistant: Assistant = self._opening.result(0)
            target = target_of(command, talk, opened, assistant)
            source = self._source(talk, target)
        except TimeoutError:
            return {self.source: notice(WORDS[talk.language].not_ready)}
        except PreuveError as error:
            return {self.source: notice(str(error))}
        return {self.opened: target, self.source: source, self.views: gr.update(selected="source")}

    def switch(self, command: str, talk: Conversation, opened: Opened | None) -> Updates:
        """Another language of the page."""
        return self._whole(replace(talk, language=page_language("", str(command).strip())), opened)

    def renew(self, talk: Conversation) -> Updates:
        """A new conversation."""
        return self._whole(Conversation(language=talk.language), None)


def _language_of(request: gr.Request) -> str:
    headers = request.headers
    try:
        cookie = SimpleCookie(headers.get("cookie", "")).get(LANGUAGE_COOKIE)
    except CookieError:
        cookie = None
    return page_language(headers.get("accept-language", FALLBACK), cookie.value if cookie else "")
