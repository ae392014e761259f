"""A conversation that is shared for reading: who sees it, and what cannot be done with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import httpx
import pytest
from lxml import html

from rag.settings import make_settings
from tests.fixtures.memory_assistant import MemoryAssistant
from tests.fixtures.payloads import PAYLOADS
from tests.fixtures.tab import serving
from tests.ui.page.test_render import cited, law
from tests.ui.server.test_access import PASSWORD, log_in
from ui.page.conversation import Exchange
from ui.page.keeping import turn_record
from ui.server.access import COOKIE
from ui.server.credentials import hashed
from ui.store import Store, open_store
from ui.words.rail import RAIL_WORDS

pytestmark = pytest.mark.server

SENTENCE = "It dates from 2009."


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with closing(open_store(make_settings(index=tmp_path_factory.mktemp("shared")))) as opened:
        digest = hashed(PASSWORD)
        for name in ("ada", "bob"):
            opened.people.add(name, digest)
        yield opened


@pytest.fixture(scope="module")
def url(store: Store) -> Iterator[str]:
    with serving(MemoryAssistant([law()]), store=store) as address:
        yield address


@pytest.fixture(scope="module")
def cookies(url: str) -> dict[str, str]:
    return {name: f"{COOKIE}={log_in(url, name).cookies[COOKIE]}" for name in ("ada", "bob")}


def person(store: Store, name: str) -> int:
    found = store.people.named(name)
    assert found is not None
    return found.id


def kept(store: Store, question: str = "When was it made?") -> str:
    exchange = Exchange(1, question, cited(law(), SENTENCE))
    return store.conversations.keep(person(store, "ada"), None, 1, turn_record(exchange))


def get(url: str, path: str, cookie: str = "", **headers: Any) -> httpx.Response:
    return httpx.get(url + path, headers={"cookie": cookie, **headers} if cookie else headers, timeout=60)


def test_who_is_logged_in_reads_it_and_nobody_else(url: str, store: Store, cookies: dict[str, str]) -> None:
    hers = kept(store)
    name = store.links.make(person(store, "ada"), hers)
    path = f"/shared/{name}"
    for who in ("ada", "bob"):
        reply = get(url, path, cookies[who])
        assert reply.status_code == 200
        assert "no-store" in reply.headers["cache-control"]
        page = html.fromstring(reply.text)
        assert SENTENCE in page.text_content()
        assert "ada" in page.find_class("shared-by")[0].text_content()
        assert hers not in reply.text  # by which its owner opens it
        assert not list(page.iter("script", "form", "input", "textarea"))
        (place,) = {link.get("href") for link in page.iter("a") if str(link.get("href")).startswith("#cite-")}
        assert page.find(".//base").get("href") == "/"
        assert place
    away = get(url, path)
    assert (away.status_code, away.headers["location"]) == (303, f"/login?next=%2Fshared%2F{name}")
    back = httpx.post(f"{url}{away.headers['location']}", data={"name": "bob", "password": PASSWORD}, timeout=60)
    assert (back.status_code, back.headers["location"]) == (303, path)
    # The conversation itself stays its owner's.
    assert store.conversations.turns(person(store, "bob"), hers) is None


def test_without_the_link_nothing_is_seen(url: str, store: Store, cookies: dict[str, str]) -> None:
    hers = kept(store)
    name = str(store.links.make(person(store, "ada"), hers))
    for other in (
        hers,
        "0" * 32,
        name[:-1],
        name.upper() if name.upper() != name else "A" * 32,
        f"{name}/x",
        f"{name}%00",
    ):
        assert get(url, f"/shared/{other}", cookies["bob"]).status_code == 404, other
    for method in ("POST", "PUT", "DELETE"):
        reply = httpx.request(method, f"{url}/shared/{name}", headers={"cookie": cookies["bob"]}, timeout=60)
        assert reply.status_code in (403, 404, 405)
    store.links.take_back(person(store, "ada"), hers)
    gone = get(url, f"/shared/{name}", cookies["bob"], **{"accept-language": "fr"})
    assert gone.status_code == 404
    assert RAIL_WORDS["fr"].not_shared in html.fromstring(gone.text).text_content()
    assert SENTENCE not in gone.text


def test_it_is_gone_with_the_conversation_and_follows_what_is_added(
    url: str, store: Store, cookies: dict[str, str]
) -> None:
    ada, hers = person(store, "ada"), kept(store)
    name = store.links.make(ada, hers)
    store.conversations.keep(ada, hers, 2, turn_record(Exchange(2, "What else?", problem="Nothing.")))
    assert "What else?" in html.fromstring(get(url, f"/shared/{name}", cookies["bob"]).text).text_content()
    store.conversations.delete(ada, hers)
    assert get(url, f"/shared/{name}", cookies["bob"]).status_code == 404


@pytest.mark.parametrize("payload", PAYLOADS[::7])
def test_what_strangers_wrote_is_text(url: str, store: Store, cookies: dict[str, str], payload: str) -> None:
    ada, hers = person(store, "ada"), kept(store, payload)
    store.conversations.rename(ada, hers, payload)
    reply = get(url, f"/shared/{store.links.make(ada, hers)}", cookies["bob"])
    page = html.fromstring(reply.text)
    assert not list(page.iter("script", "iframe", "object", "embed", "form", "input", "img", "style"))
    assert not [name for element in page.iter() for name in element.attrib if name.startswith("on")]
    assert len(list(page.iter("meta"))) == 2
    assert [link.get("href") for link in page.iter("base")] == ["/"]
