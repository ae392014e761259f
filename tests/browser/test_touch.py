"""On a phone, what can be touched has room for a finger, in each language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from rag.index.contents import DocumentInfo
from rag.types import Detail, Origin
from tests.browser.test_chat import SIZES
from tests.browser.test_walk import LOCALES
from tests.fixtures.browser import quiet_pages
from tests.fixtures.memory_assistant import MemoryAssistant, document
from tests.fixtures.tab import serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ABOUT = "What does the committee review before deployment?"
FILES = [
    document("a.md", "# Rules\n\nThe committee reviews every model before deployment.\n"),
    document("b.md", "# Port\n\nThe harbour was opened in 1907.\n"),
    document("c.md", "# Park\n\nThe park has forty trees.\n"),
]
SMALL = """(least) => {
  const small = [];
  for (const element of document.querySelectorAll('a, button, summary, input, textarea')) {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || element.tabIndex < 0) continue;
    const box = element.getBoundingClientRect();
    if (box.width < 2 || box.bottom < 0 || element.closest('.text')) continue;
    // What takes the touch may be larger than what is drawn.
    const heights = ['::before', '::after'].map((part) => {
      const style = getComputedStyle(element, part);
      if (style.content === 'none' || style.position !== 'absolute') return 0;
      return box.height - parseFloat(style.top) - parseFloat(style.bottom);
    });
    const height = Math.max(box.height, ...heights);
    if (height < least) small.push(`${element.outerHTML.slice(0, 80)}: ${height.toFixed(0)}`);
  }
  return small;
}"""
"""What can be touched here and is lower than that."""

LEAST = 43.5  # 44, where fractions of pixels are drawn


class Dated(MemoryAssistant):
    """Its documents are of two years, by which they can be chosen."""

    def infos(self) -> list[DocumentInfo]:
        years = ("2019", "2024", "2024")
        return [
            replace(info, date=Detail(year, Origin.TEXT)) for info, year in zip(super().infos(), years, strict=True)
        ]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving(Dated(FILES), examples=[ABOUT]) as address:
        yield address


@pytest.fixture
def opened(browser: Browser, url: str) -> Iterator[Any]:
    with quiet_pages(browser, url) as open_page:
        yield open_page


def roomy(page: Page, view: str) -> None:
    assert page.evaluate(SMALL, LEAST) == [], view


@pytest.mark.parametrize("language", LOCALES)
def test_a_finger_has_room_everywhere(opened: Any, language: str) -> None:
    chat = opened(
        locale=LOCALES[language], viewport=SIZES["phone"], reduced_motion="reduce", has_touch=True, is_mobile=True
    )
    page = chat.page
    expect(page.locator("#further button.example").first).to_be_visible()
    roomy(page, "start")
    chat.ask(ABOUT)
    roomy(page, "answer")
    page.click("#exchange-1 .menu summary")
    expect(page.locator("#export-html-1")).to_be_visible()
    roomy(page, "menu")
    page.keyboard.press("Escape")
    chat.ask("Who won the cup in 1998?")
    page.click("#exchange-2 .nearby summary")
    roomy(page, "abstention")
    page.click("#exchange-1 a.cite >> nth=0")
    expect(page.locator("#source mark.current").first).to_be_visible()
    roomy(page, "source")
    page.click("#views button[role=tab] >> nth=1")
    page.click("#library .conditions summary")
    expect(page.locator("#library .conditions button.pick").first).to_be_visible()
    roomy(page, "documents")
    page.click("#library .conditions button.pick >> nth=0")
    expect(page.locator("#library button.pick.picked")).to_have_count(1)
    page.click("#panel-close")
    expect(page.locator("#scope .chip")).to_be_visible()
    roomy(page, "chosen")
    page.click("#masthead .history-opener")
    page.click("#history .unfold-tools >> nth=0")
    expect(page.locator("#history .forget").first).to_be_visible()
    roomy(page, "conversations")
