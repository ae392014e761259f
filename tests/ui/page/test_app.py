from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from lxml import html

from rag.errors import Busy, IndexMissing, QuestionError, UsageError
from rag.index.parts import key_of
from rag.types import Span
from tests.fixtures.infos import MemoryDocuments, info
from tests.fixtures.memory_assistant import MemoryAssistant, document
from tests.fixtures.reliability import CountRow
from tests.fixtures.tab import Tab, serving
from ui.page.conversation import KEPT, Conversation, Opened, checked_question
from ui.page.examples import BundledExamples, bundled_questions
from ui.page.navigation import target_of
from ui.page.window import WINDOW
from ui.server.address import hosts_of, listen
from ui.server.security import BODY_LIMIT, READ, SENT
from ui.words.lexicon import WORDS
from ui.work.gate import Gate

pytestmark = pytest.mark.server

EN = WORDS["en"]
LAW = document("law.md", "# Law\n\nThe committee reviews every model before deployment. It sits in Rabat.\n")
LONG = document("long.txt", "".join(f"Line {number} of a long document.\n" for number in range(9_000)))
QUESTION = "What does the committee review before deployment?"


@pytest.fixture(scope="module")
def assistant() -> MemoryAssistant:
    return MemoryAssistant([LAW, LONG])


@pytest.fixture(scope="module")
def url(assistant: MemoryAssistant) -> Iterator[str]:
    with serving(assistant, examples=[QUESTION]) as address:
        yield address


def text_of(markup: Any) -> str:
    return html.fragment_fromstring(markup).text_content()


# The conversation


def test_a_question_is_answered_and_its_source_opened(url: str) -> None:
    changed = Tab(url).call("ask", QUESTION)
    assert 'href="#cite-1-1-' in changed["conversation"]
    assert 'id="mark-1-1"' in changed["source"]
    assert changed["question"] == ""


def test_off_topic_is_an_abstention(url: str) -> None:
    changed = Tab(url).call("ask", "Who won the cup?")
    assert EN.no_answer in text_of(changed["conversation"])
    assert "verdict" not in changed["conversation"]


def test_the_page_is_up_before_the_documents_are() -> None:
    opening: Future[Any] = Future()
    with serving(opening) as address:
        tab = Tab(address)
        with ThreadPoolExecutor(1) as pool:
            answered = pool.submit(tab.call, "ask", QUESTION)
            assert EN.opening in httpx.get(f"{address}/config").text or not answered.done()
            time.sleep(0.3)
            assert not answered.done()
            opening.set_result(MemoryAssistant([LAW]))
            assert 'href="#cite-1-1-' in answered.result(20)["conversation"]


def test_an_index_that_cannot_be_opened_is_told() -> None:
    opening: Future[Any] = Future()
    opening.set_exception(IndexMissing("there is no index in /x: run `preuve ingest`"))
    with serving(opening) as address:
        tab = Tab(address)
        assert "there is no index in …/x" in text_of(tab.call("arrive")["conversation"])
        assert "there is no index in …/x" in text_of(tab.call("ask", QUESTION)["conversation"])
        assert "there is no index in …/x" in text_of(tab.call("navigate", "document 0")["source"])


def test_a_model_that_fails_is_one_line(url: str) -> None:
    changed = Tab(url).call("ask", "Is it broken now?")
    assert "cannot be reached: start it" in text_of(changed["conversation"])
    assert "Traceback" not in json.dumps(changed)


def test_a_bug_is_told_politely_and_keeps_its_trace_to_itself(url: str, capfd: pytest.CaptureFixture[str]) -> None:
    tab = Tab(url)
    with pytest.raises(RuntimeError) as failure:
        tab.call("ask", "Please crash now")
    assert "a bug" not in str(failure.value)
    changed = tab.call("broke")
    assert EN.unexpected in text_of(changed["conversation"])
    assert "a bug" not in json.dumps(changed)
    assert "RuntimeError: a bug" in capfd.readouterr().err
    assert 'href="#cite-2-1-' in tab.call("ask", QUESTION)["conversation"]


def test_state_belongs_to_a_tab(url: str) -> None:
    first, second = Tab(url), Tab(url)
    first.call("ask", QUESTION)
    assert "committee" not in second.call("ask", "Who won the cup?")["conversation"].split("closest")[0]
    assert "source" in first.call("navigate", "cite 1 1")
    assert 'class="source empty"' in Tab(url).call("navigate", "cite 1 1")["source"]


def test_a_conversation_grows_and_starts_anew(url: str) -> None:
    tab = Tab(url)
    tab.call("ask", QUESTION)
    changed = tab.call("ask", QUESTION)
    assert 'href="#cite-2-1-' in changed["conversation"]
    assert 'id="exchange-1"' in changed["conversation"]
    assert "welcome" in tab.call("renew")["conversation"]
    assert 'id="exchange-1"' in tab.call("ask", QUESTION)["conversation"]


def test_a_question_is_changed_and_asked_again(url: str, assistant: MemoryAssistant) -> None:
    tab = Tab(url)
    tab.call("ask", "Who won the cup?")
    tab.call("ask", QUESTION)
    changed = tab.call("edit", "1")
    assert changed["question"] == "Who won the cup?"
    assert EN.editing in text_of(changed["notice"])
    assert EN.empty_question in tab.call("ask", "")["notice"]
    changed = tab.call("ask", QUESTION)
    assert changed["notice"] == ""
    assert 'id="exchange-2"' not in changed["conversation"]
    assert 'href="#cite-1-1-' in changed["conversation"]
    asked = len(assistant.asked)
    assert 'id="exchange-2"' not in tab.call("again", "1")["conversation"]
    assert assistant.asked[asked:] == [QUESTION]
    assert tab.call("edit", "0")["question"] == ""
    assert 'id="exchange-2"' in tab.call("ask", QUESTION)["conversation"]
    assert tab.call("again", "7 or so") == {}


def test_what_was_understood_is_told_and_the_question_can_be_asked_as_written(url: str) -> None:
    tab = Tab(url)
    tab.call("ask", QUESTION)
    understood = EN.understood.format(question=f"And where does the committee sit? [{QUESTION}]")
    changed = tab.call("ask", "And where does the committee sit?")
    assert understood in text_of(changed["conversation"])
    assert 'href="#alone-2"' in changed["conversation"]
    changed = tab.call("again", "alone 2")
    assert understood not in text_of(changed["conversation"])
    assert "alone-2" not in changed["conversation"]
    assert 'id="exchange-2"' in changed["conversation"]


def test_an_exchange_that_goes_takes_its_numbers_along() -> None:
    assistant = MemoryAssistant([LAW, document("more.md", "Another committee reviews another deployment.\n")])
    talk = Conversation()
    for question in ("sits Rabat", QUESTION, "another committee reviews"):
        words = {word.lower() for word in question.split()}
        talk = talk.asked(question).settled(assistant.answer(question, words))
    before = talk.before(2)
    assert [exchange.number for exchange in before.exchanges] == [1]
    assert dict(before.numbers) == {spot: number for spot, number in talk.numbers.items() if number == 1}
    assert before.asked("x").exchanges[-1].number == 2
    assert talk.before(9) == talk


def test_the_switch_changes_every_word(url: str) -> None:
    tab = Tab(url)
    tab.call("ask", "Who won the cup?")
    changed = tab.call("switch", "ar")
    assert WORDS["ar"].no_answer in text_of(changed["conversation"])
    assert 'dir="rtl"' in changed["masthead"]
    assert changed["question"]["placeholder"] == WORDS["ar"].placeholder
    assert tab.call("ask", "")["notice"].count(WORDS["ar"].empty_question) == 1


def test_the_browser_decides_the_language(url: str) -> None:
    tab = Tab(url)
    tab.headers["accept-language"] = "fr-MA,fr;q=0.9"
    assert WORDS["fr"].headline in text_of(tab.call("arrive")["conversation"])
    tab.headers["cookie"] = "preuve_language=ar"
    assert WORDS["ar"].headline in text_of(tab.call("arrive")["conversation"])


def test_stopping_ends_the_work(url: str, assistant: MemoryAssistant) -> None:
    tab = Tab(url)
    before, questions = assistant.stopped, len(assistant.asked)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(tab.call, "ask", "Be slow about it")
        ended = time.monotonic() + 20
        while len(assistant.asked) == questions and time.monotonic() < ended:
            time.sleep(0.05)
        tab.call("stop")
        assert EN.stopped in text_of(asked.result(5)["conversation"])
    ended = time.monotonic() + 5
    while assistant.stopped == before and time.monotonic() < ended:
        time.sleep(0.01)
    assert assistant.stopped == before + 1


def test_closing_the_tab_ends_the_work(url: str, assistant: MemoryAssistant) -> None:
    tab = Tab(url)
    before = assistant.stopped
    with tab.stream(f"heartbeat/{tab.session}") as heartbeat:
        next(heartbeat.iter_raw())
        listener = tab.listeners["ask"]
        body = {"data": ["Be slow about it", None], "fn_index": listener["id"], "session_hash": tab.session}
        tab.post("queue/join", body)
        with tab.stream(f"queue/data?session_hash={tab.session}") as stream:
            assert any("process_generating" in line for line in stream.iter_lines())
    ended = time.monotonic() + 5
    while assistant.stopped == before and time.monotonic() < ended:
        time.sleep(0.05)
    assert assistant.stopped == before + 1


# Bad questions


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (None, EN.bad_question),
        ("a\0b", EN.bad_question),
        ("", EN.empty_question),
        (" \n\t", EN.empty_question),
        ("?!…", EN.empty_question),
        ("\u200b\u202e", EN.empty_question),
    ],
)
def test_bad_questions_are_refused_before_any_work(
    url: str, assistant: MemoryAssistant, question: object, said: str
) -> None:
    asked = len(assistant.asked)
    changed = Tab(url).call("ask", question)
    assert text_of(changed["notice"]) == said
    assert "conversation" not in changed
    assert len(assistant.asked) == asked


def test_what_is_no_question_is_told_in_the_language_of_the_page() -> None:
    with pytest.raises(QuestionError):
        checked_question("a\ud800b", 4000, EN)
    with pytest.raises(QuestionError, match=EN.long_question.format(length="4001", limit="4000")):
        checked_question("x" * 4001, 4000, EN)


@pytest.mark.parametrize("body", [b'{"data": ["\\ud800"]', b"\xff\xfe", b"[]", b"null", b'{"data": "\\ud800x"}', b"{}"])
def test_bodies_that_are_no_requests(url: str, body: bytes) -> None:
    for path in ("/gradio_api/queue/join", "/gradio_api/run/predict"):
        reply = httpx.post(f"{url}{path}", content=body, headers={"content-type": "application/json"})
        assert 400 <= reply.status_code < 500
        assert "Traceback" not in reply.text


@pytest.mark.parametrize("size", [BODY_LIMIT + 1, 1_000_000, 50_000_000])
def test_large_bodies_are_refused_at_once(url: str, size: int) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(-(-size // 100_000)):
            yield b"x" * 100_000

    started = time.perf_counter()
    for content in (b"x" * size, chunks()):
        # The server may answer and close before everything is sent.
        with contextlib.suppress(httpx.TransportError):
            assert httpx.post(f"{url}/gradio_api/queue/join", content=content).status_code == 413
    assert time.perf_counter() - started < 5


def test_a_large_body_is_refused_before_it_is_sent_and_not_waited_for(url: str) -> None:
    address = httpx.URL(url)
    head = (
        f"POST /gradio_api/queue/join HTTP/1.1\r\nHost: {address.netloc.decode()}\r\nContent-Length: 50000000\r\n\r\n"
    )
    with socket.create_connection((address.host, address.port or 80), timeout=20) as connection:
        connection.sendall(head.encode())
        reply = b"".join(iter(lambda: connection.recv(65536), b""))  # until the server ends the connection
    assert reply.startswith(b"HTTP/1.1 413 ")


# Many at once


def test_sixty_questions_at_once_are_bounded_and_not_mixed(fault_row: CountRow) -> None:
    facts = [document(f"f{n}.txt", f"Committee number{n} reviews model number{n}.\n") for n in range(60)]
    release = threading.Event()
    assistant = MemoryAssistant(facts, release)
    with serving(assistant) as address:
        tabs = [Tab(address) for _ in range(60)]
        with ThreadPoolExecutor(60) as pool:
            asked = [pool.submit(tab.call, "ask", f"number{n} committee reviews?") for n, tab in enumerate(tabs)]
            ended = time.monotonic() + 30
            while sum(future.done() for future in asked) < 38 and time.monotonic() < ended:
                time.sleep(0.05)
            release.set()
            outcomes = [future.result(60) for future in asked]
    busy = [outcome for outcome in outcomes if EN.busy in outcome.get("notice", "")]
    assert len(busy) == 38
    for number, outcome in enumerate(outcomes):
        if outcome not in busy:
            answer = html.fragment_fromstring(outcome["conversation"]).xpath("string(//p[@class='sentence'])")
            assert f"number{number} " in answer
    fault_row(25).happened(len(assistant.asked) == 22, times=60)


async def test_the_gate_passes_on_results_and_errors() -> None:
    gate = Gate(100, 1, 0)

    def counting() -> Iterator[int]:
        yield 1
        yield 2
        raise ValueError("three")

    with gate.entry(0) as place:
        with pytest.raises(Busy), gate.entry(0):
            pass
        stream = place.stream(counting)
        assert [await anext(stream), await anext(stream)] == [1, 2]
        with pytest.raises(ValueError, match="three"):
            await anext(stream)
    assert gate.inside == 0
    with gate.entry(0) as place:
        assert await asyncio.wait_for(anext(place.stream(lambda: iter("x"))), 5) == "x"


# Navigation


@pytest.mark.parametrize(
    "command",
    ["", "cite", "cite 1", "cite 1 9", "cite 9 1", "cite x y", "cite 1 -1", "document 99", "document ../x", "offset",
     "offset 5", "earlier", "later", "cite 1 1 1", "rm -rf", "cite ١ ١", "document " + "9" * 80],
)  # fmt: skip
def test_senseless_commands_change_nothing(command: str, assistant: MemoryAssistant) -> None:
    assert target_of(command, Conversation(), None, assistant) is None


def test_moving_in_a_long_document(assistant: MemoryAssistant) -> None:
    talk = Conversation()
    opened = target_of(f"document {key_of(LONG.file)}", talk, None, assistant)
    assert opened == Opened("long.txt")
    later = target_of("later", talk, opened, assistant)
    assert later is not None
    assert later.window is not None
    assert later.window.start == 0
    assert len(later.window) > WINDOW
    far = target_of("offset 200000", talk, later, assistant)
    assert far is not None
    assert far.window is not None
    assert far.window.contains(Span(200_000, 200_001))
    assert len(far.window) < 2 * WINDOW
    earlier = target_of("earlier", talk, far, assistant)
    assert earlier is not None
    assert earlier.window == Span(far.window.start - WINDOW, far.window.end)


def test_a_conversation_is_bounded() -> None:
    talk = Conversation()
    for number in range(KEPT + 10):
        talk = talk.asked(f"question {number}")
    assert len(talk.exchanges) == KEPT
    assert talk.exchanges[-1].number == KEPT + 10
    assert talk.exchange(1) is None


# The network


@pytest.mark.parametrize(
    "path",
    ["/docs", "/openapi.json", "/redoc", "/gradio_api/info", "/gradio_api/openapi.json", "/gradio_api/upload",
     "/gradio_api/file=/etc/passwd", "/gradio_api/file=.env", "/people.sqlite",
     "/gradio_api/file=.preuve/people/people.sqlite", "/gradio_api/file/../../etc/passwd", "/file=/etc/passwd",
     "/gradio_api/proxy=http://127.0.0.1:1/", "/proxy=http://x/", "/monitoring", "/monitoring/summary",
     "/gradio_api/call/ask", "/gradio_api/run/ask", "/gradio_api/api/ask", "/gradio_api/runs", "/gradio_api/mcp/",
     "/static/../config.py", "/assets/..%2f..%2f..%2fetc/passwd", "/assets/../../../../etc/passwd", "/login",
     "/gradio_api/deep_link", "/gradio_api/component_server", "/custom_component/x/client/y/z", "/token", "/user",
     "/preuve/app.py", "/preuve/../app.py", "/.env", "/gradio_api/stream/x", "/gradio_api/vibe-code"],
)  # fmt: skip
def test_what_the_page_does_not_need_is_not_there(url: str, path: str) -> None:
    host, port = httpx.URL(url).host, httpx.URL(url).port
    for method in ("GET", "POST"):
        with socket.create_connection((host, port or 80), timeout=10) as connection:
            connection.sendall(f"{method} {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
            reply = b"".join(iter(lambda: connection.recv(65536), b""))
        assert reply.split()[1] in (b"400", b"403", b"404", b"405"), (method, path)
        assert b"root:" not in reply


def test_only_listed_addresses_are_answered() -> None:
    assert READ.fullmatch("/")
    assert SENT.fullmatch("/gradio_api/queue/join")
    assert not READ.fullmatch("/gradio_api/queue/join")
    assert not SENT.fullmatch("/gradio_api/queue/join/../../file=x")


@pytest.mark.parametrize("host", ["evil.example", "evil.example:7860", "127.0.0.1.evil.example", "127.0.0.1:1", ""])
def test_other_names_for_this_server_are_refused(url: str, host: str) -> None:
    assert httpx.get(url, headers={"host": host}).status_code == 421


@pytest.mark.parametrize(
    "headers",
    [{"origin": "http://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"},
     {"sec-fetch-site": "same-site"}, {"origin": "http://127.0.0.1:1"}],
)  # fmt: skip
def test_other_sites_cannot_ask(url: str, headers: dict[str, str]) -> None:
    assert httpx.post(f"{url}/gradio_api/queue/join", json={}, headers=headers).status_code == 403


@pytest.mark.parametrize("path", ["/", "/config", "/preuve/preuve.js", "/docs", "/theme.css"])
def test_every_reply_has_the_policy(url: str, path: str) -> None:
    reply = httpx.get(url + path, headers={"origin": "http://evil.example"})
    policy = reply.headers["content-security-policy"]
    script = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe" not in script
    assert "default-src 'self'" in policy
    assert "http" not in policy
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["referrer-policy"] == "no-referrer"
    assert "access-control-allow-origin" not in reply.headers
    assert "server" not in reply.headers


def test_every_script_of_the_page_has_this_replys_nonce(url: str) -> None:
    first, second = httpx.get(url), httpx.get(url)
    nonce = first.headers["content-security-policy"].split("'nonce-")[1].split("'")[0]
    assert nonce not in second.text
    scripts = html.fromstring(first.text).xpath("//script | //style")
    assert scripts
    assert all(script.get("nonce") == nonce for script in scripts)


def test_forwarding_headers_do_not_reach_the_page(url: str) -> None:
    headers = {"x-forwarded-host": "evil.example", "x-forwarded-proto": "https", "forwarded": "host=evil.example"}
    assert "evil.example" not in httpx.get(url, headers=headers).text
    assert "evil.example" not in httpx.get(f"{url}/config", headers=headers).text


def test_no_listener_is_public_and_no_file_is_served(url: str) -> None:
    config = httpx.get(f"{url}/config").json()
    assert {item["api_visibility"] for item in config["dependencies"]} == {"private"}
    assert config["footer_links"] == []
    assert not config.get("run_history")


# The address


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", "8.8.8.8", "::", "example.org", "", "127.0.0.1;x"])
def test_other_hosts_are_refused(host: str) -> None:
    with pytest.raises(UsageError, match=r"127\.0\.0\.1"):
        listen(host, None)


def test_a_taken_port_is_passed_over_unless_it_was_asked_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"port {port} cannot be used"):
            listen("127.0.0.1", port)
    first = listen("localhost", None)
    second = listen("127.0.0.1", None)
    try:
        assert first.getsockname()[1] != second.getsockname()[1]
        assert first.getsockname()[0] == "127.0.0.1"
    finally:
        first.close()
        second.close()


@pytest.mark.parametrize("port", [-1, 65536, 10**9])
def test_ports_that_do_not_exist(port: int) -> None:
    with pytest.raises(UsageError, match="port"):
        listen("127.0.0.1", port)


def test_names_of_a_loopback_server() -> None:
    assert "127.0.0.1:7860" in hosts_of("127.0.0.1", 7860)
    assert "localhost:7860" in hosts_of("127.0.0.1", 7860)
    assert "evil.example:7860" not in hosts_of("127.0.0.1", 7860)


# Examples


def test_examples_are_those_that_are_answered() -> None:
    candidates = [item for item in bundled_questions() if item.language == "fr"]
    files = {item.file for item in candidates}
    documents = MemoryDocuments([info(file) for file in sorted(files)])
    never: Future[Any] = Future()
    shown = BundledExamples(never, tried=False)(documents, "fr")
    assert len(shown) == min(3, len(files))
    assert set(shown) <= {item.question for item in candidates}
    answering: Future[Any] = Future()
    answering.set_result(Unhelpful())
    assert BundledExamples(answering, tried=True)(documents, "fr") == ()
    assert BundledExamples(never, tried=False)(MemoryDocuments([]), "fr") == ()


class Unhelpful(MemoryAssistant):
    """It knows nothing and abstains."""

    def __init__(self) -> None:
        super().__init__([])

    def ask(self, question: str) -> Any:
        return self.answer(question, set())
