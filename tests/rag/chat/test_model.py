"""The chat model against a real HTTP server that misbehaves."""

from __future__ import annotations

import asyncio
import itertools
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from langchain_core.messages import AIMessageChunk, HumanMessage
from pydantic import BaseModel

from rag.chat.dialects.marks import WITHDRAWN
from rag.chat.dialects.thoughts import ThoughtFilter
from rag.chat.limits import Limits
from rag.chat.model import ChatModel, Exchange, open_model
from rag.errors import ModelError, SettingError
from tests.fixtures.reliability import CountRow
from tests.fixtures.servers.chat_server import ChatServer, Reply, fails, says

pytestmark = pytest.mark.server

QUICK = Limits(first=10.0, idle=10.0, total=20.0, backoff=0.02, retry_after=0.3, characters=2000, pause=1.0)
IMPATIENT = replace(QUICK, first=1.2, idle=0.8, total=4.0)
ASKED = [HumanMessage("Bonjour ?")]


def model_at(url: str, limits: Limits = QUICK) -> ChatModel:
    return open_model("openai:scripted", url, limits)


def problem(model: ChatModel) -> tuple[str, str]:
    """What was written before the error, and the error."""
    written = ""
    with pytest.raises(ModelError) as caught:
        for text in model.stream(ASKED):
            if isinstance(text, str):
                written += text
    message = str(caught.value)
    assert "\n" not in message and "Traceback" not in message and "canary" not in message
    assert caught.value.__cause__ is None
    return written, message


def test_streams_what_the_server_writes_in_the_order_of_writing() -> None:
    with ChatServer([says("Le Maroc a mobilisé 11 milliards. [1.1]")]) as server:
        assert list(model_at(server.url).stream(ASKED))[:2] == ["Le Maro", "c a mob"]
        server.finish()
    assert server.requests[0]["max_tokens"] == QUICK.tokens, "servers that know only the older name must see the limit"
    assert server.requests[0]["stream"] is True
    assert "tools" not in server.requests[0]


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_server_that_recovers_is_asked_again(status: int) -> None:
    with ChatServer([fails(status), fails(status), says("oui")]) as server:
        assert model_at(server.url).ask(ASKED) == "oui"
        server.finish()


@pytest.mark.parametrize(
    ("status", "calls", "said"),
    [
        (500, 4, "failed (500)"),
        (503, 4, "failed (503)"),
        (429, 4, "too many requests"),
        (401, 1, "refused the key"),
        (404, 1, "does not know"),
        (400, 1, "refused the request (400)"),
    ],
)
def test_calls_are_counted(status: int, calls: int, said: str) -> None:
    with ChatServer([fails(status)] * calls) as server:
        assert said in problem(model_at(server.url))[1]
        server.finish()


def test_retry_after_is_obeyed_up_to_a_cap() -> None:
    with ChatServer([fails(429, Retry_After="0.2"), fails(503, Retry_After="3600"), says("oui")]) as server:
        assert model_at(server.url).ask(ASKED) == "oui"
        server.finish()
    first, second = (after - before for before, after in itertools.pairwise(server.times))
    assert 0.2 <= first < 2
    assert 0.3 <= second < 2, "an hour is not waited for"


def test_the_circuit_opens_after_five_failures_and_closes_again() -> None:
    with ChatServer([fails(400)] * 5 + [says("oui")]) as server:
        model = model_at(server.url)
        for _ in range(5):
            problem(model)
        assert "5 times in a row" in problem(model)[1]
        assert len(server.requests) == 5, "no call while the circuit is open"
        time.sleep(QUICK.pause + 0.05)
        assert model.ask(ASKED) == "oui"
        server.finish()


def test_no_connection_is_kept_that_nobody_would_close() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor(1) as pool:

        def refuse_and_wait() -> bytes:
            connection, _ = listener.accept()
            with connection:
                connection.settimeout(10)
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 401 No\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
                while connection.recv(65536):
                    pass
                return b"closed by the one who asked"

        waited = pool.submit(refuse_and_wait)
        model = model_at(f"http://127.0.0.1:{listener.getsockname()[1]}/v1")
        assert "refused the key" in problem(model)[1]
        assert waited.result(15) == b"closed by the one who asked"


def closed_port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/v1"


@pytest.mark.parametrize("url", ["closed port", "http://no-such-host.invalid/v1"])
def test_a_server_that_is_not_there(url: str) -> None:
    url = closed_port() if url == "closed port" else url
    started = time.monotonic()
    assert "cannot be reached" in problem(model_at(url))[1]
    assert time.monotonic() - started < 5


def test_a_connection_that_is_cut_before_the_answer() -> None:
    with ChatServer([Reply(close=True)] * 4) as server:
        assert "cannot be reached" in problem(model_at(server.url))[1]
        server.finish()


COMMENT = b": still here\n\n"
NOTHING = b'data: {"choices":[{"index":0,"delta":{"content":""}}],"id":"c"}\n\n'
SLOW: dict[str, tuple[Reply, str, str]] = {
    "silent": (Reply([9.0]), "", "did not begin to answer for 1.2 s"),
    "keeps the line busy": (Reply(itertools.cycle([COMMENT, 0.05])), "", "did not begin"),
    "stalls": (Reply(["Une phrase. ", "Une ", 9.0]), "Une phrase. Une ", "stopped writing for 0.8 s"),
    "stalls with comments": (Reply(itertools.chain(["Une "], itertools.cycle([COMMENT, 0.05]))), "Une ", "stopped"),
    "writes slowly for ever": (Reply(itertools.cycle([x for n in "abcdefghijk" for x in (n, 0.1)])), "a", "within 4 s"),
    "says nothing often": (Reply(itertools.cycle([NOTHING, 0.05])), "", "within 4 s"),
}


@pytest.mark.parametrize("case", SLOW)
def test_slow_streams_are_given_up_and_their_connection_is_freed(case: str) -> None:
    reply, written, said = SLOW[case]
    with ChatServer([reply, says("oui")]) as server:
        model = model_at(server.url, IMPATIENT)
        got, message = problem(model)
        assert said in message
        assert got.startswith(written)
        started = time.monotonic()
        assert model.ask(ASKED) == "oui"
        assert time.monotonic() - started < 2, "the next question must not wait"
        assert server.closed_early.wait(2)
        server.finish()


class Stubborn(BaseModel):
    """A model that writes nothing, and what it does when it is given up.

    It cancels its task `again`, or goes on for two seconds, `deaf` in silence or `busy` with empty chunks.
    """

    kind: str

    async def astream(self, messages: object) -> AsyncIterator[AIMessageChunk]:
        until = time.monotonic() + 2.0
        while time.monotonic() < until:
            try:
                await asyncio.sleep(0.02 if self.kind == "busy" else 2.0)
            except asyncio.CancelledError:
                if self.kind == "again":
                    task = asyncio.current_task()
                    assert task is not None
                    task.cancel()
                    raise
            if self.kind == "busy":
                yield AIMessageChunk("")
        yield AIMessageChunk("Trop tard.")


@pytest.mark.parametrize(
    ("kind", "limits", "said"),
    [
        ("again", replace(QUICK, first=0.2), "did not begin to answer for 0.2 s"),
        ("again", replace(QUICK, total=0.2), "did not finish within 0.2 s"),
        ("busy", replace(QUICK, total=0.2), "did not finish within 0.2 s"),
        ("deaf", replace(QUICK, total=0.2), "its connection does not end"),
    ],
)
def test_whoever_asks_is_freed_whatever_a_package_does_when_it_is_given_up(
    kind: str, limits: Limits, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.chat.model._GRACE", 0.5)
    started = time.monotonic()
    assert said in problem(ChatModel("stubborn", Stubborn(kind=kind), limits))[1]  # type: ignore[arg-type]
    assert time.monotonic() - started < 2


GARBAGE: dict[str, Reply] = {
    "empty body": Reply(body=b""),
    "html": Reply(body=b"<html>hello</html>", headers={"Content-Type": "text/html"}),
    "json of another kind": Reply(body=b'{"hello": 1}'),
    "no chunk": Reply([]),
    "not json": Reply([b"data: hello\n\n"]),
    "half json": Reply([b'data: {"choices": [\n\n']),
    "a list": Reply([b"data: [1, 2]\n\n"]),
    "choices of another kind": Reply([b'data: {"choices": 3}\n\n']),
    "empty choices": Reply([b'data: {"choices": []}\n\n']),
    "no delta": Reply([b'data: {"choices": [{"index": 0}]}\n\n']),
    "null": Reply([b"data: null\n\n"]),
    "invalid utf-8": Reply([b"data: \xff\xfe\xc3\x28\n\n"]),
    "only thoughts": says("<think>Je réfléchis. [1.1]</think>"),
    "a thought without end": says("<think>Je réfléchis et je réfléchis."),
    "only white space": says(" \n \n "),
    "an error in the stream": Reply([b'data: {"error": {"message": "boom", "code": 500}}\n\n']),
    "binary": Reply([bytes(range(256)) * 4]),
}


@pytest.mark.parametrize("case", GARBAGE)
def test_garbage_is_no_answer(case: str) -> None:
    with ChatServer(lambda _: GARBAGE[case]) as server:
        written, message = problem(model_at(server.url))
        assert written == ""
        assert "no usable answer" in message or "cannot be reached" in message or "failed (500)" in message
        assert 1 <= len(server.requests) <= 4


def test_an_answer_of_two_megabytes_is_cut() -> None:
    words = "".join(f"mot{number} " for number in range(250_000))
    with ChatServer([Reply([words])]) as server:
        written, message = problem(model_at(server.url))
        server.finish()
    assert len(written) == QUICK.characters
    assert "more than 2000 characters" in message


def test_a_model_that_repeats_itself_is_stopped() -> None:
    with ChatServer([Reply(itertools.repeat("la même chose, "))]) as server:
        written, message = problem(model_at(server.url))
        server.finish()
    assert "repeats itself" in message
    assert len(written) < 1000


def test_a_stream_without_end_mark_still_counts() -> None:
    with ChatServer([Reply(["Une phrase."], done=False)]) as server:
        assert model_at(server.url).ask(ASKED) == "Une phrase."
        server.finish()


@pytest.mark.parametrize("way", ["close", "stop"])
def test_giving_up_frees_the_call_within_two_seconds(way: str, fault_row: CountRow) -> None:
    row = fault_row(26)
    with ChatServer([Reply(["Une phrase. ", 30.0])] * 20) as server:
        model = model_at(server.url, Limits())
        for _ in range(20):
            server.closed_early.clear()
            stop = threading.Event()
            stream = model.stream(ASKED, stop)
            assert next(stream) == "Une phrase. "
            started = time.monotonic()
            if way == "close":
                stream.close()  # type: ignore[attr-defined]
            else:
                stop.set()
                assert list(stream) == []
            assert server.closed_early.wait(2)
            assert time.monotonic() - started < 2
            row.happened()
        deadline = time.monotonic() + 2
        while server.open and time.monotonic() < deadline:
            time.sleep(0.01)
        assert server.open == 0
        server.finish()


def test_the_key_goes_to_the_server_and_nowhere_else(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    key = "sk-canary-0123456789abcdefghij"
    monkeypatch.setenv("OPENAI_API_KEY", key)
    caplog.set_level("DEBUG")
    body = json.dumps({"error": {"message": f"Incorrect API key provided: {key}"}}).encode()
    heard: list[Exchange] = []
    replies: Sequence[Reply] = [Reply(status=status, body=body) for status in (401, 400, 403, 422)]
    with ChatServer(replies) as server:
        model = open_model("openai:scripted", server.url, QUICK, heard.append)
        messages = [problem(model)[1] for _ in replies]
        server.finish()
    assert server.keys == [f"Bearer {key}"] * 4
    output = capsys.readouterr()
    for text in (*messages, repr(heard), repr(model), str(vars(model)), caplog.text, output.out, output.err):
        assert key not in text
        assert "canary" not in text


def test_every_call_can_be_recorded() -> None:
    heard: list[Exchange] = []
    with ChatServer([says("Oui. [1.1]"), fails(400)]) as server:
        model = open_model("openai:scripted", server.url, QUICK, heard.append)
        model.ask(ASKED)
        problem(model)
        server.finish()
    assert heard[0].messages == (("human", "Bonjour ?"),)
    assert heard[0].text == "Oui. [1.1]"
    assert heard[0].error is None
    assert heard[1].error is not None


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("qwen", "provider:name"),
        ("", "provider:name"),
        ("openai:", "provider:name"),
        ("ollama:qwen3:4b", "pip install 'preuve[ollama]'"),
        ("mistralai:small", "pip install 'preuve[mistral]'"),
        ("nowhere:model", "nowhere:model"),
        ("openai:gpt", "OPENAI_API_KEY"),
    ],
)
def test_a_model_that_cannot_be_opened(name: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(SettingError) as caught:
        open_model(name)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<think>a</think>Bonjour", "Bonjour"),
        ("<think>a [1.1]\n\nb</think>\nBonjour <b>", "\nBonjour <b>"),
        ("a < b <think>x</think> c", "a < b  c"),
        ("<THINKING>x</THINKING>y", "y"),
        ("<think>never closed", ""),
        ("x</think>y", "y"),
        ("<think>a</think>b</think>c", "c"),
        ("1 <2", "1 <2"),
        ("fin <", "fin <"),
    ],
)
def test_thoughts_are_left_out_wherever_the_stream_is_cut(written: str, kept: str) -> None:
    for cut in range(len(written) + 1):
        thoughts = ThoughtFilter()
        given = thoughts.feed(written[:cut]) + thoughts.feed(written[cut:]) + thoughts.finish()
        assert given.rpartition(WITHDRAWN)[2] == kept


@pytest.mark.parametrize(
    "thought",
    [
        "Okay, the user asks where. [1.1]",
        "Let me see",
        "L’utilisateur demande",
        "\n\nSo, the user wants it",
        "حسنًا، ليكن",
    ],
)
def test_a_text_that_begins_like_a_thought_waits_for_its_end(thought: str) -> None:
    for size in range(1, len(thought)):
        thoughts = ThoughtFilter()
        chunks = [thought[at : at + size] for at in range(0, len(thought), size)]
        assert [thoughts.feed(chunk) for chunk in chunks] == [""] * len(chunks)
        assert thoughts.feed("</think>Rabat.") + thoughts.finish() == "Rabat."
    whole = ThoughtFilter()
    assert whole.feed(thought) + whole.finish() == thought


@pytest.mark.parametrize("answer", ["Rabat est", "The user must", "Bonn est", "Letters are", "Oklahoma has", "Les "])
def test_an_answer_waits_only_as_long_as_it_may_be_a_thought(answer: str) -> None:
    thoughts = ThoughtFilter()
    assert "".join(thoughts.feed(character) for character in answer) == answer


def test_thoughts_that_are_only_closed_are_withdrawn_once_and_then_held_back() -> None:
    written = "Je réfléchis. Rabat ?</think>À Rabat."
    with ChatServer([says(written), says(written), says("Non.")]) as server:
        model = open_model("openai:scripted", server.url, Limits())
        first = list(model.stream([HumanMessage("Où ?")]))
        assert "".join(first).partition(WITHDRAWN)[2] == "À Rabat."
        assert "".join(model.stream([HumanMessage("Où ?")])) == "À Rabat."
        assert "".join(model.stream([HumanMessage("Ici ?")])) == "Non."
        server.finish()
