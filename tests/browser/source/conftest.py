"""Pages of a chat over the documents in the `folder` of a module, which it may leave without a complaint only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.fixtures.browser import quiet_pages
from tests.fixtures.source_corpus import reading
from tests.fixtures.tab import serving


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    with reading(folder) as assistant, serving(assistant) as address:
        yield address


@pytest.fixture
def opened(browser: Browser, url: str) -> Iterator[Any]:
    """Opens pages of the chat."""
    with quiet_pages(browser, url) as open_page:
        yield open_page
