"""What stands in place of a file of an index, and is none, is refused: nobody waits for who writes into a pipe."""

from __future__ import annotations

import os
import resource
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest

from rag.errors import IndexProblem
from rag.index.embedded.index import open_index
from rag.index.library import each_document
from tests.conftest import SEED_TEXTS
from tests.fixtures.stored import STAMP, publish

SECONDS, LARGEST = 120, 64 * 2**20


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published") / "index"
    publish(folder, SEED_TEXTS)
    return folder


@pytest.fixture
def alarm() -> Iterator[None]:
    """A test that waits, or writes without end, is ended: whoever opens a pipe, or copies a device, would."""

    def end(number: int, frame: FrameType | None) -> None:
        raise TimeoutError("it waits for somebody who writes into a pipe")

    before, limits = signal.signal(signal.SIGALRM, end), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, limits[1]))
    signal.alarm(SECONDS)
    yield
    signal.alarm(0)
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("alarm")
@pytest.mark.slow
@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_what_is_no_file_is_refused(published: Path, tmp_path: Path, kind: str) -> None:
    names = [path.relative_to(published) for path in published.rglob("*") if path.is_file() and path.name != "lock"]
    names += [name.with_name(name.name + "-wal") for name in names if name.name.startswith("catalog-")]
    if kind == "device":  # which pipes do not show: what is copied without being in the manifest, and small files
        names = [
            name for name in names if name.name in ("current.json", "manifest.json", ".tantivy-meta.lock", "meta.json")
        ]
    assert len(names) >= 3
    for at, name in enumerate(sorted(set(names))):
        index = tmp_path / str(at)
        shutil.copytree(published, index)
        place = index / name
        place.unlink(missing_ok=True)
        if kind == "pipe":
            os.mkfifo(place)
        else:
            place.symlink_to("/dev/zero")
        try:
            opened = open_index(index, STAMP)
        except IndexProblem:
            continue
        try:
            assert {document.file for document in each_document(opened)} == set(SEED_TEXTS), name
        finally:
            opened.close()
