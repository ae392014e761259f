"""Every field of every request has a limit, which is looked at before any work; a new field without one fails here."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import gradio as gr
import httpx
import pytest
from starlette.responses import PlainTextResponse

from rag.assistant import Assistant
from rag.embedding.embedder import HashEmbedder
from rag.settings import MOST_QUESTION_CHARACTERS, make_settings
from tests.conftest import SEED_TEXTS
from tests.fixtures.memory_assistant import MemoryAssistant, document
from tests.fixtures.stored import publish
from tests.fixtures.tab import Tab, serving
from ui.server.api import shapes
from ui.server.lengths import HEADERS_BYTES, NAME_CHARACTERS, PATH_CHARACTERS, QUERY_BYTES, Lengths
from ui.server.login import FORM_BYTES
from ui.server.security import BODY_LIMIT
from ui.store import open_store

pytestmark = pytest.mark.server

LAW = document("law.md", "# Law\n\nThe committee reviews every model before deployment. It sits in Rabat.\n")
QUESTION = "What does the committee review before deployment?"
MARKS = "\u0301\u0323\u064b\u0650"


@pytest.fixture(scope="module")
def assistant() -> MemoryAssistant:
    return MemoryAssistant([LAW])


@pytest.fixture(scope="module")
def url(assistant: MemoryAssistant) -> Iterator[str]:
    with serving(assistant) as address:
        yield address


def ask(url: str, **body: Any) -> httpx.Response:
    content = json.dumps({"question": QUESTION, **body}, ensure_ascii=False).encode()
    return httpx.post(f"{url}/api/ask", content=content, headers={"content-type": "application/json"}, timeout=60)


# Turns


@pytest.mark.parametrize(
    ("turns", "said"),
    [
        ([{"question": "x", "answer": "A word. " * 25_000}], "turns.0.answer"),
        ([{"question": "Who is it? " * 18_000}], "turns.0.question"),
        ([{"question": "x", "answer": ("a" + MARKS) * 20_000}], "turns.0.answer"),
        ([{"question": "Et " + MARKS * 25_000}], "turns.0.question"),
        ([{"question": "Et en 2027 ?", "answer": "Un mot. " * 1_250} for _ in range(20)], "turns have 200,"),
        ([{"question": "Et " + "mot " * 2_500} for _ in range(20)], "turns have 200,"),
        ([{"question": "x"} for _ in range(8_000)], "turns"),
    ],
)  # fmt: skip
def test_200_kilobytes_of_turns_are_refused_at_once(
    url: str, assistant: MemoryAssistant, turns: list[dict[str, str]], said: str
) -> None:
    asked = len(assistant.asked)
    started = time.perf_counter()
    reply = ask(url, turns=turns)
    assert reply.status_code == 413
    (line,) = reply.json().values()
    assert said in line
    assert "at most" in line
    assert len(line) < 300
    assert time.perf_counter() - started < 5  # alone it takes some milliseconds; it took minutes
    assert len(assistant.asked) == asked


def test_turns_within_the_limits_are_answered(url: str) -> None:
    turns = [{"question": "Which committee?", "answer": "That of ethics. " * 1000}, {"question": "And in 2027?"}]
    assert ask(url, turns=turns).status_code == 200
    longest = {"question": "q" * MOST_QUESTION_CHARACTERS, "answer": "a" * shapes.ANSWER_CHARACTERS}
    assert ask(url, turns=[longest]).status_code == 200
    assert ask(url, turns=[longest, {"question": "q" * 4_001}]).status_code == 413


def test_marks_that_combine_do_not_hold_the_server(tmp_path: Path) -> None:
    """The most of them that is accepted, while somebody else is answered."""
    publish(tmp_path, SEED_TEXTS)
    settings = make_settings(index=tmp_path, embedder="hash", question_characters=MOST_QUESTION_CHARACTERS)
    with closing(Assistant(settings, HashEmbedder())) as real, serving(real, settings) as url:
        ask(url)  # what is loaded at the first question is loaded
        turns = [
            {"question": "Et " + MARKS * 3_000, "answer": "a" + MARKS * 2_000},
            {"question": "Qui " + MARKS[::-1] * 2_000, "answer": ""},
        ]
        replies: list[int] = []
        question = "Qui la dirige" + MARKS * 3_000
        busy = threading.Thread(target=lambda: replies.append(ask(url, question=question, turns=turns).status_code))
        slowest = 0.0
        busy.start()
        while True:
            working = busy.is_alive()
            started = time.perf_counter()
            assert httpx.get(f"{url}/api/health", timeout=60).status_code == 200
            slowest = max(slowest, time.perf_counter() - started)
            if not working:
                break
        busy.join()
    assert replies == [200]
    assert slowest < 3  # it was 10 s at a time


# The API


def unbounded(schema: dict[str, Any], definitions: dict[str, Any], where: str) -> Iterator[str]:
    """The places of a JSON schema where a text or a list of any length may stand."""
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rpartition("/")[2]]
    for each in schema.get("anyOf", []):
        yield from unbounded(each, definitions, where)
    kind = schema.get("type")
    if kind == "string" and not {"maxLength", "pattern", "enum", "const"} & schema.keys():
        yield where
    if kind == "array":
        if "maxItems" not in schema:
            yield where
        yield from unbounded(schema["items"], definitions, f"{where}[]")
    if kind == "object":
        if schema.get("additionalProperties") is not False:
            yield where
        for name, each in schema.get("properties", {}).items():
            yield from unbounded(each, definitions, f"{where}.{name}")
    if kind is None and "anyOf" not in schema:
        yield where  # anything may stand there


def test_every_field_of_the_api_has_a_limit(url: str) -> None:
    description = httpx.get(f"{url}/api/openapi.json", timeout=60).json()
    definitions = description["components"]["schemas"]
    walked = []
    for path, methods in description["paths"].items():
        for method, route in methods.items():
            fields = [(each["schema"], each["name"]) for each in route.get("parameters", [])]
            content = route.get("requestBody", {}).get("content", {})
            fields += [(each["schema"], method) for each in content.values()]
            for schema, name in fields:
                walked.append(path)
                assert list(unbounded(schema, definitions, f"{path} {name}")) == []
    assert walked == ["/api/ask"]


def test_a_field_without_a_limit_is_found() -> None:
    """The walk itself: it would not overlook one."""
    open_ended = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "text": {"type": "string"},
            "list": {"type": "array", "items": {"type": "string", "maxLength": 3}},
            "inside": {"type": "array", "maxItems": 3, "items": {"anyOf": [{"type": "null"}, {"type": "string"}]}},
            "any": {},
            "free": {"type": "object"},
            "number": {"type": "integer"},
        },
    }
    assert set(unbounded(open_ended, {}, "x")) == {"x.text", "x.list", "x.inside[]", "x.any", "x.free"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("question", "q" * (MOST_QUESTION_CHARACTERS + 1)),
        ("conversation", "c" * (shapes.CONVERSATION_CHARACTERS + 1)),
        ("files", ["f"] * (shapes.FILES + 1)),
        ("files", ["f" * (shapes.FILE_CHARACTERS + 1)]),
        ("turns", [{"question": "q"}] * (shapes.TURNS + 1)),
    ],
)
def test_what_is_longer_is_named(url: str, assistant: MemoryAssistant, field: str, value: object) -> None:
    asked = len(assistant.asked)
    reply = ask(url, **{field: value})
    assert reply.status_code == 413
    assert reply.json()["error"].startswith(field)
    assert len(assistant.asked) == asked


# The page


def texts(tab: Tab) -> Iterator[tuple[dict[str, Any], int, int]]:
    """Each text that a listener of the page takes: the listener, its place in `data` and its limit."""
    config = httpx.get(f"{tab.url}/config", timeout=60).json()
    components = {item["id"]: item for item in config["components"]}
    for listener in config["dependencies"]:
        for at, identifier in enumerate(listener["inputs"]):
            component = components[identifier]
            if component["type"] == "state":
                continue
            assert component["type"] == "textbox", f"{component['type']} in {listener['api_name']}: give it a limit"
            limit = component["props"].get("max_length")
            assert isinstance(limit, int), f"{component['props'].get('elem_id')} has no limit"
            yield listener, at, limit


def test_every_field_of_the_page_has_a_limit_that_is_looked_at_first(url: str, assistant: MemoryAssistant) -> None:
    tab, asked, walked = Tab(url), len(assistant.asked), set()
    for listener, at, limit in texts(tab):
        data: list[Any] = [None] * len(listener["inputs"])
        data[at] = "x" * (limit + 1)
        body = {"data": data, "fn_index": listener["id"], "session_hash": tab.session}
        for path in ("queue/join", "run/predict"):
            reply = httpx.post(f"{url}/gradio_api/{path}", json=body, timeout=60)
            assert reply.status_code == 413, listener["api_name"]
            assert f"at most {limit:,}" in reply.text
        walked.add(listener["api_name"])
    assert {"ask", "again", "react", "navigate", "search", "turn_to", "export", "ingest", "change"} <= walked
    assert len(assistant.asked) == asked


def test_the_longest_question_is_asked(url: str, assistant: MemoryAssistant) -> None:
    longest = "Who? ".ljust(4_000, "a")
    assert "conversation" in Tab(url).call("ask", longest)
    assert assistant.asked[-1] == longest


@pytest.mark.parametrize("field", ["session_hash", "event_id", "event_data", "simple_format", "anything"])
@pytest.mark.parametrize("value", ["x" * 10_000, ["x" * 10_000], {"a": {"b": "x" * 10_000}}])
def test_the_other_fields_of_a_call_have_limits_too(url: str, field: str, value: object) -> None:
    tab = Tab(url)
    body = {"data": ["", None], "fn_index": tab.listeners["edit"]["id"], "session_hash": tab.session, field: value}
    for path in ("queue/join", "run/predict", "cancel", "reset"):
        reply = httpx.post(f"{url}/gradio_api/{path}", json=body, timeout=60)
        assert reply.status_code == 413
        assert field in reply.text


async def test_a_page_with_a_field_that_has_no_limit_is_not_served() -> None:
    for field in (gr.Textbox, gr.Code, gr.Markdown):
        with gr.Blocks() as blocks:
            part = field(elem_id="endless")
            gr.Button("go").click(lambda text: None, [part], None, api_name="going")
        with pytest.raises(TypeError, match=r"going has no limit: give it a max_length"):
            Lengths(PlainTextResponse("x"), blocks)
    with gr.Blocks() as blocks:
        box, number, state = gr.Textbox(max_length=7), gr.Number(), gr.State()
        gr.Button("go").click(lambda *values: None, [box, number, state], None, api_name="going")
    assert list(Lengths(PlainTextResponse("x"), blocks).fields.values()) == [[7, None, None]]


# Addresses, headers and forms


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/assets/" + "a" * PATH_CHARACTERS, 414),
        ("/?c=" + "a" * (NAME_CHARACTERS + 1), 414),
        ("/?x=" + "a" * QUERY_BYTES, 414),
        ("/?" + "a=1&" * QUERY_BYTES, 414),
        ("/gradio_api/queue/data?session_hash=" + "a" * (NAME_CHARACTERS + 1), 414),
        ("/gradio_api/heartbeat/" + "a" * PATH_CHARACTERS, 414),
        ("/login?language=" + "a" * (NAME_CHARACTERS + 1), 414),
    ],
)
def test_addresses_have_limits(url: str, address: str, status: int) -> None:
    reply = httpx.get(url + address, timeout=60)
    assert reply.status_code == status
    assert "at most" in reply.text


def test_what_an_upload_says_of_itself_has_limits(url: str) -> None:
    for query in ("name=" + "a" * 2_000 + ".txt&batch=abcdefgh", "name=a.txt&batch=" + "b" * 100):
        reply = httpx.post(f"{url}/preuve/upload?{query}", content=b"text", timeout=60)
        assert (reply.status_code, "at most" in reply.text) == (414, True)


def test_headers_have_a_limit_together(url: str) -> None:
    many = {f"x-{number}": "h" * 1_000 for number in range(HEADERS_BYTES // 1_000 + 1)}
    assert httpx.get(f"{url}/api/health", headers=many, timeout=60).status_code == 431
    assert httpx.get(f"{url}/api/health", headers={"cookie": "c" * 4_000}, timeout=60).status_code == 200


def test_a_login_form_has_a_limit(tmp_path: Path) -> None:
    from ui.server.credentials import hashed

    with closing(open_store(make_settings(index=tmp_path))) as store:
        store.people.add("alice", hashed("a password of hers"))
        with serving(MemoryAssistant([LAW]), store=store) as url:
            for form in ({"name": "a" * FORM_BYTES}, {"name": "alice", "password": "é" * FORM_BYTES}):
                started = time.perf_counter()
                assert httpx.post(f"{url}/login", data=form, timeout=60).status_code == 413
                assert time.perf_counter() - started < 5
            longest = {"name": "\U0001f600" * 64, "password": "\U0001f600" * 1_000}
            assert httpx.post(f"{url}/login", data=longest, timeout=60).status_code == 401


def test_a_body_of_all_the_bytes_that_are_read_is_refused_field_by_field(url: str) -> None:
    turns = [{"question": "é" * (BODY_LIMIT // 4)}]
    assert ask(url, turns=turns).status_code == 413
