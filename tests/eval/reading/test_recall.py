"""What independent readers find and ours do not: with programs of our own, and with real ones where they are."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from eval.reading import recall as module
from eval.reading.independent import READERS, installed
from eval.reading.recall import recall
from rag.errors import UsageError
from tests.conftest import write_files
from tests.fixtures.files import lines, pdf, word
from ui.cli import main

pytestmark = pytest.mark.process

PAGE = "<!doctype html><html><body><main><p>Le prêt dure trois semaines. Le prêt est gratuit.</p></main></body></html>"


@pytest.fixture
def only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A search path with nothing on it."""
    programs = tmp_path / "bin"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    return programs


def program(folder: Path, name: str, script: str) -> None:
    """An independent reader that is a line of the shell."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def test_words_are_counted_as_often_as_they_occur(tmp_path: Path, only: Path) -> None:
    program(only, "w3m", "printf 'LE PRÊT dure trois se-\\nmaines. Le prêt est gratuit, le prêt.'")
    write_files(tmp_path / "corpus", {"a.html": PAGE, "b.txt": "Le texte même."})
    found = recall(tmp_path / "corpus", lambda *_: None)
    (comparison,) = found.comparisons
    assert (comparison.file, comparison.suffix, comparison.reader) == ("a.html", ".html", "w3m")
    assert (comparison.words, comparison.found, sorted(comparison.missing)) == (11, 9, ["le", "prêt"])
    assert f"{9 / 11:.4f} w3m a.html: without " in found.text()


def test_a_file_that_we_refuse_loses_all_its_words(
    tmp_path: Path, only: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program(only, "pdftotext", "echo quatre mots en tout")
    (tmp_path / "torn.pdf").write_bytes(b"%PDF-1.7\n")
    assert main(["eval", "recall", str(tmp_path), "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["recall"] == [
        {"suffix": ".pdf", "reader": "pdftotext", "files": 1, "words": 4, "found": 0, "refused": 1}
    ]
    assert record["worst"][0]["refused"] == "refused (damaged)"


@pytest.mark.parametrize("script", ["exit 3", "kill -9 $$"])
def test_what_an_independent_reader_does_not_read_is_told(tmp_path: Path, only: Path, script: str) -> None:
    program(only, "w3m", script)
    write_files(tmp_path / "corpus", {"a.html": PAGE})
    found = recall(tmp_path / "corpus", lambda *_: None)
    assert (found.comparisons, found.unread) == ((), 1)
    assert "1 times an independent reader did not read a file" in found.text()


def test_without_readers_or_files_it_says_what_to_do(tmp_path: Path, only: Path) -> None:
    write_files(tmp_path / "corpus", {"a.txt": "Un texte."})
    with pytest.raises(UsageError, match="install pdftotext, pandoc, w3m or LibreOffice"):
        recall(tmp_path / "corpus", lambda *_: None)
    program(only, "pandoc", "exit 0")
    with pytest.raises(UsageError, match="no file that one of pandoc reads"):
        recall(tmp_path / "corpus", lambda *_: None)


def test_the_worst_files_come_first_and_are_few(tmp_path: Path, only: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WORST", 2)
    program(only, "w3m", 'for last; do :; done; /bin/cat "$last"')
    write_files(
        tmp_path / "corpus", {f"{n}.html": PAGE.replace("</main>", "</main>" + "<b>x</b>" * n) for n in range(3)}
    )
    worst = recall(tmp_path / "corpus", lambda *_: None).worst()
    assert [each.file for each in worst] == ["2.html", "1.html"]


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.program)
def test_real_readers_find_what_we_find(reader: object, tmp_path: Path) -> None:
    each = next(one for one in READERS if one is reader)
    if not shutil.which(each.program):
        pytest.skip(f"{each.program} is not installed")
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "a.pdf").write_bytes(pdf(lines("Le prêt dure trois semaines.")))
    (tmp_path / "a.docx").write_bytes(word(lambda document: document.add_paragraph("Le prêt dure trois semaines.")))
    found = [one for one in recall(tmp_path, lambda *_: None).comparisons if one.reader == each.program]
    assert [(one.recall, one.refused) for one in found] == [(1.0, None)]
    assert found[0].words >= 5
    assert each in installed()
