"""Evidence packs of the page: made on a click, handed to the browser as a file, kept nowhere."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from itertools import count
from typing import Any

import gradio as gr

from rag.errors import PreuveError
from rag.index.generation import read_manifest, read_pointer
from rag.proof.records import answer_record
from ui.neutralise import escape
from ui.pack import FORMS, made_pack, without_answer, written
from ui.page.conversation import Conversation, Exchange, Opened
from ui.page.keeping import rechecked
from ui.page.sections.desk import Desk, Updates, surface
from ui.words.lexicon import WORDS


class Export:
    """What a click on `export FORM NUMBER` gives; the number is that of an exchange, 0 for the conversation."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._parcels = count(1)

    def place(self) -> None:
        self.parcel = surface("parcel")
        self.button = gr.Button("export", elem_id="go-export", visible="hidden")

    def parts(self) -> Sequence[Any]:
        return [self.parcel]

    def listen(self) -> None:
        desk = self._desk
        desk.listen(self.button.click, self.export, [desk.bridge, desk.talk], [self], queue=False)

    def shown(self, talk: Conversation, opened: Opened | None) -> Updates:  # noqa: ARG002
        return {self.parcel: ""}

    def export(self, command: str, talk: Conversation) -> Updates:
        """The pack as a parcel that the page's script saves; nothing where there is nothing to export."""
        form, _, number = str(command)[:40].partition(" ")
        exchanges = [each for each in talk.exchanges if not each.running and number in ("0", str(each.number))]
        if form not in FORMS or not exchanges or not self._desk.opening.done():
            return {self.parcel: ""}
        text = self._text(form, exchanges, talk)
        name = f"preuve-{number}" if number != "0" else "preuve-conversation"
        parcel = {
            "number": next(self._parcels),
            "name": f"{name}.{FORMS[form].ending}",
            "type": FORMS[form].media_type,
            "text": text,
        }
        # ASCII alone, so that no character is lost to neutralising and `preuve verify` finds each quote.
        return {self.parcel: f'<div class="parcel" hidden="">{escape(json.dumps(parcel))}</div>'}

    def _text(self, form: str, exchanges: Sequence[Exchange], talk: Conversation) -> str:
        assistant = self._desk.opening.result()
        checked = rechecked(Conversation(tuple(exchanges)), assistant.document)
        answers = [
            answer_record(each.answer) if each.answer else without_answer(each.question, each.problem)
            for each in checked.exchanges
        ]
        stamp = None
        index = self._desk.settings.index.directory
        with suppress(PreuveError):
            stamp = read_manifest(index, read_pointer(index).generation).stamp
        return written(made_pack(answers, assistant.document, stamp), form, WORDS[talk.language])
