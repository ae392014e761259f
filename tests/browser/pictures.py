"""The pictures of the README: `python -m tests.browser.pictures [FOLDER]` a page over the bundled documents."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_chat import SIZES
from tests.browser.test_source import CURRENT_ON_PAGE
from tests.fixtures.browser import QUESTION, chromium
from tests.ui.commands.test_chat import chatting

ANSWER = "Quand la CNDP a-t-elle décidé un moratoire sur la reconnaissance faciale ?"
DRAWN = "Quel pays a présenté la résolution 78/311 ?"
ARABIC = "من يتولى رئاسة مجموعة أصدقاء الذكاء الاصطناعي في الأمم المتحدة؟"


def asked(browser: Browser, url: str, question: str, size: str, locale: str, scheme: str = "light") -> Page:
    """A page on which a question was asked and answered."""
    page = browser.new_page(
        viewport=SIZES[size],  # type: ignore[arg-type]
        locale=locale,
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )
    page.goto(url)
    page.wait_for_selector("body.ready .welcome")
    page.fill(QUESTION, question)
    page.press(QUESTION, "Enter")
    expect(page.locator("#exchange-1 .answer")).to_be_visible()
    return page


def saved(page: Page, path: Path) -> None:
    """The page as a PNG of 128 colours, which is a third of its size."""
    page.mouse.move(0, 0)
    page.evaluate("() => document.activeElement.blur()")
    page.screenshot(path=str(path))
    with Image.open(path) as image:
        image.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)
    page.close()


def main(folder: Path) -> None:
    with (
        TemporaryDirectory() as index,
        chatting(Path(index) / "index", embedder="bundled") as (url, _),
        chromium() as browser,
    ):
        page = asked(browser, url, ANSWER, "desk", "fr-FR")
        expect(page.locator("#source mark.current").first).to_be_in_viewport()
        saved(page, folder / "chat.png")
        page = asked(browser, url, DRAWN, "desk", "fr-FR", "dark")
        page.click("#exchange-1 a.reference:has-text('.pdf') >> nth=0")
        page.wait_for_function(f"() => ({CURRENT_ON_PAGE})()?.seen")
        saved(page, folder / "page.png")
        page = asked(browser, url, ARABIC, "phone", "ar-MA")
        saved(page, folder / "phone.png")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
