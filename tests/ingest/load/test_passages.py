"""Passages are cut and analysed by the child: the same ones, and a hostile text costs no more than its own file."""

from __future__ import annotations

import sys
from pathlib import Path

import docx
import pytest

from ingest.children import Children
from ingest.load import Loader
from ingest.load.limits import MEBIBYTE, Limits
from ingest.split import LONGEST_TITLE, MOST_TITLES, split
from ingest.structure import MOST_ABOVE
from ingest.sync import sync
from rag.errors import FileRefused
from rag.index.analysis import analyse_passage, passage_context
from rag.settings import Settings
from tests import CHECKOUT
from tests.fixtures.files import HTML, lines, pdf, report, two_columns, word

LIMITS = Limits(seconds=30, seconds_per_mebibyte=0, memory=1024 * MEBIBYTE)
"""A text of 80 KB takes a fraction of a second; before its lists were walked once it took longer than this."""

STUB = """
import os, sys
sys.path.append({root!r})
from ingest.load import child

honest = child.split

def split(document, limit):
    match document.text:
        case "loop":
            while True: pass
        case "allocate": return "a" * (4 << 30)
        case "abort": os.abort()
    return honest(document, limit)

child.split = split
child.MOST_SENTENCES = 3
child.main()
"""


def worker(folder: Path) -> tuple[str, ...]:
    script = folder / "stub.py"
    script.write_text(STUB.format(root=str(CHECKOUT)))
    return (sys.executable, str(script))


@pytest.mark.parametrize(
    ("file", "data"),
    [
        (
            "a.txt",
            "Le plan a deux axes :\n- former\n- équiper\n\nIl date de 2021. عقد المجلس اجتماعه. \n".encode() * 40,
        ),
        ("b.md", "# Titre\n\n## Sous-titre\n\nLe comité s’est réuni à Rabat en mars.\n".encode() * 30),
        ("c.html", HTML.encode()),
        ("d.pdf", pdf(two_columns(True), lines("La dernière page du document.", "Suite du texte."))),
        ("e.docx", word(report)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.process
def test_the_child_gives_what_splitting_and_analysing_give(tmp_path: Path, file: str, data: bytes) -> None:
    (tmp_path / file).write_bytes(data)
    with Loader() as loader:
        prepared, document = loader.prepare(tmp_path / file, file, 300), loader.load(tmp_path / file, file)
    passages = split(document, 300)
    assert prepared.document == document
    assert prepared.passages == passages
    title = document.title.value if document.title else ""
    assert prepared.analyses == tuple(analyse_passage(each, passage_context(each, title)) for each in passages)


def long_heading(document: docx.document.Document) -> None:
    """One heading of 65 000 characters, and text for hundreds of passages below it."""
    document.add_heading("titre " * 11_000, level=1)
    for _ in range(400):
        document.add_paragraph("Le même paragraphe, encore une fois, pour que l'archive reste petite. " * 10)


def deep_headings(document: docx.document.Document) -> None:
    """Nine long headings above one another."""
    for level in range(1, 10):
        document.add_heading("x" * 5000, level=level)
    document.add_paragraph("Un paragraphe.")


def nested() -> bytes:
    """Lists in lists, 150 deep, whose items have 1900 characters each, and at the bottom items for many passages."""
    above = "".join(f"<ul><li>{'axe ' * 475}:" for _ in range(150))
    return f"<html><body>{above}<ul>{'<li>Un paragraphe du texte, qui est assez long.' * 4000}".encode()


@pytest.mark.parametrize(
    ("file", "data"),
    [
        ("items.txt", b"- a:\n" * 16_000),
        ("items.md", b"- a:\n" * 16_000),
        ("lines.txt", b"a :\n" * 20_000),
        ("numbers.txt", b"1. a:\n" * 14_000),
        ("numbers on one line.txt", b"1. " * 50_000),
        ("marks.txt", f"a{chr(0x301) * 40_000}{chr(0x316) * 40_000}".encode()),
        ("heading.md", b"# " + b"titre " * 11_000 + b"\n\n" + b"Un paragraphe du texte. \n\n" * 8000),
        ("nested.html", nested()),
        ("heading.docx", word(long_heading)),
        ("deep.docx", word(deep_headings)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.process
def test_a_hostile_text_is_prepared_as_quickly_as_an_honest_one(tmp_path: Path, file: str, data: bytes) -> None:
    (tmp_path / file).write_bytes(data)
    with Loader(LIMITS) as loader:
        prepared = loader.prepare(tmp_path / file, file, 1000)
    assert "".join(passage.text for passage in prepared.passages) == prepared.document.text
    longest = MOST_TITLES * (LONGEST_TITLE + 3)
    assert all(len(passage.heading or "") <= longest for passage in prepared.passages)
    assert all(sum(len(each.text) for each in passage.above) <= MOST_ABOVE for passage in prepared.passages)
    assert all(len(analysis.context) <= 2 * longest for analysis in prepared.analyses)


@pytest.mark.parametrize(
    ("text", "code"),
    [("loop", "timeout"), ("allocate", "memory"), ("abort", "crashed"), ("Un. Deux. Trois. Quatre.", "too-large")],
)
@pytest.mark.process
def test_a_text_that_cannot_be_cut_within_the_limits_costs_one_file(
    tmp_path: Path, settings: Settings, text: str, code: str
) -> None:
    corpus = tmp_path / "files"
    corpus.mkdir()
    (corpus / "bad.txt").write_text(text)
    (corpus / "good.txt").write_text("Un texte sur Rabat.")
    with Loader(Limits(seconds=6, memory=1024 * MEBIBYTE), worker(tmp_path)) as loader:
        with pytest.raises(FileRefused) as caught:
            loader.prepare(corpus / "bad.txt", "bad.txt", 1000)
        assert caught.value.code == code
        children = Children()
        children.loader.close()
        children.loader = loader
        receipt = sync([corpus], settings, children=children)
    assert {file.file: file.code for file in receipt.files} == {"bad.txt": code, "good.txt": None}
