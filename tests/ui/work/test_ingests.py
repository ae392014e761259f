from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ingest.folders.uploads import Uploads
from ingest.receipt import FileReceipt, Receipt, Status
from rag.errors import Busy, Stopped
from ui.work import ingests
from ui.work.ingests import Arrival, Going, Ingests
from ui.work.intake import Stage

MEGA = 2**20
SOON = 5.0
CLOCK = [100.0]


@dataclass
class Reader:
    """An intake whose ingests go on as a test says: `stages` are told one by one, then the receipt."""

    uploads: Uploads
    stages: asyncio.Queue[Stage | Exception | None] = field(default_factory=asyncio.Queue)
    read: list[list[str]] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)

    def indexed(self, files: Iterable[str]) -> set[str]:
        return set()

    async def ingest(self, paths: Sequence[Path], stop: threading.Event) -> AsyncIterator[Stage | Receipt]:
        names = [path.name for path in paths]
        self.read.append(names)
        while (stage := await self.stages.get()) is not None:
            if stop.is_set():
                raise Stopped("x")
            if isinstance(stage, Exception):
                raise stage
            yield stage
        yield Receipt("i", tuple(self._receipt(f"uploads/{name}") for name in names))

    def _receipt(self, file: str) -> FileReceipt:
        if file in self.refused:
            return FileReceipt(file, Status.REFUSED, code=self.refused[file], reason="x")
        return FileReceipt(file, Status.ADDED)


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    uploads = Uploads(tmp_path, 64 * MEGA)
    uploads.folder.mkdir(parents=True)
    return Reader(uploads)


def running(work: Callable[[Ingests], Awaitable[None]], reader: Reader) -> None:
    async def run() -> None:
        reader.stages = asyncio.Queue()
        await asyncio.wait_for(work(Ingests(reader, lambda: CLOCK[0])), SOON)  # type: ignore[arg-type]

    asyncio.run(run())


def arrives(all_of: Ingests, name: str, size: int, files: int, total: int) -> None:
    with all_of.arriving("batch", arrival := Arrival(name, size), files, total):
        arrival.received = size
        (all_of.intake.uploads.folder / name).write_text("x")
    all_of.take(f"uploads/{name}", size)


async def told(all_of: Ingests, reader: Reader, stage: Stage | None) -> Going | None:
    await reader.stages.put(stage)
    await asyncio.sleep(0.01)
    return all_of.going()


def test_the_smallest_are_read_first_and_those_that_come_meanwhile_next(reader: Reader) -> None:
    async def work(all_of: Ingests) -> None:
        arrives(all_of, "first.txt", 10, 5, 20 * MEGA)
        await asyncio.sleep(0.01)
        for name, size in (("huge.txt", 9 * MEGA), ("big.txt", 5 * MEGA), ("b.txt", MEGA), ("a.txt", 10)):
            arrives(all_of, name, size, 5, 20 * MEGA)
        for _ in range(4):
            await reader.stages.put(None)
        outcome = await all_of.settled()
        assert reader.read == [["first.txt"], ["a.txt", "b.txt"], ["big.txt"], ["huge.txt"]]
        assert outcome.receipt is not None
        assert outcome.receipt.count(Status.ADDED) == 5
        assert all_of.going() is None

    running(work, reader)


def test_one_bar_counts_what_is_sent_and_what_is_read(reader: Reader) -> None:
    async def work(all_of: Ingests) -> None:
        with all_of.arriving("batch", arrival := Arrival("b.txt", 60), 2, 100):
            arrival.received = 10
            assert all_of.going() == Going("uploading", 1, 2, "b.txt", 0.05, None)
            arrives(all_of, "a.txt", 40, 2, 100)
            CLOCK[0] += 10
            await asyncio.sleep(0.01)
            going = await told(all_of, reader, Stage("reading", 1, 1, "uploads/a.txt", 30, 40))
            assert going == Going("reading", 1, 2, "a.txt", 0.4, 15.0)
            assert (await told(all_of, reader, Stage("queueing"))).left is None
            await reader.stages.put(None)
            await all_of.settled()
            arrival.received = 60
            going = all_of.going()
            assert going is not None
            assert (going.stage, going.number, going.total, going.file) == ("uploading", 2, 2, "b.txt")
        (all_of.intake.uploads.folder / "b.txt").write_text("x")
        all_of.take("uploads/b.txt", 60)
        await reader.stages.put(None)
        await all_of.settled()
        assert all_of.going() is None

    running(work, reader)


def test_what_is_refused_on_the_way_or_not_sent_any_more_is_not_waited_for(reader: Reader) -> None:
    async def work(all_of: Ingests) -> None:
        with pytest.raises(OSError, match="gone"), all_of.arriving("batch", Arrival("a.txt", 40), 1, 40):
            raise OSError("gone")
        assert all_of.going() is None
        arrives(all_of, "b.txt", 60, 3, 180)
        await reader.stages.put(None)
        await all_of.settled()
        assert all_of.going() == Going("uploading", 2, 3, "", 1 / 6, None)
        CLOCK[0] += ingests.LOST_SECONDS + 1
        assert all_of.going() is None

    running(work, reader)


def test_uploads_that_cannot_be_read_are_remembered_until_they_are_noted(reader: Reader) -> None:
    async def work(all_of: Ingests) -> None:
        reader.refused = {"uploads/a.txt": "damaged"}
        arrives(all_of, "a.txt", 1, 1, 1)
        await reader.stages.put(None)
        await all_of.settled()
        arrives(all_of, "b.txt", 1, 1, 1)
        await reader.stages.put(None)
        await all_of.settled()
        assert [each.code for each in all_of.refused.values()] == ["damaged"]
        assert reader.uploads.files() == ["uploads/b.txt"]
        all_of.forget("uploads/a.txt")
        assert not all_of.refused

    running(work, reader)


@pytest.mark.parametrize(
    ("failure", "problem"), [(Busy("x"), "busy"), (OSError("disk"), "failed"), (Stopped("x"), "stopped")]
)
def test_where_it_fails_what_was_uploaded_for_it_goes_and_the_next_begins_anew(
    reader: Reader, failure: Exception, problem: str
) -> None:
    async def work(all_of: Ingests) -> None:
        arrives(all_of, "a.txt", 1, 1, 1)
        await reader.stages.put(failure)
        outcome = await all_of.settled()
        assert (outcome.number, outcome.problem, outcome.receipt) == (1, problem, None)
        assert reader.uploads.files() == []
        arrives(all_of, "b.txt", 1, 1, 1)
        await reader.stages.put(None)
        assert (await all_of.settled()).number == 2
        assert reader.uploads.files() == ["uploads/b.txt"]

    running(work, reader)


def test_who_stops_it_stops_all_of_it(reader: Reader) -> None:
    async def work(all_of: Ingests) -> None:
        arrives(all_of, "a.txt", 1, 1, 1)
        await asyncio.sleep(0.01)
        arrives(all_of, "b.txt", 1, 1, 1)
        all_of.stop()
        await reader.stages.put(Stage("reading"))
        assert (await all_of.settled()).problem == "stopped"
        assert reader.uploads.files() == []

    running(work, reader)
