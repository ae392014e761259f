"""A running server with a real index that is attacked: without users, and with two of them."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import httpx
import pytest

from ingest.sync import sync
from rag.assistant import open_assistant
from rag.settings import Settings, make_settings
from tests.conftest import SEED_TEXTS, write_files
from tests.fixtures.tab import serving
from ui.server.access import COOKIE
from ui.server.credentials import hashed
from ui.store import Store, open_store

PASSWORD = "correct horse battery"

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of this folder are attacks, and start processes."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.attack)
            item.add_marker(pytest.mark.process)


@dataclass(frozen=True)
class Target:
    """A server: its address, and what it is made of. `people` are cookies by the names of their users."""

    url: str
    settings: Settings
    store: Store
    people: dict[str, str]

    def client(self, name: str = "") -> httpx.Client:
        """A browser of a user, or of nobody."""
        cookies = {COOKIE: self.people[name]} if name else {}
        return httpx.Client(base_url=self.url, cookies=cookies, timeout=30)


@contextmanager
def target(folder: Path, *names: str, files: Mapping[str, bytes] = MappingProxyType({})) -> Iterator[Target]:
    """A server with these users, which has `files` beside the usual documents."""
    write_files(folder / "corpus", SEED_TEXTS)
    for name, content in files.items():
        (folder / "corpus" / name).write_bytes(content)
    settings = make_settings(index=folder / "index", embedder="hash")
    sync([folder / "corpus"], settings)
    with closing(open_assistant(settings)) as assistant, closing(open_store(settings)) as store:
        for name in names:
            store.people.add(name, hashed(PASSWORD))
        with serving(assistant, settings, store=store) as url:
            people = {}
            for name in names:
                reply = httpx.post(f"{url}/login", data={"name": name, "password": PASSWORD}, timeout=60)
                people[name] = reply.cookies[COOKIE]
            yield Target(url, settings, store, people)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """A server without users."""
    with target(tmp_path_factory.mktemp("alone")) as served:
        yield served


@pytest.fixture(scope="module")
def shared_by_two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """A server with the users ada and bob."""
    with target(tmp_path_factory.mktemp("two"), "ada", "bob") as served:
        yield served


@pytest.fixture
def no_traces(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fails a test during which a traceback was printed or logged."""
    with caplog.at_level(logging.WARNING):
        yield
    streams = capfd.readouterr()
    assert "Traceback" not in streams.out + streams.err + caplog.text
