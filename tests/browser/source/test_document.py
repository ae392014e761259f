"""A document in the source: what its marks mean, its figures, and the mark of a quote, which stays the quote."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.test_chat import AXE, SIZES, serious
from tests.browser.test_payloads import harm
from tests.fixtures.browser import Watched, keep_screenshot
from tests.fixtures.wordml import paragraph, picture, pictured, row, table
from tests.ingest.load.figures.test_drawing import BROKEN, HOSTILE, image
from ui.words.places import FIGURES

pytestmark = pytest.mark.browser

LANGUAGES = {"en": "en-GB", "fr": "fr-FR", "ar": "ar-MA"}
GUIDE = """# Crossing the **Toubkal**

A crossing takes *three days* and [a guide](https://example.org/).

Bring for the crossing of the Toubkal:

- a **tent** for two people
- a map `1:50000`
  - of the northern valley

| Refuge | Beds |
|--------|-----:|
| Tazaghart | **22** |
| Neltner | 80 |

```python
beds = "**22**"
```
"""
GUIDE_QUESTION = "How many beds are in the refuge Tazaghart?"
PACKING = "What must I bring for the crossing of the Toubkal?"
REPORT_QUESTION = "How much snow fell on the pass of Ouanoums?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("document") / "documents"
    folder.mkdir()
    (folder / "guide.md").write_text(GUIDE, "utf-8")
    body = (
        paragraph("Snow of the winter")
        + paragraph("On the pass of Ouanoums fell 214 centimetres of snow.")
        + paragraph(runs=picture("red", "Snow by month") + picture("svg") + picture("bomb"))
        + table(row("Month", "Snow"), row("January", "90"))
        + paragraph(runs=picture("blue"))
        + paragraph("The end of the report.")
    )
    pictures = {"red": image("JPEG", (700, 300), "darkred"), "blue": image(size=(200, 100), colour="navy")}
    (folder / "snow.docx").write_bytes(pictured(body, {**pictures, "svg": HOSTILE["svg"], "bomb": HOSTILE["bomb"]}))
    (folder / "broken.docx").write_bytes(
        pictured(paragraph("The bridge of Imlil has seven arches.", runs=picture("half")), {"half": BROKEN["half"]})
    )
    return folder


def show(chat: Watched, question: str) -> None:
    number = chat.ask(question)
    # On a phone the document of the question before lies above the conversation: a click of the mouse would meet it.
    chat.page.locator(f"#exchange-{number} a.cite").first.evaluate("(link) => link.click()")
    chat.mark_comes_into_view()


def seen(chat: Watched, selector: str) -> list[str]:
    """The texts of elements of the source without the signs that are not seen."""
    texts: list[str] = chat.page.locator(f"#source .text {selector}").evaluate_all(
        """(all) => all.map((each) => {
          const copy = each.cloneNode(true);
          for (const unseen of copy.querySelectorAll('.sign, .mark-number')) unseen.remove();
          return copy.textContent.trim();
        })"""
    )
    return texts


@pytest.mark.parametrize("size", SIZES)
def test_marks_of_a_document_mean_what_they_mean_and_the_mark_is_the_quote(opened: Any, size: str) -> None:
    chat = opened(viewport=SIZES[size], reduced_motion="reduce")
    show(chat, GUIDE_QUESTION)
    text = chat.page.locator("#source .text")
    expect(text.locator("th[scope=col]")).to_contain_text(["Refuge", "Beds"])
    assert seen(chat, "th") == ["Refuge", "Beds"]
    assert seen(chat, "tr:nth-child(2) td") == ["Tazaghart", "22"]
    assert "| Tazaghart | **22**" in "".join(text.locator("mark").all_text_contents())
    assert seen(chat, "li.dot") == ["a tent for two people", "a map 1:50000", "of the northern valley"]
    expect(text.locator(".code code")).to_have_text('beds = "**22**"')
    weights = text.evaluate(
        "(text) => [...text.querySelectorAll('strong:not(.heading), em')].map((each) => {"
        " const style = getComputedStyle(each); return [each.textContent, style.fontWeight, style.fontStyle]; })"
    )
    assert ["tent", "600", "normal"] in weights
    assert ["three days", "400", "italic"] in weights
    keep_screenshot(chat.page, f"document-marks-{size}")
    show(chat, PACKING)
    quote = chat.marked()
    assert quote in GUIDE
    assert "- a **tent**" in quote
    signs = chat.page.locator("#source .text .sign").evaluate_all(
        "(all) => all.map((each) => each.getBoundingClientRect().width)"
    )
    assert signs
    assert max(signs) < 1
    keep_screenshot(chat.page, f"document-list-{size}")
    assert chat.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    find_no_fault(chat)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_figures_of_a_word_document_stand_where_they_stand(opened: Any, size: str, language: str) -> None:
    chat = opened(viewport=SIZES[size], locale=LANGUAGES[language])
    show(chat, REPORT_QUESTION)
    images = chat.page.locator("#source .figure img")
    expect(images).to_have_count(2)
    assert [each.get_attribute("alt") for each in images.all()] == [
        "Snow by month",
        FIGURES[language].format(number=2),
    ]
    for each in images.all():
        each.scroll_into_view_if_needed()
        assert each.evaluate("(image) => image.decode().then(() => image.naturalWidth)") in (700, 200)
    order = chat.page.locator("#source .text").evaluate(
        "(text) => [...text.querySelectorAll('.figure, table, mark')].map((each) => each.className.split(' ')[0])"
    )
    assert order == ["hit", "figure", "rows", "figure"]
    keep_screenshot(chat.page, f"document-figures-{size}-{language}")
    assert chat.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert harm(chat) == [] or size == "phone"  # where the source lies over the rest
    find_no_fault(chat)


def find_no_fault(chat: Watched) -> None:
    """Nothing for axe to say, in light and dark."""
    if AXE.is_file():
        chat.page.evaluate(AXE.read_text("utf-8"))
        for scheme in ("light", "dark"):
            chat.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert serious(chat) == []


def test_figures_drawn_anew_are_all_that_is_served_and_a_broken_one_leaves_no_hole(
    browser: Browser, url: str, folder: Path
) -> None:
    chat = Watched(browser, url)
    show(chat, REPORT_QUESTION)
    address = str(chat.page.get_attribute("#source .figure img >> nth=0", "src"))
    reply = chat.page.request.get(chat.url + address)
    assert reply.headers["content-type"] == "image/png"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["cache-control"].startswith("private")
    assert reply.body() not in (folder / "snow.docx").read_bytes()
    for number in (0, 3, 99999):
        assert chat.page.request.get(chat.url + address.replace("1.png", f"{number}.png")).status == 404
    assert chat.page.request.get(f"{chat.url}/preuve/figure/{64 * 'a'}/1.png").status == 404
    show(chat, "How many arches has the bridge of Imlil?")
    expect(chat.page.locator("#source .figure")).to_have_count(1)
    expect(chat.page.locator("#source .figure")).to_be_hidden()
    chat.close()
