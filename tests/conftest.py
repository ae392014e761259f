"""Fixtures that several test modules share: quiet libraries, small corpora, real indexes."""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.settings import Settings, make_settings, quiet_environment
from tests import SHARED

pytest_plugins = ["tests.fixtures.quick", "tests.fixtures.reliability"]
quiet_environment()
for variable in [name for name in os.environ if name.startswith("PREUVE_")]:
    del os.environ[variable]

MEMORY, ROOM = Path("/dev/shm"), 4_000_000_000
"""A file system in memory, and the free bytes that the tests may need of it."""


def write_into_memory() -> None:
    """Have all temporary files of the tests in memory, unless TMPDIR says where they go.

    An index is flushed to the disk dozens of times a publication, and most of a test would be waiting for that. A
    killed process loses nothing that it has written, flushed or not: only a power cut does, which no test causes.
    """
    if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        folder = tempfile.mkdtemp(prefix="preuve-tests-", dir=MEMORY)
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        os.environ["TMPDIR"] = tempfile.tempdir = folder


write_into_memory()

SEED_TEXTS = {
    "center.txt": (
        "AI Movement\n\nLe centre AI Movement est installé à Rabat. Il a été créé en 2021 par l’université.\n\n"
        "Gouvernance\n\nLe centre est dirigé par Nadia Berrada. Son budget est de 12 millions de dirhams.\n"
    ),
    "law.md": (
        "# La loi 09-08\n\nLa loi 09-08 protège les données personnelles. Elle date de 2009.\n\n"
        "## La commission\n\nLa CNDP contrôle son application. Elle siège à Rabat.\n"
    ),
    "english.txt": "The resolution\n\nThe resolution was adopted on 21 March 2024 by consensus. It names no budget.\n",
}
"""A corpus of three short documents; its facts are invented."""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder with the texts of `SEED_TEXTS`."""
    folder = tmp_path / "corpus"
    write_files(folder, SEED_TEXTS)
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with an index of its own and the model-free embedder."""
    return make_settings(index=tmp_path / "index", embedder="hash")


def write_files(folder: Path, texts: dict[str, str]) -> None:
    """Write texts as UTF-8 files, folders included."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with seeds and public test sets beside the checkout; skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("../shared is not beside this checkout")
    return SHARED


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A browser for the tests of one module; skips them where the machine has none."""
    from tests.fixtures.browser import chromium

    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def loader() -> Iterator[Any]:
    """A child process that reads the files of many tests."""
    from ingest.load import Loader

    with Loader() as shared:
        yield shared


@pytest.fixture
def fewer_processes(monkeypatch: pytest.MonkeyPatch, loader: Any) -> None:
    """One child reads the files of all ingests, and the validation asks its questions here; both are tested alone."""
    from ingest import sync as syncing
    from tests.fixtures.stored import ValidatorHere
    from ui.work import intake as taking_in

    class Shared(contextlib.nullcontext[Any]):
        def __init__(self) -> None:
            super().__init__(self)
            self.loader, self.helper = contextlib.nullcontext(loader), ValidatorHere()

        def interrupt(self) -> None: ...

    for module in (syncing, taking_in):
        monkeypatch.setattr(module, "Children", Shared)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, Any]:
    """In continuous integration a test that cannot run has failed; LangChain's own suite skips what does not apply."""
    report: Any = yield
    foreign = getattr(getattr(item, "function", None), "__module__", "").startswith("langchain_tests")
    if os.environ.get("CI") and report.skipped and not foreign and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be skipped: {report.longrepr}"
    return report
