"""A real `preuve chat` in a process of its own, with users, that is measured from outside."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from rag.errors import PreuveError
from rag.settings import Settings
from ui.server.access import COOKIE
from ui.server.credentials import Sessions, hashed
from ui.store import open_store

START_SECONDS = 600.0
"""How long the server may take until it can answer: it ingests its documents first."""


@dataclass(frozen=True, slots=True)
class Served:
    """A server at `url`: its process, where it logs, and a cookie for each of its users."""

    url: str
    process: subprocess.Popen[str]
    log: Path
    cookies: tuple[str, ...]

    def megabytes(self) -> float:
        """The resident memory of the process; 0 where it has ended."""
        try:
            status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        except OSError:
            return 0.0
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        return int(found[1]) / 1e3 if found else 0.0

    def traces(self) -> int:
        """How many errors that nobody foresaw the server has logged."""
        return self.log.read_text(encoding="utf-8", errors="replace").count("Traceback")


def _log_in(settings: Settings, users: int) -> tuple[str, ...]:
    """New users of the store, each logged in already: a login is not what is measured."""
    with closing(open_store(settings)) as store:
        password, sessions = hashed(os.urandom(16).hex()), Sessions(store)
        people = [store.people.add(f"user{number}", password) for number in range(users)]
        return tuple(f"{COOKIE}={sessions.open(person)}" for person in people)


@contextmanager
def served(home: Path, corpus: Path, settings: Settings, users: int) -> Iterator[Served]:
    """A server over `corpus` that can answer. Raises `PreuveError` where none comes up."""
    cookies, log = _log_in(settings, users), home / "server.log"
    command = [sys.executable, "-m", "ui.cli", "chat", str(corpus), "--index", str(settings.index.directory)]
    with log.open("w") as errors:
        process = subprocess.Popen(
            [*command, "--no-browser", "--port", "0"], stdout=subprocess.PIPE, stderr=errors, text=True
        )
        try:
            ready = process.stdout.readline() if process.stdout else ""
            found = re.search(r"http://\S+", ready)
            if found is None:
                raise PreuveError(f"the server did not start: {log.read_text()[-500:]}")
            yield Served(found[0], process, log, cookies)
        finally:
            process.terminate()
            process.communicate()
