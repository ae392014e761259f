"""From a question to an answer: the composition root that builds the real parts, and keeps the index fresh."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Lock
from typing import TYPE_CHECKING

from rag.answers import Answer, AnswerSentence, Hit, Turn
from rag.chat.model import ChatModel, Record, open_model
from rag.embedding.embedder import Embedder, open_embedder
from rag.errors import IndexMissing, QuestionError, Stopped
from rag.events import Done, Event, Passages, Sentence
from rag.index.index import Index, PointerState, open_index, pointer_state
from rag.index.rows import DocumentInfo
from rag.index.stamp import make_stamp, refuse_other_embedder
from rag.language.language import detect
from rag.language.text import canonical
from rag.proof.entailment import Entailment, SecondCheck
from rag.reading.extract import Reader
from rag.request import Request
from rag.search.followups import complete
from rag.search.rerank import Reranker
from rag.search.retrieve import Rerank, Retriever
from rag.settings import Settings
from rag.stopping import StopSignal, held
from rag.types import Document

if TYPE_CHECKING:
    from rag.chat.chain import ChatAnswerer

EXTRACTIVE = "extractive"
"""What an answer names as its model where no language model had a part in it."""


def checked_question(question: object, limit: int) -> str:
    """A question as text that can be searched for; raises `QuestionError` before any work is done on it."""
    if not isinstance(question, str):
        raise QuestionError(f"the question is of type {type(question).__name__}: give text")
    if len(question) > limit:
        raise QuestionError(f"the question has {len(question):,} characters: ask in at most {limit:,}")
    try:
        question.encode()
    except UnicodeEncodeError:
        raise QuestionError("the question holds bytes that are not text (lone surrogates): give UTF-8 text") from None
    text = canonical(question).strip()
    if not any(character.isalnum() for character in text):
        raise QuestionError("the question is empty: ask something in words")
    return text


class _Generation:
    """The parts that belong to one generation of the index, and how many answers are being made with them."""

    def __init__(
        self,
        index: Index,
        embedder: Embedder,
        model: ChatModel | None,
        settings: Settings,
        second: SecondCheck | None = None,
        rerank: Rerank | None = None,
    ) -> None:
        self.index = index
        self.retriever = Retriever(index, embedder, settings, rerank=rerank)
        self.reader = Reader(settings)
        self.users = 0
        self.outdated = False
        self.chat: ChatAnswerer | None = None
        if model is not None:
            # LangChain takes a second to import: only those wait for it who have a chat model.
            from rag.chat.chain import ChatAnswerer

            self.chat = ChatAnswerer(model, self.retriever, self._read, settings, index.generation, second)

    def _read(
        self, question: str, language: str, hits: Sequence[Hit], stop: StopSignal | None = None
    ) -> tuple[Sequence[AnswerSentence], float]:
        files = sorted({hit.passage.file for hit in hits})
        search = self.reader.look(self.retriever.search(question, language, files, stop), stop)
        reading = self.reader.read(search, stop)
        return reading.sentences, reading.probability


class Assistant:
    """Answers questions from one index; safe to use from several threads.

    A publication by another process is noticed at the next question; an index that is gone is told, not answered from.
    """

    def __init__(
        self,
        settings: Settings,
        embedder: Embedder,
        model: ChatModel | None = None,
        second: SecondCheck | None = None,
        rerank: Rerank | None = None,
    ) -> None:
        self.settings = settings
        self._embedder = embedder
        self._model = model
        self._second = second
        self._rerank = rerank
        self._lock = Lock()
        self._state: PointerState | None = None
        self._generation: _Generation | None = None
        with self._using():
            pass

    @property
    def notice(self) -> str | None:
        """What the user should know: that the index was damaged and what answers instead, or where the model is."""
        damage = self._generation.index.notice if self._generation else None
        return damage or self._embedder.notice

    def ask(self, question: str, turns: Sequence[Turn] = (), files: Sequence[str] | None = None) -> Answer:
        """The answer to a question, after the turns before it; `files` restricts it to some documents.

        Raises `QuestionError` for a question that cannot be asked and `IndexProblem` where the index is unusable.
        """
        for event in self.stream(question, turns, files):
            if isinstance(event, Done):
                return event.answer
        raise QuestionError("the question was stopped before it was answered: ask again")

    def stream(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        files: Sequence[str] | None = None,
        stop: StopSignal | None = None,
    ) -> Iterator[Event]:
        """The same as events while it is made; the last one is `Done` unless `stop` was set."""
        text = checked_question(question, self.settings.answer.question_characters)
        with suppress(Stopped), self._using(stop) as generation:
            language = detect(text)
            if generation.chat is not None:
                yield from generation.chat.stream(text, language, turns, files, stop)
            else:
                chosen = None if files is None else tuple(files)
                yield from self._extract(generation, Request(text, language, tuple(turns), chosen, stop))

    def _extract(self, generation: _Generation, request: Request) -> Iterator[Event]:
        question, language, stop = request.question, request.language, request.stop
        started = time.perf_counter()
        completed = complete(question, request.turns, language, stop)
        search = generation.retriever.search(completed, language, request.files, stop)
        retrieved = time.perf_counter()
        search = generation.reader.look(search, stop)
        yield Passages(search.hits, completed)
        reading = generation.reader.read(search, stop)
        ended = time.perf_counter()
        for sentence in reading.sentences:
            yield Sentence(sentence)
        answer = Answer(
            question=question,
            completed=completed,
            language=language,
            abstained=reading.abstained,
            sentences=reading.sentences,
            hits=search.hits,
            confidence=reading.probability,
            model=EXTRACTIVE,
            index=generation.index.generation,
            seconds={"retrieve": retrieved - started, "answer": ended - retrieved, "total": ended - started},
            note=reading.note
            or (None if generation.index.documents() else "nothing is indexed: ingest documents first"),
        )
        yield Done(answer)

    def documents(self) -> list[DocumentInfo]:
        """What is indexed, ordered by file."""
        with self._using() as generation:
            return generation.index.documents()

    def document(self, file: str) -> Document | None:
        """An indexed document with its text, or `None`."""
        with self._using() as generation:
            return generation.index.document(file)

    def close(self) -> None:
        with self._lock:
            generation, self._generation, self._state = self._generation, None, None
        if generation is not None:
            generation.index.close()

    @contextmanager
    def _using(self, stop: StopSignal | None = None) -> Iterator[_Generation]:
        """The current generation, kept open while it is used; another thread may be opening it."""
        with held(self._lock, stop):
            generation = self._fresh()
            generation.users += 1
        try:
            yield generation
        finally:
            with self._lock:
                generation.users -= 1
                done = generation.outdated and generation.users == 0
            if done:
                generation.index.close()

    def _fresh(self) -> _Generation:
        state = pointer_state(self.settings.index.directory)
        if state is None:
            self._retire()
            directory = self.settings.index.directory
            raise IndexMissing(f"there is no index in {directory}: run `preuve ingest DOCUMENTS --index {directory}`")
        if self._generation is None or state != self._state:
            stamp = make_stamp(self.settings, self._embedder.fingerprint)
            index = open_index(self.settings.index.directory, stamp)
            self._retire()
            self._generation = _Generation(
                index, self._embedder, self._model, self.settings, self._second, self._rerank
            )
            # Opening may have repaired the index and so replaced the pointer.
            self._state = pointer_state(self.settings.index.directory)
        return self._generation

    def _retire(self) -> None:
        old, self._generation = self._generation, None
        if old is not None:
            old.outdated = True
            if old.users == 0:
                old.index.close()


def open_assistant(settings: Settings, record: Record | None = None) -> Assistant:
    """The assistant that the settings describe; `record` is told every prompt and answer of its chat model.

    Raises `IndexMissing`, `IndexMismatch`, `EmbedderError`, `ModelError` or `SettingError` before any question.
    """
    embedder = open_embedder(settings.embedding.embedder, settings.index.directory)
    refuse_other_embedder(settings.index.directory, embedder.name)
    model = open_model(settings.chat.model, settings.chat.model_url, record=record) if settings.chat.model else None
    second = Entailment(settings.chat.support_model) if settings.chat.support_model else None
    rerank = Reranker(settings.answer.reranker) if settings.answer.reranker else None
    return Assistant(settings, embedder, model, second, rerank)
