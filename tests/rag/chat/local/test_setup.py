"""`make model` takes what is there, and says what to do where nothing is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from rag.chat.local.setup import LLAMA, NAMED, OLLAMA, answers, choose
from tests.fixtures.servers.chat_server import ChatServer


class Machine:
    """What is there, and what was done."""

    def __init__(self, *servers: str, works: bool = True) -> None:
        self.servers = servers
        self.works = works
        self.done: list[str] = []

    def choose(self, file: str = "") -> tuple[int, str]:
        def do(words: Sequence[str]) -> bool:
            self.done.append(" ".join(words))
            return self.works

        return choose(file, lambda url: url in self.servers, lambda name: f"/bin/{name}", do, do)


def test_ollama_comes_first_and_pulls_a_named_model() -> None:
    machine = Machine(OLLAMA, f"{LLAMA}/health")
    assert machine.choose() == (0, f"PREUVE_MODEL=ollama:{NAMED} preuve chat")
    assert machine.done[0] == f"/bin/ollama pull {NAMED}"


def test_then_a_server_of_llama_cpp() -> None:
    code, line = Machine(f"{LLAMA}/health").choose()
    assert (code, line) == (0, f"PREUVE_MODEL=openai:local PREUVE_MODEL_URL={LLAMA}/v1 preuve chat")


def test_a_file_is_used_wherever_it_lies(tmp_path: Path) -> None:
    file = tmp_path / "a model.gguf"
    file.write_bytes(b"GGUF")
    assert Machine().choose(str(file)) == (0, f"PREUVE_MODEL='gguf:{file}' preuve chat")
    assert Machine().choose(str(tmp_path / "gone.gguf"))[0] == 2


@pytest.mark.parametrize("servers", [(OLLAMA,), (f"{LLAMA}/health",)])
def test_what_goes_wrong_is_told(servers: tuple[str, ...]) -> None:
    code, line = Machine(*servers, works=False).choose()
    assert (code, "see above" in line) == (1, True)
    assert Machine().choose()[0] == 1


def test_a_server_is_there_or_not() -> None:
    with ChatServer([]) as server:
        url = server.url
        assert answers(url), "one that refuses the request is there"
    assert not answers(url)
