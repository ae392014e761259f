"""`preuve verify` and quotes that are cut: exact, with a warning, refused only by --strict."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from ui.cli import main

TEXT = "The board met in May. The board did not approve the plan. The deposit is returned unless the room is damaged.\n"
CUT = ("approve the plan", "The deposit is returned")
WHOLE = ("The board did not approve the plan.", "The board met in May.")


def answer_with(folder: Path, quotes: tuple[str, ...]) -> Path:
    """An answer that cites the quotes of a file, which is written beside it."""
    (folder / "docs").mkdir()
    (folder / "docs/minutes.txt").write_text(TEXT, encoding="utf-8")
    sha256 = hashlib.sha256(TEXT.encode()).hexdigest()
    places = [(TEXT.index(quote), quote) for quote in quotes]
    citations = [
        {"file": "minutes.txt", "sha256": sha256, "start": start, "end": start + len(quote), "quote": quote}
        for start, quote in places
    ]
    path = folder / "answer.json"
    path.write_text(json.dumps({"sentences": [{"citations": citations}]}), encoding="utf-8")
    return path


def verified(path: Path, *options: str) -> int:
    return main(["verify", str(path), "--root", str(path.parent / "docs"), *options])


@pytest.mark.process
def test_a_cut_that_turns_the_meaning_is_a_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = answer_with(tmp_path, (*CUT, WHOLE[0]))
    assert verified(path, "--json") == 0
    record = json.loads(capsys.readouterr().out)
    assert (record["exact"], record["cut"]) == (3, 2)
    assert [check["verdict"] for check in record["checks"]] == ["exact"] * 3
    assert [check["cut"] for check in record["checks"]] == [
        'a negation before the quote is left out: "not"',
        'a condition after the quote is left out: "unless"',
        None,
    ]
    assert verified(path) == 0
    printed = capsys.readouterr().out
    assert 'the file holds the quote at this place; but a negation before the quote is left out: "not"' in printed
    assert "2 of the exact ones cut so that the meaning turns" in printed


@pytest.mark.process
def test_strict_refuses_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verified(answer_with(tmp_path, CUT[:1]), "--strict") == 1
    assert "left out" in capsys.readouterr().out


@pytest.mark.process
def test_strict_takes_whole_sentences(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verified(answer_with(tmp_path, WHOLE), "--strict") == 0
    assert "left out" not in capsys.readouterr().out
