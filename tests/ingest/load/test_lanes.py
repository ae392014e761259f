"""A file that takes long keeps waiting only those who ask about files that do."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator

import pytest

from ingest.load.lanes import WAITING, Lanes
from ingest.load.limits import Limits
from ingest.load.process import Worker
from rag.errors import FileRefused
from tests import CHECKOUT

pytestmark = pytest.mark.process

CHILD = """
import sys, time
sys.path.append({root!r})
from ingest.load.serving import serve

def answer(request, data):
    if data == b"sleep":
        time.sleep(60)
    return {{}}, data

serve(answer)
"""


def worker() -> tuple[str, ...]:
    """The command of a child that gives back what it gets; it takes a minute where that is `sleep`."""
    return (sys.executable, "-c", CHILD.format(root=str(CHECKOUT)))


@pytest.fixture
def lanes() -> Iterator[Lanes]:
    made = Lanes(worker(), Limits(seconds=20), quick=1.0)
    yield made
    made.close()


def asked(lanes: Lanes, name: str, content: bytes) -> str:
    def ask(worker: Worker) -> str:
        return worker.ask({"file": name}, content)[1].decode()

    try:
        return lanes.run(name, ask)
    except FileRefused as refused:
        return refused.code


def test_hostile_files_keep_nobody_else_waiting(lanes: Lanes) -> None:
    assert asked(lanes, "warm", b"warm").endswith("warm")
    outcomes: dict[str, str] = {}

    def ask_for_hostile(name: str) -> None:
        outcomes[name] = asked(lanes, name, b"sleep")

    threads = [threading.Thread(target=ask_for_hostile, args=(f"hostile {at}",)) for at in range(WAITING + 2)]
    for thread in threads:
        thread.start()
    while len(outcomes) < 2:  # each has had its second, two are at work in the slow lane, and two are told so
        time.sleep(0.1)
    took = []
    for at in range(5):
        started = time.monotonic()
        assert asked(lanes, f"ordinary {at}", b"ordinary").endswith("ordinary")
        took.append(time.monotonic() - started)
    assert any(thread.is_alive() for thread in threads)
    assert max(took) < 5
    for thread in threads:
        thread.join()
    assert sorted(outcomes.values()) == ["busy"] * 2 + ["timeout"] * WAITING


def test_many_who_ask_for_one_hostile_file_take_the_quick_one_once(lanes: Lanes) -> None:
    """Else each of them would have it busy for its second, and whoever asks for anything would wait for all."""
    assert asked(lanes, "warm", b"warm").endswith("warm")
    quick: list[str] = []
    outcomes: list[str] = []

    def ask(worker: Worker) -> str:
        if worker is lanes._quick:
            quick.append("asked")
        return worker.ask({"file": "hostile"}, b"sleep")[1].decode()

    def run() -> None:
        try:
            outcomes.append(lanes.run("hostile", ask))
        except FileRefused as refused:
            outcomes.append(refused.code)

    threads = [threading.Thread(target=run) for _ in range(WAITING + 3)]
    for thread in threads:
        thread.start()
    while len(outcomes) < 3:
        time.sleep(0.05)
    started = time.monotonic()
    lanes.close()
    for thread in threads:
        thread.join()
    assert time.monotonic() - started < 10  # who waited starts no child of their own, which would take 20 s
    assert quick == ["asked"]
    assert outcomes == ["busy"] * 3 + ["crashed"] * WAITING


def test_what_is_only_slow_is_done_by_the_patient_one() -> None:
    lanes = Lanes(worker(), Limits(seconds=20), quick=0.0)
    try:
        assert asked(lanes, "slow", b"slow").endswith("slow")
        assert asked(lanes, "slow", b"again").endswith("again")
    finally:
        lanes.close()


def test_closing_ends_what_goes_on(lanes: Lanes) -> None:
    assert asked(lanes, "warm", b"warm").endswith("warm")
    outcome: list[str] = []
    thread = threading.Thread(target=lambda: outcome.append(asked(lanes, "x", b"sleep")))
    thread.start()
    time.sleep(3.5)
    started = time.monotonic()
    lanes.close()
    thread.join()
    assert time.monotonic() - started < 2
    assert outcome == ["crashed"]
