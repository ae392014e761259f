"""Taking documents in while the chat runs: files that arrive, and one ingest after the other, told as it advances."""

from __future__ import annotations

import asyncio
import re
import threading
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ingest.children import Children
from ingest.folders.uploads import Uploads
from ingest.load.members import file_of
from ingest.receipt import Receipt
from ingest.sync import sync
from rag.embedding.embedder import Embedder, open_embedder
from rag.errors import Busy, FileRefused, IndexProblem, PreuveError, Stopped
from rag.index.choice import library_in
from rag.index.contents import DocumentInfo, Refusal
from rag.index.library import Documents
from rag.settings import Settings
from ui.store import LOCAL
from ui.work.limits import Limit
from ui.work.shelf import SHOWN, Shelf

PATIENCE = 60.0
"""Seconds that an ingest waits for one of another process to end."""

MEGABYTES = 64
"""The largest file that may be uploaded."""

AT_ONCE, AT_ONCE_A_PERSON = 8, 3
"""Files that may arrive at the same time, over all people and from one of them; the page sends two."""

AN_HOUR = 300
"""Files that one person may send in an hour, where there are users; whose server it is may fill it."""

BATCH = re.compile(r"[0-9a-z]{8,32}")
"""Names that tabs give to what they upload together."""

_PAUSE = 0.5


@dataclass(frozen=True, slots=True)
class Stage:
    """Where an ingest is: `name` is that of a word of `ui.words.library`.

    File `number` of `total` is being read; `done` of `size` bytes are in the index to come.
    """

    name: str
    number: int = 0
    total: int = 0
    file: str = ""
    done: int = 0
    size: int = 0


@dataclass(slots=True)
class Watch:
    """The progress of an ingest as stages; a stop that was set ends it, up to the publication."""

    tell: Callable[[Stage], None]
    stop: threading.Event
    _stage: Stage = Stage("preparing")

    def start(self, files: int, size: int) -> None:
        self._say(replace(self._stage, total=files, size=size))

    def file(self, name: str) -> None:
        self._say(replace(self._stage, name="reading", number=self._stage.number + 1, file=name))

    def page(self, name: str, number: int, total: int) -> None:
        stage = self._stage
        self._say(replace(stage, name="recognising", number=number, total=total, file=name))
        self._stage = stage

    def skipped(self, size: int) -> None:
        self._say(replace(self._stage, done=self._stage.done + size))

    def embedded(self, passages: int, size: int) -> None:  # noqa: ARG002
        self._say(replace(self._stage, done=self._stage.done + size))

    def publishing(self, documents: int) -> None:  # noqa: ARG002
        self._say(replace(self._stage, name="publishing", done=self._stage.size))

    def _say(self, stage: Stage) -> None:
        if self.stop.is_set():
            raise Stopped("the ingest was stopped")
        self._stage = stage
        self.tell(stage)


class Intake:
    """Uploads and ingests of one server; `megabytes` is the largest upload, 0 where there are to be no `uploads`."""

    def __init__(self, settings: Settings, opening: Future[Any], uploads: bool = True) -> None:
        self.megabytes = MEGABYTES if uploads else 0
        self.uploads = Uploads(settings.index.directory, self.megabytes * 2**20)
        self._arriving: Counter[int] = Counter()
        self._often = Limit(AN_HOUR, 3600.0)
        self._settings = settings
        self._opening = opening
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="preuve-ingest")
        self._running = 0
        self._embedder: Embedder | None = None
        self._stops: set[threading.Event] = set()
        self._children: Children | None = None
        self.uploads.clean()

    @contextmanager
    def documents(self) -> Iterator[Documents | None]:
        """What is indexed; `None` as long as the index is not open, or where it cannot be."""
        documents: Documents | None = None
        with ExitStack() as stack:
            if self._opening.done():
                with suppress(PreuveError):
                    documents = stack.enter_context(self._opening.result().documents())
            yield documents

    def indexed(self, files: Iterable[str]) -> set[str]:
        """Those of files that are indexed."""
        with self.documents() as documents:
            return set(documents.infos(files)) if documents is not None else set()

    def shelf(self, sought: str = "") -> Shelf:
        """What the library shows: all documents, or the first of those in which all words `sought` are."""
        shown: Sequence[DocumentInfo] = ()
        total = 0
        with self.documents() as documents:
            if documents is not None:
                total = documents.counts().documents
                shown = documents.page(limit=SHOWN, words=sought if total > SHOWN else "")
        uploads = self.uploads.files()
        known = self.indexed(uploads)
        uploads = [file for file in uploads if file not in known]
        refusals = [each for each in self._refusals() if each.file not in uploads]
        more = max(0, total - SHOWN)
        return Shelf(shown, refusals, uploads, str(self.uploads.root.resolve()), self.megabytes, more=more)

    def _refusals(self) -> list[Refusal]:
        try:
            with library_in(self._settings.index.directory).documents() as documents:
                gone = {each.file for each in documents.refusals(str(self.uploads.root.resolve()))}
                return [each for each in documents.refusals() if each.file not in gone]
        except IndexProblem:
            return []

    @contextmanager
    def arriving(self, person: int) -> Iterator[None]:
        """A file of a person is on its way. Raises `FileRefused` (`busy`) where too many are, or were lately."""
        busy = self._arriving.total() >= AT_ONCE or self._arriving[person] >= AT_ONCE_A_PERSON
        if busy or (person != LOCAL and self._often.wait(person)):
            raise FileRefused("busy", "many files are being uploaded")
        self._often.count_one(person)
        self._arriving[person] += 1
        try:
            yield
        finally:
            self._arriving[person] -= 1
            self._arriving += Counter()  # without those of whom nothing is on its way

    def holder(self, sha256: str) -> str | None:
        """The document that has this content already."""
        with self.documents() as documents:
            return next((each.file for each in documents.by_sha256(sha256)), None) if documents is not None else None

    def roots(self) -> list[Path]:
        """Everything that the index was made of, as far as it is there."""
        with self.documents() as documents:
            known = documents.roots() if documents is not None else ()
        roots = {*known, str(self.uploads.root.resolve())}
        return [Path(root) for root in sorted(roots) if Path(root).exists()]

    def place_of(self, document: DocumentInfo) -> Path:
        """The file that a document was read from, or in which it stands."""
        root = Path(document.root)
        return root if root.is_file() else root / file_of(document.file)

    async def ingest(self, paths: Sequence[Path], stop: threading.Event) -> AsyncGenerator[Stage | Receipt]:
        """Synchronise the index with paths, after whatever is being ingested now; the receipt comes last.

        Raises what `sync` raises, and `Stopped`.
        """
        loop = asyncio.get_running_loop()
        arrived: asyncio.Queue[Stage | None] = asyncio.Queue()
        watch = Watch(lambda stage: _tell(loop, arrived, stage), stop)
        yield Stage("queueing" if self._running else "preparing")
        self._running += 1
        self._stops.add(stop)
        running = loop.run_in_executor(self._threads, self._sync, paths, watch)
        running.add_done_callback(lambda done: self._done(done, arrived, stop))
        while (stage := await arrived.get()) is not None:
            yield stage
        yield await running

    def _done(self, done: asyncio.Future[Receipt], arrived: asyncio.Queue[Stage | None], stop: threading.Event) -> None:
        _ = done.cancelled() or done.exception()  # seen, also where nobody waits for it any more
        self._running -= 1
        self._stops.discard(stop)
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
                library_in(self._settings.index.directory).refuse_while_busy()
                with Children() as self._children:
                    return sync(paths, self._settings, self._embedder, watch, children=self._children)
            except Busy:
                if waited >= PATIENCE:
                    raise
                waited += _PAUSE
                watch.tell(Stage("queueing"))
                watch.stop.wait(_PAUSE)

    def close(self) -> None:
        """End the ingest that goes on, in the middle of what it does, and begin none of those that wait."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for stop in list(self._stops):
            stop.set()
        if self._children is not None:
            self._children.interrupt()
        if self._embedder is not None:
            self._embedder.release()


def _tell(loop: asyncio.AbstractEventLoop, arrived: asyncio.Queue[Stage | None], stage: Stage) -> None:
    # The loop is closed where the server ends during an ingest, which then ends on its own.
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(arrived.put_nowait, stage)
