"""Questions that may be asked next: examples on an empty page, and below an answer what its documents answer too.

They are looked for when the page has been drawn, so that nothing waits for them, and given up when something is asked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import chain, zip_longest
from typing import Any

import gradio as gr

from rag.about.questions import Raised, raised_by
from rag.language.folding import fold_plain
from rag.stopping import StopSignal
from ui.page.cards import first_shown
from ui.page.conversation import Conversation, Opened
from ui.page.markup.start import further
from ui.page.scope import files_in
from ui.page.sections.desk import Desk, Updates, surface
from ui.words.lexicon import WORDS
from ui.work.tries import OFFERED, Tries

READ = 3
"""Documents of an answer that are looked through for more questions."""
EACH = 12
"""Questions of one document that are looked at."""


class Further:
    """The questions below the conversation, which the page's script asks for when it has shown something new."""

    def __init__(self, desk: Desk, tries: Tries) -> None:
        self._desk = desk
        self._tries = tries

    def place(self) -> None:
        self.questions = surface("further")

    def place_button(self) -> None:
        """Make what the page's script presses."""
        self.button = gr.Button("further", elem_id="go-further", visible="hidden")

    def parts(self) -> Sequence[Any]:
        return [self.questions]

    def listen(self) -> None:
        desk = self._desk
        # Not in the queue, whose stream tells who still waits for an answer.
        desk.listen(self.button.click, self.find, [desk.talk], [self], queue=False, trigger_mode="always_last")

    def shown(self, talk: Conversation, opened: Opened | None) -> Updates:  # noqa: ARG002
        return {self.questions: ""}

    async def find(self, talk: Conversation, request: gr.Request) -> Updates:
        """The questions, none where there are none or where something was asked meanwhile."""
        desk = self._desk
        if not desk.opening.done() or (talk.exchanges and talk.exchanges[-1].running):
            return {self.questions: ""}
        stop = desk.looking(str(request.session_hash))
        examples = [] if talk.exchanges else await asyncio.to_thread(self._examples, talk)
        found = examples
        if len(examples) < OFFERED:
            coming = self._after if talk.exchanges else self._first
            found += await self._tries.answered(lambda: coming(talk), self._try(talk), stop)
        if stop.is_set():
            return {self.questions: ""}
        return {self.questions: further(found[:OFFERED], bool(talk.exchanges), WORDS[talk.language])}

    def _examples(self, talk: Conversation) -> list[str]:
        with self._desk.documents() as (documents, _):
            return list(self._desk.offer.examples(documents, talk.language)) if documents is not None else []

    def _try(self, talk: Conversation) -> Any:
        files = self._desk.files(talk.chosen.names)

        def ask(question: str, stop: StopSignal) -> Any:
            return self._desk.opening.result().tried(question, files, stop)

        return ask

    def _first(self, talk: Conversation) -> Sequence[Raised]:
        """What the documents of an empty page raise, a question of each in turn."""
        with self._desk.documents() as (documents, _):
            files = files_in(talk.chosen.names, documents)
            asked = [] if documents is None else first_shown(documents, talk.language, files)
        raised = [self._raised(info.file) for info in asked]
        return [each for each in chain.from_iterable(zip_longest(*raised)) if each]

    def _after(self, talk: Conversation) -> Sequence[Raised]:
        """What the documents of the last answer raise beside it: what follows a cited place first."""
        places = talk.places(talk.exchanges[-1].number)
        asked = {fold_plain(exchange.question) for exchange in talk.exchanges}
        found = []
        for file in list(dict.fromkeys(place.file for place in places))[:READ]:
            cited = [place.span for place in places if place.file == file]
            new = [
                each
                for each in self._raised(file)
                if fold_plain(each.question) not in asked and not any(map(each.span.overlaps, cited))
            ]
            found.append(sorted(new, key=lambda each: each.span.start < cited[0].start)[:EACH])
        return [each for each in chain.from_iterable(zip_longest(*found)) if each]

    def _raised(self, file: str) -> list[Raised]:
        document = self._desk.opening.result().document(file)
        return raised_by(document) if document is not None else []
