"""From a question to an answer: the composition root that builds the real parts, and keeps the index fresh."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING

from rag.about.about import Reply, Speaker, turns_about_documents
from rag.answers import EXTRACTIVE, Answer, Citation, Hit, Turn
from rag.chat.guard import Opinion
from rag.chat.limits import limits_of
from rag.chat.model import ChatModel, Record, open_model
from rag.embedding.embedder import Embedder, open_embedder
from rag.errors import IndexMissing, QuestionError, Stopped
from rag.events import Done, Event, Passages, Sentence
from rag.index.embedded.index import Index, PointerState, open_index, pointer_state
from rag.index.library import DocumentInfo
from rag.index.stamp import make_stamp, refuse_other_embedder
from rag.language.language import detect
from rag.language.text import canonical
from rag.proof.entailment import Entailment, SecondCheck
from rag.reading.again import what_goes_on
from rag.reading.extract import Reader
from rag.reading.trained.pointed import Point
from rag.reading.trained.reader import TrainedReader, open_trained
from rag.request import Request
from rag.search.followups import complete
from rag.search.rerank import Reranker
from rag.search.retrieve import Rerank, Retriever
from rag.search.weights import fitted_weights
from rag.settings import Settings
from rag.stopping import StopSignal, held
from rag.types import Document

if TYPE_CHECKING:
    from rag.chat.chain import ChatAnswerer

SURELY = 0.5
"""The part of the probability below which the reader abstains, under which it does so surely (see `rag.chat.guard`)."""


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
        point: Point | None = None,
    ) -> None:
        self.index = index
        self.retriever = Retriever(index, embedder, settings, rerank=rerank)
        self.reader = Reader(settings, point=point)
        self.speaker = Speaker(index, model.name if model is not None else None)
        self._settings = settings
        self.users = 0
        self.outdated = False
        self.chat: ChatAnswerer | None = None
        if model is not None:
            # LangChain takes a second to import: only those wait for it who have a chat model.
            from rag.chat.chain import ChatAnswerer

            self.chat = ChatAnswerer(model, self.retriever, self._read, settings, index.generation, second)

    def _read(self, question: str, language: str, hits: Sequence[Hit], stop: StopSignal | None = None) -> Opinion:
        """What the reader says of a question, of the files in which hits were found."""
        files = sorted({hit.passage.file for hit in hits})
        search = self.reader.look(self.retriever.search(question, language, files, stop), stop)
        reading = self.reader.read(search, stop)
        least = fitted_weights(self._settings.reader).threshold(self._settings.answer.tolerated_errors)
        surely = reading.abstained and reading.probability < SURELY * least

        def likely(citations: Sequence[Citation]) -> bool:
            cited = [each for each in search.sentences if any(each.is_in(citation) for citation in citations)]
            # A model says which sentence is the right one: what is left to ask is whether that answers.
            return any(self.reader.probability(search, [replace(each, chance=1.0)]) >= least for each in cited)

        return Opinion(tuple(reading.sentences), reading.probability, surely, likely)


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
        trained: TrainedReader | None = None,
    ) -> None:
        self.settings = settings
        self._embedder = embedder
        self._model = model
        self._second = second
        self._rerank = rerank
        self._trained = trained
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
            chosen = None if files is None else tuple(files)
            asked_at = time.perf_counter()
            reply = generation.speaker.reply(Request(text, language, tuple(turns), chosen, stop))
            before = turns_about_documents(turns)
            if reply is not None:
                yield from self._about(generation, text, reply, asked_at)
            elif generation.chat is not None:
                yield from generation.chat.stream(text, language, before, files, stop)
            else:
                yield from self._extract(generation, Request(text, language, before, chosen, stop))

    def tried(self, question: str, files: Sequence[str] | None = None, stop: StopSignal | None = None) -> Answer | None:
        """What the documents answer without a chat model; `None` where it asks them nothing, or `stop` was set."""
        request = Request(question, detect(question), (), None if files is None else tuple(files), stop)
        with suppress(Stopped), self._using(stop) as generation:
            if generation.speaker.reply(request) is None:
                return next(each.answer for each in self._extract(generation, request) if isinstance(each, Done))
        return None

    def _about(self, generation: _Generation, question: str, reply: Reply, started: float) -> Iterator[Event]:
        """An answer without search and without model: no passage was looked for, so none is shown."""
        yield Passages((), question)
        for sentence in reply.sentences:
            yield Sentence(sentence)
        taken = time.perf_counter() - started
        answer = Answer(
            question=question, completed=question, language=reply.language, abstained=not reply.sentences,
            sentences=reply.sentences, hits=(), confidence=0.0, model=EXTRACTIVE, index=generation.index.generation,
            seconds={"retrieve": 0.0, "answer": taken, "total": taken}, about=reply.about,
        )  # fmt: skip
        yield Done(answer)

    def _extract(self, generation: _Generation, request: Request) -> Iterator[Event]:
        question, language, stop = request.question, request.language, request.stop
        started = time.perf_counter()
        completed = complete(question, request.turns, language, stop)
        search = generation.retriever.search(completed, language, request.files, stop)
        retrieved = time.perf_counter()
        # Reading takes longer than searching; what was found is there to be shown meanwhile.
        yield Passages(search.hits, completed)
        search = generation.reader.look(search, stop)
        if completed != question:
            search = what_goes_on(search, question, request.turns)
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
            suggestion=reading.suggestion,
            instead=reading.instead,
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

    def scan(self, info: DocumentInfo, page: int) -> str | None:
        """What was recognised on a page of an indexed document, as JSON, or `None`."""
        with self._using() as generation:
            return generation.index.scan(info, page)

    def close(self) -> None:
        with self._lock:
            generation, self._generation, self._state = self._generation, None, None
        if generation is not None:
            generation.index.close()
        if self._model is not None:
            self._model.close()

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
            point = self._trained.point if self._trained is not None else None
            self._generation = _Generation(
                index, self._embedder, self._model, self.settings, self._second, self._rerank, point
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
    chat = settings.chat
    model = open_model(chat.model, chat.model_url, limits_of(chat), record) if chat.model else None
    second = Entailment(settings.chat.support_model) if settings.chat.support_model else None
    rerank = Reranker(settings.answer.reranker) if settings.answer.reranker else None
    return Assistant(settings, embedder, model, second, rerank, open_trained(settings))
