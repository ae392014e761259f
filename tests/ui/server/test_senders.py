"""Whom a login is counted for: proxies that are believed, invented addresses, and many who log in at once."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import closing
from itertools import count

import httpx
import pytest

from rag.errors import Busy, UsageError
from rag.settings import make_settings
from tests.fixtures.memory_assistant import MemoryAssistant
from tests.fixtures.tab import serving
from ui.server.address import proxies_of, sender_of
from ui.server.credentials import hashed
from ui.server.login import ATTEMPTS_AN_ADDRESS
from ui.server.turns import SENDERS, Turns
from ui.store import Store, open_store

pytestmark = pytest.mark.server

PASSWORD = "correct horse battery"
PROXY = ("127.0.0.1", "10.0.0.0/8")
_names = count()


@pytest.fixture
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with closing(open_store(make_settings(index=tmp_path_factory.mktemp("people")))) as opened:
        opened.people.add("ada", hashed(PASSWORD))
        yield opened


def guess(client: httpx.Client, forwarded: str | None) -> int:
    """The status of a wrong login under a name that nobody can have, so that no password is hashed."""
    form = {"name": f"{next(_names):x>80}", "password": "a guess"}
    return client.post("/login", data=form, headers={"x-forwarded-for": forwarded} if forwarded else {}).status_code


@pytest.mark.parametrize("proxies", [(), ("192.0.2.9",)])
def test_an_invented_address_does_not_pass_the_limit(store: Store, proxies: tuple[str, ...]) -> None:
    with serving(MemoryAssistant([]), store=store, proxies=proxies) as url, httpx.Client(base_url=url) as client:
        seen = [guess(client, f"203.0.113.{number}") for number in range(ATTEMPTS_AN_ADDRESS + 3)]
    assert seen == [401] * ATTEMPTS_AN_ADDRESS + [429] * 3


def test_behind_a_proxy_each_sender_has_a_limit(store: Store) -> None:
    with serving(MemoryAssistant([]), store=store, proxies=PROXY) as url, httpx.Client(base_url=url) as client:
        # What a sender writes before the proxy adds its part, and a second proxy behind that, changes nothing.
        seen = [guess(client, f"198.51.100.{number}, 203.0.113.7, 10.1.2.3") for number in range(ATTEMPTS_AN_ADDRESS)]
        assert set(seen) == {401}
        assert guess(client, "203.0.113.7") == 429
        homes = [guess(client, f"2001:db8:1:2::{number:x}") for number in range(ATTEMPTS_AN_ADDRESS + 1)]
        assert homes == [401] * ATTEMPTS_AN_ADDRESS + [429]
        form = {"name": "ada", "password": PASSWORD}
        reply = client.post("/login", data=form, headers={"x-forwarded-for": "203.0.113.8"}, timeout=60)
        assert reply.status_code == 303


def test_failed_logins_are_logged_without_names_that_do_not_exist(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        serving(MemoryAssistant([]), store=store, proxies=PROXY) as url,
        httpx.Client(base_url=url, timeout=60) as client,
    ):
        for name, address in (("Ada", "203.0.113.7"), ("my-secret", "203.0.113.8"), ("a\nb", "[2J somewhere")):
            form = {"name": name, "password": "wrong words"}
            assert client.post("/login", data=form, headers={"x-forwarded-for": address}).status_code == 401
    told = [record.getMessage() for record in caplog.records if "login" in record.getMessage()]
    assert told == [
        "preuve: a login of ada from 203.0.113.7 failed",
        "preuve: a login of somebody who does not exist from 203.0.113.8 failed",
        "preuve: a login of somebody who does not exist from an unknown address failed",
    ]


@pytest.mark.parametrize(
    ("host", "sender"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "an unknown address"),
        ("\x1b[2J", "an unknown address"),
        ("unix:", "an unknown address"),
    ],
)
def test_a_home_is_one_sender(host: str, sender: str) -> None:
    assert sender_of(host) == sender


@pytest.mark.parametrize("word", ["", "*", "proxy.example", "10.0.0.0/40", "0.0.0.0/0", "::/0"])
def test_a_proxy_is_named_by_its_address(word: str) -> None:
    with pytest.raises(UsageError, match="is no address"):
        proxies_of(["127.0.0.1", word])
    assert proxies_of(["127.0.0.1", "10.0.0.7/8", "::1"]) == ["127.0.0.1/32", "10.0.0.0/8", "::1/128"]


# Whose turn it is


async def test_whoever_guesses_waits_for_themselves_alone() -> None:
    turns, done, go = Turns("test"), list[str](), threading.Event()

    def work(name: str) -> None:
        go.wait(20)
        done.append(name)

    many = [asyncio.create_task(turns.run("guesser", work, f"guess {number}")) for number in range(50)]
    await asyncio.sleep(0.05)
    right = asyncio.create_task(turns.run("ada", work, "ada"))
    await asyncio.sleep(0.05)
    go.set()
    await asyncio.gather(right, *many)
    assert done.index("ada") <= 2
    assert len(done) == 51


async def test_who_cannot_wait_is_told_and_who_gives_up_keeps_nobody_waiting() -> None:
    turns, done, go = Turns("test"), list[int](), threading.Event()

    def work(number: int) -> None:
        go.wait(20)
        done.append(number)

    waiting = [asyncio.create_task(turns.run(f"sender {number}", work, number)) for number in range(SENDERS + 1)]
    await asyncio.sleep(0.05)
    with pytest.raises(Busy):
        await turns.run("one more", work, -1)
    for number in (1, 5):
        waiting[number].cancel()
    await asyncio.sleep(0.05)
    go.set()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert done == [number for number in range(SENDERS + 1) if number not in (1, 5)]
    assert await asyncio.wait_for(turns.run("later", work, 99), 20) is None
