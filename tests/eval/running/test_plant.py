"""Numbers changed inside copies of files: every format that keeps its text readable, and nothing else changed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from eval.running.plant import Plot, replaced
from eval.sets.source import load_texts
from rag.answers import Citation, Verdict
from tests.fixtures.files import HTML, archive, lines, pdf, report, word

pytestmark = pytest.mark.process

FILES = {
    "a.docx": (word(report), "quatre fois en 2024"),
    "b.html": (HTML.encode(), "11 milliards de MAD"),
    "c.pdf": (pdf(lines("Le budget compte 348 pages.")), "348 pages"),
    "d.txt": (b"Le budget compte 348 pages, 27 annexes.", "348 pages, 27 annexes"),
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    for name, (content, _) in FILES.items():
        (folder / name).write_bytes(content)
    return folder


def test_a_number_changes_in_the_text_of_each_format_but_pdf(corpus: Path) -> None:
    paths = {name: corpus / name for name in FILES}
    before = load_texts(paths)
    plot = Plot(corpus, before)
    changes = {}
    for name, (_, quote) in FILES.items():
        start = before[name].index(quote)
        citation = Citation(name, "", start, start + len(quote), quote, None, None, Verdict.EXACT)
        changes[name] = plot.change(citation, random.Random(1))
    assert plot.plant() == {"a.docx", "b.html", "d.txt"}
    after = load_texts(paths)
    assert changes["c.pdf"] is None
    assert (corpus / "c.pdf").read_bytes() == FILES["c.pdf"][0]
    for name in ("a.docx", "b.html", "d.txt"):
        change = changes[name]
        assert change is not None
        end = change.start + len(change.old)
        assert before[name][change.start : end] == change.old != change.new
        assert after[name] == before[name][: change.start] + change.new + before[name][end:]


def test_a_number_that_stands_twice_or_not_at_all_stays() -> None:
    assert replaced(b"12 and 12", "12", "34") is None
    assert replaced(b"nothing", "12", "34") is None
    assert replaced(archive([("other.xml", b"12")]), "12", "34") is None


def test_a_document_in_a_file_is_left_as_it_is(tmp_path: Path) -> None:
    plot = Plot(tmp_path, {"a.zip!/b.txt": "Le budget compte 348 pages."})
    assert (
        plot.change(Citation("a.zip!/b.txt", "", 17, 26, "348 pages", None, None, Verdict.EXACT), random.Random(1))
        is None
    )


def test_a_file_that_reads_otherwise_is_put_back(tmp_path: Path) -> None:
    content = b"<html><body><main><p>Il y a <b>348</b> pages.</p></main></body></html>"
    (tmp_path / "a.html").write_bytes(content)
    texts = {"a.html": "Il y a 348 pages, croit-on."}
    plot = Plot(tmp_path, texts)
    assert plot.change(Citation("a.html", "", 7, 10, "348", None, None, Verdict.EXACT), random.Random(1))
    assert plot.plant() == frozenset()
    assert (tmp_path / "a.html").read_bytes() == content
