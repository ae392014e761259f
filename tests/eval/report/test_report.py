"""The report: its JSON, its table, and its page, which is safe whatever the words in it are."""

from __future__ import annotations

import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from eval.metrics.catalogue import BETTER, MEASURES
from eval.report.report import Origin, read_report, report_record, summary_record, table_text, write_json
from eval.report.report_page import report_page
from eval.report.report_plots import bars, curve, histogram
from eval.running.score import score
from eval.sets.cases import TestSet, read_set
from eval.sets.predictions import Key, Prediction
from rag.errors import TestSetError
from tests.fixtures.evalsets import CORPUS, answer, cite, cited, oracle, place, question, small_set, write_set

HOSTILE = "</script><img src=x onerror=alert(1)><!--<script>\u202e\u2028&amp;\"' {{7*7}}"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> TestSet:
    return small_set(tmp_path_factory.mktemp("sets"))


def made(test_set: TestSet, predictions: dict[Key, Prediction]) -> tuple[dict[str, Any], str]:
    scores = score([test_set], predictions)
    report = report_record(scores, [test_set], Origin("predictions.jsonl", {"embedder": "bundled"}))
    return report, report_page(report, scores.items, [test_set])


class Page(HTMLParser):
    """Elements of a page, and the data it carries."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.data = ""
        self._in_data = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._in_data = dict(attrs).get("id") == "data"

    def handle_data(self, data: str) -> None:
        if self._in_data:
            self.data += data

    def handle_endtag(self, tag: str) -> None:
        self._in_data = False


def test_the_record_has_every_measure_and_question(small: TestSet) -> None:
    report, _ = made(small, oracle(small))
    assert list(report["metrics"]) == list(BETTER)
    assert report["metrics"]["fact_coverage"] == {"value": 1.0, "low": 1.0, "high": 1.0, "n": 3}
    assert report["predictions"] == {"expected": 4, "missing": 0, "failed": 0, "guarded": 0}
    assert report["outcomes"]["proven"] == 3
    assert [each["id"] for each in report["questions"]] == ["year", "both", "seat", "never"]
    assert report["questions"][0]["shares"]["fact_coverage"] == [1, 1]
    assert "questions" not in summary_record(report)
    assert set(report["by_language"]) == {"ar", "en", "fr"}
    assert json.loads(json.dumps(report)) == report


def test_a_written_report_is_read_back(tmp_path: Path, small: TestSet) -> None:
    report, _ = made(small, {})
    write_json(report, tmp_path / "report.json")
    assert read_report(tmp_path) == read_report(tmp_path / "report.json") == report


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"schema": 99, "metrics": {}}'])
def test_what_is_no_report_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "report.json"
    path.write_text(content)
    with pytest.raises(TestSetError, match=r"report\.json"):
        read_report(path)
    with pytest.raises(TestSetError, match="cannot be read"):
        read_report(tmp_path / "gone.json")


def test_the_table_names_every_measure(small: TestSet) -> None:
    table = table_text(score([small], oracle(small)))
    assert all(re.search(rf"^{measure.name} ", table, re.MULTILINE) for measure in MEASURES)
    assert "outcomes: proven 3 · rightly silent 1" in table


def test_the_page_needs_nothing_from_outside(small: TestSet) -> None:
    report, page = made(small, oracle(small))
    found = Page(page)
    policy = next(attrs["content"] for tag, attrs in found.elements if attrs.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    addresses = [value for _, attrs in found.elements for name, value in attrs.items() if name in ("src", "href")]
    assert addresses == ["data:,"]
    assert not [name for _, attrs in found.elements for name in attrs if name.startswith("on") or name == "style"]
    assert f"{report['metrics']['fact_coverage']['value']:.3f}" in page
    assert page.count("<svg") >= 5


def hostile_set(folder: Path) -> tuple[TestSet, dict[Key, Prediction]]:
    texts = {f"{name}.txt": f"{HOSTILE} Rabat. {HOSTILE}" for name in ("a", "<b>&")}
    asked = question(
        "<i>q</i>",
        [place("a.txt", "Rabat", texts)],
        question=HOSTILE,
        language="<x>",
        kind=HOSTILE,
        answers=[HOSTILE],
        turns=[{"question": HOSTILE, "answer": HOSTILE}],
    )
    test_set = read_set(write_set(folder / "h<b>s", [asked, question("other", kind="k")], texts))
    prediction = answer(
        "<i>q</i>",
        [cite("<b>&.txt", "Rabat", texts), cited(HOSTILE, 0, 5, HOSTILE, texts)],
        text=HOSTILE,
        model=HOSTILE,
        index="<u>",
    )
    failure = Prediction("other", False, "", error=HOSTILE)
    return test_set, {(test_set.name, prediction.id): prediction, (test_set.name, "other"): failure}


def test_words_from_outside_stay_words(tmp_path: Path) -> None:
    _, page = made(*hostile_set(tmp_path))
    found = Page(page)
    assert not {"img", "i", "u"} & {tag for tag, _ in found.elements}
    assert [tag for tag, _ in found.elements].count("script") == 2
    assert json.loads(found.data)["questions"][0]["question"] == HOSTILE


def test_marks_show_what_proves_and_what_was_cited(small: TestSet) -> None:
    prediction = answer("year", [cite("fr/cndp.txt", "créée en 2009. Elle")])
    _, page = made(small, {(small.name, "year"): prediction})
    shown = json.loads(Page(page).data)["questions"][0]
    assert [piece for piece in shown["cited"][0][1] if piece[1]] == [["créée en ", 2], ["2009", 3], [". Elle", 2]]
    assert [piece for piece in shown["gold"][0][1] if piece[1] & 1] == [["2009", 3]]
    assert "".join(piece[0] for piece in shown["gold"][0][1]) == CORPUS["fr/cndp.txt"]
    assert shown["gold"][1][0] == "fact 1: ar/lajna.txt"


def test_what_does_not_resolve_is_shown_as_such(small: TestSet) -> None:
    prediction = answer("year", [cited("gone.txt", 0, 5, "words"), cited("fr/cndp.txt", 0, 2, "Rabat")])
    _, page = made(small, {(small.name, "year"): prediction})
    shown = json.loads(Page(page).data)["questions"][0]["cited"]
    assert shown[0] == ["gone.txt 0:5 (does not resolve, fabricated)", [["words", 0]]]
    assert shown[1][0] == "fr/cndp.txt 0:2 (quote: moved)"


def test_plots_escape_and_survive_emptiness() -> None:
    nothing = {"value": None, "low": None, "high": None, "n": 0}
    for plot in (bars("<t>", {"<b>": nothing}), curve("<t>", [], ("<x>", "y")), histogram("<t>", [], ("s", "n"))):
        assert "<t>" not in plot
        assert "<b>" not in plot
        assert "<x>" not in plot
        assert plot.startswith("<figure>")
    assert "circle" in curve("t", [(0.5, 0.5)], ("x", "y"))


@pytest.mark.browser
def test_the_page_in_a_browser(tmp_path: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api")
    plain = small_set(tmp_path)
    pages = {"plain": made(plain, oracle(plain))[1], "hostile": made(*hostile_set(tmp_path))[1]}
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, page in pages.items():
            path = tmp_path / f"{name}.html"
            path.write_text(page, encoding="utf-8")
            requests: list[str] = []
            troubles: list[str] = []
            tab = browser.new_page()
            tab.on("request", lambda request, seen=requests: seen.append(request.url))
            tab.on("console", lambda message, seen=troubles: seen.append(message.text))
            tab.on("pageerror", lambda error, seen=troubles: seen.append(str(error)))
            tab.on("dialog", lambda dialog, seen=troubles: (seen.append(dialog.message), dialog.dismiss()))
            tab.goto(path.as_uri())
            assert tab.locator("svg").count() >= 5
            tab.locator("summary").first.click()
            tab.locator("details[open] mark").nth(1).wait_for()  # it is filled when it opens
            if name == "plain":
                assert tab.locator("mark.m3").first.inner_text() == "2009"
                check_filters(tab)
            else:
                assert "⟦U+202E⟧" in tab.locator("details[open] .words").inner_text()
            assert requests == [path.as_uri()]
            assert troubles == []
        browser.close()


def check_filters(tab: Any) -> None:
    assert tab.locator("#count").inner_text() == "4 of 4 questions"
    tab.locator("select[name=language]").select_option("ar")
    assert tab.locator("#count").inner_text() == "1 of 4 questions"
    assert tab.locator("details .words").evaluate("node => getComputedStyle(node).unicodeBidi") == "plaintext"
    tab.locator("select[name=outcome]").select_option("rightly silent")
    assert tab.locator("#count").inner_text() == "0 of 4 questions"
    tab.locator("select[name=language]").select_option("")
    tab.locator("input[type=search]").fill("NEVER")
    assert tab.locator("details").count() == 1
