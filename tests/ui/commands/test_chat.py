from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from rag.machine.python import missing_fix
from rag.settings import make_settings
from tests import CHECKOUT
from tests.fixtures.browser import Watched, chromium
from tests.fixtures.tab import Tab
from ui.store import open_store

pytestmark = pytest.mark.slow


def command(index: Path, *arguments: str, embedder: str = "hash") -> subprocess.Popen[str]:
    environment = {**os.environ, "PREUVE_EMBEDDER": embedder, "PREUVE_INDEX": str(index)}
    return subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "chat", "--no-browser", *arguments],
        cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        # A shell in the background hands on that Ctrl-C is to be ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip


@contextmanager
def chatting(index: Path, *arguments: str, embedder: str = "hash") -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A running `preuve chat` and its address, once it says that it is ready."""
    process = command(index, *arguments, embedder=embedder)
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line.startswith("preuve is ready at http://127.0.0.1:"), process.communicate()
        yield line.split()[-1], process
    finally:
        process.kill()
        process.communicate()


def test_ingest_answer_and_end(corpus: Path, tmp_path: Path) -> None:
    # Not the first free port, which the chat of another test would take as soon as this one has ended.
    with chatting(tmp_path / "index", str(corpus), "--no-uploads", "--port", "0") as (url, process):
        upload = httpx.post(
            f"{url}/preuve/upload", params={"name": "x.txt", "batch": "0" * 8}, content=b"x", timeout=60
        )
        assert (upload.status_code, list(upload.json())) == (422, ["refused", "code"])
        tab = Tab(url)
        changed = tab.call("ask", "Qui dirige le centre AI Movement ?")
        assert "Nadia Berrada" in changed["conversation"]
        assert "center.txt" in tab.call("arrive")["library"]
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=30)
        assert process.returncode in (0, 130)
        assert "Traceback" not in output + errors
        with pytest.raises(httpx.TransportError):
            httpx.get(url)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--host", "0.0.0.0"], "can be reached from other machines"),
        (["--host", "example.org"], "is not an address of this machine"),
        (["--port", "70000"], "port 70000 cannot be used"),
        (["/no/such/folder"], "/no/such/folder does not exist"),
    ],
)
def test_wrong_use_ends_with_one_line(tmp_path: Path, arguments: list[str], said: str) -> None:
    process = command(tmp_path / "index", *arguments)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert output == ""
    assert said in errors
    assert errors.count("\n") == 1


def test_a_store_that_cannot_be_used_ends_with_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "index" / "people"
    folder.mkdir(parents=True)
    for content, said in ((b"", "people.sqlite is empty"), (b"no database" * 1000, "people.sqlite is damaged")):
        (folder / "people.sqlite").write_bytes(content)
        process = command(tmp_path / "index")
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 2
        assert said in errors
        assert errors.count("\n") == 1


def test_with_users_another_address_is_possible(corpus: Path, tmp_path: Path) -> None:
    with closing(open_store(make_settings(index=tmp_path / "index"))) as store:
        store.people.add("ada", "no password")
    with chatting(tmp_path / "index", str(corpus), "--host", "0.0.0.0") as (url, process):
        assert httpx.get(url, timeout=60).headers["location"] == "/login"
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
        assert "can be reached from other machines: passwords are safe" in errors
        assert missing_fix() in errors


def test_a_taken_port_ends_with_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = command(tmp_path / "index", "--port", str(taken.getsockname()[1]))
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "cannot be used" in errors
    assert errors.count("\n") == 1


@pytest.mark.browser
@pytest.mark.model
def test_an_example_of_the_bundled_corpus_is_answered_in_the_browser(tmp_path: Path) -> None:
    with chatting(tmp_path / "index", embedder="bundled") as (url, _), chromium() as browser:
        chat = Watched(browser, url, locale="fr-FR")
        chat.page.click("button.example >> nth=0", timeout=60_000)
        chat.page.click("#exchange-1 a.cite >> nth=0", timeout=30_000)
        expect(chat.page.locator("#source mark.current").first).to_be_visible()
        chat.mark_comes_into_view()
        quoted = chat.page.evaluate("() => document.querySelector('#exchange-1 .sentence').firstChild.textContent")
        assert " ".join(chat.marked().split()) == " ".join(quoted.split())
        chat.ask("Quelle est la capitale de l’Australie ?")
        expect(chat.page.locator("#exchange-2 .refusal")).to_be_visible()
        assert chat.strangers == []
        assert chat.complaints == []
        chat.close()
