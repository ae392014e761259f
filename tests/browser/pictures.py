"""The pictures of the README and of `docs/walk.md`: `python -m tests.browser.pictures [FOLDER]`.

They are of the page over the bundled documents, as somebody sees it who comes for the first time.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.source.test_source import CURRENT_ON_PAGE
from tests.browser.test_chat import SIZES
from tests.fixtures.browser import QUESTION, chromium
from tests.ui.commands.test_chat import chatting

ANSWER = "Quand la CNDP a-t-elle décidé un moratoire sur la reconnaissance faciale ?"
DRAWN = "Quel pays a présenté la résolution 78/311 ?"
FOLLOWING = "Jusqu’à quand a-t-il été prolongé ?"
ARABIC = "من يتولى رئاسة مجموعة أصدقاء الذكاء الاصطناعي في الأمم المتحدة؟"


def opened(browser: Browser, url: str, size: str, locale: str, scheme: str = "light") -> Page:
    """The page as it is before anything was asked, with what may be asked."""
    page = browser.new_page(
        viewport=SIZES[size],  # type: ignore[arg-type]
        locale=locale,
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )
    page.set_default_timeout(180_000)
    page.goto(url)
    page.wait_for_selector("body.ready .welcome .card")
    return page


def asked(browser: Browser, url: str, question: str, size: str, locale: str, scheme: str = "light") -> Page:
    """A page on which a question was asked and answered."""
    page = opened(browser, url, size, locale, scheme)
    ask(page, question, 1)
    return page


def ask(page: Page, question: str, number: int) -> None:
    """Ask, and wait for what comes of it."""
    page.fill(QUESTION, question)
    page.press(QUESTION, "Enter")
    expect(page.locator(f"#exchange-{number} :is(.answer, .abstained)")).to_be_visible()


def saved(page: Page, path: Path) -> None:
    """The page as a PNG of 128 colours, which is a third of its size; it is closed."""
    taken(page, path)
    page.close()


def taken(page: Page, path: Path) -> None:
    """The same of a page that is still needed."""
    page.mouse.move(0, 0)
    page.evaluate("() => document.activeElement.blur()")
    page.screenshot(path=str(path))
    with Image.open(path) as image:
        image.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)


def main(folder: Path) -> None:
    with (
        TemporaryDirectory() as index,
        chatting(Path(index) / "index", embedder="bundled") as (url, _),
        chromium() as browser,
    ):
        expect.set_options(timeout=180_000)  # nobody waits for pictures, and the machine may have other work
        page = opened(browser, url, "desk", "fr-FR")
        expect(page.locator("button.example").first).to_be_visible()
        taken(page, folder / "start.png")
        ask(page, ANSWER, 1)
        expect(page.locator("#source mark.current").first).to_be_in_viewport()
        taken(page, folder / "chat.png")
        ask(page, FOLLOWING, 2)
        saved(page, folder / "following.png")
        page = opened(browser, url, "desk", "fr-FR")
        page.get_by_role("tab").nth(1).click()
        page.locator("#library li").filter(has=page.locator(".document")).first.hover()
        page.locator("#library button.summary").first.click()
        expect(page.locator("#exchange-1 .answer")).to_be_visible()
        saved(page, folder / "summary.png")
        page = asked(browser, url, DRAWN, "desk", "fr-FR", "dark")
        page.click("#exchange-1 a.reference:has-text('.pdf') >> nth=0")
        page.wait_for_function(f"() => ({CURRENT_ON_PAGE})()?.seen")
        saved(page, folder / "page.png")
        page = asked(browser, url, ARABIC, "phone", "ar-MA")
        saved(page, folder / "phone.png")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
