"""Reading and embedding at the same time: what was read is embedded by another thread while more is read.

Passages are collected into windows, sorted by length, so that a batch of the model holds little padding. At most one
window is being embedded while the next one fills: what is in memory does not grow with the corpus. Only the thread that
reads touches the catalog.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from ingest.load.passages import Prepared
from ingest.progress import Progress
from rag.embedding.embedder import Embedder
from rag.embedding.wording import Embedded, Wording, wording_of
from rag.errors import EmbedderError, EmbedderUnavailable
from rag.index.library import Writer
from rag.reading.trained.reader import TrainedReader
from rag.types import Passage

WINDOW = 2048
"""Passages that are sorted together."""
TOGETHER = 256
"""Passages that are embedded in one call, and stored in one transaction."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A document that was read; `size` is that of its file in bytes."""

    root: str
    prepared: Prepared
    size: int

    @property
    def passages(self) -> tuple[Passage, ...]:
        return self.prepared.passages


@dataclass(frozen=True, slots=True)
class _Window:
    """Documents whose passages are being embedded, and the calls that do it, in order."""

    readings: list[Reading]
    calls: list[tuple[list[Wording], Future[Embedded]]]
    size_per_passage: float

    @property
    def wordings(self) -> set[Wording]:
        return {each for wordings, _ in self.calls for each in wordings}


class Pipeline:
    """Takes documents, embeds and stores them; use it as a context manager, so that embedding ends with it.

    `stored` is told of each document in the order in which they were read, `failed` of each that the embedder refuses.
    """

    def __init__(
        self,
        writer: Writer,
        embedder: Embedder,
        progress: Progress,
        stored: Callable[[Reading, str], None],
        failed: Callable[[Reading, EmbedderError], None],
    ) -> None:
        self._writer = writer
        self._embedder = embedder
        self._progress = progress
        self._stored = stored
        self._failed = failed
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="embedding")
        self._waiting: list[Reading] = []
        self._window: _Window | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)
        if error is not None:
            self._embedder.release()
        self._executor.shutdown(wait=True)

    def add(self, reading: Reading) -> None:
        """Take a document; it may be stored much later. Raises `EmbedderUnavailable` and `IndexProblem`s."""
        self._waiting.append(reading)
        if sum(len(each.passages) for each in self._waiting) >= WINDOW:
            self._launch()
        elif self._window is not None:
            self._collect_done(self._window)

    def finish(self) -> None:
        """Embed and store what is left; raises as `add`."""
        self._launch()
        if self._window is not None:
            self._land(self._window)
            self._window = None

    def prepare_questions(self, trained: TrainedReader | None) -> Future[None]:
        """Let the embedder, and the trained reader where there is one, get ready for questions in the other thread."""

        def prepare() -> None:
            self._embedder.prepare_questions()
            if trained is not None:
                trained.prepare()

        return self._executor.submit(prepare)

    def _launch(self) -> None:
        """Begin to embed what was read, then store what was embedded before."""
        readings, self._waiting = self._waiting, []
        before, self._window = self._window, None
        known = before.wordings if before is not None else set()
        wanted = (wording_of(passage) for reading in readings for passage in reading.passages)
        missing = self._writer.missing_vectors(each for each in wanted if each not in known)
        if readings:
            size = sum(reading.size for reading in readings)
            self._window = _Window(readings, self._calls(missing), size / max(1, len(missing)))
            if not missing:
                self._progress.embedded(0, size)
        if before is not None:
            self._land(before)

    def _calls(self, wordings: Sequence[Wording]) -> list[tuple[list[Wording], Future[Embedded]]]:
        ordered = sorted(wordings, key=lambda each: len(each.text), reverse=True)
        slices = [ordered[at : at + TOGETHER] for at in range(0, len(ordered), TOGETHER)]
        return [(each, self._executor.submit(self._embedder.embed_passages, each)) for each in slices]

    def _collect_done(self, window: _Window) -> None:
        """Store vectors that are there already, so that an interruption loses few."""
        while window.calls and window.calls[0][1].done() and window.calls[0][1].exception() is None:
            self._collect(window)

    def _collect(self, window: _Window) -> None:
        """Store the vectors of the first call, once they are there."""
        wordings, call = window.calls.pop(0)
        self._writer.store_vectors(wordings, call.result())
        self._progress.embedded(len(wordings), round(len(wordings) * window.size_per_passage))

    def _land(self, window: _Window) -> None:
        """Store a window whole: vectors, then documents."""
        while window.calls:
            try:
                self._collect(window)
            except EmbedderUnavailable:
                raise
            except EmbedderError:
                # One text that cannot be embedded must not take its neighbours with it.
                continue
        for reading in window.readings:
            try:
                self._embed_missing(reading)
            except EmbedderUnavailable:
                raise
            except EmbedderError as error:
                self._failed(reading, error)
            else:
                prepared = reading.prepared
                identifier = self._writer.store(prepared.document, prepared.passages, prepared.analyses)
                self._stored(reading, identifier)

    def _embed_missing(self, reading: Reading) -> None:
        """Embed what a failed call left; mostly there is nothing."""
        missing = self._writer.missing_vectors(map(wording_of, reading.passages))
        for batch, call in self._calls(missing):
            self._writer.store_vectors(batch, call.result())
            self._progress.embedded(len(batch), 0)
