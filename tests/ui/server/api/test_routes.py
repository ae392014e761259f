"""The API at a real server: answers, events, limits, and what is no request."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from lxml import html

from rag.errors import IndexMissing
from rag.proof.records import answer_record
from rag.settings import make_settings
from tests.fixtures.memory_assistant import MemoryAssistant, document
from tests.fixtures.servers.replies import answering
from tests.fixtures.tab import Tab, serving
from ui.server.api.shapes import AnswerShape, DocumentShape, HealthShape
from ui.store import LOCAL, Store, open_store

pytestmark = pytest.mark.server

LAW = document("law.md", "# Law\n\nThe committee reviews every model before deployment. It sits in Rabat.\n")
QUESTION = "What does the committee review before deployment?"
EVENTS = {"accept": "text/event-stream"}


@pytest.fixture(scope="module")
def assistant() -> MemoryAssistant:
    return MemoryAssistant([LAW])


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with closing(open_store(make_settings(index=tmp_path_factory.mktemp("api")))) as opened:
        yield opened


@pytest.fixture(scope="module")
def url(assistant: MemoryAssistant, store: Store) -> Iterator[str]:
    with serving(assistant, store=store) as address:
        yield address


def ask(url: str, headers: dict[str, str] | None = None, **body: Any) -> httpx.Response:
    return httpx.post(f"{url}/api/ask", json={"question": QUESTION, **body}, headers=headers, timeout=60)


def events_of(text: str) -> list[tuple[str, Any]]:
    found = []
    for block in text.strip().split("\n\n"):
        name, data = block.split("\n")
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def test_the_answer_is_the_object_of_ask(url: str, assistant: MemoryAssistant) -> None:
    reply = ask(url)
    assert reply.status_code == 200
    record = reply.json()
    expected = answer_record(assistant.answer(QUESTION, {"committee", "review", "before", "deployment"}))
    assert record == json.loads(json.dumps(expected))
    (citation,) = record["sentences"][0]["citations"]
    assert LAW.text[citation["start"] : citation["end"]] == citation["quote"]
    AnswerShape.model_validate(record)
    assert ask(url, question="Who won the cup?").json()["abstained"] is True


def test_what_is_asked_of_the_collection_has_a_kind_of_its_own(tmp_path: Path) -> None:
    with answering(tmp_path) as real, serving(real) as address:
        listed = ask(address, question="Which documents do you have?").json()
        AnswerShape.model_validate(listed)
        assert (listed["kind"], listed["abstained"], listed["sentences"]) == ("about", True, [])
        with real.documents() as documents:
            count = documents.counts().documents
        assert listed["about"]["count"] == len(listed["about"]["documents"]) == count
        events = events_of(ask(address, EVENTS, question="Summarise hut.txt").text)
        assert [name for name, _ in events] == ["passages", "sentence", "answer"]
        summary = events[-1][1]
        assert (summary["kind"], summary["about"]["topic"], summary["abstained"]) == ("about", "summary", False)
        assert summary["sentences"][0]["citations"][0]["file"] == "hut.txt"
        answered = ask(address, question="When does the warden of the hut open the shutters?").json()
        assert "kind" not in answered


def test_events_come_in_their_order(url: str) -> None:
    with serving(MemoryAssistant([LAW])) as address:
        reply = ask(address, EVENTS)
    assert reply.headers["content-type"].startswith("text/event-stream")
    events = events_of(reply.text)
    assert [name for name, _ in events] == ["passages", "answer"]
    assert events[0][1]["understood"] == QUESTION
    assert events[1][1] == ask(url).json()


def test_what_goes_wrong_is_one_line_in_either_form(url: str, capfd: pytest.CaptureFixture[str]) -> None:
    reply = ask(url, question="Is it broken now?")
    assert reply.status_code == 502
    assert "cannot be reached: start it" in reply.json()["error"]
    (_, (name, record)) = events_of(ask(url, EVENTS, question="Is it broken now?").text)
    assert name == "error"
    assert record == reply.json()
    bug = ask(url, question="Please crash now")
    assert (bug.status_code, bug.json()) == (500, {"error": "an unexpected error, which is in the log of the server"})
    assert "RuntimeError: a bug" in capfd.readouterr().err


def test_turns_and_files_are_passed_on_and_checked(url: str) -> None:
    assert ask(url, turns=[{"question": "Which committee?", "answer": "That of ethics."}]).status_code == 200
    assert ask(url, files=["law.md"]).status_code == 200
    reply = ask(url, files=["law.md", "../etc/passwd"])
    assert reply.status_code == 422
    assert "'../etc/passwd' is not indexed" in reply.json()["error"]


def test_a_conversation_grows_by_what_is_asked(url: str, store: Store) -> None:
    Tab(url).call("ask", QUESTION)
    identifier = store.conversations.of(LOCAL)[0].id
    assert ask(url, conversation=identifier, question="Who won the cup?").status_code == 200
    turns = store.conversations.turns(LOCAL, identifier) or []
    assert [turn.record["question"] for turn in turns] == [QUESTION, "Who won the cup?"]
    assert turns[1].record["answer"]["abstained"] is True
    assert ask(url, conversation="0123456789abcdef").status_code == 422
    assert ask(url, conversation=identifier, turns=[{"question": "x"}]).status_code == 422


def test_documents_health_and_their_description(url: str) -> None:
    (listed,) = httpx.get(f"{url}/api/documents", timeout=60).json()
    assert listed["file"] == "law.md"
    DocumentShape.model_validate(listed, strict=True)
    health = httpx.get(f"{url}/api/health", timeout=60).json()
    assert (health["status"], health["documents"]) == ("ok", 1)
    HealthShape.model_validate(health, strict=True)
    description = httpx.get(f"{url}/api/openapi.json", timeout=60).json()
    assert set(description["paths"]) == {"/api/ask", "/api/documents", "/api/health"}
    assert set(description["paths"]["/api/ask"]["post"]["responses"]) >= {"200", "401", "422", "429"}
    page = httpx.get(f"{url}/api/docs", timeout=60)
    tree = html.document_fromstring(page.text)
    assert not tree.xpath("//script")
    linked = [*tree.xpath("//@href"), *tree.xpath("//@src")]
    assert all(link.startswith(("/", "#")) for link in linked)
    assert {link[1:] for link in linked if link.startswith("#")} <= set(tree.xpath("//@id"))
    assert "POST /api/ask" in tree.text_content()


def test_documents_that_are_not_there_yet_or_never() -> None:
    opening: Future[Any] = Future()
    with serving(opening) as url:
        reply = httpx.get(f"{url}/api/health", timeout=60)
        assert (reply.status_code, reply.json()["status"]) == (503, "opening")
        assert httpx.get(f"{url}/api/documents", timeout=60).status_code == 503
        opening.set_exception(IndexMissing("there is no index in /x: run `preuve ingest`"))
        reply = httpx.get(f"{url}/api/health", timeout=60)
        assert (reply.status_code, reply.json()["status"]) == (503, "failed")
        assert "there is no index in …/x" in reply.json()["reason"]
        assert ask(url).status_code == 503


BAD_BODIES = [
    b"", b"null", b"[]", b"7", b'"x"', b"{", b"\xff\xfe", b'{"question": "\\ud800"}', b'{"question": "a\\ud800b"}',
    b'{"question": null}', b'{"question": 7}', b'{"question": true}', b'{"question": ["x"]}', b'{"question": {"a": 1}}',
    b'{"question": ""}', b'{"question": " \\n\\t"}', b'{"question": "?!"}', b'{"question": "\\u200b\\u202e"}', b"{}",
    b'{"question": "\\u0000"}', b'{"question": "ok then", "other": 1}', b'{"question": "ok then", "turns": "x"}',
    b'{"question": "ok then", "turns": [{"question": 1}]}', b'{"question": "ok then", "files": "law.md"}',
    b'{"question": "ok then", "files": [1]}', b'{"question": "ok then", "conversation": 7}',
    b'{"question": "ok then", "turns": [' + b'{"question": "x"},' * 20 + b'{"question": "x"}]}',
    b'{"question": "' + b"x" * 4001 + b'"}', b'{"question": "' + b"x" * 200_000 + b'"}', b"[" * 200_000,
    b'{"question": NaN}', b'{"question": "ok then", "files": ["\\u0000"]}',
]  # fmt: skip


def test_bad_bodies_are_refused_quickly_with_one_line(url: str, assistant: MemoryAssistant) -> None:
    asked = len(assistant.asked)
    slowest = 0.0
    for body in BAD_BODIES:
        for accept in ("application/json", "text/event-stream"):
            started = time.perf_counter()
            reply = httpx.post(
                f"{url}/api/ask",
                content=body,
                headers={"content-type": "application/json", "accept": accept},
                timeout=60,
            )
            slowest = max(slowest, time.perf_counter() - started)
            assert 400 <= reply.status_code < 500, body[:60]
            (message,) = reply.json().values()
            assert message
            assert "\n" not in message
            assert len(message) < 300
    assert len(assistant.asked) == asked
    assert slowest < 2  # on a busy machine; alone it is a few milliseconds


@pytest.mark.parametrize("size", [1_000_000, 50_000_000])
def test_large_bodies_are_refused_at_once(url: str, size: int) -> None:
    started = time.perf_counter()
    with contextlib.suppress(httpx.TransportError):  # the server may answer and close before everything is sent
        reply = httpx.post(f"{url}/api/ask", content=b"x" * size, timeout=60)
        assert reply.status_code == 413
        assert "too large" in reply.json()["error"]
    assert time.perf_counter() - started < 5


def test_other_sites_cannot_ask(url: str) -> None:
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        reply = ask(url, headers)
        assert (reply.status_code, list(reply.json())) == (403, ["error"])


# Many at once


def test_sixty_questions_at_once_are_bounded_and_not_mixed() -> None:
    facts = [document(f"f{n}.txt", f"Committee number{n} reviews model number{n}.\n") for n in range(60)]
    release = threading.Event()
    with serving(MemoryAssistant(facts, release)) as url, ThreadPoolExecutor(60) as pool:
        asked = [pool.submit(ask, url, question=f"number{n} committee reviews?") for n in range(60)]
        ended = time.monotonic() + 60
        while sum(future.done() for future in asked) < 38 and time.monotonic() < ended:
            time.sleep(0.05)
        release.set()
        replies = [future.result(60) for future in asked]
    assert sorted(reply.status_code for reply in replies) == [200] * 22 + [429] * 38
    for number, reply in enumerate(replies):
        if reply.status_code == 429:
            assert int(reply.headers["retry-after"]) > 0
        else:
            assert f"number{number} " in reply.json()["answer"]


def test_a_person_may_ask_so_often_a_minute() -> None:
    with serving(MemoryAssistant([LAW]), make_settings(questions_per_minute=3)) as url:
        assert [ask(url).status_code for _ in range(4)] == [200, 200, 200, 429]
        reply = ask(url, EVENTS)
        assert reply.status_code == 429
        assert 0 < int(reply.headers["retry-after"]) <= 60
        assert "questions in a minute" in reply.json()["error"]
        assert "Please wait" in Tab(url).call("ask", QUESTION)["notice"]


@pytest.mark.parametrize("headers", [EVENTS, {}])
def test_whoever_goes_away_frees_the_place(url: str, assistant: MemoryAssistant, headers: dict[str, str]) -> None:
    stopped, asked = assistant.stopped, len(assistant.asked)
    for _ in range(10):
        with (
            contextlib.suppress(httpx.ReadTimeout),
            httpx.stream(
                "POST", f"{url}/api/ask", json={"question": "Be slow about it"}, headers=headers, timeout=0.3
            ) as stream,
        ):
            next(stream.iter_raw())
    # Those that were gone before a thread was free have not been begun.
    ended = time.monotonic() + 20
    while httpx.get(f"{url}/api/health", timeout=60).json()["questions"] and time.monotonic() < ended:
        time.sleep(0.05)
    assert httpx.get(f"{url}/api/health", timeout=60).json()["questions"] == 0
    begun = len(assistant.asked) - asked
    while assistant.stopped < stopped + begun and time.monotonic() < ended:
        time.sleep(0.05)
    assert assistant.stopped == stopped + begun


def test_a_store_that_fails_is_told_and_the_answer_is_there(tmp_path: Path) -> None:
    store = open_store(make_settings(index=tmp_path))
    with serving(MemoryAssistant([LAW]), store=store) as url:
        tab = Tab(url)
        tab.call("ask", QUESTION)
        with store.conversations._database.writing() as connection:
            connection.execute("DROP TABLE turns")
        changed = tab.call("ask", QUESTION)
        assert 'id="exchange-2"' in changed["conversation"]
        assert "could not be kept" in changed["notice"]
        store.close()
        assert httpx.get(url, timeout=60).status_code == 503
