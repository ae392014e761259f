"""Ctrl-C and SIGTERM end the program soon, also where a thread cannot be asked to stop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests import CHECKOUT
from tests.ui.commands.test_chat import chatting

pytestmark = [pytest.mark.slow, pytest.mark.process]

STUCK = """
import threading, time
from ui.ending import Ending
ending = Ending(0.5)
ending.listen()
threading.Thread(target=time.sleep, args=(60,)).start()
try:
    print("ready", flush=True)
    {wait}
except KeyboardInterrupt:
    raise SystemExit(ending.told())
"""
"""A program of which a thread sleeps for a minute, as one in a foreign library may."""


def interrupts_on() -> None:
    """A shell in the background hands on that Ctrl-C is to be ignored."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("wait", ["threading.Event().wait()", "while True: pass"])
def test_a_thread_that_goes_on_keeps_nobody_waiting(number: signal.Signals, wait: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", STUCK.format(wait=wait)],
        cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=interrupts_on,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    started = time.monotonic()
    process.send_signal(number)
    _, errors = process.communicate(timeout=30)
    assert time.monotonic() - started < 3
    assert process.returncode == 130
    assert errors == "preuve: interrupted\n"


def children(process: int) -> set[int]:
    """The processes that a process has started, and theirs."""
    parents: dict[int, int] = {}
    for state in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[int(state.parent.name)] = int(state.read_text().rpartition(")")[2].split()[1])
    found: set[int] = set()
    while more := {each for each, parent in parents.items() if parent in {process, *found}} - found:
        found |= more
    return found


def until(happened: Callable[[], bool], seconds: float = 60.0) -> bool:
    """Whether something happened in time."""
    ends = time.monotonic() + seconds
    while not happened() and time.monotonic() < ends:
        time.sleep(0.05)
    return happened()


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize(("stage", "number"), [("reading", signal.SIGINT), ("storing", signal.SIGTERM)])
def test_an_ingest_of_the_page_ends_with_the_program(
    corpus: Path, tmp_path: Path, stage: str, number: signal.Signals
) -> None:
    """A text that takes a minute to be read, or many passages to store."""
    with chatting(tmp_path / "index", str(corpus)) as (url, process):
        lock = tmp_path / "index" / "lock"
        before = lock.stat().st_mtime_ns
        line = "Le comité de Rabat a rendu l’avis numéro {} sur le budget de la commune. "
        lines, files = (200_000, 1) if stage == "reading" else (200, 60)
        for file in range(files):
            content = "\n\n".join(line.format(at * 401 + file) for at in range(lines)).encode()
            query = {"name": f"{file}.txt", "batch": "0123456789abcdef", "language": "en"}
            assert httpx.post(f"{url}/preuve/upload", params=query, content=content, timeout=60).status_code == 200
        # The server reads what has arrived without being asked.
        assert until(lambda: lock.stat().st_mtime_ns != before)
        time.sleep(2)
        helpers = children(process.pid)
        started = time.monotonic()
        process.send_signal(number)
        _, errors = process.communicate(timeout=60)
        took = time.monotonic() - started
        assert took < 5
        assert process.returncode == 130
        assert errors.splitlines()[-1:] == ["preuve: interrupted"]
        assert "Traceback" not in errors
        time.sleep(0.5)
        assert helpers
        assert not any(map(alive, helpers))
    environment = {**os.environ, "PREUVE_EMBEDDER": "hash", "PREUVE_INDEX": str(tmp_path / "index")}
    status = [sys.executable, "-m", "ui.cli", "check"]
    assert subprocess.run(status, cwd=CHECKOUT, env=environment, check=False).returncode == 0
