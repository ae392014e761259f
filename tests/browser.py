"""Chromium for tests of the page, and a page that notes what it should not have done."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
QUESTION = "#question textarea, #question input"
ARRIVES, LEAVES = "this page begins", "this page is left"
NOTES = f"""(() => {{
  if (window !== top) return;
  console.debug({ARRIVES!r});
  addEventListener("beforeunload", () => console.debug({LEAVES!r}));
}})()"""
"""Says in the console, in the order of what happens there, when a page begins and when it is left."""

CUT = (
    "AbortError: signal is aborted without reason",
    "AbortError: BodyStreamBuffer was aborted",
    "Unexpected error Connection errored out.",
)
"""What Gradio says in the console where a page is left while its stream is open: it ends the stream itself then."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of this machine; skips the test where there is none."""
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    executable = executable or shutil.which("google-chrome")
    if executable is None:
        pytest.skip("no Chromium on this machine: install chromium, or name one in CHROMIUM")
    with sync_playwright() as playwright:
        expect.set_options(timeout=20_000)  # the machine may have other work to do
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


class Watched:
    """A page of the chat at `url`. `strangers` are requests to other hosts; `complaints` what the console said.

    Of the complaints, `CUT` of a page that is being left is none.
    """

    def __init__(self, browser: Browser, url: str, **context: Any) -> None:
        self.strangers: list[str] = []
        self.complaints: list[str] = []
        self.url = url
        self.context = browser.new_context(**{"locale": "en-GB", "viewport": {"width": 1280, "height": 800}, **context})
        self._leaving = False
        self.context.add_init_script(NOTES)
        self.context.route("**/*", self._pass)
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda message: self._complain(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.goto(url)
        self.page.wait_for_selector("body.ready .welcome", timeout=30_000)

    def _complain(self, kind: str, text: str) -> None:
        if text in (ARRIVES, LEAVES):
            self._leaving = text == LEAVES
        elif kind in ("error", "warning") and not (self._leaving and text.startswith(CUT)):
            self.complaints.append(f"{kind}: {text}")

    def _pass(self, route: Route) -> None:
        if urlsplit(route.request.url).netloc == urlsplit(self.url).netloc or route.request.url.startswith("data:"):
            route.continue_()
        else:
            self.strangers.append(route.request.url)
            route.abort()

    def ask(self, question: str) -> int:
        """Ask, and wait until the answer, the abstention or the error is there; the number of the exchange."""
        number = self.page.locator("#conversation .exchange").count() + 1
        self.page.fill(QUESTION, question)
        self.page.press(QUESTION, "Enter")
        outcome = " , ".join(f"#exchange-{number} .{kind}" for kind in ("answer", "abstained", "notice"))
        self.page.wait_for_selector(outcome, timeout=30_000, state="attached")
        return number

    def marked(self) -> str:
        """The text of the mark that is current."""
        text: str = self.page.evaluate(
            "() => [...document.querySelectorAll('#source mark.current')].map((mark) => mark.textContent).join('')"
        )
        return text

    def mark_comes_into_view(self) -> None:
        """Wait until the current mark begins inside the visible part of the source."""
        self.page.wait_for_function(
            """() => {
              const mark = document.querySelector('#source mark.current');
              if (!mark) return false;
              const box = mark.getBoundingClientRect();
              const frame = document.querySelector('#source .page-of-text').getBoundingClientRect();
              const inner = box.top >= frame.top && box.top < frame.bottom && box.top < innerHeight && box.top >= 0;
              const hit = document.elementFromPoint(box.left + 3, box.top + box.height / 2);
              return inner && box.height > 0 && hit !== null && hit.closest('#source') !== null;
            }"""
        )

    def close(self) -> None:
        self.context.close()


@contextmanager
def quiet_pages(browser: Browser, url: str) -> Iterator[Callable[..., Watched]]:
    """A function that opens pages of the chat; each must have been quiet and have asked nobody else."""
    pages: list[Watched] = []

    def open_page(**context: Any) -> Watched:
        pages.append(Watched(browser, url, **context))
        return pages[-1]

    yield open_page
    for watched in pages:
        watched.close()
        assert watched.strangers == []
        assert watched.complaints == []


def keep_screenshot(page: Page, name: str) -> None:
    """Save a picture of the page where `SCREENSHOTS` names a folder."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(folder) / f"{name}.png"))
