"""`preuve support`: claims of any origin, each back with its verdict; a bad line is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ui.cli import main

SOURCE = "The annex opens at 8 a.m., except on public holidays, and holds 120 maps."
CLAIMS = [
    {"claim": "The annex holds 120 maps.", "source": SOURCE},
    {"claim": "The annex holds 210 maps.", "source": SOURCE, "question": "How many maps are there?"},
    {"claim": "Le guide n'est pas payant.", "source": "Le guide est payant.", "context": "", "language": "fr", "id": 7},
]


def written(folder: Path, *lines: object) -> Path:
    path = folder / "claims.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return path


def test_each_line_comes_back_with_its_verdict(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["support", str(written(tmp_path, CLAIMS[0], "", *CLAIMS[1:])), "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["verdict"] for line in lines] == ["proven", "unproven", "contradicted"]
    assert [line["reason"] is None for line in lines] == [True, False, False]
    assert "210" in lines[1]["reason"]
    for line, claim in zip(lines, CLAIMS, strict=True):
        assert {name: line[name] for name in claim} == claim


def test_as_text_with_a_count(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["support", str(written(tmp_path, *CLAIMS))]) == 0
    first, second, third, count = capsys.readouterr().out.splitlines()
    assert first == "proven       The annex holds 120 maps."
    assert second.startswith("unproven     The annex holds 210 maps.: ")
    assert third.startswith("contradicted Le guide n'est pas payant.: ")
    assert count == "3 claims: 1 proven, 1 unproven, 1 contradicted"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "not a JSON object"),
        ({"source": SOURCE}, '"claim" is missing'),
        ({"claim": "", "source": SOURCE}, '"claim" is empty'),
        ({"claim": "The annex opens."}, '"source" is missing'),
        ({"claim": 3, "source": SOURCE}, '"claim" is 3, not a text'),
        ({"claim": "The annex opens.", "source": SOURCE, "question": ["?"]}, '"question" is ["?"], not a text'),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], line: object, problem: str) -> None:
    path = written(tmp_path, CLAIMS[0], line)
    assert main(["support", str(path)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert f"{path}, line 2: {problem}" in told.err


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["support", str(tmp_path / "none.jsonl")]) == 2
    assert "none.jsonl cannot be read" in capsys.readouterr().err
