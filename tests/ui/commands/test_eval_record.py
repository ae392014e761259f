"""`preuve eval --record` keeps what a chat model was asked and answered, and no key."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.fixtures.evalsets import QUESTIONS, write_set
from tests.fixtures.servers.chat_server import ChatServer, Reply, says
from ui.cli import main

KEY = "canary-0123456789-abcdef"


@pytest.fixture
def spoken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A test set whose one question holds the key, in the working directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PREUVE_EMBEDDER", "hash")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    asked = next(record for record in QUESTIONS if record["id"] == "year")
    return write_set(tmp_path / "small", [{**asked, "question": f"Quand la CNDP a-t-elle été créée ? {KEY}"}])


@pytest.mark.process
def test_every_prompt_and_answer_is_recorded_without_the_key(spoken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = f"La CNDP a été créée en 2009. [1.1] Ma clé est {KEY}."

    def answered(request: dict[str, object]) -> Reply:
        return says(said)

    with ChatServer(answered) as server:
        monkeypatch.setenv("PREUVE_MODEL_URL", server.url)
        command = ["eval", str(spoken), "--model", "openai:scripted", "--record", "calls/all.jsonl"]
        assert main([*command, "--predictions", "p.jsonl"]) == 0
        assert len(server.requests) >= 1
        assert all(KEY in key for key in server.keys)
        assert KEY in server.prompts[0]
    text = Path("calls", "all.jsonl").read_text(encoding="utf-8")
    calls = [json.loads(line) for line in text.splitlines()]
    assert len(calls) == len(server.requests)
    assert KEY not in text
    assert calls[0]["answer"] == said.replace(KEY, "…")
    assert calls[0]["error"] is None
    shown = "\n".join(message["text"] for message in calls[0]["messages"])
    assert shown == server.prompts[0].replace(KEY, "…")


@pytest.mark.process
def test_nothing_is_recorded_unasked(spoken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ChatServer(lambda request: says("Rien.")) as server:
        monkeypatch.setenv("PREUVE_MODEL_URL", server.url)
        assert main(["eval", str(spoken), "--model", "openai:scripted", "--predictions", "p.jsonl"]) == 0
    assert sorted(path.name for path in Path().iterdir()) == [".preuve", "p.jsonl", "small"]


@pytest.mark.parametrize(
    "options", [[], ["--model", "openai:x", "--mutations"], ["--model", "openai:x", "--score", "p"]]
)
def test_recording_needs_a_model_that_is_asked(
    spoken: Path, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["eval", str(spoken), "--record", "calls.jsonl", *options]) == 2
    assert "--record keeps what a chat model is asked" in capsys.readouterr().err
    assert not Path("calls.jsonl").exists()


def test_a_place_that_cannot_be_written_is_told_before_any_question(
    spoken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("taken").write_text("")
    assert main(["eval", str(spoken), "--model", "openai:x", "--record", "taken/calls.jsonl"]) == 2
    assert "taken" in capsys.readouterr().err
