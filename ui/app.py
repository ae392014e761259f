"""The web chat: what Gradio shows, and what happens on a question or a click.

The page is wiring plus the pure functions of `ui.render`. What a tab has asked and opened is in `gr.State`, so nothing
of it belongs to the process. Markup is shown through `gr.Markdown`, whose sanitiser stands behind our neutralising,
and which needs no `eval` in the browser as `gr.HTML` does. Clicks on citations come through a hidden text box: see
`preuve.js`.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from http.cookies import CookieError, SimpleCookie
from typing import Any, Protocol

import gradio as gr

from rag.errors import Busy, PreuveError, QuestionError
from rag.rows import DocumentInfo
from rag.settings import Settings
from rag.types import Answer, Document, Span, Turn
from ui.conversation import Conversation, Opened, checked_question
from ui.gate import Gate
from ui.neutralise import text_markup
from ui.render import conversation, library, masthead, source_panel, welcome
from ui.source import WINDOW, Place, gone_view, places, source_view, window_around
from ui.words import FALLBACK, WORDS, Words, page_language

LANGUAGE_COOKIE = "preuve_language"
Updates = dict[Any, Any]


class Assistant(Protocol):
    """What the page needs of `rag.assistant.Assistant`."""

    def ask(self, question: str, turns: Sequence[Turn] = (), files: Sequence[str] | None = None) -> Answer: ...

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
                self.new_button = gr.Button("+", elem_id="new", visible=False)
            with gr.Column(elem_id="panel"), gr.Tabs(elem_id="views", selected="source") as self.views:
                with gr.Tab("·", id="source") as self.source_tab:
                    self.source = _surface("source")
                with gr.Tab("··", id="documents") as self.library_tab:
                    self.library = _surface("library")
        self.bridge = gr.Textbox(elem_id="bridge", visible="hidden", max_length=200)
        self.go_button = gr.Button("go", elem_id="go", visible="hidden")
        self.language_button = gr.Button("language", elem_id="go-language", visible="hidden")

    def _wire(self) -> None:
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        whole: list[Any] = [
            self.talk, self.opened, self.masthead, self.conversation, self.notice, self.question, self.ask_button,
            self.new_button, self.source, self.library, self.source_tab, self.library_tab,
        ]  # fmt: skip
        self.blocks.load(self.arrive, None, whole, concurrency_limit=None, **private)
        asked = gr.on(
            [self.ask_button.click, self.question.submit],
            self.ask,
            [self.question, self.talk],
            [
                self.talk,
                self.opened,
                self.conversation,
                self.notice,
                self.question,
                self.new_button,
                self.source,
                self.views,
            ],
            concurrency_limit=None,
            preprocess=False,  # a value that is not text must not be turned into text
            **private,
        )
        asked.failure(self.broke, [self.talk], [self.talk, self.conversation], queue=False, **private)
        self.go_button.click(
            self.navigate,
            [self.bridge, self.talk, self.opened],
            [self.opened, self.source, self.views],
            queue=False,
            **private,
        )
        self.language_button.click(self.switch, [self.bridge, self.talk, self.opened], whole, queue=False, **private)
        self.new_button.click(self.renew, [self.talk], whole, queue=False, **private)

    def _assistant(self) -> Assistant | None:
        """The assistant, if it is there."""
        if not self._opening.done() or self._opening.exception() is not None:
            return None
        assistant: Assistant = self._opening.result()
        return assistant

    # What the page shows.

    def _whole(self, talk: Conversation, opened: Opened | None) -> Updates:
        """Every word of the page anew."""
        words = WORDS[talk.language]
        assistant = self._assistant()
        documents = assistant.documents() if assistant else None
        examples = self._examples(documents, talk.language) if documents else ()
        shown = conversation(talk, words) if talk.exchanges else welcome(words, examples, documents)
        return {
            self.talk: talk,
            self.opened: opened,
            self.masthead: masthead(words),
            self.conversation: shown,
            self.notice: "",
            self.question: gr.update(label=words.question, placeholder=words.placeholder, rtl=words.direction == "rtl"),
            self.ask_button: gr.update(value=words.ask),
            self.new_button: gr.update(value=words.new, visible=bool(talk.exchanges)),
            self.source: self._source(talk, opened),
            self.library: library(documents or (), words),
            self.source_tab: gr.update(label=words.source),
            self.library_tab: gr.update(label=words.documents),
        }

    def _source(self, talk: Conversation, opened: Opened | None) -> str:
        words = WORDS[talk.language]
        assistant = self._assistant()
        if opened is None or assistant is None:
            return source_panel(None, (), 0, words)
        exchange = talk.exchange(opened.exchange)
        found: tuple[Place, ...] = places(exchange.answer) if exchange and exchange.answer else ()
        document = assistant.document(opened.file)
        if document is not None:
            view = source_view(document, found, opened.place, opened.window)
            return source_panel(view, found, opened.exchange, words)
        place = next((place for place in found if place.number == opened.place), None)
        return source_panel(gone_view(place, len(found)) if place else None, found, opened.exchange, words)

    # What happens.

    async def arrive(self, request: gr.Request) -> AsyncIterator[Updates]:
        """A tab was opened: the page in its language, at once and again when the documents are there."""
        talk = Conversation(language=_language_of(request))
        yield self._whole(talk, None)
        if not self._opening.done():
            await asyncio.wait([asyncio.wrap_future(self._opening)])
            yield self._whole(talk, None)

    async def ask(self, question: object, talk: Conversation) -> AsyncIterator[Updates]:
        """A question: shown at once, then answered, the first proof opened beside it."""
        words = WORDS[talk.language]
        try:
            text = checked_question(question, self._limit, words)
            with self._gate.entry():
                asked = talk.asked(text)
                shown = conversation(asked, words)
                yield {
                    self.talk: asked,
                    self.conversation: shown,
                    self.notice: "",
                    self.question: "",
                    self.new_button: gr.update(visible=True),
                }
                yield await self._answered(text, talk, asked, words)
        except QuestionError as error:
            yield {self.notice: _notice(str(error))}
        except Busy:
            yield {self.notice: _notice(words.busy)}

    async def _answered(self, question: str, talk: Conversation, asked: Conversation, words: Words) -> Updates:
        try:
            assistant: Assistant = await asyncio.shield(asyncio.wrap_future(self._opening))
            answer = await self._gate.run(functools.partial(assistant.ask, question, talk.turns()))
        except PreuveError as error:
            settled = asked.settled(problem=words.failed.format(reason=error))
            return {self.talk: settled, self.conversation: conversation(settled, words)}
        settled = asked.settled(answer)
        updates: Updates = {self.talk: settled, self.conversation: conversation(settled, words)}
        found = places(answer)
        if found:
            opened = Opened(found[0].file, settled.exchanges[-1].number, found[0].number)
            updates |= {
                self.opened: opened,
                self.source: await asyncio.to_thread(self._source, settled, opened),
                self.views: gr.update(selected="source"),
            }
        return updates

    def broke(self, talk: Conversation) -> Updates:
        """An error that nobody foresaw: one polite line in place of the answer; the trace is in the server's log."""
        words = WORDS[talk.language]
        if talk.exchanges and talk.exchanges[-1].answer is None:
            talk = talk.settled(problem=words.failed.format(reason=words.unexpected))
        return {self.talk: talk, self.conversation: conversation(talk, words)}

    def navigate(self, command: str, talk: Conversation, opened: Opened | None) -> Updates:
        """A click in the page: `cite EXCHANGE PLACE`, `document NUMBER`, `offset NUMBER`, `earlier`, `later`.

        Commands that make no sense change nothing.
        """
        target = self._target(str(command).split()[:3], talk, opened)
        if target is None:
            return {self.source: gr.skip()}
        return {
            self.opened: target,
            self.source: self._source(talk, target),
            self.views: gr.update(selected="source"),
        }

    def _target(self, command: Sequence[str], talk: Conversation, opened: Opened | None) -> Opened | None:
        assistant = self._assistant()
        numbers = [int(word) for word in command[1:] if word.isascii() and word.isdecimal()]
        match command[:1], numbers:
            case ["cite"], [exchange_number, place_number]:
                exchange = talk.exchange(exchange_number)
                found = places(exchange.answer) if exchange and exchange.answer else ()
                place = next((place for place in found if place.number == place_number), None)
                return Opened(place.file, exchange_number, place_number) if place else None
            case ["document"], [number] if assistant and number < len(documents := assistant.documents()):
                return Opened(documents[number].file)
            case (["offset"], [_]) | (["earlier"] | ["later"], []) if assistant and opened:
                document = assistant.document(opened.file)
                return (
                    replace(opened, window=_window(document, command[0], numbers, talk, opened)) if document else None
                )
        return None

    def switch(self, command: str, talk: Conversation, opened: Opened | None) -> Updates:
        """Another language of the page."""
        return self._whole(replace(talk, language=page_language("", str(command).strip())), opened)

    def renew(self, talk: Conversation) -> Updates:
        """A new conversation."""
        return self._whole(Conversation(language=talk.language), None)


def _notice(text: str) -> str:
    return f'<p class="notice" role="alert" dir="auto">{text_markup(text)}</p>'


def _language_of(request: gr.Request) -> str:
    headers = request.headers
    try:
        cookie = SimpleCookie(headers.get("cookie", "")).get(LANGUAGE_COOKIE)
    except CookieError:
        cookie = None
    return page_language(headers.get("accept-language", FALLBACK), cookie.value if cookie else "")


def _window(document: Document, move: str, numbers: Sequence[int], talk: Conversation, opened: Opened) -> Span:
    """The stretch to show after `offset`, `earlier` or `later`."""
    length = len(document.text)
    if move == "offset":
        at = min(numbers[0], length)
        return window_around(document, Span(at, at))
    shown = opened.window
    if shown is None:
        exchange = talk.exchange(opened.exchange)
        found = places(exchange.answer) if exchange and exchange.answer else ()
        place = next((place for place in found if place.number == opened.place), None)
        shown = window_around(document, place.span if place else Span(0, 0))
    if move == "earlier":
        return Span(max(0, shown.start - WINDOW), shown.end)
    return Span(shown.start, min(length, shown.end + WINDOW))
