"""What the sections of the page share: the assistant, the state of a tab, and how a listener is made."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import gradio as gr

from rag.answers import Answer, Turn
from rag.errors import PreuveError
from rag.events import Event
from rag.index.contents import DocumentInfo
from rag.index.library import Documents
from rag.settings import Settings
from rag.stopping import StopSignal
from rag.types import Document
from ui.page.conversation import Conversation, Opened
from ui.page.figures import Illustrations
from ui.page.pages import Pages
from ui.page.scope import Scope, files_in
from ui.page.titles import Titles
from ui.store import PERSON, Store
from ui.work.gate import Gate, Place
from ui.work.presence import Presence

BRIDGE_CHARACTERS = 1500
"""Longest command of the page's script: a note of a person and what it belongs to."""

Updates = dict[Any, Any]
"""What a listener changes: components of the page with their new values."""


class Assistant(Protocol):
    """What the page needs of `rag.assistant.Assistant`."""

    def stream(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        files: Sequence[str] | None = None,
        stop: StopSignal | None = None,
    ) -> Iterator[Event]: ...

    def tried(
        self, question: str, files: Sequence[str] | None = None, stop: StopSignal | None = None
    ) -> Answer | None: ...

    def documents(self) -> AbstractContextManager[Documents]: ...

    def document(self, file: str) -> Document | None: ...


Examples = Callable[[Documents, str], Sequence[str]]
"""Example questions for the documents that are there, in a language of the page."""


def surface(name: str) -> gr.Markdown:
    """A part of the page that shows markup of `ui.page.markup.render`."""
    return gr.Markdown(elem_id=name, latex_delimiters=[], sanitize_html=True, show_label=False, container=False)


def person_of(request: gr.Request) -> int:
    """Who makes a request, as `ui.server.access` found out."""
    person: int = request.request.scope[PERSON]  # type: ignore[union-attr]
    return person


def no_examples(documents: Documents, language: str) -> Sequence[str]:  # noqa: ARG001
    """Example questions where none are known."""
    return ()


@dataclass(frozen=True, slots=True)
class Offer:
    """What the page offers of its own: example questions, test sets to run, and whether it takes documents in.

    Without `uploads` nobody can change the documents on the page.
    """

    examples: Examples = no_examples
    test_sets: tuple[Path, ...] = ()
    uploads: bool = True


class Section(Protocol):
    """A part of the page."""

    def place(self) -> None:
        """Make the components, where the page is being laid out."""
        ...

    def parts(self) -> Sequence[Any]:
        """The components that listeners may change."""
        ...

    def listen(self) -> None:
        """Make the listeners; the components of all sections are there."""
        ...

    def shown(self, talk: Conversation, opened: Opened | None) -> Updates:
        """Every word of the section anew."""
        ...


class Desk:
    """The state of a browser tab (`talk` and `opened`, in `gr.State`), and what stands behind all of them.

    `views` are the tabs beside the conversation; what was clicked there comes through `bridge`, a hidden box that the
    page's script fills in before it presses a hidden button such as `go_button`.
    `answering` has the place of the question that is being answered, by tab, and `asked` the tabs that have asked
    something; `unfinished` has what becomes done when an answer is kept, by conversation. `presence` says which tabs
    are there. `notice` is the line above the question. `opening` is the assistant that may still be on its way, so that
    the page is up before the index is open. `offer` is what the page has of its own.
    """

    def __init__(self, opening: Future[Any], settings: Settings, offer: Offer, gate: Gate, store: Store) -> None:
        self.opening = opening
        self.settings = settings
        self.offer = offer
        self.gate = gate
        self.store = store
        self.pages = Pages(opening)
        self.figures = Illustrations(opening)
        self.titles = Titles(self._infos)
        self.sections: tuple[Section, ...] = ()
        self.answering: dict[str, Place] = {}
        self.asked: set[str] = set()
        self._looking: dict[str, StopSignal] = {}
        self.unfinished: dict[str, asyncio.Future[None]] = {}
        self.presence = Presence(self._left)
        self.views: gr.Tabs

    def place(self) -> None:
        """Make what belongs to no section alone. Not inside of a tab: its content is made when it is first opened."""
        self.talk = gr.State(Conversation())
        self.opened = gr.State(None)
        self.bridge = gr.Textbox(elem_id="bridge", visible="hidden", max_length=BRIDGE_CHARACTERS)
        self.go_button = gr.Button("go", elem_id="go", visible="hidden")

    def place_notice(self) -> None:
        """Make the line above the question."""
        self.notice = surface("notice")

    def listen(
        self,
        event: Callable[..., Any],
        react: Callable[..., Any],
        inputs: Sequence[Any] = (),
        changes: Sequence[Section] | None = None,
        **options: Any,
    ) -> Any:
        """Make a listener on an event such as `button.click`, and give it back.

        It is private, and may change any part of the sections `changes`, of all without it, by a dictionary of updates:
        the browser does some work for each part that might change, so that what has to be quick names few.
        """
        sections = self.sections if changes is None else changes
        parts = [self.talk, self.opened, self.views, *(part for section in sections for part in section.parts())]
        # Gradio tells each part that something is on its way to it, which takes longer than the way: only one is told.
        private: dict[str, Any] = {
            "api_visibility": "private",
            "show_progress": "hidden",
            "show_progress_on": self.bridge,
        }
        return event(react, list(inputs), parts, **private, **options)

    def nothing(self) -> Updates:
        """No change: Gradio takes a dictionary without any for a value, and fails."""
        return {self.views: gr.update()}

    def leave(self, request: gr.Request) -> None:
        """Another conversation comes onto the page: what is being answered in this tab stops, and is not shown."""
        self.forget(str(request.session_hash))

    def forget(self, tab: str) -> None:
        """Nothing is known of a tab any more."""
        self.asked.discard(tab)
        self.give_up(tab)

    def looking(self, tab: str) -> StopSignal:
        """The signal for what is now looked for to be asked next in a tab; what was looked for before ends."""
        if before := self._looking.pop(tab, None):
            before.set()
        stop = self._looking[tab] = StopSignal()
        return stop

    def give_up(self, tab: str) -> None:
        """Nobody waits any more for what is being answered in a tab, or looked for, if anything is."""
        if looking := self._looking.pop(tab, None):
            looking.set()
        self._unwatched(tab)

    def _unwatched(self, tab: str) -> None:
        """Nobody waits any more for what is being answered in a tab."""
        place = self.answering.pop(tab, None)
        if place is not None:
            place.give_up()

    @contextmanager
    def waiting(self, tab: str, place: Place) -> Iterator[None]:
        """Inside of it, a tab waits for the answer that is made in a place, and for no other any more."""
        self.give_up(tab)
        self.answering[tab] = place
        self.asked.add(tab)
        self.presence.expect(tab)
        try:
            yield
        finally:
            place.give_up()  # also where the tab is closed or the server ends
            if self.answering.get(tab) is place:
                del self.answering[tab]

    @contextmanager
    def finishing(self, identifier: str | None) -> Iterator[None]:
        """Inside of it, the last question of a kept conversation has no outcome yet."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if identifier is not None:
            self.unfinished[identifier] = done
        try:
            yield
        finally:
            if identifier is not None and self.unfinished.get(identifier) is done:
                del self.unfinished[identifier]
            done.set_result(None)

    def _left(self, tab: str) -> None:
        """The stream of a tab has ended, as it also does when there is nothing to tell.

        What is looked for goes on then: it is short, and waits for everybody who asks.
        """
        self.asked.discard(tab)
        self._unwatched(tab)

    @contextmanager
    def documents(self) -> Iterator[tuple[Documents | None, PreuveError | None]]:
        """The documents, `None` where they are being opened or cannot be, and what is wrong with them."""
        documents = problem = None
        with ExitStack() as stack:
            if self.opening.done():
                try:
                    documents = stack.enter_context(self.opening.result().documents())
                except PreuveError as error:
                    problem = error
            yield documents, problem

    def _infos(self, files: Sequence[str]) -> Mapping[str, DocumentInfo] | None:
        with self.documents() as (documents, _):
            return documents.infos(files) if documents is not None else None

    def files(self, scope: Scope) -> list[str] | None:
        """The documents of a scope, `None` for all of them."""
        with self.documents() as (documents, _):
            return files_in(scope, documents)

    def whole(self, talk: Conversation, opened: Opened | None) -> Updates:
        """Every word of the page anew."""
        front = gr.update(selected="source" if opened else "documents")
        updates: Updates = {self.talk: talk, self.opened: opened, self.views: front}
        for section in self.sections:
            updates |= section.shown(talk, opened)
        return updates
