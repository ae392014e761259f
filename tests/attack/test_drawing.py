"""A page that takes minutes to be drawn is drawn by a process of its own, and keeps nobody else waiting."""

from __future__ import annotations

import hashlib
import threading
import time
from pathlib import Path

import httpx

from tests.attack.conftest import target
from tests.fixtures.files import lines, pdf, shaded_pdf

HOSTILE = shaded_pdf()
ORDINARY = pdf(*(lines(f"Page {number} of an ordinary document.") for number in range(1, 4)))


def address(content: bytes, page: int) -> str:
    return f"/preuve/page/{hashlib.sha256(content).hexdigest()}/{page}.png"


def test_a_page_that_is_never_drawn_keeps_nobody_waiting(tmp_path: Path) -> None:
    """Four people ask for it, as many as pages are drawn for at once; others see theirs while these still wait."""
    refused: list[int] = []
    with target(tmp_path, files={"hostile.pdf": HOSTILE, "ordinary.pdf": ORDINARY}) as served, served.client() as one:

        def ask() -> None:
            with served.client() as client:
                try:
                    refused.append(client.get(address(HOSTILE, 1), timeout=120).status_code)
                except httpx.TransportError:
                    refused.append(0)  # the server has ended, and with it what was being drawn

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        while len(refused) < 2:  # two are told that others wait for a slow one, and two are drawn for
            time.sleep(0.05)
        for page in (1, 2, 3):
            assert one.get(address(ORDINARY, page), timeout=120).headers["content-type"] == "image/png"
        assert any(thread.is_alive() for thread in threads)
        assert refused == [404, 404]
    for thread in threads:
        thread.join()
    assert len(refused) == 4
