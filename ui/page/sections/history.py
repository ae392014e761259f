"""The conversations that are kept: their list, and how a turn gets into one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import gradio as gr

from rag.errors import PreuveError, StoreProblem
from rag.types import Document
from ui.page.conversation import Conversation, Opened
from ui.page.keeping import conversation_of, rechecked, turn_record
from ui.page.markup.history import SHOWN, history
from ui.page.markup.render import notice
from ui.page.sections.desk import Desk, Updates, person_of, surface
from ui.words.lexicon import WORDS
from ui.words.people import PEOPLE_WORDS


class History:
    """The tab with the kept conversations of the person."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._kept = desk.store.conversations

    def place(self) -> None:
        """Make the tab."""
        with gr.Tab("···", id="history", elem_id="history-tab") as self.tab:
            self.list = surface("history")

    def place_hidden(self) -> None:
        """Make the button that the page's script presses; not inside of a tab, which is made when it is opened."""
        self.button = gr.Button("history", elem_id="go-history", visible="hidden")

    def parts(self) -> Sequence[Any]:
        return [self.tab, self.list]

    def listen(self) -> None:
        desk = self._desk
        desk.listen(self.button.click, self.react, [desk.bridge, desk.talk], queue=False)

    def shown(self, talk: Conversation, opened: Opened | None) -> Updates:  # noqa: ARG002
        return {self.tab: gr.update(label=PEOPLE_WORDS[talk.language].conversations), **self.listed(talk)}

    def listed(self, talk: Conversation, shown: int = SHOWN) -> Updates:
        """The list as it is now, with at most so many conversations."""
        try:
            kept = self._kept.of(talk.person)
        except StoreProblem as problem:
            return {self.list: notice(str(problem))}
        return {self.list: history(kept, talk.identifier, PEOPLE_WORDS[talk.language], shown)}

    def asked(self, talk: Conversation, question: str, replacing: bool) -> Conversation:
        """The conversation with one more question, which is kept at once, so that a reload does not lose it.

        Unless it is `replacing` what is kept from its number on, it comes after what was asked in another tab.
        """
        try:
            asked = talk.asked(question, 0 if replacing else self._kept.latest(talk.person, talk.identifier))
        except StoreProblem:
            return talk.asked(question)  # what is wrong is told when the answer is there
        return self.kept(asked)[0]

    def kept(self, talk: Conversation) -> tuple[Conversation, str]:
        """The conversation with its last exchange kept, and why it could not be, if so."""
        exchange = talk.exchanges[-1]
        try:
            identifier = self._kept.keep(talk.person, talk.identifier, exchange.number, turn_record(exchange))
            # Somebody may have said something about an earlier answer while this one was on its way.
            return self.judged(replace(talk, identifier=identifier)), ""
        except StoreProblem as problem:
            return talk, PEOPLE_WORDS[talk.language].not_kept.format(reason=problem)

    def opened(self, identifier: str, person: int, language: str) -> Conversation | None:
        """A conversation of a person with its citations checked anew, `None` where they have no such one."""
        turns = self._kept.turns(person, identifier)
        if turns is None:
            return None
        talk = rechecked(conversation_of(identifier, turns, person, language), self._document)
        stopped = WORDS[language].stopped
        ended = [replace(each, problem=stopped) if each.running else each for each in talk.exchanges]
        return self.judged(replace(talk, exchanges=tuple(ended)))

    def judged(self, talk: Conversation) -> Conversation:
        """The conversation with what its person says about its answers."""
        said = self._desk.store.feedback.on(talk.person, talk.identifier) if talk.identifier else {}
        for number, word in said.items():
            talk = talk.with_opinion(number, word.kind.value, word.note)
        return talk

    def _document(self, file: str) -> Document | None:
        document: Document | None = self._desk.opening.result().document(file)
        return document

    def react(self, command: str, talk: Conversation, request: gr.Request) -> Updates:
        """A click in the page: `open ID`, `forget ID`, `rename ID TITLE`, `older NUMBER`.

        What makes no sense changes nothing.
        """
        person = person_of(request)
        verb, _, rest = str(command).partition(" ")
        identifier, _, title = rest.partition(" ")
        try:
            if verb == "open":
                return self._open(identifier, replace(talk, person=person), request)
            if verb == "older" and identifier.isascii() and identifier.isdecimal():
                return self.listed(replace(talk, person=person), int(identifier[:9]))
            if verb == "rename":
                self._kept.rename(person, identifier, title)
            elif verb == "forget" and self._kept.delete(person, identifier) and identifier == talk.identifier:
                self._desk.leave(request)
                fresh = Conversation(language=talk.language, person=person, chosen=talk.chosen)
                whole = self._desk.whole(fresh, None)
                return {**whole, self._desk.views: gr.update(selected="history")}
        except PreuveError as problem:
            return {self.list: notice(str(problem))}
        return self.listed(replace(talk, person=person))

    def _open(self, identifier: str, talk: Conversation, request: gr.Request) -> Updates:
        if not self._desk.opening.done():
            return {self.list: notice(WORDS[talk.language].not_ready)}
        found = self.opened(identifier, talk.person, talk.language)
        if found is None:
            return self.listed(talk)
        self._desk.leave(request)
        return self._desk.whole(replace(found, chosen=talk.chosen), first_place(found))


def first_place(talk: Conversation) -> Opened | None:
    """The first place that the last answer points to, if any answer does."""
    for exchange in reversed(talk.exchanges):
        if found := talk.places(exchange.number):
            return Opened(found[0].file, exchange.number, found[0].number)
    return None
