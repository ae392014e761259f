"""Taking documents in while the chat runs: files that arrive, and one ingest after the other, told as it advances."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import AsyncGenerator, Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.folders.uploads import Uploads
from ingest.receipt import Receipt
from ingest.sync import sync
from rag.embedding.embedder import Embedder, open_embedder
from rag.errors import Busy, FileRefused, IndexProblem, PreuveError, Stopped
from rag.index.catalog import open_catalog
from rag.index.generation import read_pointer
from rag.index.rows import DocumentInfo, Refusal
from rag.settings import Settings
from ui.work.shelf import Shelf

PATIENCE = 60.0
"""Seconds that an ingest waits for one of another process to end."""

MEGABYTES = 64
"""The largest file that may be uploaded."""

AT_ONCE = 8
"""Files that may arrive at the same time, over all people."""

BATCH = re.compile(r"[0-9a-z]{8,32}")
"""Names that tabs give to what they upload together."""

_PAUSE = 0.5


@dataclass(frozen=True, slots=True)
class Stage:
    """Where an ingest is: `name` is that of a word of `ui.words.library`."""

    name: str
    number: int = 0
    total: int = 0
    file: str = ""
    passages: int = 0


@dataclass(slots=True)
class Watch:
    """The progress of an ingest as stages; a stop that was set ends it, up to the publication."""

    tell: Callable[[Stage], None]
    stop: threading.Event
    _total: int = 0
    _number: int = 0
    _passages: int = 0

    def start(self, files: int, size: int) -> None:  # noqa: ARG002
        self._total = files

    def file(self, name: str) -> None:
        self._number += 1
        self._say(Stage("reading", self._number, self._total, name))

    def skipped(self, size: int) -> None:
        pass

    def embedded(self, passages: int, size: int) -> None:  # noqa: ARG002
        self._passages += passages
        self._say(Stage("embedding", self._number, self._total, passages=self._passages))

    def publishing(self, passages: int) -> None:  # noqa: ARG002
        self._say(Stage("publishing"))

    def _say(self, stage: Stage) -> None:
        if self.stop.is_set():
            raise Stopped("the ingest was stopped")
        self.tell(stage)


@dataclass(slots=True)
class Batch:
    """The files that one tab has uploaded and not yet seen indexed, and how their ingest is stopped."""

    files: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)


class Intake:
    """Uploads and ingests of one server; `megabytes` is the largest upload, 0 where there are to be no `uploads`."""

    def __init__(self, settings: Settings, opening: Future[Any], uploads: bool = True) -> None:
        self.megabytes = MEGABYTES if uploads else 0
        self.uploads = Uploads(settings.index.directory, self.megabytes * 2**20)
        self.arriving = 0
        self._settings = settings
        self._opening = opening
        self._batches: dict[str, Batch] = {}
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="preuve-ingest")
        self._running = 0
        self._embedder: Embedder | None = None
        self.uploads.clean()

    def documents(self) -> Sequence[DocumentInfo]:
        """What is indexed; nothing as long as the index is not open."""
        with suppress(PreuveError):
            documents: Sequence[DocumentInfo] = self._opening.result().documents() if self._opening.done() else ()
            return documents
        return ()

    def shelf(self) -> Shelf:
        """What the library shows."""
        documents = self.documents()
        names = {document.file for document in documents}
        uploads = [file for file in self.uploads.files() if file not in names]
        refusals = [each for each in self._refusals() if each.file not in uploads]
        return Shelf(documents, refusals, uploads, str(self.uploads.root.resolve()), self.megabytes)

    def _refusals(self) -> list[Refusal]:
        try:
            pointer = read_pointer(self._settings.index.directory)
            with closing(open_catalog(self._settings.index.directory / pointer.catalog)) as catalog:
                gone = {each.file for each in catalog.refusals(str(self.uploads.root.resolve()))}
                return [each for each in catalog.refusals() if each.file not in gone]
        except IndexProblem:
            return []

    def holder(self, sha256: str) -> str | None:
        """The document that has this content already."""
        return next((document.file for document in self.documents() if document.sha256 == sha256), None)

    def batch(self, name: str) -> Batch:
        """The batch of a tab."""
        if len(self._batches) > 1000:
            self._batches.clear()  # tabs that were closed before their files were read
        return self._batches.setdefault(name, Batch())

    def roots(self) -> list[Path]:
        """Everything that the index was made of, as far as it is there."""
        roots = {document.root for document in self.documents()} | {str(self.uploads.root.resolve())}
        return [Path(root) for root in sorted(roots) if Path(root).exists()]

    def place_of(self, document: DocumentInfo) -> Path:
        """The file that a document was read from."""
        root = Path(document.root)
        return root if root.is_file() else root / document.file

    async def ingest(self, paths: Sequence[Path], stop: threading.Event) -> AsyncGenerator[Stage | Receipt]:
        """Synchronise the index with paths, after whatever is being ingested now; the receipt comes last.

        Raises what `sync` raises, and `Stopped`.
        """
        loop = asyncio.get_running_loop()
        arrived: asyncio.Queue[Stage | None] = asyncio.Queue()
        watch = Watch(lambda stage: _tell(loop, arrived, stage), stop)
        yield Stage("queueing" if self._running else "preparing")
        self._running += 1
        running = loop.run_in_executor(self._threads, self._sync, paths, watch)
        running.add_done_callback(lambda _: self._done(arrived))
        while (stage := await arrived.get()) is not None:
            yield stage
        yield await running

    def _done(self, arrived: asyncio.Queue[Stage | None]) -> None:
        self._running -= 1
        arrived.put_nowait(None)

    def _sync(self, paths: Sequence[Path], watch: Watch) -> Receipt:
        watch.tell(Stage("preparing"))
        waited = 0.0
        while True:
            if watch.stop.is_set():
                raise Stopped("the ingest was stopped")
            try:
                if self._embedder is None:
                    self._embedder = open_embedder(self._settings.embedding.embedder, self._settings.index.directory)
                return sync(paths, self._settings, self._embedder, watch)
            except Busy:
                if waited >= PATIENCE:
                    raise
                waited += _PAUSE
                watch.tell(Stage("queueing"))
                watch.stop.wait(_PAUSE)

    def give_up(self, batch: Batch, done: Receipt | None) -> None:
        """Delete the files of a batch that are not in the index: all of it where its ingest was stopped."""
        indexed = {document.file for document in self.documents()}
        refused = {each.file for each in done.files if each.reason} if done else set(batch.files)
        for file in batch.files:
            if file in refused and file not in indexed:
                with suppress(OSError):
                    self.uploads.remove(file)
        batch.files.clear()

    def close(self) -> None:
        """Wait for nothing."""
        for batch in self._batches.values():
            batch.stop.set()
        self._threads.shutdown(wait=False, cancel_futures=True)


def _tell(loop: asyncio.AbstractEventLoop, arrived: asyncio.Queue[Stage | None], stage: Stage) -> None:
    # The loop is closed where the server ends during an ingest, which then ends on its own.
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(arrived.put_nowait, stage)


def refuse_busy(arriving: int) -> None:
    """Raise `FileRefused` (`busy`) where too many files are on their way."""
    if arriving >= AT_ONCE:
        raise FileRefused("busy", "many files are being uploaded")
