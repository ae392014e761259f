"""The passages for a question: completed by the turns before it, and translated where the documents need it."""

from __future__ import annotations

import secrets
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from langchain_core.messages import BaseMessage

from rag.answers import Hit, Turn
from rag.errors import ModelError
from rag.request import Request
from rag.search.condensing import completes
from rag.search.followups import complete
from rag.search.prompts import condense_messages, tokens, translate_messages
from rag.search.refusals import refuses
from rag.settings import Settings
from rag.stopping import StopSignal
from rag.types import UNDETERMINED

MULTILINGUAL = frozenset(("bundled",))
"""Embedders, by their setting, that find a passage in another language than the question's."""
HISTORY_SHARE = 4
"""Earlier turns get this part of the room for passages, one in so many."""


class Search(Protocol):
    """What finds passages, best first."""

    def retrieve(
        self, question: str, language: str, files: Sequence[str] | None = None, stop: StopSignal | None = None
    ) -> Sequence[Hit]: ...


class Writer(Protocol):
    """A chat model, such as `rag.chat.model.ChatModel`; raises `ModelError`."""

    def ask(self, messages: Sequence[BaseMessage], stop: StopSignal | None = None) -> str: ...


@dataclass(frozen=True, slots=True)
class Findings:
    """What was retrieved for a request; `problem` is set where the model failed already."""

    request: Request
    completed: str
    hits: tuple[Hit, ...]
    started: float
    seconds: float
    problem: ModelError | None = None


class Finder:
    """Finds passages with a chat model's help."""

    def __init__(self, model: Writer, search: Search, settings: Settings) -> None:
        self._model = model
        self._search = search
        self._settings = settings

    def find(self, request: Request) -> Findings:
        """The passages for a request, its question completed by the turns before it.

        Raises `Stopped` where its signal is set before the end.
        """
        started = time.monotonic()
        completed = request.question
        problem: ModelError | None = None
        try:
            completed = self._condensed(request)
        except ModelError as error:
            problem = error
        hits = tuple(self._search.retrieve(completed, request.language, request.files, request.stop))
        other = None if self._found_by_meaning(hits) else _other_language(hits, request.language)
        if other and problem is None:
            try:
                hits = self._also_in(other, completed, hits, request)
            except ModelError as error:
                problem = error
        hits = hits[: self._settings.answer.passages]
        return Findings(request, completed, hits, started, time.monotonic() - started, problem)

    def _condensed(self, request: Request) -> str:
        """The question as one that stands alone: the model's, or that of rules where the model's is something else."""
        turns = recent(request.turns, self._settings.chat.context_tokens // HISTORY_SHARE)
        if not turns:
            return request.question
        reply = self._model.ask(condense_messages(request.question, turns, new_mark()), request.stop)
        condensed = _question_from(reply, self._settings.answer.question_characters)
        if condensed and completes(condensed, request.question, turns, request.language):
            return condensed
        return complete(request.question, turns, request.language, request.stop)

    def _found_by_meaning(self, hits: Sequence[Hit]) -> bool:
        """Whether an embedder that knows many languages has found something: then no translation is needed."""
        multilingual = self._settings.embedding.embedder in MULTILINGUAL
        return multilingual and any(hit.dense is not None for hit in hits)

    def _also_in(self, language: str, question: str, hits: tuple[Hit, ...], request: Request) -> tuple[Hit, ...]:
        """The hits joined, in turns, by those for the question in the documents' language."""
        reply = self._model.ask(translate_messages(question, language), request.stop)
        translated = _question_from(reply, self._settings.answer.question_characters)
        if not translated:
            return hits
        more = self._search.retrieve(translated, language, request.files, request.stop)
        merged: dict[str, Hit] = {}
        for place in range(max(len(more), len(hits))):
            for hit in (*more[place : place + 1], *hits[place : place + 1]):
                merged.setdefault(hit.passage.id, hit)
        return tuple(merged.values())


def new_mark() -> str:
    """What passages are delimited by in one prompt: nobody who wrote a document can know it."""
    return secrets.token_hex(6)


def recent(turns: Sequence[Turn], room: int) -> tuple[Turn, ...]:
    """The latest turns that fit into `room` tokens, in order."""
    kept: list[Turn] = []
    for turn in reversed(turns):
        room -= tokens(turn.question) + tokens(turn.answer)
        if room < 0:
            break
        kept.append(turn)
    return tuple(reversed(kept))


def _question_from(reply: str, longest: int) -> str:
    """The question that a model gave back: its first line, or nothing where that is no use as a question."""
    line = next((line.strip(" \t\"'«»“”*") for line in reply.splitlines() if line.strip()), "")
    if refuses(line):
        return ""
    return line if 0 < len(line) <= longest and any(character.isalnum() for character in line) else ""


def _other_language(hits: Sequence[Hit], language: str) -> str | None:
    """The language of most hits, if none of them is in the question's."""
    counts = Counter(hit.passage.language for hit in hits if hit.passage.language != UNDETERMINED)
    if not counts or language in counts or language == UNDETERMINED:
        return None
    return counts.most_common(1)[0][0]
