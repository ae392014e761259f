"""Requests that no page sends: every one is refused in a line, none leaves a traceback or a status of 500."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.attack.conftest import Target
from tests.fixtures.tab import Tab

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "X")

PATHS = """/ /login /logout /config /theme.css /favicon.ico /manifest.json /robots.txt /assets/x /svelte/x /static/img/x
/preuve/preuve.js /preuve/plain.css /preuve/upload /preuve/report/0123456789abcdef /preuve/page/{digest}/1.png
/preuve/figure/{digest}/1.png /shared/00000000000000000000000000000000
/api/ask /api/documents /api/health /api/docs /api/openapi.json /gradio_api/app_id /gradio_api/startup-events
/gradio_api/queue/join /gradio_api/run/predict /gradio_api/cancel /gradio_api/reset
/gradio_api/upload /gradio_api/file=/etc/hostname /gradio_api/proxy=http://127.0.0.1/ /nothing""".split()

DEEP = 100_000

BODIES: dict[str, bytes] = {
    "nothing": b"",
    "an empty object": b"{}",
    "null": b"null",
    "a list": b"[]",
    "a number": b"1",
    "a number of 5,000 digits": b"1" * 5000,
    "an object with a number of 5,000 digits": b'{"fn_index": ' + b"1" * 5000 + b"}",
    "half an object": b'{"data": [',
    "a deep list": b"[" * DEEP + b"]" * DEEP,
    "a deep object": b'{"data":' * 20_000 + b"1" + b"}" * 20_000,
    "a field that is deep": b'{"question": ' + b"[" * 900 + b"]" * 900 + b"}",
    "NUL": b"\0" * 100,
    "NUL in a field": b'{"question": "\\u0000", "session_hash": "\\u0000"}',
    "half a letter": b'{"question": "\\ud800"}',
    "no UTF-8": b'{"question": "\xff\xfe"}',
    "NaN": b'{"question": NaN, "fn_index": Infinity}',
    "fields twice": b'{"data": [], "data": {}, "fn_index": 1, "fn_index": "1"}',
    "fields of the wrong type": b'{"data": {}, "fn_index": true, "session_hash": [], "event_data": {"a": {}}}',
    "a form": b"name=%00&password=%ff",
    "too many fields": json.dumps({str(at): at for at in range(20_000)}).encode(),
}

TYPES = ("application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "")


@pytest.mark.usefixtures("no_traces")
@pytest.mark.parametrize("user", ["", "ada"])
def test_all_methods_on_all_routes(shared_by_two: Target, user: str) -> None:
    with shared_by_two.client(user) as client:
        for path in PATHS:
            for method in METHODS:
                reply = client.request(method, path.format(digest="0" * 64))
                assert reply.status_code < 500, (method, path)
                if not user and path not in ("/login", "/favicon.ico", "/robots.txt", "/preuve/plain.css"):
                    assert reply.status_code >= 303, (method, path)


@pytest.mark.usefixtures("no_traces")
@pytest.mark.parametrize("name", sorted(BODIES))
def test_bodies_that_no_page_sends(alone: Target, name: str) -> None:
    with alone.client() as client:
        for path in PATHS:
            for content_type in TYPES:
                headers = {"content-type": content_type} if content_type else {}
                reply = client.post(path.format(digest="0" * 64), content=BODIES[name], headers=headers)
                assert 300 <= reply.status_code < 500, path
                assert "Traceback" not in reply.text


HEADERS: list[dict[str, Any]] = [
    {"accept-language": "\u00e9\u00ff;q=x, " * 50},
    {"cookie": "preuve_session=" + "A" * 8000},
    {"cookie": "preuve_session=\u00ff; preuve_language=../../x; =; ;;"},
    {"authorization": "Bearer " + "preuve_" + "\u00ff" * 50},
    {"host": "evil.example"},
    {"origin": "null"},
    {"origin": "http://[::1"},
    {"content-length": "\u0662"},
    {"content-length": "-1"},
    {"content-type": "application/json; charset=utf-7"},
    {"accept": "text/event-stream" * 400},
    {"x-gradio-user": "app", "x-forwarded-host": "evil.example", "forwarded": "for=evil"},
    {"range": "bytes=0-" + "1" * 5000},
    {"sec-fetch-site": "cross-site"},
]


@pytest.mark.usefixtures("no_traces")
@pytest.mark.parametrize("headers", HEADERS, ids=[",".join(each)[:30] + str(at) for at, each in enumerate(HEADERS)])
def test_headers_that_no_browser_sends(alone: Target, headers: dict[str, str]) -> None:
    encoded = [(name.encode(), value.encode("latin-1", "ignore")) for name, value in headers.items()]
    with alone.client() as client:
        for path in PATHS:
            for method in ("GET", "POST"):
                try:
                    reply = client.request(method, path.format(digest="0" * 64), headers=encoded)
                except httpx.TransportError:
                    continue  # the server ended what is no request
                assert reply.status_code < 500, (method, path)


QUERIES = ["c=%00", "c=" + "9" * 64, "session_hash=%00", "session_hash[]=x", "&&&===", "c=%ff%fe", "deep_link=x", "%"]


@pytest.mark.usefixtures("no_traces")
@pytest.mark.parametrize("query", QUERIES)
def test_queries_that_no_page_sends(alone: Target, query: str) -> None:
    with alone.client() as client:
        for path in PATHS:
            assert client.get(f"{path.format(digest='0' * 64)}?{query}").status_code < 500, path


def texts() -> Iterator[str]:
    digits = "9" * 5000
    yield from ("\0", "\x1b[2J", "\u202e", "x" * 1500, digits, digits[:1400], "٣" * 6, "²", "-1", "1e999", "a" * 6)
    for verb in ("cite", "page", "offset", "match", "document", "at", "open", "older", "rename", "forget", "pick",
                 "halt", "batch", "again", "delete", "renew", "judge", "note"):  # fmt: skip
        for rest in (
            "",
            " ",
            " \0",
            f" {digits[:1400]}",
            " 1 2 3 4",
            " ../../etc/passwd",
            " " + "9" * 19,
            " {}",
            " -1 0",
        ):
            yield verb + rest


@pytest.mark.usefixtures("no_traces")
def test_numbers_without_end(alone: Target) -> None:
    """Python reads no number of more than 4,300 digits, and says so by an error."""
    digits, digest = "9" * 5000, "0" * 64
    with alone.client() as client:
        for number in (digits, digits[:4000], "\u0663" * 500, "-1", "1e5", "+1", "0x1", "%00"):
            for path in (f"page/{digest}/{number}.png", f"figure/{digest}/{number}.png", f"page/{number}/1.png"):
                assert client.get(f"/preuve/{path}").status_code in (400, 404, 414), path[:80]
        for question in ("Que dit la page {} ?", "Résume en {} phrases", "{}/{}/{}", "Article {}.{}", "{} × {} ?"):
            asked = question.replace("{}", digits[: 3900 // question.count("{}")])
            assert client.post("/api/ask", json={"question": asked}).status_code == 200, question


@pytest.mark.usefixtures("no_traces")
def test_listeners_that_take_their_time_with_texts_that_no_page_sends(alone: Target) -> None:
    """Those that are asked through the queue: each gets some of the texts, and ends as it should."""
    tab = Tab(alone.url)
    with alone.client() as client:
        components = {each["id"]: each for each in client.get("/config").json()["components"]}
    for name, listener in sorted(tab.listeners.items()):
        kinds = [components[each]["type"] for each in listener["inputs"]]
        if listener["queue"] and "textbox" in kinds:
            for text in list(texts())[::5]:
                tab.call(name, *(None if kind == "state" else text for kind in kinds))  # an error would be raised


@pytest.mark.usefixtures("no_traces")
def test_every_listener_with_texts_that_no_page_sends(alone: Target) -> None:
    """Each listener gets each text in all of its text fields, as a client of its own makes would send it."""
    tab = Tab(alone.url)
    with alone.client() as client:
        components = {each["id"]: each for each in client.get("/config").json()["components"]}
        for name, listener in sorted(tab.listeners.items()):
            if listener["queue"]:
                continue
            kinds = [components[each]["type"] for each in listener["inputs"]]
            for text in texts():
                data = [None if kind == "state" else text for kind in kinds]
                body = {"data": data, "fn_index": listener["id"], "session_hash": tab.session, "trigger_id": None}
                reply = client.post("/gradio_api/run/predict", json=body)
                assert reply.status_code < 500, (name, text[:40])
