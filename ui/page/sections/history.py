"""The conversations that are kept: their list, and how a turn gets into one."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import gradio as gr

from rag.errors import PreuveError, StoreProblem
from rag.types import Document
from ui.page.conversation import Conversation, Exchange, Opened
from ui.page.keeping import conversation_of, rechecked, turn_record
from ui.page.markup.history import SHOWN, history, link_line, removed_line
from ui.page.markup.render import notice
from ui.page.problems import problem_of
from ui.page.sections.desk import Desk, Updates, person_of, surface
from ui.store import LOCAL
from ui.store.conversations import Removed
from ui.words.lexicon import WORDS
from ui.words.people import PEOPLE_WORDS

REMEMBERED = 20
"""Deleted conversations of all people of which the process remembers what is needed to undo that."""

SOUGHT = 100
"""Characters of a search in the titles."""


class History:
    """The list of the kept conversations of the person, beside what is asked."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._kept = desk.store.conversations
        self._links = desk.store.links
        self._removed: dict[str, Removed] = {}

    def place(self) -> None:
        """Make the list."""
        with gr.Column(elem_id="rail"):
            self.list = surface("history")

    def place_hidden(self) -> None:
        """Make the button that the page's script presses."""
        self.button = gr.Button("history", elem_id="go-history", visible="hidden")

    def parts(self) -> Sequence[Any]:
        return [self.list]

    def listen(self) -> None:
        desk = self._desk
        self.reacted = desk.listen(
            self.button.click, self.react, [desk.bridge, desk.talk], queue=False, trigger_mode="always_last"
        )

    def shown(self, talk: Conversation, opened: Opened | None) -> Updates:  # noqa: ARG002
        return self.listed(talk)

    def listed(self, talk: Conversation, shown: int = SHOWN, sought: str = "", told: str = "") -> Updates:
        """The list as it is now, with at most so many conversations; `told` is what was just done."""
        try:
            kept = self._kept.of(talk.person)
        except StoreProblem as problem:
            return {self.list: notice(problem_of(problem, talk.language))}
        words = PEOPLE_WORDS[talk.language]
        now, others = time.time(), talk.person != LOCAL
        return {self.list: history(kept, talk.identifier, words, shown, talk.zone, now, sought, told, others)}

    def asked(self, talk: Conversation, question: str, replaced: tuple[Exchange, ...]) -> Conversation:
        """The conversation with one more question, which is kept at once, so that a reload does not lose it.

        Unless it replaces what is kept from its number on, it comes after what was asked in another tab. What it
        has `replaced` is kept with it.
        """
        try:
            latest = 0 if replaced else self._kept.latest(talk.person, talk.identifier)
            asked = talk.asked(question, latest, replaced)
        except StoreProblem:
            return talk.asked(question)  # what is wrong is told when the answer is there
        return self._written(self._kept.keep, asked)[0]

    def undone(self, talk: Conversation, number: int) -> Conversation | None:
        """The conversation with what an exchange has replaced in its place again; `None` where there is nothing.

        Raises `StoreProblem`, and what opening the documents raises.
        """
        exchange = talk.exchange(number)
        if exchange is None or exchange.running or not exchange.replaced or talk.identifier is None:
            return None
        for each in exchange.replaced:
            self._kept.keep(talk.person, talk.identifier, each.number, turn_record(each))
        return self.opened(talk.identifier, talk.person, talk.language)

    def kept(self, talk: Conversation) -> tuple[Conversation, str]:
        """The conversation with what came of its last exchange kept, and why it could not be, if so."""
        return self._written(self._kept.finish, talk)

    def _written(self, write: Callable[..., str], talk: Conversation) -> tuple[Conversation, str]:
        exchange = talk.exchanges[-1]
        try:
            identifier = write(talk.person, talk.identifier, exchange.number, turn_record(exchange))
            # Somebody may have said something about an earlier answer while this one was on its way.
            title = self._kept.title(talk.person, identifier) or ""
            return self.judged(replace(talk, identifier=identifier, title=title)), ""
        except StoreProblem as problem:
            return talk, PEOPLE_WORDS[talk.language].not_kept.format(reason=problem_of(problem, talk.language))

    def opened(self, identifier: str, person: int, language: str) -> Conversation | None:
        """A conversation of a person with its citations checked anew, `None` where they have no such one."""
        turns = self._kept.turns(person, identifier)
        if turns is None:
            return None
        talk = rechecked(conversation_of(identifier, turns, person, language), self._document)
        talk = replace(talk, title=self._kept.title(person, identifier) or "")
        if identifier in self._desk.unfinished:
            return self.judged(replace(talk, awaited=True))
        return self.judged(talk.ended(WORDS[language].stopped))

    def holds(self, identifier: str, person: int) -> bool:
        """Whether a person has a conversation of that name."""
        return self._kept.title(person, identifier) is not None

    def completed(self, asked: Conversation) -> Conversation:
        """A conversation that has been asked something before what is kept of it could be shown, now as a whole."""
        last = asked.exchanges[-1]
        kept = self.opened(asked.identifier, asked.person, asked.language) if asked.identifier else None
        if kept is None:
            return asked
        before = kept.before(last.number).ended(WORDS[asked.language].stopped)
        whole = replace(before, exchanges=(*before.exchanges, replace(last, known=len(before.numbers))))
        return replace(whole, chosen=asked.chosen, awaited=False, zone=asked.zone)

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
        """A click in the page; what makes no sense changes nothing.

        `open ID`, `new`, `forget ID`, `restore ID`, `pin ID`, `share ID`, `unshare ID`, `rename ID TITLE`,
        `older NUMBER`, `seek WORDS`.
        """
        talk = replace(talk, person=person_of(request))
        verb, _, rest = str(command).partition(" ")
        identifier, _, title = rest.partition(" ")
        try:
            match verb:
                case "open":
                    return self._open(identifier, talk, request)
                case "new":
                    return self._new(talk, request)
                case "older" if identifier.isascii() and identifier.isdecimal():
                    return self.listed(talk, int(identifier[:9]))
                case "seek":
                    return self.listed(talk, sought=rest[:SOUGHT])
                case "forget":
                    return self._forget(identifier, talk, request)
                case "share":
                    return self._share(identifier, talk)
            self._change(verb, identifier, title, talk.person)
        except PreuveError as problem:
            return {self.list: notice(problem_of(problem, talk.language))}
        return self.listed(talk)

    def _change(self, verb: str, identifier: str, title: str, person: int) -> None:
        """What changes a conversation in the list and nothing else."""
        match verb:
            case "rename":
                self._kept.rename(person, identifier, title)
            case "pin":
                self._kept.pin(person, identifier)
            case "unshare":
                self._links.take_back(person, identifier)
            case "restore" if (removed := self._removed.get(identifier)) and removed.person == person:
                self._kept.put_back(removed)
                self._removed.pop(identifier, None)

    def _forget(self, identifier: str, talk: Conversation, request: gr.Request) -> Updates:
        """A conversation is deleted at once; for a while the process, and nothing else, remembers it for an undo."""
        removed = self._kept.delete(talk.person, identifier)
        if removed is None:
            return self.listed(talk)
        self._removed = dict([*self._removed.items(), (identifier, removed)][-REMEMBERED:])
        rest = self._new(talk, request) if identifier == talk.identifier else {}
        return rest | self.listed(talk, told=removed_line(removed, PEOPLE_WORDS[talk.language]))

    def _share(self, identifier: str, talk: Conversation) -> Updates:
        """A link by which others may read a conversation: its address is shown, as often as it is asked for."""
        if talk.person == LOCAL or self._links.make(talk.person, identifier) is None:
            return self.listed(talk)
        kept = next(each for each in self._kept.of(talk.person) if each.id == identifier)
        return self.listed(talk, told=link_line(kept, PEOPLE_WORDS[talk.language]))

    def _new(self, talk: Conversation, request: gr.Request) -> Updates:
        self._desk.leave(request)
        return self._desk.whole(Conversation(language=talk.language, person=talk.person, zone=talk.zone), None)

    def _open(self, identifier: str, talk: Conversation, request: gr.Request) -> Updates:
        if not self._desk.opening.done():
            return {self.list: notice(WORDS[talk.language].not_ready)}
        found = self.opened(identifier, talk.person, talk.language)
        if found is None:
            return {**self.listed(talk), self._desk.notice: notice(PEOPLE_WORDS[talk.language].unknown_conversation)}
        self._desk.leave(request)
        return self._desk.whole(replace(found, zone=talk.zone), first_place(found))


def first_place(talk: Conversation) -> Opened | None:
    """The first proof of the last answer that has one; what is only near is opened by who wants to see it."""
    for exchange in reversed(talk.exchanges):
        answered = exchange.answer is not None and not exchange.answer.abstained
        if answered and (found := talk.places(exchange.number)):
            return Opened(found[0].file, exchange.number, found[0].number)
    return None
