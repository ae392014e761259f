"""The program under attack, with a record of every file that it opens and every name that it looks up."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import SEED_TEXTS, write_files
from tests.fixtures.mounted import file_object
from tests.fixtures.tab import Tab

pytestmark = pytest.mark.process

RECORDED = """
import json, os, sys

log = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
EVENTS = ("open", "os.", "shutil.", "glob.", "tempfile.", "sqlite3.connect", "subprocess.", "socket.")
QUIET = ("os.putenv", "socket.__new__")


def record(event, arguments):
    if event.startswith(EVENTS) and event not in QUIET:
        os.write(log, json.dumps([event, *map(str, arguments)]).encode() + b"\\n")


sys.addaudithook(record)
from ui.cli import main

sys.exit(main(sys.argv[2:]))
"""
"""Runs the program with a hook in the interpreter, which sees what every thread and every library in Python does."""

LOOKS_UP = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyname_ex", "socket.connect")


@dataclass
class Program:
    """A running program with its log; `home` is the folder that holds its documents, its index and its store."""

    url: str
    log: Path
    home: Path
    process: subprocess.Popen[str]

    def events(self, since: int = 0) -> list[list[str]]:
        """What has happened since the log had this many bytes: the name of an event, and its arguments as text."""
        return [json.loads(line) for line in self.log.read_bytes()[since:].splitlines()]

    def strange(self, since: int) -> list[list[str]]:
        """What was done outside of the installation, the index and the store, and which names were looked up."""
        places = (sys.prefix, sys.base_prefix, str(Path(__file__).parents[3]), str(self.home / "index"))
        found = []
        for event in self.events(since):
            name, first = event[0], event[1] if len(event) > 1 else ""
            inside = first.isdecimal() or first.startswith(places) or os.path.realpath(first).startswith(places)
            if name in LOOKS_UP or not (name.startswith("socket.") or inside):
                found.append(event)
        return found


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    home = tmp_path_factory.mktemp("home")
    write_files(home / "corpus", SEED_TEXTS)
    (home / "temporary").mkdir()
    (home / "secret.txt").write_text("a secret that only its owner may read")
    (home / "secret.txt").chmod(0o600)
    os.mkfifo(home / "pipe")
    index = ["--index", str(home / "index")]
    environment = {**os.environ, "PREUVE_EMBEDDER": "hash", "TMPDIR": str(home / "temporary")}
    environment.pop("GRADIO_TEMP_DIR", None)
    command = [sys.executable, "-c", RECORDED, str(home / "log"), "chat", str(home / "corpus"), "--no-browser", *index]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line.startswith("preuve is ready at "), line
        yield Program(line.split()[-1], home / "log", home, process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def attacks(home: Path) -> list[dict[str, Any]]:
    """Files, devices and pipes that never end, and addresses."""
    paths: list[object] = [home / "secret.txt", home / "corpus" / "law.md", "/dev/zero", home / "pipe", "/etc/hostname"]
    paths += [home / "index" / "people" / "people.sqlite", "http://preuve-attack.example/x", "http://192.0.2.1/x"]
    found = [file_object(path) for path in paths]
    return [*found, *({**each, "url": "http://preuve-attack.example/x"} for each in found[:2])]


def bodies(tab: Tab, home: Path) -> Iterator[dict[str, Any]]:
    """All attacks on a listener that waits in the queue and one that does not; one attack on every other."""
    for name, listener in tab.listeners.items():
        for attack in attacks(home)[: None if name in ("ask", "navigate") else 1]:
            data = [attack, *[None] * (len(listener["inputs"]) - 1)]
            yield {"data": data, "fn_index": listener["id"], "session_hash": tab.session, "event_data": attack}


def test_nothing_is_opened_and_no_name_looked_up(program: Program) -> None:
    started = program.events()
    assert any(event[0] in LOOKS_UP for event in started), "its own look at the page was not seen"
    assert any(event[0] == "open" and "law.md" in event[1] for event in started), "its ingest was not seen"
    tab = Tab(program.url)
    tab.call("arrive")
    mark = program.log.stat().st_size
    with httpx.Client(base_url=f"{program.url}/gradio_api", timeout=20) as client:
        for body in bodies(tab, program.home):
            for path in ("run/predict", "queue/join", "call/ask", "api/ask"):
                assert client.post(path, json=body).status_code in (400, 404)
    assert program.strange(mark) == []
    asked = program.log.stat().st_size
    assert "law.md" in str(tab.call("ask", "Que protège la loi 09-08 ?")), "it answers as before"
    assert any("sqlite" in event[0] or event[0] == "open" for event in program.events(asked)), "no record any more"


def test_the_folder_of_gradio_is_private_and_empty(program: Program) -> None:
    found = list((program.home / "temporary").glob("preuve-page-*"))
    assert len(found) == 1
    assert stat.S_IMODE(found[0].stat().st_mode) == 0o700
    assert list(found[0].iterdir()) == []
    assert not (program.home / "temporary" / "gradio").exists()
    program.process.send_signal(signal.SIGTERM)
    program.process.wait(30)
    assert not found[0].exists(), "it goes with the program"
