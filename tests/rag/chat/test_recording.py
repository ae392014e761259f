"""Prompts and raw answers can be kept for inspection."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from langchain_core.messages import HumanMessage, SystemMessage

from rag.chat.limits import Limits
from rag.chat.model import open_model
from rag.chat.recording import record_to
from rag.errors import ModelError
from tests.fixtures.servers.chat_server import ChatServer, fails, says

KEY = "sk-canary-0123456789"


def test_each_call_is_a_line_without_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    path = tmp_path / "calls" / "prompts.jsonl"
    asked = [SystemMessage("Règles."), HumanMessage("Où ?\nIci ?")]
    with ChatServer([says("À Rabat. [1.1]"), fails(401)]) as server:
        model = open_model("openai:scripted", server.url, Limits(), record_to(path))
        assert path.exists(), "a file that cannot be written is found out before the first call"
        model.ask(asked)
        with pytest.raises(ModelError):
            model.ask(asked)
        server.finish()
    assert KEY in server.keys[0]
    first, second = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    assert first["messages"] == [{"role": "system", "text": "Règles."}, {"role": "human", "text": "Où ?\nIci ?"}]
    assert first["answer"] == "À Rabat. [1.1]"
    assert first["error"] is None
    assert "refused the key" in second["error"]
    assert KEY not in path.read_text(encoding="utf-8")


def test_a_place_that_cannot_be_written_is_an_error_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        record_to(tmp_path / "file" / "prompts.jsonl")
