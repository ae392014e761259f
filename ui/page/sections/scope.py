"""What the next questions are asked of, beside the question; kept for the tab."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rag.errors import QuestionError
from ui.page.conversation import Conversation, Opened
from ui.page.markup.scope import chips
from ui.page.scope import Scope
from ui.page.sections.desk import Desk, Updates, surface
from ui.words.lexicon import WORDS
from ui.words.library import LIBRARY_WORDS


class Choice:
    """The documents that were chosen, as chips."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def place(self) -> None:
        self.chips = surface("scope")

    def parts(self) -> Sequence[Any]:
        return [self.chips]

    def listen(self) -> None:
        """Clicks on chips are for the library, whose boxes they change too."""

    def shown(self, talk: Conversation, opened: Opened | None) -> Updates:  # noqa: ARG002
        return {self.chips: chips(talk.chosen.names, WORDS[talk.language], fixed=not self._desk.offer.uploads)}

    def files(self, scope: Scope, language: str) -> list[str] | None:
        """The documents that a question is asked of; `None` for all.

        Raises `QuestionError`, in the language of the page, where none of those that were chosen is left.
        """
        files = self._desk.files(scope)
        if files == []:
            raise QuestionError(LIBRARY_WORDS[language].none_left)
        return files
