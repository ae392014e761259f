"""The documents that answers come from: uploading, ingesting, deleting, and choosing what is asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any

import gradio as gr

from ingest.receipt import Receipt
from rag.errors import Busy, PreuveError, Stopped
from rag.index.rows import DocumentInfo
from ui.page.conversation import Conversation, Opened
from ui.page.markup.shelf import library, receipt, told, tools, working
from ui.page.scope import key_of, toggled
from ui.page.sections.desk import Desk, Section, Updates, surface
from ui.page.sections.scope import Choice
from ui.words.lexicon import WORDS
from ui.words.library import LIBRARY_WORDS
from ui.work.intake import BATCH, Batch, Intake, Stage


class Library:
    """The tab with the list of all documents.

    Commands come from the page's script: `pick KEY` (a document or folder is chosen, or no longer so), `widen` (all
    documents are asked again), `fresh` (the list anew), `front` (the welcome too), `halt BATCH`, and for an ingest
    `batch BATCH` (what was uploaded), `renew BATCH` (everything), `again KEY` and `delete KEY` (one document).
    """

    def __init__(self, desk: Desk, intake: Intake, choice: Choice, front: Section) -> None:
        self._desk = desk
        self._intake = intake
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
        shelf = self._intake.shelf()
        return {
            self.tools: tools(words, shelf),
            self.activity: "",
            self.list: library(shelf, talk.chosen.names, words),
            self.tab: gr.update(label=words.documents),
        }

    def _list(self, talk: Conversation) -> Updates:
        return {self.list: library(self._intake.shelf(), talk.chosen.names, WORDS[talk.language])}

    def change(self, command: str, talk: Conversation) -> Updates:
        """A click that needs no ingest. Commands that make no sense change nothing but the list."""
        verb, _, key = str(command)[:100].partition(" ")
        if verb == "halt" and BATCH.fullmatch(key):
            self._intake.batch(key).stop.set()
        elif verb == "pick":
            talk.chosen.names = toggled(talk.chosen.names, key, self._intake.documents())
        elif verb == "widen":
            talk.chosen.names = ()
        elif verb == "front" and not talk.exchanges:
            return {**self._list(talk), **self._front.shown(talk, None)}
        return {**self._list(talk), **self._choice.shown(talk, None)}

    async def ingest(self, command: str, talk: Conversation) -> AsyncIterator[Updates]:
        """Ingest what the command says, told as it advances; the list, and the receipt, at the end."""
        verb, _, key = str(command)[:100].partition(" ")
        intake, own, words = self._intake, LIBRARY_WORDS[talk.language], WORDS[talk.language]
        batch = intake.batch(key) if BATCH.fullmatch(key) else Batch()
        paths = await asyncio.to_thread(self._paths, verb, key) if intake.megabytes else []
        if not paths:
            yield await asyncio.to_thread(self._list, talk)
            return
        batch.stop.clear()
        done: Receipt | None = None
        try:
            async with aclosing(intake.ingest(paths, batch.stop)) as stages:
                async for stage in stages:
                    if isinstance(stage, Receipt):
                        done = stage
                    else:
                        yield {self.activity: working(_said(stage, talk.language), words)}
            outcome = receipt(done, words) if done else ""
        except Stopped:
            outcome = told(own.stopped, words)
        except Busy:
            outcome = told(own.busy, words, wrong=True)
        except (PreuveError, OSError) as error:
            outcome = told(own.failed.format(reason=error), words, wrong=True)
        await asyncio.to_thread(intake.give_up, batch, done)
        yield {self.activity: outcome, **await asyncio.to_thread(self._list, talk)}

    def _paths(self, verb: str, key: str) -> list[Path]:
        """What an ingest reads; a file that is to be deleted is gone then."""
        intake = self._intake
        root = intake.uploads.root
        document = next((each for each in intake.documents() if key_of(each.file) == key), None)
        match verb:
            case "batch":
                return [root] if root.exists() else []
            case "renew":
                return intake.roots()
            case "again":
                return self._again(key, document)
            case "delete":
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


def _said(stage: Stage, language: str) -> str:
    """A stage in words."""
    template: str = getattr(LIBRARY_WORDS[language], stage.name)
    return template.format(number=stage.number, total=stage.total, file=stage.file, passages=stage.passages)
