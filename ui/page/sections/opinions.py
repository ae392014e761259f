"""What people say about answers, kept for those who test them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from rag.errors import StoreProblem
from ui.page.conversation import Conversation, Exchange, Opened
from ui.page.markup.history import kinds_for
from ui.page.markup.render import notice
from ui.page.problems import problem_of
from ui.page.sections.desk import Desk, Updates, person_of
from ui.page.sections.talk import Talk
from ui.store import Kind
from ui.store.feedback import NOTE_CHARACTERS


class Opinions:
    """The buttons below each answer, which are part of the conversation's markup."""

    def __init__(self, desk: Desk, talk: Talk) -> None:
        self._desk = desk
        self._talk = talk
        self._shelf = desk.store.feedback

    def place(self) -> None:
        self.button = gr.Button("opinion", elem_id="go-opinion", visible="hidden")

    def parts(self) -> Sequence[Any]:
        return []

    def listen(self) -> None:
        desk = self._desk
        desk.listen(self.button.click, self.react, [desk.bridge, desk.talk], [self._talk], queue=False)

    def shown(self, talk: Conversation, opened: Opened | None) -> Updates:  # noqa: ARG002
        return self._desk.nothing()

    def react(self, command: str, talk: Conversation, request: gr.Request) -> Updates:
        """A click in the page: `say NUMBER KIND`, again to take it back, or `note NUMBER WORDS`.

        What makes no sense changes nothing.
        """
        verb, number, rest = [*str(command).split(" ", 2), "", ""][:3]
        exchange = talk.exchange(int(number)) if number.isascii() and number.isdecimal() and len(number) < 10 else None
        if exchange is None or talk.identifier is None or exchange.answer is None:
            return self._desk.nothing()
        try:
            return self._said(person_of(request), talk, exchange, verb, rest)
        except StoreProblem as problem:
            return {self._talk.notice: notice(problem_of(problem, talk.language))}

    def _said(self, person: int, talk: Conversation, exchange: Exchange, verb: str, rest: str) -> Updates:
        number, identifier = exchange.number, str(talk.identifier)
        opinion, remark = exchange.opinion, exchange.remark
        if verb == "note" and opinion:
            remark = rest.strip()[:NOTE_CHARACTERS]
            self._shelf.note(person, identifier, number, remark)
        elif verb == "say" and rest == opinion:
            opinion = remark = ""
            self._shelf.withdraw(person, identifier, number)
        elif verb == "say" and rest in kinds_for(exchange):
            opinion = rest
            before = [{"question": turn.question, "answer": turn.answer} for turn in talk.before(number).turns()]
            self._shelf.give(person, identifier, number, Kind(rest), before)
        return self._talk.redrawn(talk.with_opinion(number, opinion, remark))
