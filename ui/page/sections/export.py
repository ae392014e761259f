"""Evidence packs of the page: made on a click, handed to the browser as a file, kept nowhere."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Sequence
from contextlib import suppress
from itertools import count
from typing import Any

import gradio as gr

from ingest.load.limits import MEBIBYTE
from rag.errors import PreuveError, UsageError
from rag.index.choice import library_in
from rag.proof.records import Record, answer_record
from ui.neutralise import escape
from ui.pack import FORMS, bundled, cited_files, made_pack, without_answer, written
from ui.page.conversation import Conversation, Exchange, Opened
from ui.page.keeping import rechecked
from ui.page.markup.render import notice
from ui.page.problems import problem_of
from ui.page.sections.desk import Desk, Updates, surface
from ui.words.lexicon import WORDS
from ui.words.pack import PACK_WORDS
from ui.words.words import Words

ZIP = "zip"
"""The web page with the cited files, where people may have those."""

LARGEST = 20 * MEBIBYTE
"""Of the files that go to a browser with a pack: they pass through the page in one piece."""


class Export:
    """What a click on `export FORM NUMBER` gives; the number is that of an exchange, 0 for the conversation."""

    def __init__(self, desk: Desk, with_files: bool) -> None:
        self._desk = desk
        self._with_files = with_files
        self._parcels = count(1)

    def place(self) -> None:
        self.parcel = surface("parcel")
        self.button = gr.Button("export", elem_id="go-export", visible="hidden")

    def parts(self) -> Sequence[Any]:
        return [self.parcel, self._desk.notice]

    def listen(self) -> None:
        desk = self._desk
        desk.listen(self.button.click, self.export, [desk.bridge, desk.talk], [self], queue=False)

    def shown(self, talk: Conversation, opened: Opened | None) -> Updates:  # noqa: ARG002
        return {self.parcel: self._parcel()}

    def export(self, command: str, talk: Conversation) -> Updates:
        """The pack as a parcel that the page's script saves; nothing where there is nothing to export."""
        form, _, number = str(command)[:40].partition(" ")
        exchanges = [each for each in talk.exchanges if not each.running and number in ("0", str(each.number))]
        known = form in FORMS or (form == ZIP and self._with_files)
        if not known or not exchanges or not self._desk.opening.done():
            return {self.parcel: self._parcel()}
        words = WORDS[talk.language]
        try:
            pack, told = self._pack(exchanges), ""
            if form == ZIP:
                content, told = self._bundled(pack, words)
            else:
                content = written(pack, form, words)
        except PreuveError as problem:
            return {self.parcel: self._parcel(), self._desk.notice: notice(problem_of(problem, talk.language))}
        name = f"preuve-{number}" if number != "0" else "preuve-conversation"
        parcel = {
            "number": next(self._parcels),
            "name": f"{name}.{FORMS[form].ending if form in FORMS else ZIP}",
            "type": FORMS[form].media_type if form in FORMS else "application/zip",
            "content": b64encode(content).decode(),
        }
        return {self.parcel: self._parcel(json.dumps(parcel)), self._desk.notice: notice(told) if told else ""}

    def _parcel(self, content: str = "") -> str:
        """What the page's script finds: a file to save, and whether files go with packs here.

        ASCII alone, so that no character is lost to neutralising and `preuve verify` finds each quote.
        """
        classes = "parcel" if self._with_files else "parcel no-files"
        return f'<div class="{classes}" hidden="">{escape(content)}</div>'

    def _bundled(self, pack: Record, words: Words) -> tuple[bytes, str]:
        """The pack with its files, and what is to be told of those that are not in it."""
        own = PACK_WORDS[words.language]
        with self._desk.opening.result().documents() as documents:
            carried = cited_files(pack, documents.infos)
        if sum(map(len, carried.files.values())) > LARGEST:
            raise UsageError(own.too_large.format(limit=LARGEST // MEBIBYTE))
        told = own.left_out.format(files=", ".join(carried.missing)) if carried.missing else ""
        return bundled(pack, "html", words, carried.files), told

    def _pack(self, exchanges: Sequence[Exchange]) -> Record:
        assistant = self._desk.opening.result()
        checked = rechecked(Conversation(tuple(exchanges)), assistant.document)
        answers = [
            answer_record(each.answer) if each.answer else without_answer(each.question, each.problem)
            for each in checked.exchanges
        ]
        stamp = None
        with suppress(PreuveError):
            stamp = library_in(self._desk.settings.index.directory).stamp()
        return made_pack(answers, assistant.document, stamp)
