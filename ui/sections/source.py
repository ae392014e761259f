"""The source beside the conversation, and what a click on a citation does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from rag.errors import PreuveError
from ui.conversation import Conversation, Opened
from ui.lexicon import WORDS
from ui.navigation import target_of
from ui.panel import source_panel
from ui.render import notice
from ui.sections.desk import Assistant, Desk, Updates, surface
from ui.source import gone_view, source_view


class Source:
    """The tab with the open document."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def place(self) -> None:
        with gr.Tab("·", id="source") as self.tab:
            self.panel = surface("source")

    def parts(self) -> Sequence[Any]:
        return [self.tab, self.panel]

    def listen(self) -> None:
        desk = self._desk
        desk.listen(desk.go_button.click, self.navigate, [desk.bridge, desk.talk, desk.opened], queue=False)

    def shown(self, talk: Conversation, opened: Opened | None) -> Updates:
        return {self.panel: self._markup(talk, opened), self.tab: gr.update(label=WORDS[talk.language].source)}

    def open(self, talk: Conversation, opened: Opened | None) -> Updates:
        """The document of `opened` is shown, in front of the other tabs."""
        return {
            self._desk.opened: opened,
            self.panel: self._markup(talk, opened),
            self._desk.views: gr.update(selected="source"),
        }

    def _markup(self, talk: Conversation, opened: Opened | None) -> str:
        words = WORDS[talk.language]
        if opened is None or not self._desk.opening.done():
            return source_panel(None, (), 0, words)
        found = talk.places(opened.exchange)
        document = self._desk.opening.result().document(opened.file)
        if document is not None:
            view = source_view(document, found, opened.place, opened.window)
            return source_panel(view, found, opened.exchange, words)
        place = talk.place(opened.exchange, opened.place)
        return source_panel(gone_view(place, len(found)) if place else None, found, opened.exchange, words)

    def navigate(self, command: str, talk: Conversation, opened: Opened | None) -> Updates:
        """A click in the page: `cite EXCHANGE PLACE`, `document NUMBER`, `offset NUMBER`, `earlier`, `later`.

        Commands that make no sense change nothing.
        """
        try:
            assistant: Assistant = self._desk.opening.result(0)
            return self.open(talk, target_of(command, talk, opened, assistant))
        except TimeoutError:
            return {self.panel: notice(WORDS[talk.language].not_ready)}
        except PreuveError as error:
            return {self.panel: notice(str(error))}
