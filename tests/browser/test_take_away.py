"""Answers to take away: Word, PDF, references and the cited files, from the line of exports."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from rag.index.contents import DocumentInfo
from tests.browser.test_chat import ABOUT, AXE, EXAMPLE, SENTENCE, SIZES, serious
from tests.fixtures.browser import quiet_pages
from tests.fixtures.memory_assistant import MemoryAssistant, document
from tests.fixtures.tab import serving
from ui.cli import main
from ui.pack import FORMS
from ui.words.pack import PACK_WORDS

pytestmark = pytest.mark.browser

LANGUAGES = {"en": "en-GB", "fr": "fr-FR", "ar": "ar-MA"}
FILE = "guide/committee.txt"


class Shelved(MemoryAssistant):
    """An assistant whose documents lie in a folder."""

    root = ""

    def infos(self) -> list[DocumentInfo]:
        return [replace(each, root=self.root) for each in super().infos()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("folder")
    (place / FILE).parent.mkdir()
    (place / FILE).write_text(SENTENCE + "\n")
    return place


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    assistant = Shelved([document(FILE, SENTENCE + "\n")])
    assistant.root = str(folder)
    with serving(assistant, examples=[EXAMPLE]) as address:
        yield address


@pytest.fixture
def opened(browser: Browser, url: str) -> Iterator[Any]:
    with quiet_pages(browser, url) as open_page:
        yield open_page


def saved(page: Any, name: str) -> tuple[str, bytes]:
    button = page.locator(f"#{name}")
    if not button.is_visible():  # in what ⋯ unfolds
        page.click("#exchange-1 .menu summary")
    with page.expect_download() as saving:
        button.click()
    page.keyboard.press("Escape")
    return saving.value.suggested_filename, saving.value.path().read_bytes()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_an_answer_is_taken_away_in_every_form(opened: Any, size: str, language: str) -> None:
    chat = opened(viewport=SIZES[size], locale=LANGUAGES[language])
    chat.ask(ABOUT)
    for form, word in PACK_WORDS[language].forms.items():
        expect(chat.page.locator(f"#export-{form}-1")).to_contain_text(word)
        name, content = saved(chat.page, f"export-{form}-1")
        assert name == f"preuve-1.{FORMS[form].ending if form in FORMS else 'zip'}"
        match form:
            case "docx":
                notes = zipfile.ZipFile(BytesIO(content)).read("word/footnotes.xml").decode()
                assert SENTENCE in notes
            case "pdf":
                assert content.startswith(b"%PDF-")
            case "bibtex":
                assert content.startswith(b"@misc{guide-committee-txt-")
            case "csl":
                assert json.loads(content)[0]["type"] == "document"
    if AXE.is_file():
        chat.page.evaluate(AXE.read_text("utf-8"))
        for scheme in ("light", "dark"):
            chat.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert serious(chat) == []
    assert chat.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_a_pack_with_the_cited_files_is_verified_after_they_have_changed(
    opened: Any, folder: Path, tmp_path: Path
) -> None:
    chat = opened()
    chat.ask(ABOUT)
    _, content = saved(chat.page, "export-zip-1")
    (tmp_path / "pack.zip").write_bytes(content)
    assert main(["verify", str(tmp_path / "pack.zip"), "--root", str(tmp_path)]) == 0
    (folder / FILE).write_text("Another text.\n")
    try:
        _, content = saved(chat.page, "export-zip-1")
        expect(chat.page.locator("#notice")).to_contain_text(PACK_WORDS["en"].left_out.format(files=FILE))
    finally:
        (folder / FILE).write_text(SENTENCE + "\n")
    assert zipfile.ZipFile(BytesIO(content)).namelist() == ["evidence.html"]


def test_where_documents_cannot_be_changed_their_files_are_not_given_away(browser: Browser, folder: Path) -> None:
    assistant = Shelved([document(FILE, SENTENCE + "\n")])
    assistant.root = str(folder)
    with serving(assistant, uploads=False) as address, quiet_pages(browser, address) as open_page:
        chat = open_page()
        chat.ask(ABOUT)
        chat.page.click("#exchange-1 .menu summary")
        expect(chat.page.locator("#export-html-1")).to_be_visible()
        expect(chat.page.locator("#export-zip-1")).to_be_hidden()
        # Whoever presses it all the same, past the page, gets nothing.
        with chat.page.expect_response(lambda reply: '"zip 1"' in (reply.request.post_data or "")) as refusing:
            chat.page.evaluate("() => document.querySelector('#export-zip-1').click()")
        assert "evidence.html" not in refusing.value.text()
        saved(chat.page, "export-html-1")
        expect(chat.page.locator("#parcel .parcel")).not_to_contain_text("zip")
