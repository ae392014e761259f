"""Finding a document in the library."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from rag.index.contents import DocumentInfo
from rag.types import Detail, Origin
from tests.browser.people.test_people import LOCALES
from tests.browser.test_chat import SIZES
from tests.fixtures.browser import keep_screenshot, quiet_pages
from tests.fixtures.infos import info
from tests.fixtures.memory_assistant import MemoryAssistant, document
from tests.fixtures.tab import serving
from ui.words.library import LIBRARY_WORDS

pytestmark = pytest.mark.browser

FIND = "#library .find input"
NAMES = ("Règlement intérieur.md", "cœur.md", "notes/ÉTÉ 2024.md", "notes/الأمانة.md", "notes/STRASSE.md", "z.md")
FILES = [*NAMES, *(f"more/{number}.md" for number in range(10))]


class Shelved(MemoryAssistant):
    """An assistant with `more` documents that are listed alone; one of its documents has a title."""

    def __init__(self, files: list[str], more: int = 0) -> None:
        super().__init__([document(file, f"Text of {file}.\n") for file in files])
        self._more = [info(f"many/{number:04}.txt") for number in range(more)]

    def infos(self) -> list[DocumentInfo]:
        title = Detail("Procès-verbal de l’assemblée", Origin.HEADING)
        known = [info(item.file, sha256=item.sha256) for item in self.files.values() if item.file != "z.md"]
        return [*self._more, *known, info("z.md", title=title)]


@pytest.fixture
def opened(browser: Browser) -> Iterator[Any]:
    with serving(Shelved(FILES)) as url, quiet_pages(browser, url) as open_page:
        yield open_page


def library(page: Page, size: str) -> None:
    if size == "phone":
        page.click("#masthead .panel-opener")
    page.click("#views button[role=tab] >> nth=1")
    expect(page.locator(FIND)).to_be_visible()


@pytest.mark.parametrize(("language", "size"), [("en", "desk"), ("fr", "phone"), ("ar", "desk")])
def test_documents_are_found_without_regard_to_accents_and_case(opened: Any, language: str, size: str) -> None:
    chat = opened(locale=LOCALES[language], viewport=SIZES[size])
    library(chat.page, size)
    shown = chat.page.locator("#library .documents > li:visible .file")
    expect(shown).to_have_count(len(FILES))
    for sought, found in (
        ("reglement INTERIEUR", ["Règlement intérieur.md"]),
        ("coeur", ["cœur.md"]),
        ("notes ete", ["ÉTÉ 2024.md"]),
        ("الامانه", ["الأمانة.md"]),
        ("straße", ["STRASSE.md"]),
        ("proces", ["z.md"]),
        ("", None),
    ):
        chat.page.fill(FIND, sought)
        expect(shown).to_have_count(len(FILES) if found is None else len(found))
        assert found is None or shown.all_inner_texts() == found
    nothing = chat.page.locator("#library .nothing-found")
    expect(nothing).to_be_hidden()
    chat.page.fill(FIND, "zzz")
    expect(nothing).to_have_text(LIBRARY_WORDS[language].none_found.format(words="zzz"))
    expect(chat.page.locator("#library .group:visible")).to_have_count(0)
    keep_screenshot(chat.page, f"nothing-found-{language}-{size}")


def test_a_document_that_a_long_list_does_not_show_is_found(browser: Browser) -> None:
    with serving(Shelved(FILES, 2_000)) as url, quiet_pages(browser, url) as open_page:
        page = open_page().page
        library(page, "desk")
        shown = page.locator("#library .documents > li:visible .file")
        expect(page.locator("#library .more-documents")).to_be_visible()
        page.locator(FIND).press_sequentially("reglement")
        expect(shown).to_have_text(["Règlement intérieur.md"])
        expect(page.locator(FIND)).to_be_focused()
        expect(page.locator(FIND)).to_have_value("reglement")
        page.fill(FIND, "")
        expect(page.locator("#library .more-documents")).to_be_visible()
