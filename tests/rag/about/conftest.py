"""The index of the `FILES` of a module, embedded by their words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ingest.sync import sync
from rag.index.embedded.index import Index, open_index
from rag.settings import make_settings
from tests.conftest import write_files


@pytest.fixture
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    write_files(tmp_path / "corpus", request.module.FILES)
    settings = make_settings(index=tmp_path / "index", embedder="hash")
    sync([tmp_path / "corpus"], settings)
    with closing(open_index(settings.index.directory)) as opened:
        yield opened
