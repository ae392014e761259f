"""The web server of the chat: Gradio inside FastAPI, inside the guard, on a loopback address."""

from __future__ import annotations

import asyncio
import hashlib
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from concurrent.futures import Future
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Any

import fastapi
import gradio as gr
import uvicorn
from starlette.responses import Response
from starlette.routing import Mount
from starlette.types import ASGIApp

from rag.errors import UsageError
from rag.settings import Settings
from ui.page.sections.desk import Desk, Offer
from ui.server.access import Access
from ui.server.address import url_of
from ui.server.api.routes import Api
from ui.server.app import Page
from ui.server.calls import Calls
from ui.server.heads import HEAD_BYTES, Heads
from ui.server.lengths import Lengths
from ui.server.login import Login
from ui.server.reports import add_reports
from ui.server.scratch import clear, private_folder
from ui.server.security import Guard
from ui.server.shared import Shared
from ui.server.upload import add_upload
from ui.store import Store
from ui.words.lexicon import WORDS
from ui.words.words import FALLBACK
from ui.work.gate import Gate
from ui.work.ingests import Ingests
from ui.work.intake import Intake
from ui.work.presence import Watch
from ui.work.tabs import Tabs
from ui.work.trials import Trials
from ui.work.tries import Tries

QUEUE_LIMIT = 200
"""Events that Gradio itself queues; questions are bounded more tightly, and told politely, by `ui.work.gate`."""

SESSIONS = 1_000
"""Tabs of all people of which the server knows anything, at 0.2 MB each."""

STOP_SECONDS = 3.0
ASSETS = {
    "preuve.css": "text/css",
    "people.css": "text/css",
    "library.css": "text/css",
    "away.js": "text/javascript",
    "address.js": "text/javascript",
    "preuve.js": "text/javascript",
    "view.js": "text/javascript",
    "people.js": "text/javascript",
    "library.js": "text/javascript",
    "upload.js": "text/javascript",
}

PREVIEW = "<title>preuve</title>" + "".join(
    f'<meta {kind}="{name}" content="{content}">'
    for kind, name, content in (
        ("property", "og:site_name", "preuve"),
        ("property", "og:type", "website"),
        ("property", "og:title", "preuve"),
        ("property", "og:description", WORDS[FALLBACK].promise),
        ("name", "twitter:card", "summary"),
        ("name", "description", WORDS[FALLBACK].promise),
    )
)
"""What a link to the page shows elsewhere: nothing of what is in it."""

NOTHING = Offer()


def build_application(
    opening: Future[Any],
    settings: Settings,
    store: Store,
    hosts: Iterable[str],
    offer: Offer = NOTHING,
    policy: bool = True,
) -> ASGIApp:
    """The application to serve; without users under the `Host` headers `hosts` alone.

    `opening` becomes a `rag.assistant.Assistant`, or anything with its methods. Without `hosts` there is no other
    protection than users, so that nothing is served to nobody. `policy` set to false leaves out the
    Content-Security-Policy, for tests.
    """

    async def build() -> ASGIApp:
        api = fastapi.FastAPI(title="preuve", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json")
        head = PREVIEW + "".join(_serve(api, name, media_type) for name, media_type in ASSETS.items())
        _serve(api, "plain.css", "text/css")
        gate = Gate(settings.server.questions_per_minute)
        Login(store).add_to(api)
        Api(opening, settings, store, gate).add_to(api)
        desk = Desk(opening, settings, offer, gate, store)
        desk.pages.add_to(api)
        desk.figures.add_to(api)
        Shared(store, opening, desk.titles).add_to(api)
        intake = Intake(settings, opening, offer.uploads)
        tries = Tries(gate)
        ingests = Ingests(intake)
        add_upload(api, ingests)
        _close_at_the_end(api, intake.close, desk.pages.close, desk.figures.close, tries.close)
        trials = Trials(settings, offer.test_sets)
        add_reports(api, trials)
        scratch = private_folder()
        page = Page(desk, ingests, trials, tries)
        _mount(api, page)
        clear(scratch)
        access = Access(Watch(api, desk.presence), store, hosts, Tabs(page.forget))
        return Guard(Lengths(access, page.blocks), head, policy)

    # Outside a running event loop, Gradio makes several loops that nobody closes.
    return asyncio.run(build())


def _close_at_the_end(api: fastapi.FastAPI, *closing: Callable[[], None]) -> None:
    """Close what works in threads and processes of its own when the server ends."""

    @asynccontextmanager
    async def lifespan(_: fastapi.FastAPI) -> AsyncIterator[None]:
        try:
            yield
        finally:
            for close in closing:
                await asyncio.to_thread(close)

    api.router.lifespan_context = lifespan


def _mount(api: fastapi.FastAPI, page: Page) -> None:
    """Let Gradio answer what no route of ours does."""
    page.blocks.state_session_capacity = SESSIONS
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
    # Gradio refuses a file that nobody uploaded, but only on a page that it has started itself, which this is none of.
    page.blocks.has_launched = True
    mounted = next(route for route in api.routes if isinstance(route, Mount))
    mounted.app = Calls(mounted.app, page.blocks)


def _serve(api: fastapi.FastAPI, name: str, media_type: str) -> str:
    """Serve an asset of the page; return the element that loads it, whose address changes with the content."""
    content = files("ui.page").joinpath("assets", name).read_bytes()
    address = f"/preuve/{name}"

    def asset() -> Response:
        return Response(
            content, media_type=media_type, headers={"cache-control": "public, max-age=31536000, immutable"}
        )

    api.add_api_route(address, asset, methods=["GET"], include_in_schema=False)
    version = hashlib.blake2b(content, digest_size=6).hexdigest()
    if media_type == "text/css":
        return f'<link rel="stylesheet" href="{address}?v={version}">'
    return f'<script src="{address}?v={version}" defer></script>'


class Server:
    """A web server in a thread of its own; only the `proxies` are believed when they say for whom they ask."""

    def __init__(self, application: ASGIApp, listener: socket.socket, proxies: Sequence[str] = ()) -> None:
        self._listener = listener
        config = uvicorn.Config(
            application,
            log_level="critical",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=1,
            http=Heads,
            h11_max_incomplete_event_size=HEAD_BYTES,
            proxy_headers=bool(proxies),
            forwarded_allow_ips=list(proxies),
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
        """End the server; open connections get a second. Doing it twice does no harm, and waits no longer."""
        waited, self._server.should_exit = self._server.should_exit, True
        if self._thread.is_alive() and not waited:
            self._thread.join(STOP_SECONDS)
        self._listener.close()
