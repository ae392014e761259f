"""The library and the tab for evaluators in the browser, over a real index."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, expect

from ingest.sync import sync
from rag.assistant import open_assistant
from rag.settings import make_settings
from tests.browser.test_chat import AXE, serious
from tests.conftest import SEED_TEXTS, write_files
from tests.fixtures.browser import Watched, keep_screenshot
from tests.fixtures.tab import serving
from tests.ui.work.test_trials import write_set
from ui.words.library import LIBRARY_WORDS
from ui.words.reports import ARABIC
from ui.words.trials import TRIAL_WORDS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EN = LIBRARY_WORDS["en"]
TABS = "#views button[role=tab]"
DROP = """(files) => {
  const carried = new DataTransfer();
  for (const [name, text] of files) carried.items.add(new File([text], name));
  for (const kind of ["dragover", "drop"])
    document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
}"""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("shelf")
    write_files(folder / "corpus", {f"own/{name}": text for name, text in SEED_TEXTS.items()})
    (folder / "corpus" / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    settings = make_settings(index=folder / "index", embedder="hash")
    sync([folder / "corpus"], settings)
    sets = (write_set(folder / "set"),)
    with closing(open_assistant(settings)) as assistant, serving(assistant, settings, test_sets=sets) as address:
        yield address


def checked(chat: Watched) -> None:
    assert chat.strangers == []
    assert [line for line in chat.complaints if "status of 422" not in line] == []
    chat.close()


def test_files_are_dropped_read_asked_alone_and_deleted(browser: Browser, url: str) -> None:
    chat = Watched(browser, url)
    page = chat.page
    fact = "The harbour was opened in 1907 by the company Zellige."
    page.evaluate(DROP, [["harbour.txt", fact], ["tool.exe", "MZ"], ["harbour.pdf", "%PDF-1.4 broken"]])
    refused = page.locator(".upload-row.refused")
    expect(refused).to_contain_text(EN.refused["unsupported"])
    expect(page.locator("#library-activity .outcome")).to_contain_text("1 added", timeout=60_000)
    expect(page.locator("#library-activity li.refused")).to_contain_text("the PDF cannot be opened")
    keep_screenshot(page, "uploaded")
    page.click(".upload-row.refused button.cancel")
    expect(refused).to_have_count(0)
    row = page.locator("#library li", has_text="harbour.txt").first
    box = row.locator("button.pick")
    box.focus()
    page.keyboard.press("Space")
    expect(row.locator("button.pick")).to_have_attribute("aria-checked", "true")
    expect(page.locator("#scope .chip")).to_contain_text("harbour.txt")
    chat.ask("When was the harbour opened?")
    expect(page.locator("#exchange-1 .asked-of")).to_contain_text("harbour.txt")
    expect(page.locator("#exchange-1 .answer")).to_contain_text("1907")
    keep_screenshot(page, "asked-of")
    page.click("#scope button.widen")
    expect(page.locator("#scope")).to_contain_text(EN.everything)
    page.click(f"{TABS} >> nth=1")
    row.hover()
    row.locator("button.delete").click()
    expect(row.locator("button.delete")).to_contain_text(EN.really)
    row.locator("button.delete").click()
    expect(page.locator("#library-activity .outcome")).to_contain_text("1 removed", timeout=60_000)
    expect(page.locator("#library")).not_to_contain_text("harbour.txt")
    checked(chat)


def test_the_receipt_the_choice_of_a_folder_and_a_chooser(browser: Browser, url: str) -> None:
    chat = Watched(browser, url)
    page = chat.page
    page.click(f"{TABS} >> nth=1")
    expect(page.locator("#library .outside")).to_contain_text("broken.pdf")
    expect(page.locator("#library .outside")).to_contain_text("the PDF cannot be opened")
    folder = page.locator("#library .folder", has_text="own/")
    folder.locator("button.pick").click()
    expect(page.locator("#library button.pick[aria-checked=mixed]")).to_have_count(3)
    expect(page.locator("#scope .chip")).to_contain_text("own/")
    page.click("#scope .chip")
    expect(page.locator("#library button.pick[aria-checked=mixed]")).to_have_count(0)
    page.click("button.renew")
    expect(page.locator("#library-activity .outcome")).to_contain_text("3 unchanged", timeout=60_000)
    with page.expect_file_chooser() as chooser:
        page.click("button.choose")
    assert chooser.value.is_multiple()
    chooser.value.set_files([{"name": "empty.txt", "mimeType": "text/plain", "buffer": b""}])
    expect(page.locator(".upload-row.refused")).to_contain_text(EN.refused["empty"])
    checked(chat)


def test_a_test_set_is_run_and_its_report_framed(browser: Browser, url: str) -> None:
    chat = Watched(browser, url)
    page = chat.page
    page.click(f"{TABS} >> nth=2")
    page.click("#try-0")
    expect(page.locator("#trial-result table")).to_contain_text(
        TRIAL_WORDS["en"].measures["fact_coverage"], timeout=60_000
    )
    page.click("button.report")
    report = page.frame_locator("#report-frame")
    expect(report.locator("h1")).to_contain_text("Citation accuracy")
    expect(report.locator("#list")).to_contain_text("Elle date de 2009")
    assert page.locator("#report-frame").get_attribute("sandbox") == "allow-scripts"
    assert page.evaluate("() => document.getElementById('report-frame').contentDocument") is None
    keep_screenshot(page, "trial")
    page.click("button.report")
    page.click("a.language[lang=ar]")
    page.click(f"{TABS} >> nth=2")
    page.click("#try-0")
    expect(page.locator("#trial-result table")).to_contain_text(
        TRIAL_WORDS["ar"].measures["fact_coverage"], timeout=60_000
    )
    page.click("button.report")
    expect(report.locator("h1")).to_contain_text(ARABIC["Citation accuracy"])
    expect(report.locator("#count")).to_contain_text("3")
    expect(report.locator("#list .outcome").first).to_have_text(ARABIC["proven"])
    keep_screenshot(page, "trial-ar")
    if AXE.is_file():
        page.click("button.report")
        page.evaluate(AXE.read_text("utf-8"))
        assert serious(chat) == []
    checked(chat)
