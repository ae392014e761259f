"""What may never leave: the key of a model server on any failure's way, and connections that nobody asked for."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from rag.assistant import open_assistant
from rag.settings import QUIET, settings_from
from tests import CHECKOUT
from tests.conftest import SEED_TEXTS, write_files
from tests.fixtures.evalsets import QUESTIONS, write_set
from tests.fixtures.reliability import CountRow
from tests.fixtures.servers.chat_server import ChatServer, Reply
from tests.fixtures.stored import publish
from tests.fixtures.tab import Tab, serving
from ui.cli import main

KEY = "canary-0123456789-abcdef"
SAID = f"Incorrect API key provided: {KEY}. Authorization: Bearer {KEY}"
BODY = json.dumps({"error": {"message": SAID, "code": SAID, "type": SAID}}).encode()
FAILURES = {
    "refused": Reply(status=401, body=BODY),
    "forbidden": Reply(status=403, body=BODY),
    "unknown": Reply(status=404, body=BODY),
    "bad request": Reply(status=400, body=BODY),
    "failed": Reply(status=500, body=BODY),
    "page of a proxy": Reply(status=502, body=f"<html>{SAID}</html>".encode(), headers={"Content-Type": "text/html"}),
    "elsewhere": Reply(status=302, body=BODY, headers={"Location": "http://127.0.0.1:9/v1"}),
    "error in the stream": Reply([b'data: {"error": {"message": "' + SAID.encode() + b'"}}\n\n']),
    "no chunk": Reply([f"data: {SAID}\n\n".encode()]),
    "cut": Reply(close=True),
}
WAYS = ("ask", "eval", "page")
QUICK = {("refused", "ask"), ("error in the stream", "eval"), ("bad request", "page")}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with an index and a test set; the key is in the environment."""
    monkeypatch.chdir(tmp_path)
    publish(tmp_path / ".preuve", SEED_TEXTS)
    asked = next(record for record in QUESTIONS if record["id"] == "year")
    write_set(tmp_path / "small", [{**asked, "question": "Quand la CNDP a-t-elle été créée ?"}])
    for name, value in {"EMBEDDER": "hash", "MODEL": "openai:scripted"}.items():
        monkeypatch.setenv(f"PREUVE_{name}", value)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    return tmp_path


def on_the_page() -> str:
    with closing(open_assistant(settings_from(os.environ))) as assistant, serving(assistant) as url:
        tab = Tab(url)
        return json.dumps([tab.call("ask", "Que protège la loi 09-08 ?"), tab.call("arrive")], default=str)


def go(way: str) -> str:
    """Ask in one way; what it shows beside its output."""
    match way:
        case "ask":
            main(["ask", "Que protège la loi 09-08 ?", "--json"])
        case "eval":
            main(["eval", "small", "--predictions", "p.jsonl", "--report", "report", "--record", "calls.jsonl"])
        case _:
            return on_the_page()
    return ""


@pytest.mark.parametrize(
    ("failure", "way"),
    [
        pytest.param(failure, way, marks=() if (failure, way) in QUICK else pytest.mark.faults)
        for failure in FAILURES
        for way in WAYS
    ],
)
@pytest.mark.process
def test_the_key_is_nowhere(
    home: Path,
    failure: str,
    way: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    fault_row: CountRow,
) -> None:  # fmt: skip
    caplog.set_level("DEBUG")
    with ChatServer(lambda _: FAILURES[failure]) as server:
        monkeypatch.setenv("PREUVE_MODEL_URL", server.url)
        shown = go(way)
        settings = repr(settings_from(os.environ))
    output = capfd.readouterr()
    written = [path.read_bytes().decode("utf-8", "replace") for path in home.rglob("*") if path.is_file()]
    for text in (shown, settings, output.out, output.err, caplog.text, *written):
        assert KEY not in text
    assert "Traceback" not in output.err
    fault_row(31).happened(bool(server.keys) and all(KEY in key for key in server.keys))


ADDRESS = re.compile(r'sa_family=AF_INET6?.*?(?:inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)")')
PREUVE = str(Path(sys.executable).with_name("preuve"))
INHERITED = {"LANGSMITH_TRACING": "true", "LANGCHAIN_TRACING_V2": "true", "LANGSMITH_API_KEY": "x",
             "GRADIO_ANALYTICS_ENABLED": "True", "PREUVE_EMBEDDER": "hash"}  # fmt: skip
UPLOAD_SECONDS = 8.0
"""Within which a library that collects something in the background tries to send it; onnxruntime takes 3."""


def watched() -> dict[str, str]:
    """The environment of a recorded command: some libraries are silent where `CI` is set, and would not be caught."""
    return {name: value for name, value in os.environ.items() if name != "CI" and name not in QUIET} | INHERITED


class Recorder:
    """Runs commands under `strace` and keeps the addresses that they and their children talked to."""

    def __init__(self, log: Path) -> None:
        self._log = log

    def command(self, *command: str) -> list[str]:
        calls = "trace=connect,sendto,sendmsg,sendmmsg"
        return ["strace", "-f", "-qq", "-e", calls, "-o", str(self._log), *command]

    def run(self, *command: str) -> set[str]:
        done = subprocess.run(self.command(*command), env=watched(), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-500:]
        return self.addresses()

    def addresses(self) -> set[str]:
        text = self._log.read_text(errors="replace")
        return {first or second for first, second in ADDRESS.findall(text)}


def foreign(addresses: set[str]) -> set[str]:
    return {address for address in addresses if not address.startswith(("127.", "::1"))}


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[Recorder]:
    """A recorder that has proved that it sees a connection."""
    if shutil.which("strace") is None:
        pytest.skip("needs strace")
    made = Recorder(tmp_path / "log")
    control = "import socket; socket.socket(2, 2).connect(('192.0.2.1', 9))"
    assert made.run(sys.executable, "-c", control) == {"192.0.2.1"}, "the recorder does not see connections"
    yield made


@pytest.mark.faults
def test_nothing_is_sent_anywhere(recorder: Recorder, tmp_path: Path, fault_row: CountRow) -> None:
    write_files(tmp_path / "corpus", SEED_TEXTS)
    index = ["--index", str(tmp_path / "index")]
    row = fault_row(30)
    for command in (
        ["ingest", str(tmp_path / "corpus"), *index],
        ["ask", "Où siège la CNDP ?", *index],
        ["check", *index],
        ["eval", str(CHECKOUT / "eval" / "data"), "--limit", "2"],
    ):
        assert foreign(recorder.run(PREUVE, *command)) == set(), command
        row.happened()


@pytest.mark.faults
def test_the_chat_talks_to_its_own_page_only(recorder: Recorder, tmp_path: Path, fault_row: CountRow) -> None:
    write_files(tmp_path / "corpus", SEED_TEXTS)
    arguments = ["chat", str(tmp_path / "corpus"), "--no-browser", "--index", str(tmp_path / "index")]
    process = subprocess.Popen(
        recorder.command(PREUVE, *arguments), env=watched(), stdout=subprocess.PIPE, text=True,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line.startswith("preuve is ready at "), line
        tab = Tab(line.split()[-1])
        assert "law.md" in str(tab.call("ask", "Que protège la loi 09-08 ?"))
        tab.call("arrive")
        time.sleep(UPLOAD_SECONDS)
    finally:
        # `strace` passes a signal of its own on to nobody: the program below it is ended.
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=30)
    found = recorder.addresses()
    assert "127.0.0.1" in found, "its own look at the page was not seen"
    assert foreign(found) == set()
    fault_row(30).happened()
