"""What may be sent to Gradio, and the attack that made it necessary: objects that name a file or an address."""

from __future__ import annotations

import asyncio
import json
import os
import stat
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import gradio as gr
import httpx
import pytest
from gradio.context import LocalContext
from gradio.exceptions import InvalidPathError
from gradio.processing_utils import async_move_files_to_cache
from gradio.utils import get_upload_folder
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from rag.settings import Settings, make_settings
from tests.fixtures.memory_assistant import MemoryAssistant, document
from tests.fixtures.mounted import file_object, gradio_of
from tests.fixtures.tab import Tab, serving
from ui.server.calls import Calls
from ui.server.security import BODY, Guard
from ui.server.server import build_application
from ui.store import open_store

pytestmark = pytest.mark.server

LAW = document("law.md", "# Law\n\nThe committee reviews every model before deployment. It sits in Rabat.\n")
SECRET = "a secret that only its owner may read"
CALLED = ("run/predict", "run/predict/", "queue/join", "queue/join/")


@pytest.fixture(scope="module")
def assistant() -> MemoryAssistant:
    return MemoryAssistant([LAW])


@pytest.fixture(scope="module")
def url(assistant: MemoryAssistant) -> Iterator[str]:
    with serving(assistant) as address:
        yield address


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[httpx.Client]:
    """One connection to Gradio's own addresses; a request that hangs fails."""
    with httpx.Client(base_url=f"{url}/gradio_api", timeout=20) as connection:
        yield connection


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.txt"
    path.write_text(SECRET)
    path.chmod(0o600)
    return path


def attacks(path: Path) -> list[Any]:
    """A file object for a file, a device that never ends and an address, alone and inside of something."""
    plain = file_object(path)
    return [
        plain,
        [plain],
        {"value": {"value": [plain]}},
        file_object("/dev/zero"),
        file_object("http://preuve-attack.example/x"),
        {**plain, "url": "http://preuve-attack.example/x"},
        {**plain, "is_stream": True},
        [],
        {},
    ]


def call(tab: Tab, name: str, **changes: Any) -> dict[str, Any]:
    """The body of a call as the page's script makes it, but for `changes`."""
    listener = tab.listeners[name]
    trigger = listener["targets"][0][0]
    data = [None] * len(listener["inputs"])
    body = {"data": data, "event_data": None, "fn_index": listener["id"], "trigger_id": trigger}
    return {**body, "session_hash": tab.session, **changes}


def hostile_bodies(tab: Tab, path: Path) -> Iterator[dict[str, Any]]:
    """Every attack on every listener, each in another place of its data, or in one more than it has."""
    for name, listener in tab.listeners.items():
        places = len(listener["inputs"])
        for number, attack in enumerate(attacks(path)):
            data = [None] * places
            data[number % (places + 1) : number % (places + 1) + 1] = [attack]
            yield call(tab, name, data=data)


def test_no_listener_takes_an_object_or_a_list(
    url: str, client: httpx.Client, assistant: MemoryAssistant, secret: Path
) -> None:
    tab = Tab(url)
    for number, body in enumerate(hostile_bodies(tab, secret)):
        path = CALLED[number % 2 * 2]
        assert client.post(path, json=body).status_code == 400, (path, body)
    assert number == 9 * len(tab.listeners) - 1
    assert assistant.asked == []
    folder = Path(get_upload_folder())
    assert list(folder.iterdir()) == []
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert folder.stat().st_uid == os.getuid()


@pytest.mark.parametrize("name", ["navigate", "ask"])
def test_the_attack_at_every_address_that_takes_data(url: str, client: httpx.Client, secret: Path, name: str) -> None:
    tab = Tab(url)
    attack = call(tab, name, data=[file_object(secret), *[None] * (len(tab.listeners[name]["inputs"]) - 1)])
    for path in CALLED:
        assert client.post(path, json=attack).status_code == 400, path
    for path in ("run", "api", "call", "call/v2"):
        for target in (name, f"{name}/", *(["predict"] if path != "run" else [])):
            assert client.post(f"{path}/{target}", json=attack).status_code == 404, (path, target)
    for path in ("component_server", "process_recording", "stream/x", "upload", "vibe-edit"):
        assert client.post(path, json=attack).status_code == 404, path
    for path in ("run/predict", "queue/join", f"call/{name}", "api/predict", "gradio_api/gradio_api/run/predict"):
        assert client.post(f"{url}/{path}", json=attack).status_code == 404, path
    assert list(Path(get_upload_folder()).iterdir()) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"data": {"0": "x"}},
        {"data": "x"},
        {"data": None},
        {"data": []},
        {"data": ["x"]},
        {"data": [7, None, None]},
        {"data": [True, None, None]},
        {"data": ["x", "state", None]},
        {"data": ["x", {"language": "fr"}, None]},
        {"data": ["x", None, None, None]},
        {"event_data": file_object("/etc/hostname")},
        {"event_data": [file_object("/etc/hostname")]},
        {"event_data": ["x"]},
        {"trigger_id": file_object("/etc/hostname")},
        {"trigger_id": "4"},
        {"trigger_id": True},
        {"trigger_id": -1},
        {"trigger_id": [4]},
        {"fn_index": None},
        {"fn_index": "8"},
        {"fn_index": True},
        {"fn_index": 8.0},
        {"fn_index": 10_000},
        {"fn_index": -1},
        {"fn_index": file_object("/etc/hostname")},
        {"session_hash": None},
        {"session_hash": 7},
        {"session_hash": ""},
        {"session_hash": "../../etc"},
        {"session_hash": file_object("/a")},  # a longer one is too long for a name
        {"event_id": "x"},
        {"batched": True},
        {"simple_format": True},
        {"oauth_token": "x"},
        {"api_name": "navigate"},
        {"request": {}},
    ],
)
def test_a_call_that_the_page_does_not_make_is_refused(url: str, client: httpx.Client, changes: dict[str, Any]) -> None:
    tab = Tab(url)
    for path in ("run/predict", "queue/join"):
        reply = client.post(path, json=call(tab, "navigate", **changes))
        assert reply.status_code == 400
        assert reply.text.endswith("Reload the page.")
        assert reply.text.count("\n") == 0
    assert client.post("run/predict", json=call(tab, "navigate")).status_code == 200


@pytest.mark.parametrize("path", ["cancel", "reset", "reset/"])
def test_what_ends_an_event_names_it_and_nothing_else(url: str, client: httpx.Client, path: str) -> None:
    body: dict[str, Any] = {
        "event_id": "0" * 32,
        "session_hash": "abcdefghijk",
        "fn_index": Tab(url).listeners["ask"]["id"],
    }
    assert client.post(path, json=body).status_code == 200
    for name, wrong in (
        ("event_id", file_object("/etc/hostname")), ("event_id", 7), ("event_id", None), ("session_hash", ["x"]),
        ("fn_index", "1"), ("data", []),
    ):  # fmt: skip
        assert client.post(path, json={**body, name: wrong}).status_code == 400, (name, wrong)
    assert client.post(path, json={}).status_code == 400


# What Gradio reads


class Listening:
    """A page of a text box, and what `Calls` passes on to it."""

    def __init__(self, **options: Any) -> None:
        with gr.Blocks() as blocks:
            self.box, self.state = gr.Textbox(), gr.State()
            self.button = gr.Button()
            self.button.click(lambda text, _: text, [self.box, self.state], self.box, **options)
        self.read: list[dict[str, Any]] = []
        self.calls = Calls(self._echo, blocks)

    async def _echo(self, scope: Scope, receive: Receive, send: Send) -> None:
        message = await receive()
        assert dict(scope["headers"])[b"content-length"] == str(len(message["body"])).encode()
        self.read.append(json.loads(message["body"]))
        await JSONResponse({})(scope, receive, send)

    async def post(self, body: str, path: str = "/gradio_api/run/predict") -> int:
        transport = httpx.ASGITransport(Guard(self.calls))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return (await client.post(path, content=body)).status_code


async def test_gradio_reads_what_was_checked_and_nothing_else() -> None:
    page = Listening()
    event = '"event_data": {"value": "Documents", "index": 1}'
    called = f'"fn_index": 0, "session_hash": "abc", "trigger_id": {page.button._id}'
    assert await page.post(f'{{"data": ["é", null], {event}, {called}}}') == 200
    assert await page.post(f'{{"data": [{{"path": "/x"}}, null], "data": ["twice", null], {called}}}') == 200
    assert await page.post(f'{{"data": ["twice", null], "data": [{{"path": "/x"}}, null], {called}}}') == 400
    assert [body["data"] for body in page.read] == [["é", None], ["twice", None]]
    assert all(body.keys() == {"data", "fn_index", "session_hash", "trigger_id"} for body in page.read)


async def test_an_address_that_is_not_known_takes_nothing() -> None:
    page = Listening()

    async def straight(scope: Scope, receive: Receive, send: Send) -> None:
        await page.calls({**scope, BODY: {}}, receive, send)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(straight), base_url="http://127.0.0.1") as client:
        for path in ("upload", "call/x", "run/x"):
            reply = await client.post(f"/gradio_api/{path}", json={})
            assert (reply.status_code, reply.text) == (400, "Nothing can be sent to this address. Reload the page.")
    assert page.read == []


async def test_a_page_that_takes_more_than_plain_values_is_not_served() -> None:
    with gr.Blocks() as files:
        gr.Button().click(lambda file: None, [gr.File()], None)
    with gr.Blocks() as events, gr.Tab() as tab:
        tab.select(_selected, [], None)
    with gr.Blocks() as batches:
        gr.Button().click(lambda texts: None, [gr.Textbox()], None, batch=True)
    for blocks in (files, events, batches):
        with pytest.raises(TypeError, match="say here what it may be sent"):
            Calls(JSONResponse({}), blocks)


def _selected(event: gr.SelectData) -> None:
    """A listener that is told of its event."""


def test_gradio_itself_refuses_a_file_that_nobody_uploaded(secret: Path, tmp_path: Path) -> None:
    """The second line: its own check, which sleeps in a mounted page until it is told that the page was started."""

    async def moved() -> None:
        LocalContext.blocks.set(gradio_of(application).get_blocks())
        await async_move_files_to_cache(file_object(secret), gr.Textbox(), check_in_upload_folder=True)

    with closing(open_store(make_settings(index=tmp_path / "index"))) as store, ThreadPoolExecutor(1) as pool:
        application = pool.submit(build_application, Future(), Settings(), store, ["x"]).result()
    with pytest.raises(InvalidPathError, match="not uploaded by a user"):
        asyncio.run(moved())
