"""A walk through all that the page does, in each language, at each size, in light and dark.

What the page says is looked at, how it is laid out, and what axe-core finds.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from ingest.sync import sync
from rag.answers import Verdict
from rag.assistant import Assistant, open_assistant
from rag.events import Event
from rag.settings import make_settings
from tests.browser.source.test_source import FIND, PAGE, plain, settled_on_page
from tests.browser.test_chat import AXE, SIZES
from tests.browser.test_library import DROP
from tests.fixtures.browser import QUESTION as BOX
from tests.fixtures.browser import Watched, keep_screenshot
from tests.fixtures.memory_assistant import MemoryAssistant, document
from tests.fixtures.source_corpus import ARABIC_FACT, ARABIC_QUESTION, FACTS, QUESTION, manual
from tests.fixtures.tab import serving
from tests.ui.work.test_trials import write_set
from ui.server.credentials import hashed
from ui.store import open_store
from ui.words.lexicon import WORDS
from ui.words.library import LIBRARY_WORDS
from ui.words.people import PEOPLE_WORDS
from ui.words.trials import TRIAL_WORDS
from ui.words.words import counted, verdict_word

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LOCALES = {"en": "en-GB", "fr": "fr-FR", "ar": "ar-MA"}
SCHEMES = ("light", "dark")
ABSENT = "Who won the cup in 1998?"
TABS = "#views button[role=tab]"
FOUND = """async (colours) => {
  const options = { resultTypes: ["violations"], preload: false };
  if (colours) options.runOnly = ["color-contrast", "link-in-text-block"];
  return (await axe.run(document, options)).violations
    .filter((violation) => ["serious", "critical"].includes(violation.impact))
    .flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.target}`));
}"""
"""What axe-core finds that is serious or critical; in the colours alone where nothing else has changed."""

OUTSIDE = """() => {
  const wide = document.documentElement.scrollWidth - innerWidth;
  const wrong = wide > 0 ? [`the page is ${wide} pixels too wide`] : [];
  for (const element of document.querySelectorAll('a, button, input, textarea, summary')) {
    const box = element.getBoundingClientRect();
    if (!element.checkVisibility({ visibilityProperty: true }) || box.width < 2 || element.tabIndex < 0) continue;
    if (box.left < -1 || box.right > innerWidth + 1) wrong.push(`${element.outerHTML.slice(0, 90)} is outside`);
  }
  return wrong;
}"""
"""What can be clicked and is not, or not whole, between the sides of the window."""


class Walker:
    """Looks at a view in light and in dark."""

    def __init__(self, page: Page, language: str, size: str) -> None:
        self.page = page
        self.name = f"{language}-{size}"
        self.words = WORDS[language]

    def look(self, view: str) -> None:
        if AXE.is_file() and not self.page.evaluate("() => Boolean(window.axe)"):
            self.page.evaluate(AXE.read_text("utf-8"))
        found = {}
        for scheme in SCHEMES:
            self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            self.page.evaluate("(dark) => document.body.classList.toggle('dark', dark)", scheme == "dark")
            found[scheme] = self.page.evaluate(FOUND, scheme != SCHEMES[0]) if AXE.is_file() else []
            keep_screenshot(self.page, f"walk-{view}-{self.name}-{scheme}")
        self.page.evaluate("() => document.body.classList.remove('dark')")
        assert found == {scheme: [] for scheme in SCHEMES}, view
        assert self.page.evaluate(OUTSIDE) == [], view
        said = self.page.evaluate("() => [document.documentElement.lang, document.documentElement.dir]")
        assert said == [self.words.language, self.words.direction]


class MixedAssistant:
    """That of the documents; to a question with the word `slow` it writes without end."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self.documents, self.document, self.tried = assistant.documents, assistant.document, assistant.tried

    def stream(self, question: str, *rest: Any) -> Iterator[Event]:
        slow = MemoryAssistant([document("x.txt", "Nothing.")])
        yield from (slow if "slow" in question else self._assistant).stream(question, *rest)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("walk")
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / "manual.pdf").write_bytes(manual(30))
    (corpus / "هيئة.md").write_text(f"# اللجنة الوطنية\n\n{ARABIC_FACT}\n\n## الباب الأول\n\nنص عادي.\n", "utf-8")
    (corpus / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    settings = make_settings(index=folder / "index", embedder="hash")
    sync([corpus], settings)
    sets = (write_set(folder / "set"),)
    with closing(open_assistant(settings)) as assistant:
        mixed = MixedAssistant(assistant)
        with serving(mixed, settings, examples=[QUESTION], test_sets=sets) as address:
            yield address


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LOCALES)
def test_everything_in_each_language_at_each_size_in_light_and_dark(
    browser: Browser, url: str, language: str, size: str
) -> None:
    chat = Watched(
        browser, url, locale=LOCALES[language], viewport=SIZES[size], reduced_motion="reduce",
        permissions=["clipboard-read", "clipboard-write"],
    )  # fmt: skip
    walker = Walker(chat.page, language, size)
    asked_and_answered(chat, walker)
    read_beside_the_answer(chat, walker, size)
    not_answered_stopped_and_changed(chat, walker)
    judged_and_taken_away(chat, walker)
    documents_come_and_go(chat, walker, size)
    conversations_are_kept(chat, walker, size)
    a_test_set_is_run(chat, walker, size)
    the_language_is_switched(chat, language)
    chat.close()
    assert chat.strangers == []
    assert chat.complaints == []


def front(chat: Watched, size: str, tab: int) -> None:
    """A tab beside the conversation, which is a sheet over it on a phone."""
    if size == "phone":
        chat.page.click("a.panel-opener")
    chat.page.click(f"{TABS} >> nth={tab}")


def back(chat: Watched, size: str) -> None:
    if size == "phone":
        chat.page.click("#panel-close")


def asked_and_answered(chat: Watched, walker: Walker) -> None:
    page, words = chat.page, walker.words
    expect(page.locator("#conversation h1")).to_have_text(words.headline)
    page.press(BOX, "Enter")
    expect(page.locator("#notice .notice")).to_have_text(words.empty_question)
    walker.look("welcome")
    page.click("button.example")
    cite = page.locator("#exchange-1 a.cite").first
    expect(cite).to_contain_text("1")
    proven = verdict_word(Verdict.EXACT, words)
    expect(page.locator("#exchange-1 .references .verdict.exact").first).to_have_text(proven)
    walker.look("answer")
    page.click("#exchange-1 button.copy")
    assert f"{FACTS[21]} [1]" in plain(page.evaluate("() => navigator.clipboard.readText()"))


def read_beside_the_answer(chat: Watched, walker: Walker, size: str) -> None:
    page, words = chat.page, walker.words
    page.click("#exchange-1 a.cite >> nth=0")
    settled_on_page(chat, 21)
    assert plain(chat.marked().lstrip("1")) == FACTS[21]
    walker.look("page")
    page.fill(FIND, "zagora")
    expect(page.locator("#source .paper .found.now")).to_have_count(1)
    expect(page.locator("#source .matches [role=status]")).to_contain_text("1")
    walker.look("search")
    page.click("#outline summary")
    expect(page.locator("#outline a").first).to_be_visible()
    walker.look("outline")
    page.keyboard.press("Escape")
    page.click(f"#source a.form >> text={words.as_text}")
    expect(page.locator("#source .text .found.now")).to_have_text("Zagora")
    walker.look("text")
    page.fill(FIND, "")
    expect(page.locator("#source .found")).to_have_count(0)
    assert plain(chat.marked()) == FACTS[21]
    page.click(f"#source a.form >> text={words.as_pages}")
    page.fill(PAGE, "5")
    page.press(PAGE, "Enter")
    expect(page.locator("#page-5.goal")).to_be_in_viewport()
    back(chat, size)


def not_answered_stopped_and_changed(chat: Watched, walker: Walker) -> None:
    page, words = chat.page, walker.words
    chat.ask(ABSENT)
    expect(page.locator("#exchange-2 .refusal")).to_have_text(words.no_answer)
    walker.look("abstention")
    page.click("#exchange-2 .nearby summary")
    expect(page.locator("#exchange-2 .reason").first).to_be_visible()
    walker.look("nearby")
    cite, tip = (page.locator(f"#exchange-1 {part}").first for part in ("a.cite", ".tip"))
    cite.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(cite).to_be_focused()
    expect(tip).to_be_visible()
    expect(tip).to_contain_text(FACTS[21][:40])
    walker.look("preview")
    page.fill(BOX, "Please be slow")
    page.press(BOX, "Enter")
    expect(page.locator("#exchange-3 .draft")).to_contain_text("word 3")
    page.click("#stop")
    expect(page.locator("#exchange-3 .notice")).to_have_text(words.stopped)
    page.click("#exchange-3 a[href='#edit-3']")
    expect(page.locator("#notice .editing")).to_contain_text(words.editing)
    expect(page.locator(BOX)).to_have_value("Please be slow")
    walker.look("editing")
    page.fill(BOX, ARABIC_QUESTION)
    page.press(BOX, "Enter")
    expect(page.locator("#exchange-3 .asked")).to_have_text(ARABIC_QUESTION)
    expect(page.locator("#exchange-3 .answer")).to_contain_text(ARABIC_FACT)
    expect(page.locator("#source .text")).to_have_attribute("dir", "rtl")
    assert chat.marked() == ARABIC_FACT
    page.evaluate("() => document.querySelector('#exchange-3 .answer').classList.add('old')")
    page.click("#exchange-3 a[href='#again-3']")
    expect(page.locator("#exchange-3 .answer:not(.old)")).to_contain_text(ARABIC_FACT)
    expect(page.locator("#stop")).to_have_count(0)


def judged_and_taken_away(chat: Watched, walker: Walker) -> None:
    page, own = chat.page, PEOPLE_WORDS[walker.words.language]
    page.click("#exchange-1 .say.wrong-source")
    expect(page.locator("#exchange-1 .say.wrong-source")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#exchange-1 .remark")).to_contain_text(own.thanks)
    page.click("#exchange-1 .note-opener")
    page.keyboard.type("L’autre ملف")
    walker.look("note")
    page.keyboard.press("Enter")
    expect(page.locator("#exchange-1 .note-text")).to_have_text("L’autre ملف")
    with page.expect_download() as saving:
        page.click("#export-html-0")
    pack = chat.context.browser.new_page(viewport=page.viewport_size)
    named = saving.value.path().with_suffix(".html")
    saving.value.save_as(named)
    pack.goto(named.as_uri())
    assert pack.locator("mark").count() == 2
    Walker(pack, *walker.name.split("-")).look("evidence")
    pack.close()


def documents_come_and_go(chat: Watched, walker: Walker, size: str) -> None:
    page, own = chat.page, LIBRARY_WORDS[walker.words.language]
    name = f"harbour {walker.name}.txt"
    front(chat, size, 1)
    expect(page.locator("#library .outside")).to_contain_text("broken.pdf")
    fact = f"The harbour of {walker.name} was opened in 1907 by the company Zellige."
    page.evaluate(DROP, [[name, fact], ["tool.exe", "MZ"]])
    expect(page.locator(".upload-row.refused")).to_contain_text(own.refused["unsupported"])
    added, same = counted(own.statuses["added"], 1), counted(own.statuses["unchanged"], 2)
    expect(page.locator("#library-activity .outcome")).to_contain_text(added, timeout=60_000)
    row = page.locator("#library li", has_text=name).first
    row.locator("button.pick").click()
    expect(row.locator("button.pick")).to_have_attribute("aria-checked", "true")
    walker.look("library")
    page.click(".upload-row.refused button.cancel")
    expect(page.locator(".upload-row")).to_have_count(0)
    back(chat, size)
    expect(page.locator("#scope .chip")).to_contain_text(name)
    chat.ask("When was the harbour opened?")
    expect(page.locator("#exchange-4 .asked-of")).to_contain_text(name)
    expect(page.locator("#exchange-4 .answer")).to_contain_text("1907")
    walker.look("asked-of")
    page.click("#scope button.widen")
    expect(page.locator("#scope")).to_contain_text(own.everything)
    front(chat, size, 1)
    row.hover()
    row.locator("button.delete").click()
    expect(row.locator("button.delete")).to_contain_text(own.really)
    row.locator("button.delete").click()
    expect(page.locator("#library")).not_to_contain_text(name, timeout=60_000)
    page.click("button.renew")
    expect(page.locator("#library-activity .outcome")).to_contain_text(same, timeout=60_000)
    back(chat, size)


def tools_of(conversation: Locator, size: str) -> None:
    """Show what can be done with a conversation of the list."""
    if size == "phone":
        conversation.locator(".unfold-tools").click()
    else:
        conversation.hover()


def conversations_are_kept(chat: Watched, walker: Walker, size: str) -> None:
    page = chat.page
    page.wait_for_url("**/?c=*")
    kept = page.url.split("#")[0]
    page.click("#new")
    expect(page.locator("#conversation .welcome h1")).to_have_text(walker.words.headline)
    expect(page.locator("#new")).to_have_count(0)
    page.click("#masthead .history-opener")
    mine = page.locator(f"#history #kept-{kept.partition('?c=')[2]}")
    tools_of(mine, size)
    mine.locator("button.rename").click()
    page.keyboard.type(f"Le comité مجلس {walker.name}")
    page.keyboard.press("Enter")
    expect(mine.locator(".kept-title")).to_have_text(f"Le comité مجلس {walker.name}")
    walker.look("history")
    mine.locator(".kept-title").click()
    expect(page.locator("#conversation .exchange")).to_have_count(4)
    expect(page.locator("#exchange-1 .say.wrong-source.pressed")).to_have_count(1)
    page.goto(kept)
    expect(page.locator("#exchange-1 .verdict.exact").first).to_be_attached()
    expect(page.locator("#exchange-4 .references .verdict:not(.exact)")).to_have_count(1)  # it was deleted


def a_test_set_is_run(chat: Watched, walker: Walker, size: str) -> None:
    page, own = chat.page, TRIAL_WORDS[walker.words.language]
    front(chat, size, 2)
    page.click("#try-0")
    expect(page.locator("#trial-result table")).to_contain_text(own.measures["fact_coverage"], timeout=60_000)
    walker.look("evaluation")
    back(chat, size)


def the_language_is_switched(chat: Watched, language: str) -> None:
    page = chat.page
    for other in [name for name in LOCALES if name != language]:
        page.click(f"a.language[lang={other}]")
        expect(page.locator("#ask")).to_have_text(WORDS[other].ask)
        assert page.evaluate("() => document.documentElement.dir") == WORDS[other].direction
    assert page.locator("#exchange-1 a.cite").count() > 0


def test_the_login_in_each_language_at_each_size_in_light_and_dark(browser: Browser, tmp_path: Path) -> None:
    with closing(open_store(make_settings(index=tmp_path / "index"))) as store:
        store.people.add("ada", hashed("correct horse battery"))
        with serving(MemoryAssistant([document("x.txt", "Nothing.")]), store=store) as url:
            for language, locale in LOCALES.items():
                context = browser.new_context(locale=locale)
                page = context.new_page()
                for size, viewport in SIZES.items():
                    page.set_viewport_size(viewport)  # type: ignore[arg-type]
                    page.goto(url)
                    expect(page.locator("h1")).to_have_text(PEOPLE_WORDS[language].log_in_title)
                    Walker(page, language, size).look("login")
                page.fill("#name", "ada")
                page.fill("#password", "wrong")
                page.keyboard.press("Enter")
                expect(page.locator("[role=alert]")).to_have_text(PEOPLE_WORDS[language].wrong_login)
                Walker(page, language, "phone").look("login-refused")
                context.close()
