"""Every dialect that servers speak has its promised outcome: the answer alone, or one line that says what to do."""

from __future__ import annotations

import logging
import time
import warnings
from dataclasses import replace

import pytest
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from rag.answers import Cause
from rag.chat.chain import ChatAnswerer
from rag.chat.dialects.marks import WITHDRAWN
from rag.chat.limits import LOCAL, Limits, is_local, limits_of
from rag.chat.model import ChatModel, open_model
from rag.chat.providers import options_of
from rag.chat.quirks import Quirks
from rag.chat.words import WORDS
from rag.errors import ModelError, SettingError
from rag.events import Done, Waiting
from rag.settings import make_settings
from tests.fixtures.passages import ListSearch, hits_of, no_sentences, passages_of
from tests.fixtures.servers.chat_server import ChatServer, Reply, fails, says
from tests.fixtures.servers.dialects import ANSWER, BEHAVIOURS, LONG, Behaviour, has_system, openai_error

pytestmark = pytest.mark.server

QUICK = Limits(first=4.0, idle=2.0, total=20.0, backoff=0.02, retry_after=0.3, tokens=1024, failures=1000)
ASKED: list[BaseMessage] = [SystemMessage("Réponds."), HumanMessage("Quand ?")]


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-tests")


def heard(model: ChatModel) -> tuple[str, str]:
    """The answer that is left, and the code of what is told of it or of why there is none."""
    written, code = "", ""
    try:
        for said in model.stream(ASKED):
            if isinstance(said, Cause):
                code = said.code
            elif said == WITHDRAWN:
                written = ""
            elif isinstance(said, str):
                written += said
    except ModelError as error:
        assert "\n" not in str(error)
        assert "canary" not in str(error)
        assert error.__cause__ is None
        code = error.code
    return written.strip(), code


def url_of(server: ChatServer, behaviour: Behaviour) -> str:
    return server.url.removesuffix("/v1") if behaviour.path else server.url


def test_there_are_enough_of_them() -> None:
    assert len(BEHAVIOURS) >= 60
    assert all(behaviour.code in WORDS["en"] for behaviour in BEHAVIOURS.values() if behaviour.code)


@pytest.mark.parametrize("name", BEHAVIOURS)
def test_each_behaviour_has_its_outcome(
    name: str, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    behaviour = BEHAVIOURS[name]
    with ChatServer(behaviour.script) as server:
        model = open_model("openai:scripted", url_of(server, behaviour), QUICK)
        assert heard(model) == (behaviour.answer, behaviour.code)
        assert len(server.requests) == behaviour.calls
    output = capsys.readouterr()
    assert output.out + output.err == ""
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


@pytest.mark.parametrize("name", [name for name in BEHAVIOURS if name.startswith("refusals: ")])
def test_what_a_server_refuses_is_remembered(name: str) -> None:
    behaviour = BEHAVIOURS[name]
    with ChatServer(behaviour.script) as server:
        model = open_model("openai:scripted", server.url, QUICK)
        assert [heard(model), heard(model)] == [(ANSWER, "")] * 2
        assert len(server.requests) == behaviour.calls + 1
    if "system" in name:
        assert not has_system(server.requests[-1])
        assert "Réponds.\n\nQuand ?" in server.prompts[-1]


def test_room_for_thoughts_is_remembered() -> None:
    behaviour = BEHAVIOURS["thoughts: thoughts that use up the room"]
    with ChatServer(behaviour.script) as server:
        model = open_model("openai:scripted", server.url, QUICK)
        assert [heard(model), heard(model)] == [(ANSWER, "")] * 2
        assert [request["max_tokens"] for request in server.requests] == [1024, 8192, 8192]


def test_a_server_that_loads_is_waited_for_as_long_as_for_the_first_word() -> None:
    with ChatServer(lambda _: openai_error(503, "Loading model")) as server:
        model = open_model("openai:scripted", server.url, replace(QUICK, first=0.5))
        started = time.monotonic()
        assert heard(model) == ("", "loading")
        assert 0.4 < time.monotonic() - started < 4


def test_a_wait_that_a_server_asks_for_is_told_and_so_is_its_silence() -> None:
    busy = fails(429, Retry_After="1.2")
    with ChatServer([busy, Reply([1.2, ANSWER])]) as server:
        model = open_model("openai:scripted", server.url, replace(QUICK, retry_after=5.0))
        waits = [said for said in model.stream(ASKED) if isinstance(said, Waiting)]
        server.finish()
    assert [(wait.seconds, wait.cause.code) for wait in waits if wait.cause] == [(1, "busy")]
    assert [wait.seconds for wait in waits if not wait.cause], "seconds in which nothing came are told"


PLAN = passages_of(
    "plan.txt", *(f"Le plan numéro {number} a été adopté en {2000 + number}. " * 3 for number in range(8))
)


def test_a_refusal_about_length_is_tried_again_with_half_the_passages_and_remembered() -> None:
    def answered(request: dict[str, list[dict[str, str]]]) -> Reply:
        length = sum(len(str(message["content"])) for message in request["messages"])
        return openai_error(400, LONG) if length > 1100 else says("Le plan numéro 0 a été adopté en 2000. [1.1]")

    with ChatServer(answered) as server:
        model = open_model("openai:scripted", server.url, QUICK)
        chain = ChatAnswerer(model, ListSearch(hits_of(*PLAN)), no_sentences, make_settings(context_tokens=2000))
        done = [list(chain.stream("Quand le plan numéro 0 a-t-il été adopté ?", "fr"))[-1] for _ in range(2)]
    assert all(isinstance(event, Done) and event.answer.sentences[0].supported for event in done)
    lengths = [len(prompt) for prompt in server.prompts]
    assert lengths[0] > 1100 > lengths[-1]
    assert lengths[-1] == lengths[-2], "the second question begins with the room that was found"
    assert len(lengths) <= 5


@pytest.mark.parametrize(
    ("provider", "url", "local"),
    [
        ("ollama", "", True), ("openai", "http://127.0.0.1:8080/v1", True), ("openai", "http://192.168.1.7/v1", True),
        ("openai", "http://gpu-box:8000/v1", True), ("openai", "http://[::1]:1/v1", True), ("openai", "", False),
        ("openai", "https://api.example.com/v1", False), ("ollama", "https://ollama.example.com", False),
        ("anthropic", "", False), ("openai", "http://8.8.8.8/v1", False),
    ],
)  # fmt: skip
def test_a_model_of_this_network_has_more_time(provider: str, url: str, local: bool) -> None:
    assert is_local(provider, url) == local
    limits = limits_of(make_settings(model=f"{provider}:m", model_url=url).chat)
    assert limits.first == (LOCAL.first if local else Limits().first)


def test_limits_are_settings_and_the_window_holds_what_is_sent() -> None:
    chosen = make_settings(
        model="openai:m", model_first_seconds=7.5, model_idle_seconds=3.0, model_total_seconds=50.0, context_tokens=4000
    )
    limits = limits_of(chosen.chat)
    assert (limits.first, limits.idle, limits.total) == (7.5, 3.0, 50.0)
    assert limits.window >= 4000 * 5 // 4 + limits.tokens
    with pytest.raises(SettingError, match="model_idle_seconds"):
        make_settings(model_idle_seconds=-1.0)


def test_the_limits_of_a_providers_class_lie_outside_of_ours() -> None:
    limits = Limits(total=50.0)
    ollama = options_of("ollama", "", limits, Quirks())
    assert ollama["num_ctx"] == limits.window
    assert ollama["client_kwargs"]["timeout"] > limits.total
    assert ollama["client_kwargs"]["headers"] == {"Connection": "close"}
    assert (
        options_of("ollama", "", limits, Quirks(thinks=True))["num_ctx"]
        == limits.window + limits.thinking - limits.tokens
    )
    openai = options_of("openai", "http://127.0.0.1/v1", limits, Quirks())
    assert openai["timeout"][1] > limits.total
    assert openai["stream_chunk_timeout"] is None
    assert options_of("anthropic", "", limits, Quirks())["timeout"] > limits.total


def test_warnings_of_a_framework_reach_nobody() -> None:
    with ChatServer([says(ANSWER)]) as server, warnings.catch_warnings(record=True) as caught:
        model = open_model("openai:scripted", server.url, QUICK)
        warnings.warn_explicit("for developers", UserWarning, "base.py", 1, module="langchain_openai.chat_models.base")
        assert heard(model) == (ANSWER, "")
    assert caught == []
