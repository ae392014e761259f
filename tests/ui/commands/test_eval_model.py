"""`preuve eval` with a chat model that fails: a failure of what is measured, not an answer of it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from rag.search.styles import Style
from tests.fixtures.evalsets import QUESTIONS, write_set
from tests.fixtures.servers.chat_server import ChatServer, Reply, fails, says
from ui.cli import main

pytestmark = pytest.mark.process

ASKED = {"year": "Quand la CNDP a-t-elle été créée ?", "both": "Who chairs the centre and where is the seat?"}


@pytest.fixture
def spoken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The command that asks a set of two questions with a model, in the working directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PREUVE_EMBEDDER", "hash")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-tests")
    asked = [record | {"question": ASKED[record["id"]]} for record in QUESTIONS if record["id"] in ASKED]
    return ["eval", str(write_set(tmp_path / "small", asked)), "--model", "openai:scripted", "--json"]


def test_a_server_that_refuses_fails_every_question(
    spoken: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with ChatServer(lambda _: fails(401)) as server:
        monkeypatch.setenv("PREUVE_MODEL_URL", server.url)
        assert main([*spoken, "--predictions", "p.jsonl"]) == 1
    printed = capsys.readouterr()
    assert json.loads(printed.out)["metrics"]["failure_rate"]["value"] == 1
    assert json.loads(printed.out)["predictions"] == {"expected": 2, "missing": 0, "failed": 2, "guarded": 0}
    assert "no question was answered" in printed.err
    lines = [json.loads(line) for line in Path("p.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(line["origin"], line["cause"]["code"]) for line in lines] == [("fallback", "key")] * 2
    assert "clé" in lines[0]["note"]
    scored = [*spoken[:2], "--score", "p.jsonl", "--json"]
    assert main(scored) == 1, "who scores the file later counts the same"
    assert json.loads(capsys.readouterr().out)["predictions"]["failed"] == 2


def test_a_strict_run_stops_at_the_first_failure_and_goes_on_later(
    spoken: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    right = "La CNDP a été créée en 2009. [1.1]"
    # A question may cost several calls: the server answers those of the first one and refuses the rest.
    with ChatServer(lambda request: says(right) if "Quand" in str(request) else fails(401)) as server:
        monkeypatch.setenv("PREUVE_MODEL_URL", server.url)
        assert main([*spoken, "--strict-model", "--predictions", "p.jsonl"]) == 2
    printed = capsys.readouterr()
    assert "question 'both' of small: the model's server refused the key (401)" in printed.err
    assert not Path("p.jsonl").exists()
    part = Path("p.jsonl.part").read_text(encoding="utf-8").splitlines()
    assert len(part) == 2, "its header, and the question that was answered"


def test_strictness_needs_a_model_that_is_asked(spoken: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*spoken[:2], "--strict-model"]) == 2
    assert "--strict-model is for runs that ask a chat model" in capsys.readouterr().err


def test_ways_of_asking_are_compared(
    spoken: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def answered(request: dict[str, list[dict[str, str]]]) -> Reply:
        prompt = str(request["messages"][-1]["content"])
        found = re.search(r"^(\[[\d.]+\]) [^\n]*2009", prompt, re.M)
        return says(f"La CNDP a été créée en 2009. {found[1]}" if found else "NOT IN THE DOCUMENTS")

    with ChatServer(answered) as server:
        monkeypatch.setenv("PREUVE_MODEL_URL", server.url)
        command = ["eval", "prompts", *spoken[1:4]]
        assert main([*command, "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        asked = len(server.requests)
        assert main([*command, "--limit", "1"]) == 0
    ways = [style for style in Style if style is not Style.CITATIONS]
    assert [each["prompt"] for each in found] == ways, "this provider has no citations of its own"
    assert all(each["questions"] == 2 and each["failure_rate"]["value"] == 0 for each in found)
    assert asked >= 2 * len(ways)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[:3] == ["prompt", "precision", "recall"]
    assert len(lines) == 1 + len(ways)


def test_ways_of_asking_need_a_model(spoken: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "prompts", spoken[1]]) == 2
    assert "preuve eval prompts takes one test set" in capsys.readouterr().err
