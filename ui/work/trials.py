"""Test sets that evaluators run from the page: one at a time, told as it advances, its report kept for a while."""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.metrics.items import Item
from eval.report.phrases import Phrases
from eval.report.report import Origin, report_record
from eval.report.report_page import report_page
from eval.running.score import score
from eval.running.workbench import ask_sets, predictions_file, shown_settings
from eval.sets.cases import TestSet, read_set
from rag.errors import Busy, PreuveError, Stopped
from rag.settings import Settings

REPORTS = 8
"""Reports that are kept, over all people; the oldest go first."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How far a run is; `total` is 0 as long as the documents are read."""

    number: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """A report as `eval.report.report` records it, and the name under which its page is kept."""

    report: dict[str, Any]
    key: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What the page of a report is made of."""

    report: dict[str, Any]
    items: Sequence[Item]
    test_set: TestSet


class Trials:
    """The test sets of a server: folders that its owner named."""

    def __init__(self, settings: Settings, folders: Sequence[Path]) -> None:
        self._settings = settings
        self._folders = tuple(folders)
        self._read: dict[Path, TestSet] = {}
        self._reports: OrderedDict[str, Kept] = OrderedDict()
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="preuve-trial")
        self._running = False

    def sets(self) -> list[TestSet]:
        """The test sets, in the order in which they were named; one that cannot be read is left out."""
        found = []
        for folder in self._folders:
            try:
                if folder not in self._read:
                    self._read[folder] = read_set(folder)
            except PreuveError:
                continue
            found.append(self._read[folder])
        return found

    def page(self, key: str, say: Phrases) -> str | None:
        """The page of a report in a language, if it is still kept."""
        kept = self._reports.get(key)
        return None if kept is None else report_page(kept.report, kept.items, [kept.test_set], say)

    async def run(self, test_set: TestSet, stop: threading.Event) -> AsyncGenerator[Asked | Outcome]:
        """Ask all questions; the outcome comes last. Raises `Busy`, `Stopped`, and what asking raises."""
        if self._running:
            raise Busy("a test set is being run already")
        self._running = True
        loop = asyncio.get_running_loop()
        arrived: asyncio.Queue[Asked | None] = asyncio.Queue()

        def tell(number: int, total: int) -> None:
            if stop.is_set():
                raise Stopped("the run was stopped")
            loop.call_soon_threadsafe(arrived.put_nowait, Asked(number, total))

        yield Asked()
        running = loop.run_in_executor(self._threads, self._report, test_set, tell)
        running.add_done_callback(lambda done: self._over(done, arrived))
        while (step := await arrived.get()) is not None:
            yield step
        yield await running

    def _over(self, done: asyncio.Future[Outcome], arrived: asyncio.Queue[Asked | None]) -> None:
        _ = done.cancelled() or done.exception()  # seen, also where nobody waits for it any more
        self._running = False
        arrived.put_nowait(None)

    def _report(self, test_set: TestSet, tell: Callable[[int, int], None]) -> Outcome:
        folder = self._settings.index.directory / "eval"
        file = folder / predictions_file([test_set], self._settings).name
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        done = ask_sets([test_set], self._settings, file.with_suffix(""), file, tell)
        scores = score([test_set], done.predictions)
        report = report_record(scores, [test_set], Origin(file.name, shown_settings(self._settings)))
        key = secrets.token_hex(8)
        self._reports[key] = Kept(report, scores.items, test_set)
        while len(self._reports) > REPORTS:
            self._reports.popitem(last=False)
        return Outcome(report, key)
