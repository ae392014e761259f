"""Every address that Gradio mounts: who may reach it, and what it may carry.

A version of Gradio that mounts another one fails here, until somebody has looked at it and written it down.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from rag.settings import Settings, make_settings
from tests.fixtures.memory_assistant import MemoryAssistant
from tests.fixtures.mounted import addresses, file_object, gradio_of
from tests.fixtures.tab import serving
from ui.server.access import COOKIE
from ui.server.credentials import hashed
from ui.server.server import build_application
from ui.store import Store, open_store

pytestmark = pytest.mark.server

EVERYBODY = "everybody"
PERSON = "who is logged in"
OURS = "nobody: ours answers there"

NONCE = r'nonce="[^"]+"'

NOTHING = "nothing"
INSTALLED = "the name of a file of the installation"
TAB = "the name of a tab"
CALL = "a call of a listener of the page, with the plain values that it takes"
ENDING = "the names of a tab and of an event"

SERVED = {
    ("GET", "/"): (PERSON, "the name of a conversation (`c`)"),
    ("HEAD", "/"): (PERSON, NOTHING),
    ("GET", "/config"): (PERSON, NOTHING),
    ("GET", "/theme.css"): (PERSON, NOTHING),
    ("GET", "/manifest.json"): (PERSON, NOTHING),
    ("GET", "/favicon.ico"): (EVERYBODY, NOTHING),
    ("GET", "/robots.txt"): (EVERYBODY, NOTHING),
    ("GET", "/assets/{path:path}"): (PERSON, INSTALLED),
    ("GET", "/svelte/{path:path}"): (PERSON, INSTALLED),
    ("GET", "/static/{path:path}"): (PERSON, INSTALLED),
    ("GET", "/gradio_api/app_id"): (PERSON, NOTHING),
    ("GET", "/gradio_api/app_id/"): (PERSON, NOTHING),
    ("GET", "/gradio_api/startup-events"): (PERSON, NOTHING),
    ("GET", "/gradio_api/heartbeat/{session_hash}"): (PERSON, TAB),
    ("GET", "/gradio_api/queue/data"): (PERSON, TAB),
    ("POST", "/gradio_api/queue/join"): (PERSON, CALL),
    ("POST", "/gradio_api/run/{api_name}"): (PERSON, CALL),
    ("POST", "/gradio_api/run/{api_name}/"): (PERSON, CALL),
    ("POST", "/gradio_api/cancel"): (PERSON, ENDING),
    ("POST", "/gradio_api/reset"): (PERSON, ENDING),
    ("POST", "/gradio_api/reset/"): (PERSON, ENDING),
    ("POST", "/login"): (OURS, "name and password"),
}
"""The addresses that are passed on to Gradio; the listeners of the page have the name `predict`."""

CLOSED = """
GET /config/
GET /login/ POST /login/ GET /logout
GET /pwa_icon GET /pwa_icon/{size}
GET /monitoring GET /monitoring/summary GET /monitoring/{key}
GET /openapi.json HEAD /openapi.json
GET /gradio_api/deep_link GET /gradio_api/dev/reload GET /gradio_api/theme.css
GET /gradio_api/info GET /gradio_api/info/ GET /gradio_api/openapi.json
GET /gradio_api/user GET /gradio_api/user/ GET /gradio_api/token GET /gradio_api/token/
GET /gradio_api/login_check GET /gradio_api/login_check/
GET /gradio_api/runs GET /gradio_api/runs/
GET /gradio_api/custom_component/{id}/{environment}/{type}/{file_name}
GET /gradio_api/file/{path:path} GET /gradio_api/file={path_or_url:path} HEAD /gradio_api/file={path_or_url:path}
GET /gradio_api/proxy={url_path:path} HEAD /gradio_api/proxy={url_path:path}
GET /gradio_api/queue/status GET /gradio_api/upload_progress POST /gradio_api/upload
POST /gradio_api/api/{api_name} POST /gradio_api/api/{api_name}/
POST /gradio_api/call/{api_name} POST /gradio_api/call/{api_name}/ GET /gradio_api/call/{api_name}/{event_id}
POST /gradio_api/call/v2/{api_name} POST /gradio_api/call/v2/{api_name}/
GET /gradio_api/call/v2/{api_name}/{event_id}
POST /gradio_api/component_server POST /gradio_api/component_server/
POST /gradio_api/process_recording
POST /gradio_api/stream/{event_id} POST /gradio_api/stream/{event_id}/close
GET /gradio_api/stream/{session_hash}/{run}/{component_id}/playlist-file
GET /gradio_api/stream/{session_hash}/{run}/{component_id}/playlist.m3u8
GET /gradio_api/stream/{session_hash}/{run}/{component_id}/{segment_id}.{ext}
GET /gradio_api/vibe-code GET /gradio_api/vibe-code/ POST /gradio_api/vibe-code POST /gradio_api/vibe-code/
POST /gradio_api/vibe-edit POST /gradio_api/vibe-edit/
POST /gradio_api/undo-vibe-edit POST /gradio_api/undo-vibe-edit/
POST /gradio_api/vibe-starter-queries POST /gradio_api/vibe-starter-queries/
"""
"""The addresses that nobody reaches."""


def closed() -> set[tuple[str, str]]:
    words = iter(CLOSED.split())
    return set(zip(words, words, strict=True))


def filled(path: str) -> str:
    """An address that a route matches."""
    return re.sub(
        r"\{[^}]+\}", "x", path.replace("run/{api_name}", "run/predict").replace("static/{path", "static/img/{path")
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with closing(open_store(make_settings(index=tmp_path_factory.mktemp("people")))) as opened:
        yield opened


@pytest.fixture(scope="module")
def stranger(store: Store) -> Iterator[httpx.Client]:
    """Who is not logged in, at a server with a user."""
    store.people.add("ada", hashed("correct horse battery"))
    with serving(MemoryAssistant([]), store=store) as url, httpx.Client(base_url=url, timeout=20) as client:
        yield client


@pytest.fixture(scope="module")
def person(stranger: httpx.Client) -> Iterator[httpx.Client]:
    form = {"name": "ada", "password": "correct horse battery"}
    cookie = httpx.post(f"{stranger.base_url}/login", data=form, timeout=60).cookies[COOKIE]
    with httpx.Client(base_url=stranger.base_url, cookies={COOKIE: cookie}, timeout=20) as client:
        yield client


def test_every_address_that_gradio_mounts_is_known(tmp_path: Path) -> None:
    with closing(open_store(make_settings(index=tmp_path))) as own, ThreadPoolExecutor(1) as pool:
        application = pool.submit(build_application, Future(), Settings(), own, ["x"]).result()
    mounted = set(addresses(gradio_of(application).routes))
    known = set(SERVED) | closed()
    assert mounted - known == set(), "look at these: who may reach them, and what may they carry?"
    assert known - mounted == {("GET", "/login/")}, "these are gone"


@pytest.mark.parametrize(("method", "path"), sorted(closed()))
def test_nobody_reaches_what_the_page_does_not_need(
    stranger: httpx.Client, person: httpx.Client, method: str, path: str
) -> None:
    for client in (stranger, person):
        reply = client.request(method, filled(path), json={} if method == "POST" else None)
        assert reply.status_code in (404, 405), path
        assert reply.headers.get("allow") is None, "Gradio was asked"


@pytest.mark.parametrize(("method", "path"), sorted(SERVED))
def test_who_may_reach_what_the_page_needs(stranger: httpx.Client, method: str, path: str) -> None:
    who, _ = SERVED[method, path]
    reply = stranger.request(method, filled(path), json={} if method == "POST" else None)
    assert reply.status_code in {EVERYBODY: (200,), PERSON: (303,) if path == "/" else (401,), OURS: (401,)}[who]


@pytest.mark.parametrize(("method", "path"), sorted(SERVED))
def test_what_it_may_carry(person: httpx.Client, method: str, path: str) -> None:
    _, carries = SERVED[method, path]
    if carries in (CALL, ENDING):
        for body in ({}, {"data": [file_object("/etc/hostname")]}, file_object("/etc/hostname")):
            assert person.post(filled(path), json=body).status_code == 400
    elif carries == INSTALLED:
        for name in ("../../../../../etc/hostname", "..%2f..%2f..%2f..%2fetc/hostname", "%2fetc%2fhostname", "x"):
            address = path.replace("{path:path}", "").replace("/static/", "/static/img/") + name
            assert person.get(address).status_code in (403, 404), address
    elif carries == NOTHING:
        person.request(method, filled(path))
        queries = ("", f"?deep_link={'a' * 43}&page=x&x=/etc/hostname")
        plain, asked = (person.request(method, filled(path) + query) for query in queries)
        assert plain.status_code == asked.status_code == 200
        assert re.sub(NONCE, "", plain.text) == re.sub(NONCE, "", asked.text)
    elif carries == TAB and path.endswith("data"):
        for query in ("session_hash=", "session_hash=a/b", "session_hash=a&session_hash=%7B%7D"):
            assert person.get(f"{path}?{query}").status_code == 400, query
