"""The text of a document is shown as what it is, and what is marked in it stays the quote to the letter."""

from __future__ import annotations

from dataclasses import replace

from lxml import html

from ingest.load import child
from rag.answers import Verdict
from rag.types import Document, Span
from tests.fixtures.made.workbook import number, row, workbook
from tests.fixtures.memory_assistant import document
from tests.fixtures.payloads import PAYLOADS
from ui.page.markup.panel import source_panel
from ui.page.places import Place
from ui.page.source import Matches, source_view
from ui.words.lexicon import WORDS

FR = WORDS["fr"]


def sheet(rows: str, file: str = "budget.xlsx") -> Document:
    extracted = child.read(workbook(rows), file)
    plain = document(file, extracted.text)
    return replace(plain, format="xlsx", pages=extracted.pages, headings=extracted.headings, blocks=extracted.blocks)


BUDGET = sheet(
    row(1, "Budget 2024")
    + row(3, "Ville", "Chef", "Montant")
    + row(4, "Rabat", '<c r="C4" s="0"><v>5</v></c>')
    + row(5, "Fès", "Ali", number(7))
)


def shown(
    item: Document, places: tuple[Place, ...] = (), current: int = 0, matches: Matches | None = None
) -> html.HtmlElement:
    view = source_view(item, places, current, matches=matches or Matches())
    return html.fromstring(source_panel(view, places, 0, FR))


def place(item: Document, quote: str) -> Place:
    start = item.text.index(quote)
    return Place(1, item.file, item.sha256, start, start + len(quote), quote, 4, None, Verdict.EXACT)


def cells(panel: html.HtmlElement) -> list[list[str]]:
    return [[cell.text_content() for cell in line.iter("th", "td")] for line in panel.iter("tr")]


def marked(panel: html.HtmlElement) -> str:
    return "".join(mark.text_content() for mark in panel.iter("mark"))


def test_rows_have_their_numbers_and_empty_cells_their_place() -> None:
    panel = shown(BUDGET)
    assert cells(panel) == [["3", "Ville", "Chef", "Montant"], ["4", "Rabat", "", "5"], ["5", "Fès", "Ali", "7"]]
    assert [line.get("class") for line in panel.iter("tr")] == ["names", None, None]
    text = panel.find_class("text")[0].text_content()
    assert "Feuille 1" in text and "Budget 2024" in text and "|" not in text


def test_a_quoted_row_is_marked_in_each_of_its_cells_and_its_number_stands_once() -> None:
    panel = shown(BUDGET, (place(BUDGET, "| Rabat |  | 5 |"),), 1)
    assert marked(panel) == "| Rabat |  | 5 |"
    seen = [mark.text_content() for mark in panel.iter("mark") if not mark.find_class("sign")]
    assert seen == ["Rabat", "5"]
    assert [mark.get("id") for mark in panel.iter("mark")][:2] == ["mark-0-1", None]
    assert len(panel.find_class("mark-number")) == 1


def test_a_part_of_a_cell_is_marked_and_a_search_is_found() -> None:
    panel = shown(BUDGET, (place(BUDGET, "bat"),), 1)
    assert [mark.text_content() for mark in panel.iter("mark")] == ["bat"]
    at = BUDGET.text.index("Ali")
    found = shown(BUDGET, matches=Matches("ali", (Span(at, at + 3),), 1)).find_class("found")
    assert [each.text_content() for each in found] == ["Ali"]


def test_nothing_of_a_cell_becomes_markup() -> None:
    rows = "".join(
        row(number, payload.replace("&", "&amp;").replace("<", "&lt;"), "x", "y")
        for number, payload in enumerate(PAYLOADS, 1)
    )
    item = sheet(rows)
    allowed = {"section", "header", "div", "p", "a", "bdi", "strong", "table", "tbody", "tr", "th", "td", "span"}
    assert {element.tag for element in shown(item).iter()} <= allowed


def test_a_window_may_begin_within_a_row() -> None:
    at = BUDGET.text.index("| Rabat") + 4
    view = source_view(BUDGET, window=Span(at, len(BUDGET.text)))
    panel = html.fromstring(source_panel(view, (), 0, FR))
    assert cells(panel) == [["", "bat", "", "5"], ["5", "Fès", "Ali", "7"]]


# Documents that are no sheets

GUIDE = """# The **guide**

Some *words* and [a link](https://example.org/x_y_z), then `code_of_it`.

Bring:

- a **tent**
- a map
  - of the region
1. first
2. second

| Town | Days |
|------|-----:|
| Rabat | **12** |
|  | 4 |

```python
a = "**b**"
- no item
```

Under
=====

The end.
"""


def read(text: str, file: str = "guide.md") -> Document:
    extracted = child.read(text.encode(), file)
    return replace(
        document(file, extracted.text),
        format=extracted.format,
        pages=extracted.pages,
        headings=extracted.headings,
        blocks=extracted.blocks,
    )


def words(panel: html.HtmlElement, tag: str) -> list[str]:
    (text,) = panel.find_class("text")
    return [element.text_content() for element in text.iter(tag)]


def test_marks_of_markdown_mean_what_they_mean() -> None:
    panel = shown(read(GUIDE))
    assert words(panel, "li") == ["a tent", "a map", "of the region", "1. first", "2. second"]
    assert [item.get("class") for item in panel.iter("li")][1:] == ["level-1 dot", "level-2 dot", "level-1", "level-1"]
    assert cells(panel) == [["Town", "Days"], ["Rabat", "12"], ["", "4"]]
    assert words(panel, "th") == ["Town", "Days"]
    assert words(panel, "code") == ["code_of_it", 'a = "**b**"\n- no item']
    assert words(panel, "em") == ["words"]
    assert [word for word in words(panel, "strong") if word in ("tent", "12")] == ["tent", "12"]
    assert panel.xpath("//strong[contains(@class, 'heading')]/strong/text()") == ["guide"]
    text = panel.find_class("text")[0].text_content()
    assert "a link" in text and "example.org" not in text
    assert not [sign for sign in ("#", "```", "===", "|--") if sign in text]


def test_what_is_marked_is_the_quote_wherever_it_begins_and_ends() -> None:
    item = read(GUIDE)
    for start in range(0, len(item.text) - 1, 3):
        for length in (1, 7, 60, len(item.text)):
            quote = item.text[start : start + length]
            found = replace(place(item, "The end."), start=start, end=start + len(quote), quote=quote)
            assert marked(shown(item, (found,), 1)) == quote
            assert len(shown(item, (found,), 1).xpath("//mark[@id]")) == 1


def test_every_window_is_whole() -> None:
    item = read(GUIDE)
    for start in range(0, len(item.text), 5):
        for end in range(start + 1, len(item.text), 17):
            view = source_view(item, window=Span(start, end))
            assert "".join(piece.text for piece in view.pieces) == item.text[start:end]
            markup = source_panel(view, (), 0, FR)
            assert html.tostring(html.fragment_fromstring(markup), encoding="unicode").count("<li") == markup.count(
                "<li"
            )


def test_tables_of_pages_and_word_have_their_header_and_stay_apart() -> None:
    page = "<p>Before</p><table><tr><th>Town</th><th>Days</th></tr><tr><td>Rabat</td><td>12</td></tr></table>"
    fields = "<table><tr><th>Who</th><td>Ali</td></tr><tr><th>When</th><td>May</td></tr></table><ul><li>One<li>Two</ul>"
    panel = shown(read(f"<html><body>{page}{fields}</body></html>", "page.html"))
    assert cells(panel) == [["Town", "Days"], ["Rabat", "12"], ["Who", "Ali"], ["When", "May"]]
    assert len(list(panel.iter("table"))) == 2
    assert [cell.get("scope") for cell in panel.iter("th")] == ["col", "col", "row", "row"]
    assert words(panel, "li") == ["One", "Two"]


def test_a_text_without_marks_is_shown_as_it_is() -> None:
    text = "Not **bold** here, `nor` [this](x).\n\nThe end."
    assert shown(read(text, "plain.txt")).find_class("text")[0].text_content() == text


def test_no_mark_makes_markup_of_strangers_or_hides_an_accent() -> None:
    allowed = set("section header div p a bdi strong em s code span ul li table tbody tr th td mark sup".split())
    for payload in PAYLOADS:
        for form in ("**{}**", "`{}`", "- {}", "[{}](x)", "| {} | b |\n|---|---|\n| {} | d |", "```\n{}\n```", "{}"):
            item = read(form.replace("{}", payload) + "\n\nThe end.")
            markup = source_panel(source_view(item), (), 0, FR)
            tree = html.fragment_fromstring(markup)
            assert {element.tag for element in tree.iter()} <= allowed, (form, payload)
            assert not [name for element in tree.iter() for name in element.attrib if name.startswith("on")]
            assert "\n" not in markup
    assert words(shown(read("a**\u0301b**")), "strong") == []
