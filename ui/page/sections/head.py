"""The top of the page, with the switch of languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import gradio as gr

from rag.errors import StoreProblem
from ui.page.conversation import Conversation, Opened
from ui.page.markup.history import people_links
from ui.page.markup.render import masthead
from ui.page.sections.desk import Desk, Updates, surface
from ui.words.lexicon import WORDS
from ui.words.people import PEOPLE_WORDS
from ui.words.words import page_language


class Head:
    """The masthead."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def place(self) -> None:
        self.masthead = surface("masthead")
        self.language_button = gr.Button("language", elem_id="go-language", visible="hidden")

    def parts(self) -> Sequence[Any]:
        return [self.masthead]

    def listen(self) -> None:
        desk = self._desk
        desk.listen(self.language_button.click, self.switch, [desk.bridge, desk.talk, desk.opened], queue=False)

    def shown(self, talk: Conversation, opened: Opened | None) -> Updates:  # noqa: ARG002
        links = people_links(self._name(talk.person), PEOPLE_WORDS[talk.language])
        return {self.masthead: masthead(WORDS[talk.language], links)}

    def _name(self, person: int) -> str:
        try:
            return self._desk.store.people.name_of(person)
        except StoreProblem:
            return ""  # what is wrong with the store is told in the list of conversations

    def switch(self, command: str, talk: Conversation, opened: Opened | None) -> Updates:
        """Another language of the page."""
        return self._desk.whole(replace(talk, language=page_language("", str(command).strip())), opened)
