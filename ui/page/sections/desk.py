"""What the sections of the page share: the assistant, the state of a tab, and how a listener is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import gradio as gr

from rag.answers import Turn
from rag.errors import PreuveError
from rag.events import Event
from rag.index.rows import DocumentInfo
from rag.settings import Settings
from rag.stopping import StopSignal
from rag.types import Document
from ui.page.conversation import Conversation, Opened
from ui.page.pages import Pages
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

    def documents(self) -> Sequence[DocumentInfo]: ...

    def document(self, file: str) -> Document | None: ...


Examples = Callable[[Sequence[DocumentInfo], str], Sequence[str]]
"""Example questions for the documents that are there, in a language of the page."""


def surface(name: str) -> gr.Markdown:
    """A part of the page that shows markup of `ui.page.markup.render`."""
    return gr.Markdown(elem_id=name, latex_delimiters=[], sanitize_html=True, show_label=False, container=False)


def person_of(request: gr.Request) -> int:
    """Who makes a request, as `ui.server.access` found out."""
    person: int = request.request.scope[PERSON]  # type: ignore[union-attr]
    return person


def no_examples(documents: Sequence[DocumentInfo], language: str) -> Sequence[str]:  # noqa: ARG001
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
    `answering` has the place of the question that is being answered, by tab; `presence` says which tabs are there.
    `opening` is the assistant that may still be on its way, so that the page is up before the index is open.
    """

    def __init__(self, opening: Future[Any], settings: Settings, examples: Examples, gate: Gate, store: Store) -> None:
        self.opening = opening
        self.settings = settings
        self.examples = examples
        self.gate = gate
        self.store = store
        self.pages = Pages(opening)
        self.sections: tuple[Section, ...] = ()
        self.answering: dict[str, Place] = {}
        self.presence = Presence(self.give_up)
        self.views: gr.Tabs

    def place(self) -> None:
        """Make what belongs to no section alone. Not inside of a tab: its content is made when it is first opened."""
        self.talk = gr.State(Conversation())
        self.opened = gr.State(None)
        self.bridge = gr.Textbox(elem_id="bridge", visible="hidden", max_length=BRIDGE_CHARACTERS)
        self.go_button = gr.Button("go", elem_id="go", visible="hidden")

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

    def leave(self, request: gr.Request) -> None:
        """Another conversation comes onto the page: what is being answered in this tab stops, and is not shown."""
        self.give_up(str(request.session_hash))

    def give_up(self, tab: str) -> None:
        """Nobody waits any more for what is being answered in a tab, if anything is."""
        place = self.answering.pop(tab, None)
        if place is not None:
            place.give_up()

    def documents(self) -> tuple[Sequence[DocumentInfo] | None, str | None]:
        """The documents, `None` as long as they are being opened, and what is wrong with them."""
        try:
            return (self.opening.result().documents(), None) if self.opening.done() else (None, None)
        except PreuveError as error:
            return (), str(error)

    def whole(self, talk: Conversation, opened: Opened | None) -> Updates:
        """Every word of the page anew."""
        front = gr.update(selected="source" if opened else "documents")
        updates: Updates = {self.talk: talk, self.opened: opened, self.views: front}
        for section in self.sections:
            updates |= section.shown(talk, opened)
        return updates
