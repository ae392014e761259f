"""What the page's server must never do: hand out a source file, or hold what somebody sends it."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from ingest.sync import sync
from rag.assistant import open_assistant
from rag.index.parts import key_of
from rag.settings import make_settings
from tests.conftest import write_files
from tests.fixtures.reliability import CountRow
from tests.fixtures.tab import Tab, serving

pytestmark = pytest.mark.process

SCRIPT = "<script>window.PWNED = 1</script>"
HOSTILE = {
    "page.html": f"<html><body><p>Le budget de la commission est de 12 millions.</p>{SCRIPT}</body></html>",
    "image.svg": f"<svg xmlns='http://www.w3.org/2000/svg'>{SCRIPT}<text>Le dessin de la commission.</text></svg>",
    "note.txt": f"La note de la commission dit : {SCRIPT}\n",
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A page on a real index of hostile files, and the folder of the files."""
    home = tmp_path_factory.mktemp("page")
    write_files(home / "corpus", HOSTILE)
    settings = make_settings(index=home / "index", embedder="hash")
    sync([home / "corpus"], settings)
    assistant = open_assistant(settings)
    with serving(assistant, settings) as url:
        yield url, home
    assistant.close()


WAYS = ("/gradio_api/file={}", "/gradio_api/file/{}", "/file={}", "/{}", "/assets/../{}", "/static/{}", "/preuve/../{}")


def asked(url: str, path: str) -> bytes:
    """The whole reply to a path as it is, which clients would tidy up."""
    host, port = httpx.URL(url).host, httpx.URL(url).port
    with socket.create_connection((host, port or 80), timeout=10) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_source_file_is_never_served(place: tuple[str, Path], name: str, fault_row: CountRow) -> None:
    url, home = place
    row = fault_row(27)
    for way in WAYS:
        for written in (str(home / "corpus" / name), f"corpus/{name}", name):
            reply = asked(url, way.format(written))
            assert reply.split()[1] in (b"400", b"403", b"404", b"405"), (way, written)
            assert b"commission" not in reply
            row.happened()


def test_a_source_is_shown_as_text(place: tuple[str, Path], fault_row: CountRow) -> None:
    url, _ = place
    tab = Tab(url)
    tab.call("arrive")
    for name in HOSTILE:
        shown = tab.call("navigate", f"document {key_of(name)}")["source"]
        assert "<script" not in shown
        assert "commission" in shown
        fault_row(27).happened()


def resident() -> int:
    """Bytes of memory of this process, which the server runs in."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def test_large_bodies_are_not_kept(place: tuple[str, Path], fault_row: CountRow) -> None:
    url, _ = place
    row = fault_row(24)
    piece = b"x" * 100_000
    before = resident()
    for _ in range(4):
        # The server may answer and close before everything is sent.
        with contextlib.suppress(httpx.TransportError):
            reply = httpx.post(f"{url}/gradio_api/queue/join", content=(piece for _ in range(500)))
            assert reply.status_code == 413
        row.happened()
    assert resident() - before < 50_000_000
