"""`preuve text`: what is read of a file, as people and outside checks see it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from rag.types import LeftOut, Omission
from ui.cli import main
from ui.words.reading import FURTHER, LEFT_OUT, MOST, ORIGINS, left_out_lines
from ui.words.words import LANGUAGES

MARKDOWN = "---\ntitle: Charte\nauthor: Amal\n---\n# Règles\n\nUne phrase sans fin de ligne"


@pytest.mark.process
def test_the_text_is_printed_and_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "charte.md"
    path.write_bytes(b"\xef\xbb\xbf" + MARKDOWN.replace("\n", "\r\n").encode())
    assert main(["text", str(path)]) == 0
    assert capsys.readouterr().out == MARKDOWN


@pytest.mark.process
def test_json_has_the_parts_as_spans(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "charte.md"
    path.write_text(MARKDOWN, encoding="utf-8")
    assert main(["text", str(path), "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["text"] == MARKDOWN
    assert record["sha256"] == hashlib.sha256(MARKDOWN.encode()).hexdigest()
    assert (record["format"], record["language"], record["pages"]) == ("md", "fr", [])
    (heading,) = record["headings"]
    assert MARKDOWN[heading["start"] : heading["end"]] == "Règles"
    assert record["title"] == {"value": "Charte", "origin": "metadata"}
    assert record["author"] == {"value": "Amal", "origin": "metadata"}
    assert record["date"] is None
    assert {"file", "reader", "blocks", "warnings", "left_out"} <= record.keys()


@pytest.mark.process
@pytest.mark.parametrize(
    ("name", "content", "code"),
    [("torn.pdf", b"%PDF-1.7\n", "damaged"), ("empty.txt", b"", "empty"), ("gone.txt", None, "unreadable")],
)
def test_a_refusal_exits_with_2_and_its_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes | None, code: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    assert main(["text", str(path), "--json"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert f"{name}: refused ({code}): " in told.err
    assert told.err.count("\n") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_left_out_has_words_in_every_language(language: str) -> None:
    numbers = dict(zip(Omission, [(120,), (62.5,), (3, 12), (9,)], strict=True))
    assert LEFT_OUT[language].keys() == numbers.keys() == set(Omission)
    assert ORIGINS[language].keys() == ORIGINS["en"].keys()
    for code, values in numbers.items():
        (line,) = left_out_lines([LeftOut(code, values)], language)
        assert all(f"{value:g}" in line for value in values)
        assert "{" not in line


def test_many_pages_are_told_in_a_few_lines() -> None:
    pages = [LeftOut(Omission.UNMAPPED, (page, 50)) for page in range(1, 10)]
    lines = list(left_out_lines([*pages, LeftOut(Omission.HIDDEN, (1,))], "en"))
    assert len(lines) == 1 + MOST + 1
    assert lines[-1] == FURTHER["en"].format(9 - MOST)
