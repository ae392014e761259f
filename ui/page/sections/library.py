"""The documents that answers come from: uploading, ingesting, deleting, and choosing what is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr

from rag.index.contents import DocumentInfo
from rag.index.parts import key_of
from ui.page.conversation import Conversation, Opened
from ui.page.markup.shelf import library, outcome, tools
from ui.page.scope import conditions_of, toggled
from ui.page.sections.desk import Desk, Section, Updates, surface
from ui.page.sections.scope import Choice
from ui.words.lexicon import WORDS
from ui.work.ingests import Ingests
from ui.work.shelf import Shelf


class Library:
    """The tab with the list of all documents.

    Commands come from the page's script: `pick KEY` (a document or folder is chosen, or no longer so), `widen` (all
    documents are asked again), `fresh` (the list anew), `find WORDS` (of a list that is too long to be shown), `front`
    (the welcome too), `halt` (what is going on is stopped), and for an ingest `renew` (everything), `again KEY` and
    `delete KEY` (one document). What was uploaded is read without a command. How far all of it is, the page asks for.
    """

    def __init__(self, desk: Desk, ingests: Ingests, choice: Choice, front: Section) -> None:
        self._desk = desk
        self._ingests = ingests
        self._intake = ingests.intake
        self._choice = choice
        self._front = front

    def place_buttons(self) -> None:
        """Make what the page's script presses; not inside of a tab, whose content is made when it is first opened."""
        self.shelf_button = gr.Button("shelf", elem_id="go-shelf", visible="hidden")
        self.ingest_button = gr.Button("ingest", elem_id="go-ingest", visible="hidden")

    def place(self) -> None:
        with gr.Tab("··", id="documents") as self.tab:
            self.tools = surface("library-tools")
            self.activity = surface("library-activity")
            self.list = surface("library")

    def parts(self) -> Sequence[Any]:
        return [self.tab, self.tools, self.activity, self.list]

    def listen(self) -> None:
        desk = self._desk
        choosing: list[Section] = [self, self._choice, self._front]
        # Boxes are clicked faster than answers come: none of the clicks may be left out.
        desk.listen(
            self.shelf_button.click,
            self.change,
            [desk.bridge, desk.talk],
            choosing,
            queue=False,
            trigger_mode="multiple",
        )
        desk.listen(self.tab.select, self.change, [gr.State("fresh"), desk.talk], choosing, queue=False)
        desk.listen(
            self.ingest_button.click,
            self.ingest,
            [desk.bridge, desk.talk],
            [self],
            concurrency_limit=None,
            trigger_mode="multiple",
        )

    def shown(self, talk: Conversation, opened: Opened | None) -> Updates:  # noqa: ARG002
        words = WORDS[talk.language]
        shelf = self._shelf()
        return {
            self.tools: tools(words, shelf),
            self.activity: outcome(self._ingests.outcome, words),
            self.list: library(shelf, talk.chosen.names, words),
            self.tab: gr.update(label=words.documents),
        }

    def _shelf(self, sought: str = "") -> Shelf:
        with self._intake.documents() as documents:
            conditions = conditions_of(documents) if documents is not None else []
        return replace(self._intake.shelf(sought), conditions=conditions, dropped=tuple(self._ingests.refused.values()))

    def _list(self, talk: Conversation, sought: str = "") -> Updates:
        words = WORDS[talk.language]
        shown = library(self._shelf(sought), talk.chosen.names, words)
        return {self.list: shown, self.activity: outcome(self._ingests.outcome, words)}

    def change(self, command: str, talk: Conversation) -> Updates:
        """A click that needs no ingest. Commands that make no sense change nothing but the list."""
        verb, _, key = str(command)[:200].partition(" ")
        if verb == "find":
            return self._list(talk, key)
        if verb == "halt":
            self._ingests.stop()
        elif verb == "pick":
            with self._intake.documents() as documents:
                talk.chosen.names = toggled(talk.chosen.names, key, documents)
        elif verb == "widen":
            talk.chosen.names = ()
        elif verb == "front" and not talk.exchanges:
            return {**self._list(talk), **self._front.shown(talk, None)}
        return {**self._list(talk), **self._choice.shown(talk, None)}

    async def ingest(self, command: str, talk: Conversation) -> Updates:
        """Ingest what the command says; the list, and what came of it, at the end."""
        verb, _, key = str(command)[:100].partition(" ")
        paths = await asyncio.to_thread(self._paths, verb, key) if self._intake.megabytes else []
        await self._ingests.run(paths)
        return await asyncio.to_thread(self._list, talk)

    def _paths(self, verb: str, key: str) -> list[Path]:
        """What an ingest reads; a file that is to be deleted is gone then."""
        intake = self._intake
        root = intake.uploads.root
        with intake.documents() as documents:
            document = documents.by_key(key) if documents is not None else None
        match verb:
            case "renew":
                return intake.roots()
            case "again":
                return self._again(key, document)
            case "delete":
                for dropped in [each for each in self._ingests.refused if key_of(each) == key]:
                    self._ingests.forget(dropped)
                file = next((each for each in intake.uploads.files() if key_of(each) == key), None)
                return [root] if file and intake.uploads.remove(file) else []
        return []

    def _again(self, key: str, document: DocumentInfo | None) -> list[Path]:
        """The file of a document, its folder where it is gone, or the uploads where it is one that was not read."""
        root = self._intake.uploads.root
        if document is None:
            return [root] if key in map(key_of, self._intake.uploads.files()) else []
        path = self._intake.place_of(document)
        return [path] if path.exists() else [each for each in (Path(document.root),) if each.exists()]
