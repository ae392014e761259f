"""Whoever is slow on purpose, or opens very many of something, is cut off, and keeps nobody waiting."""

from __future__ import annotations

import gc
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from rag.settings import make_settings
from tests.attack.conftest import PASSWORD, Target
from tests.fixtures.memory_assistant import MemoryAssistant
from tests.fixtures.tab import Tab, serving
from ui.server import heads, security, upload
from ui.server.access import COOKIE
from ui.server.credentials import hashed
from ui.store import open_store
from ui.work import intake
from ui.work import tabs as kept


@pytest.fixture
def connection(alone: Target) -> Iterator[socket.socket]:
    address = urlsplit(alone.url)
    with closing(socket.create_connection((address.hostname, address.port), timeout=10)) as opened:
        yield opened


def ended(connection: socket.socket) -> bool:
    """Whether the other end has closed a connection."""
    try:
        return connection.recv(65_536) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


def trickle(connection: socket.socket, content: bytes, seconds: float) -> float:
    """Send a byte now and then until the connection ends; how long that took."""
    started = time.monotonic()
    connection.settimeout(0.05)
    for at in range(len(content)):
        try:
            connection.sendall(content[at : at + 1])
            if not connection.recv(65_536):
                break
        except TimeoutError:
            pass
        except OSError:
            break
        if time.monotonic() - started > seconds:
            break
    return time.monotonic() - started


def test_a_slow_head_is_cut(connection: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads, "HEAD_SECONDS", 1.0)
    with closing(socket.create_connection(connection.getpeername(), timeout=10)) as fresh:
        assert trickle(fresh, b"GET / HTTP/1.1\r\nhost: x\r\n" + b"x: y\r\n" * 100, 8) < 4


def test_a_connection_that_says_nothing_is_cut(alone: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads, "HEAD_SECONDS", 1.0)
    address = urlsplit(alone.url)
    with closing(socket.create_connection((address.hostname, address.port), timeout=5)) as silent:
        assert ended(silent)


def test_a_second_head_is_cut_as_well_and_a_quick_one_is_not(alone: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads, "HEAD_SECONDS", 1.0)
    address = urlsplit(alone.url)
    with closing(socket.create_connection((address.hostname, address.port), timeout=5)) as kept:
        request = f"GET /api/health HTTP/1.1\r\nhost: {address.netloc}\r\n\r\n".encode()
        for _ in range(4):
            kept.sendall(request)
            assert kept.recv(65_536).startswith(b"HTTP/1.1 200")
            time.sleep(0.6)
        assert trickle(kept, b"GET / HTTP/1.1\r\n" + b"x: y\r\n" * 100, 8) < 4


def test_a_head_without_end_is_cut(connection: socket.socket) -> None:
    with pytest.raises(OSError):
        for _ in range(200):
            connection.sendall(b"GET / HTTP/1.1\r\nx: " + b"y" * 65_536)
            time.sleep(0.01)


def test_a_slow_body_is_cut(alone: Target, connection: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "BODY_SECONDS", 1.0)
    host = urlsplit(alone.url).netloc
    head = f"POST /api/ask HTTP/1.1\r\nhost: {host}\r\ncontent-length: 5000\r\n\r\n"
    connection.sendall(head.encode())
    assert trickle(connection, b" " * 5000, 8) < 4


def test_a_slow_upload_is_cut(alone: Target, connection: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "WHOLE_SECONDS", 1.0)
    host = urlsplit(alone.url).netloc
    head = f"POST /preuve/upload?name=x.txt&batch=01234567 HTTP/1.1\r\nhost: {host}\r\ncontent-length: 5000\r\n\r\n"
    connection.sendall(head.encode())
    started = time.monotonic()
    connection.settimeout(0.05)
    reply = b""
    while time.monotonic() - started < 8 and b"\r\n\r\n" not in reply:
        connection.sendall(b" ")
        try:
            reply += connection.recv(65_536)
        except TimeoutError:
            continue
    assert reply.startswith(b"HTTP/1.1 503")
    assert time.monotonic() - started < 4


def test_one_person_cannot_take_the_places_of_all_for_uploads(shared_by_two: Target) -> None:
    host = urlsplit(shared_by_two.url)
    query = "/preuve/upload?name=x.txt&batch=01234567&language=en"
    open_ones = []
    for _ in range(intake.AT_ONCE_A_PERSON):
        slow = socket.create_connection((host.hostname, host.port), timeout=10)
        cookie = f"{COOKIE}={shared_by_two.people['ada']}"
        head = f"POST {query} HTTP/1.1\r\nhost: {host.netloc}\r\ncookie: {cookie}\r\ncontent-length: 50\r\n\r\n"
        slow.sendall(head.encode())
        open_ones.append(slow)
    time.sleep(1)
    try:
        with shared_by_two.client("ada") as ada, shared_by_two.client("bob") as bob:
            assert "Many files" in ada.post(query, content=b"Ada's own text.").json()["refused"]
            assert bob.post(query, content=b"Bob's own text, sent meanwhile.").json() == {"file": "uploads/x.txt"}
    finally:
        for slow in open_ones:
            slow.close()


def test_one_person_cannot_send_without_end(shared_by_two: Target) -> None:
    refused = 0
    with shared_by_two.client("bob") as bob:
        for at in range(intake.AN_HOUR + 5):
            reply = bob.post(f"/preuve/upload?name={at}.exe&batch=01234567&language=en", content=b"x")
            refused += "Many files" in reply.json()["refused"]
    assert refused >= 5


def test_tabs_without_end_are_not_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a person only the latest tabs are known to anybody; those of another person stay."""
    monkeypatch.setattr(kept, "OF_A_PERSON", 20)
    with closing(open_store(make_settings(index=tmp_path))) as store:
        for name in ("ada", "bob"):
            store.people.add(name, hashed(PASSWORD))
        with serving(MemoryAssistant([]), store=store) as url:
            cookies = {}
            for name in ("ada", "bob"):
                reply = httpx.post(f"{url}/login", data={"name": name, "password": PASSWORD}, timeout=60)
                cookies[name] = f"{COOKIE}={reply.cookies[COOKIE]}"
            ada = Tab(url, cookies["ada"])
            ada.call("ask", "What does the committee review?")
            tabs = [Tab(url, cookies["bob"]) for _ in range(60)]
            for tab in tabs:
                tab.call("renew")
            holders = [each for each in gc.get_objects() if type(each).__name__ == "StateHolder"]
            known = {name for holder in holders for name in holder.session_data}
            assert ada.session in known
            assert known & {tab.session for tab in tabs} == {tab.session for tab in tabs[-20:]}
            assert "What does the committee review" in str(ada.call("ask", "And then?"))


def test_closed_tabs_without_end_are_not_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of tabs that were opened and closed only the latest are known to anybody; one that is open stays."""
    monkeypatch.setattr(kept, "CLOSED", 3)
    with serving(MemoryAssistant([])) as url:
        first = Tab(url)
        with first.stream(f"heartbeat/{first.session}") as held:
            next(held.iter_lines())
            first.call("ask", "What does the committee review?")
            others = [Tab(url) for _ in range(10)]
            for tab in others:
                with tab.stream(f"heartbeat/{tab.session}") as beat:
                    next(beat.iter_lines())
                    tab.call("renew")
            holders = [each for each in gc.get_objects() if type(each).__name__ == "StateHolder"]

            def known() -> set[str]:
                return {name for holder in holders for name in holder.session_data} & {each.session for each in others}

            until = time.monotonic() + 30
            while len(known()) > 3 and time.monotonic() < until:
                time.sleep(0.05)
            assert known() == {each.session for each in others[-3:]}
            assert "What does the committee review" in str(first.call("ask", "And then?"))


def test_a_tab_that_reads_nothing_is_sent_no_more_than_it_may_leave_unread(alone: Target) -> None:
    tab = Tab(alone.url)
    listener = tab.listeners["arrive"]
    body = {"data": [None] * len(listener["inputs"]), "fn_index": listener["id"], "session_hash": tab.session}
    with alone.client() as client:
        until = time.monotonic() + 60
        statuses = []
        while 429 not in statuses and time.monotonic() < until:
            statuses.append(client.post("/gradio_api/queue/join", json=body).status_code)
        assert statuses[0] == 200
        assert statuses[-1] == 429
        assert client.post("/gradio_api/queue/join", json={**body, "session_hash": "another"}).status_code == 200
    for _ in range(len(statuses)):
        tab._outputs()
        if tab.call("arrive"):
            return
    raise AssertionError("the tab cannot go on after it has read")
