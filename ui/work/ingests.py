"""One ingest after the other, for all tabs: what was uploaded is taken in by itself, and everybody is told the same.

Used from one event loop; only the ingest itself is in a thread of its own (`ui.work.intake`).
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import aclosing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from ingest.receipt import FileReceipt, Receipt
from rag.errors import Busy, PreuveError, Stopped
from ui.work.intake import Intake, Stage

ROUND_BYTES = 4 * 2**20
"""Bytes of small uploads that are read together; a larger one is read alone, after them."""

LOST_SECONDS = 3.0
"""How long a tab may send nothing before what it has announced is no longer waited for: it was closed."""

REMEMBERED = 50
"""Refused uploads that are remembered."""

TOLD_SECONDS, LEAST_PART = 3.0, 0.02
"""How long something must go on, and which part of it be done, before its remaining time is told, and no guess."""

WAITING = ("preparing", "queueing")
"""Stages whose end is not known."""


@dataclass(slots=True)
class Arrival:
    """A file on its way: of its `size` in bytes, so many have come."""

    name: str
    size: int
    received: int = 0


@dataclass(slots=True)
class Load:
    """What one tab sends: the files and bytes that it has announced, those that have come, and what is on its way."""

    files: int
    size: int
    arrived: int = 0
    kept: int = 0
    seen: float = 0.0
    active: list[Arrival] = field(default_factory=list)

    @property
    def received(self) -> int:
        return self.kept + sum(each.received for each in self.active)

    @property
    def waiting(self) -> bool:
        return bool(self.active) or self.arrived < self.files


@dataclass(frozen=True, slots=True)
class Going:
    """How far everything together is: file `number` of `total`, the `part` of the work that is done, from 0 to 1.

    `stage` is the name of a word of `ui.words.library`. `left` is in seconds, `None` where it cannot be told yet.
    """

    stage: str
    number: int
    total: int
    file: str
    part: float
    left: float | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an ingest; `number` counts them, 0 where there was none.

    Without a `receipt`, `problem` is the name of a word of `ui.words.library` and `error` what went wrong.
    """

    number: int = 0
    receipt: Receipt | None = None
    problem: str = ""
    error: Exception | None = None


class Ingests:
    """What is uploaded, read again or deleted on one server.

    `refused` are uploads that could not be read, by their names in the index; their files are gone. They are
    remembered until somebody has taken note of them (`forget`), the latest `REMEMBERED`. `clock` gives seconds.
    """

    def __init__(self, intake: Intake, clock: Callable[[], float] = time.monotonic) -> None:
        self.intake = intake
        self._clock = clock
        self.outcome = Outcome()
        self.refused: dict[str, FileReceipt] = {}
        self._commands: deque[Sequence[Path]] = deque()
        self._uploads: dict[str, int] = {}
        self._loads: dict[str, Load] = {}
        self._worker: asyncio.Task[None] | None = None
        self._stop = threading.Event()
        self._stage: Stage | None = None
        self._files = self._read = self._size = 0
        self._began = 0.0

    @contextmanager
    def arriving(self, batch: str, arrival: Arrival, files: int, size: int) -> Iterator[None]:
        """A file is on its way, of so many files and bytes that its tab has announced.

        If it is not taken, it was refused or given up, and is waited for no more.
        """
        self._begin()
        load = self._loads.setdefault(batch, Load(files, size))
        load.files, load.size = max(files, load.arrived + 1), size
        load.active.append(arrival)
        try:
            yield
        except BaseException:
            load.files = max(load.arrived, load.files - 1)
            load.size = max(load.kept, load.size - arrival.size)
            raise
        else:
            load.arrived += 1
            load.kept += arrival.size
        finally:
            load.active.remove(arrival)
            load.seen = self._clock()

    def take(self, file: str, size: int) -> None:
        """A file has arrived under its name in the index: it is read as soon as may be."""
        self._uploads[file] = size
        self.refused.pop(file, None)
        self._start()

    def forget(self, file: str) -> None:
        """Somebody has taken note that an upload was refused."""
        self.refused.pop(file, None)

    async def run(self, paths: Sequence[Path]) -> Outcome:
        """Synchronise the index with paths, after whatever is going on; what came of all of it."""
        if paths:
            self._begin()
            self._commands.append(paths)
            self._start()
        return await self.settled()

    async def settled(self) -> Outcome:
        """What came of the last ingest, as soon as none is going on."""
        while self._worker is not None:
            await asyncio.wait([self._worker])
        return self.outcome

    def stop(self) -> None:
        """Nobody wants what is going on: the index stays as it is, and what was uploaded for it goes."""
        self._stop.set()

    def going(self) -> Going | None:
        """How far everything is; `None` where nothing is going on."""
        loads = list(self._loads.values())
        for load in loads:
            if not load.active and self._clock() - load.seen > LOST_SECONDS:
                load.files, load.size = load.arrived, load.kept
        if self._worker is None and not any(load.waiting for load in loads):
            self._loads.clear()
            self._began = 0.0
            return None
        announced, coming = sum(load.files for load in loads), sum(load.size for load in loads)
        stage = self._stage or Stage("preparing")
        number, file = self._files + stage.number, stage.file
        if self._worker is None:
            names = [each.name for load in loads for each in load.active]
            stage, number, file = Stage("uploading"), 1 + sum(load.arrived for load in loads), "".join(names[:1])
        work = 2 * coming + self._size  # what is uploaded is sent and read
        done = sum(load.received for load in loads) + self._read + stage.done
        part = min(1.0, done / work) if work else 0.0
        since = self._clock() - self._began
        told = stage.name not in WAITING and since > TOLD_SECONDS and part > LEAST_PART
        left = since * (1 - part) / part if told else None
        total = max(announced or stage.total, number)
        return Going(stage.name, number, total, PurePosixPath(file).name, part, left)

    def _begin(self) -> None:
        if not self._began:
            self._began = self._clock()

    def _start(self) -> None:
        if self._worker is None:
            self._stop.clear()
            self._worker = asyncio.create_task(self._work())

    def _next(self) -> tuple[list[Path], dict[str, int]]:
        """What is read next, the smallest uploads first, so that none waits behind a large one; nothing at the end."""
        if self._commands:
            return [path for path in self._commands.popleft() if path.exists()], {}
        taken: dict[str, int] = {}
        for file, size in sorted(self._uploads.items(), key=lambda item: item[1]):
            if taken and sum(taken.values()) + size > ROUND_BYTES:
                break
            taken[file] = size
        for file in taken:
            del self._uploads[file]
        root = self.intake.uploads.root
        return [root / file for file in taken if (root / file).exists()], taken

    async def _work(self) -> None:
        receipts: dict[str, FileReceipt] = {}
        index, problem, wrong = "", "", None
        ours: set[str] = set()
        try:
            while self._commands or self._uploads:
                paths, taken = self._next()
                ours |= set(taken)
                if paths:
                    done = await self._one(paths, bool(taken))
                    index = done.index
                    receipts |= {each.file: each for each in done.files}
        except Stopped:
            problem = "stopped"
        except Busy:
            problem = "busy"
        except (PreuveError, OSError) as error:
            problem, wrong = "failed", error
        if problem:
            ours |= set(self._uploads)
            self._uploads.clear()
            self._commands.clear()
        refused = {file: receipts[file] for file in sorted(ours & receipts.keys()) if receipts[file].reason}
        await asyncio.to_thread(self._give_up, ours if problem else set(refused))
        self.refused = dict([*self.refused.items(), *refused.items()][-REMEMBERED:])
        files = tuple(receipts[file] for file in sorted(receipts))
        receipt = None if problem or not receipts else Receipt(index, files)
        self.outcome = Outcome(self.outcome.number + 1, receipt, problem, wrong)
        self._worker, self._stage = None, None
        self._files = self._read = self._size = 0
        if self._commands or self._uploads:
            self._start()

    async def _one(self, paths: Sequence[Path], uploaded: bool) -> Receipt:
        done = Receipt("", ())
        async with aclosing(self.intake.ingest(paths, self._stop)) as stages:
            async for stage in stages:
                if isinstance(stage, Receipt):
                    done = stage
                    continue
                self._size = self._size if uploaded else max(self._size, stage.size)
                self._stage = stage
        last = self._stage or Stage("")
        self._stage = None
        self._files += last.total
        self._read += last.size
        return done

    def _give_up(self, files: set[str]) -> None:
        """Delete uploads that are not in the index."""
        for file in files - self.intake.indexed(files):
            with suppress(OSError):
                self.intake.uploads.remove(file)
