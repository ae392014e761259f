"""The documents that answers come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from ui.conversation import Conversation, Opened
from ui.lexicon import WORDS
from ui.panel import library
from ui.sections.desk import Desk, Updates, surface


class Library:
    """The tab with the list of all documents."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def place(self) -> None:
        with gr.Tab("··", id="documents") as self.tab:
            self.list = surface("library")

    def parts(self) -> Sequence[Any]:
        return [self.tab, self.list]

    def listen(self) -> None:
        """Clicks on documents are for the source."""

    def shown(self, talk: Conversation, opened: Opened | None) -> Updates:  # noqa: ARG002
        words = WORDS[talk.language]
        documents, _ = self._desk.documents()
        return {self.list: library(documents or (), words), self.tab: gr.update(label=words.documents)}
