"""The web server of the chat: Gradio inside FastAPI, inside the guard, on a loopback address."""

from __future__ import annotations

import asyncio
import hashlib
import ipaddress
import socket
import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from importlib.resources import files
from typing import Any

import fastapi
import gradio as gr
import uvicorn
from starlette.responses import Response
from starlette.types import ASGIApp

from rag.errors import UsageError
from rag.rows import DocumentInfo
from rag.settings import Settings
from ui.app import Examples, Page
from ui.gate import Gate
from ui.security import Guard

DEFAULT_PORT = 7860
PORTS_TRIED = 100
QUEUE_LIMIT = 200
"""Events that Gradio itself queues; questions are bounded more tightly, and told politely, by `ui.gate`."""

STOP_SECONDS = 3.0
ASSETS = {"preuve.css": "text/css", "preuve.js": "text/javascript"}


def no_examples(documents: Sequence[DocumentInfo], language: str) -> Sequence[str]:  # noqa: ARG001
    """Example questions where none are known."""
    return ()


def build_application(
    opening: Future[Any],
    settings: Settings,
    hosts: Iterable[str],
    examples: Examples = no_examples,
    policy: bool = True,
) -> ASGIApp:
    """The application to serve under the `Host` headers `hosts`.

    `opening` becomes a `rag.assistant.Assistant`, or anything with its methods. `policy` set to false leaves out the
    Content-Security-Policy, for tests.
    """

    async def build() -> ASGIApp:
        return _build(opening, settings, hosts, examples, policy)

    # Outside a running event loop, Gradio makes several loops that nobody closes.
    return asyncio.run(build())


def _build(opening: Future[Any], settings: Settings, hosts: Iterable[str], examples: Examples, policy: bool) -> ASGIApp:
    api = fastapi.FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    head = "".join(_serve(api, name, media_type) for name, media_type in ASSETS.items())
    page = Page(opening, settings, examples, Gate())
    page.blocks.queue(max_size=QUEUE_LIMIT, api_open=False, status_update_rate="auto")
    gr.mount_gradio_app(
        api,
        page.blocks,
        path="/",
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
        show_error=False,
        pwa=False,
        allowed_paths=[],
        max_file_size=0,
        theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
    )
    return Guard(api, hosts, head, policy)


def _serve(api: fastapi.FastAPI, name: str, media_type: str) -> str:
    """Serve a file of this package; return the element that loads it, whose address changes with the content."""
    content = files("ui").joinpath(name).read_bytes()
    address = f"/preuve/{name}"

    def asset() -> Response:
        return Response(
            content, media_type=media_type, headers={"cache-control": "public, max-age=31536000, immutable"}
        )

    api.add_api_route(address, asset, methods=["GET"])
    version = hashlib.blake2b(content, digest_size=6).hexdigest()
    if media_type == "text/css":
        return f'<link rel="stylesheet" href="{address}?v={version}">'
    return f'<script src="{address}?v={version}" defer></script>'


def listen(host: str, port: int | None) -> socket.socket:
    """A socket that listens on a loopback address, on `port` or, without one, on the first free port from 7860.

    Raises `UsageError` where the host is no loopback address or the port is not to be had.
    """
    address = _loopback(host)
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    candidates = range(DEFAULT_PORT, DEFAULT_PORT + PORTS_TRIED) if port is None else (port,)
    problem: OSError | OverflowError | None = None
    for candidate in candidates:
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((str(address), candidate))
            listener.listen(128)
        except (OSError, OverflowError) as error:
            listener.close()
            problem = error
            continue
        return listener
    if port is None:
        raise UsageError(f"no port from {candidates[0]} to {candidates[-1]} is free: choose another one with --port")
    reason = problem.strerror if isinstance(problem, OSError) and problem.strerror else str(problem)
    raise UsageError(f"port {port} cannot be used ({reason}): choose another one with --port, or none")


def _loopback(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    name = "127.0.0.1" if host.lower() == "localhost" else host.strip("[]")
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        raise UsageError(f"host {host!r} is not an address of this machine: use 127.0.0.1 or ::1") from None
    if not address.is_loopback:
        raise UsageError(
            f"host {host} can be reached from other machines, and there are no users yet to protect the documents:"
            " use 127.0.0.1"
        )
    return address


class Server:
    """A web server in a thread of its own."""

    def __init__(self, application: ASGIApp, listener: socket.socket) -> None:
        self._listener = listener
        config = uvicorn.Config(
            application, log_level="critical", access_log=False, server_header=False, timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="preuve-web", daemon=True)

    @property
    def url(self) -> str:
        return url_of(self._listener)

    def _run(self) -> None:
        self._server.run(sockets=[self._listener])

    def start(self, seconds: float = 30.0) -> None:
        """Return as soon as the server answers. Raises `UsageError` where it does not within `seconds`."""
        self._thread.start()
        waited = threading.Event()
        for _ in range(int(seconds * 100)):
            if self._server.started:
                return
            if not self._thread.is_alive():
                break
            waited.wait(0.01)
        raise UsageError(f"the web server did not start at {self.url}: see the messages above")

    def stop(self) -> None:
        """End the server; open connections get a second. Doing it twice does no harm."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)
        self._listener.close()


def url_of(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
