"""Starts the web chat: the page first, then the files, then the assistant."""

from __future__ import annotations

import http.client
import socket
import sys
import threading
import webbrowser
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from ingest.folders.unchanged import unchanged
from ingest.receipt import Receipt, Status
from ingest.sync import sync
from rag.assistant import Assistant, open_assistant
from rag.errors import PreuveError
from rag.index.choice import library_in
from rag.machine.python import missing_fix
from rag.settings import Settings
from ui.neutralise import visible_line
from ui.page.examples import BundledExamples, bundled_corpus, bundled_set
from ui.page.sections.desk import Offer
from ui.server.address import hosts_of
from ui.server.server import Server, build_application
from ui.store import Store
from ui.work.backing import Backing
from ui.work.progress import TerminalProgress

ANSWER_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is ingested first, which test sets can be run on the page, and whether a browser is opened.

    Without `uploads` the documents cannot be changed on the page. Only `proxies` are believed when they say for whom
    they ask.
    """

    paths: Sequence[Path] = ()
    test_sets: Sequence[Path] = ()
    browser: bool = True
    uploads: bool = True
    proxies: Sequence[str] = ()


def _say(text: str) -> None:
    print(f"preuve: {visible_line(text)}", file=sys.stderr)


def _report(receipt: Receipt) -> None:
    counts = ", ".join(f"{receipt.count(status)} {status.value}" for status in Status if receipt.count(status))
    _say(f"ingested: {counts or 'nothing'}")
    for file in receipt.files:
        if file.status is Status.REFUSED:
            _say(f"refused {file.file}: {file.reason}")
    for path in receipt.missing:
        _say(f"{path} does not exist: give a folder or a file to ingest")


def _ingest(paths: Sequence[Path], settings: Settings) -> None:
    """Ingest what was named; the bundled documents where nothing was named and there is no index yet."""
    if not paths and library_in(settings.index.directory).state() is None:
        _say(f"there is no index in {settings.index.directory} yet: reading the example documents")
        paths = [bundled_corpus()]
    if paths:
        _report(unchanged(paths, settings) or sync(paths, settings, progress=TerminalProgress()))


def _answers(url: str) -> bool:
    """Whether the page really comes."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status in (http.client.OK, http.client.SEE_OTHER)  # the page, or the login
    finally:
        connection.close()


def launch(listener: socket.socket, host: str, settings: Settings, store: Store, wishes: Wishes) -> None:
    """Serve on `listener` until interrupted, ingesting the paths of `wishes` first.

    The page is up at once; the line on standard output comes when it can answer. Raises what ingesting and opening
    the index raise.
    """
    opening: Future[Assistant] = Future()
    hosts = hosts_of(host, listener.getsockname()[1])
    if not hosts:
        _say(f"{host} can be reached from other machines: passwords are safe on the way only behind a proxy with TLS")
    examples = BundledExamples(opening, tried=not settings.chat.model)
    test_sets = (bundled_set(), *wishes.test_sets) if wishes.test_sets else ()
    offer = Offer(examples, test_sets, wishes.uploads)
    server = Server(build_application(opening, settings, store, hosts, offer), listener, wishes.proxies)
    server.start()
    try:
        with Backing(store.backups):
            _ingest(wishes.paths, settings)
            assistant = open_assistant(settings)
            opening.set_result(assistant)
            try:
                _serve(server, assistant, wishes.browser)
            finally:
                server.stop()
                assistant.close()
    finally:
        server.stop()


def _serve(server: Server, assistant: Assistant, browser: bool) -> None:
    if not _answers(server.url):
        raise PreuveError(f"the page at {server.url} does not answer: see the messages above")
    for line in filter(None, (assistant.notice, missing_fix())):
        _say(line)
    print(f"preuve is ready at {server.url}", flush=True)
    if browser:
        webbrowser.open(server.url)
    threading.Event().wait()
