"""Hostile and damaged files in full number; the loaders' own tests have a part of each."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from ingest.load.limits import MEBIBYTE, Limits
from ingest.load.loader import Loader
from rag.errors import FileRefused
from tests.fixtures.files import bomb_docx, content_pdf, lines, pdf, report, two_columns, word
from tests.fixtures.reliability import CountRow
from tests.ingest.load.test_loader import HTML, mutated

pytestmark = pytest.mark.faults

REFUSALS = {
    "empty", "no-text", "encrypted", "damaged", "binary", "unsupported", "archive-bomb", "too-large", "too-many-pages",
    "timeout", "memory",
}  # fmt: skip


def test_two_hundred_damaged_files(tmp_path: Path, fault_row: CountRow) -> None:
    whole = {
        "a.pdf": pdf(two_columns(True, "Titre"), lines("Bonjour à tous.", "Suite")),
        "b.pdf": pdf(*(lines(f"La page {number}.") for number in range(9)), owner="x"),
        "c.pdf": pdf(lines("Une page.", "Une deuxième ligne.")),
        "d.docx": word(report),
        "e.html": HTML.encode(),
        "f.html": b"<html><body>" + b"<p>Un paragraphe.</p>" * 300 + b"</body></html>",
    }
    row = fault_row(33)
    with Loader(Limits(seconds=20)) as loader:
        for seed in range(1000, 1200):
            choose = random.Random(seed)
            file = choose.choice(sorted(whole))
            data = mutated(whole[file], choose)
            (tmp_path / file).write_bytes(data)
            try:
                assert loader.load(tmp_path / file, file).text
            except FileRefused as refused:
                assert refused.code in REFUSALS, (seed, str(refused))
                assert "\n" not in str(refused)
            row.happened(data != whole[file])
        (tmp_path / "good.pdf").write_bytes(whole["c.pdf"])
        assert "Une page." in loader.load(tmp_path / "good.pdf", "good.pdf").text


def docx_of(parts: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def entities(depth: int) -> bytes:
    """The billion laughs: entities that grow tenfold a step."""
    steps = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 10}">' for at in range(1, depth))
    return f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e0 "ha">{steps}]><d>&e{depth - 1};</d>'.encode()


WORD = word(report)
WORD_PARTS = {name: zipfile.ZipFile(BytesIO(WORD)).read(name) for name in zipfile.ZipFile(BytesIO(WORD)).namelist()}
BOMBS: dict[str, Callable[[], bytes]] = {
    "zeros.docx": lambda: bomb_docx(700),
    "parts.docx": lambda: docx_of({**WORD_PARTS, **{f"word/x{at}.xml": b"" for at in range(20_000)}}),
    "entities.docx": lambda: docx_of({**WORD_PARTS, "word/document.xml": entities(9)}),
    "nested.docx": lambda: docx_of({**WORD_PARTS, "word/document.xml": b"<a>" * 300_000}),
    "inner.docx": lambda: docx_of({**WORD_PARTS, "word/media/x.zip": docx_of({"x": bytes(300 << 20)})}),
    "comments.html": lambda: b"<html><body>" + b"<!--" * 400_000,
    "attributes.html": lambda: b"<html><body " + b" ".join(b"a%d=1" % at for at in range(300_000)) + b">x",
    "nested.html": lambda: b"<html><body>" + b"<div>" * 400_000,
    "entities.html": lambda: b"<html><body>" + entities(9),
    "operators.pdf": lambda: content_pdf(b"q " * 20_000_000),
    "stream.pdf": lambda: content_pdf(b" " * (300 << 20), 2),
    "marks.md": lambda: b"[" * 2_000_000,
}


@pytest.mark.parametrize("file", BOMBS)
def test_a_bomb_costs_one_file_and_no_more_than_the_limits(tmp_path: Path, file: str, fault_row: CountRow) -> None:
    (tmp_path / file).write_bytes(BOMBS[file]())
    (tmp_path / "good.txt").write_text("Un texte sur Rabat.", encoding="utf-8")
    with Loader(Limits(seconds=20, memory=2048 * MEBIBYTE)) as loader:
        try:
            loaded = loader.load(tmp_path / file, file)
            assert len(loaded.text) < 60_000_000
        except FileRefused as refused:
            assert refused.code in REFUSALS | {"crashed"}
            assert "\n" not in str(refused)
        assert loader.load(tmp_path / "good.txt", "good.txt").text == "Un texte sur Rabat."
    fault_row(18).happened()
