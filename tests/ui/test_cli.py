from __future__ import annotations

import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import SEED_TEXTS
from ui.commands.grammar.parser import build_parser

pytestmark = pytest.mark.process

Run = Callable[..., "subprocess.CompletedProcess[str]"]
COMMANDS = [
    "ingest",
    "ask",
    "chat",
    "eval",
    "verify",
    "support",
    "status",
    "check",
    "clean",
    "export feedback",
    "user add",
    "user list",
]
HEAVY = {"numpy", "torch", "chromadb", "gradio", "tantivy", "langchain_core", "tqdm", "sqlite3"}


@pytest.fixture
def preuve(tmp_path: Path) -> Run:
    """Runs the real command with the model-free embedder and an index of its own."""

    def run(*arguments: str | Path, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).with_name("preuve")), *map(str, arguments)]
        environment = {**os.environ, "PREUVE_INDEX": str(tmp_path / "index"), "PREUVE_EMBEDDER": "hash"}
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            input=stdin,
            env=environment,
            cwd=tmp_path,
            timeout=120,
            check=False,
        )

    return run


def test_help_teaches_and_imports_nothing_heavy() -> None:
    code = "import sys, ui.cli; ui.cli.build_parser().format_help(); print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert HEAVY.isdisjoint(done.stdout.split())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        build_parser().parse_args([*command.split(), "--help"])
    assert ended.value.code == 0
    assert "--index" in capsys.readouterr().out or command in ("verify", "support")


def test_ingest_ask_verify_and_status_as_a_newcomer_does(preuve: Run, corpus: Path, tmp_path: Path) -> None:
    ingested = preuve("ingest", corpus)
    assert ingested.returncode == 0, ingested.stderr
    assert "3 added" in ingested.stdout
    again = json.loads(preuve("ingest", corpus, "--json").stdout)
    assert (again["unchanged"], again["added"]) == (3, 0)

    asked = preuve("ask", "Que protège la loi 09-08 ?", "--json")
    assert asked.returncode == 0, asked.stderr
    answer = json.loads(asked.stdout)
    assert not answer["abstained"]
    for sentence in answer["sentences"]:
        for citation in sentence["citations"]:
            text = unicodedata.normalize("NFC", SEED_TEXTS[citation["file"]])
            assert text[citation["start"] : citation["end"]] == citation["quote"]
    assert answer["sentences"][0]["citations"][0]["file"] == "law.md"

    (tmp_path / "answer.json").write_text(asked.stdout, encoding="utf-8")
    verified = preuve("verify", tmp_path / "answer.json", "--root", corpus)
    assert verified.returncode == 0, verified.stdout
    text = SEED_TEXTS["law.md"].replace("données personnelles", "données publiques")
    (corpus / "law.md").write_text(text, encoding="utf-8")
    altered = preuve("verify", tmp_path / "answer.json", "--root", corpus, "--json")
    assert altered.returncode == 1
    assert json.loads(altered.stdout)["exact"] < len(answer["sentences"])

    status = json.loads(preuve("status", "--json").stdout)
    assert [document["file"] for document in status["documents"]] == sorted(SEED_TEXTS)
    checked = preuve("check")
    assert (checked.returncode, "is sound" in checked.stdout) == (0, True)


def test_a_question_can_follow_an_answer_and_says_how_it_was_understood(
    preuve: Run, corpus: Path, tmp_path: Path
) -> None:
    preuve("ingest", corpus)
    before = tmp_path / "before.json"
    before.write_text(preuve("ask", "Où est installé AI Movement ?", "--json").stdout, encoding="utf-8")
    assert "understood" not in json.loads(before.read_text(encoding="utf-8"))
    asked = json.loads(preuve("ask", "Qui le dirige ?", "--after", before, "--json").stdout)
    assert (asked["question"], asked["understood"]) == ("Qui le dirige ?", "Qui le dirige ? (AI Movement)")
    printed = preuve("ask", "Qui le dirige ?", "--after", before).stdout
    assert printed.startswith("(compris comme : Qui le dirige ? (AI Movement))\n")
    wrong = preuve("ask", "Qui le dirige ?", "--after", corpus / "law.md")
    assert (wrong.returncode, "law.md" in wrong.stderr) == (2, True)


def test_a_question_can_come_from_standard_input(preuve: Run, corpus: Path) -> None:
    preuve("ingest", corpus)
    asked = preuve("ask", "-", stdin="Où siège la CNDP ?\n")
    assert asked.returncode == 0
    assert "[1] law.md" in asked.stdout
