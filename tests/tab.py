"""A tab without a browser: it speaks to the page's private listeners as the page's script does."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from rag.settings import Settings
from ui.page.sections.desk import Offer
from ui.server.address import hosts_of, listen
from ui.server.server import Server, build_application
from ui.store import Store, open_store


@contextmanager
def serving(
    assistant: Any,
    settings: Settings | None = None,
    policy: bool = True,
    examples: Sequence[str] = (),
    store: Store | None = None,
    test_sets: Sequence[Path] = (),
    uploads: bool = True,
) -> Iterator[str]:
    """The address of a server that answers with `assistant`: an object, or a future of one.

    Without a `store`, it has one of its own that does not outlive it.
    """
    if store is None:
        with TemporaryDirectory() as folder, closing(open_store(Settings(index=Path(folder)))) as own:
            with serving(assistant, settings, policy, examples, own, test_sets, uploads) as address:
                yield address
            return
    opening = assistant if isinstance(assistant, Future) else Future()
    if opening is not assistant:
        opening.set_result(assistant)
    listener = listen("127.0.0.1", 0)
    offer = Offer(lambda documents, language: examples, tuple(test_sets), uploads)
    hosts = hosts_of("127.0.0.1", listener.getsockname()[1])

    # In a thread, since Playwright keeps an event loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        application = pool.submit(
            build_application, opening, settings or Settings(), store, hosts, offer, policy
        ).result()
    server = Server(application, listener)
    server.start()
    try:
        yield server.url
    finally:
        server.stop()


@cache
def _config(url: str, cookie: str) -> dict[str, Any]:
    value: dict[str, Any] = httpx.get(f"{url}/config", timeout=60, headers={"cookie": cookie}).json()
    return value


class Tab:
    """One session of the page at `url`, of the person with this `cookie`."""

    def __init__(self, url: str, cookie: str = "") -> None:
        self.url = url
        self.headers: dict[str, str] = {"cookie": cookie}
        self.session = uuid.uuid4().hex[:11]
        config = _config(url, cookie)
        self.listeners = {item["api_name"]: item for item in config["dependencies"]}
        self.names = {item["id"]: item["props"].get("elem_id") for item in config["components"]}

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        reply = httpx.post(f"{self.url}/gradio_api/{path}", json=body, headers=self.headers, timeout=60, verify=False)
        reply.raise_for_status()
        value: dict[str, Any] = reply.json()
        return value

    def stream(self, path: str) -> AbstractContextManager[httpx.Response]:
        return httpx.stream("GET", f"{self.url}/gradio_api/{path}", headers=self.headers, timeout=60, verify=False)

    def call(self, name: str, *data: Any) -> dict[str, Any]:
        """What a listener changed: the last update of each part of the page by its `elem_id`."""
        listener = self.listeners[name]
        inputs = [*data, *([None] * (len(listener["inputs"]) - len(data)))]
        body = {"data": inputs, "fn_index": listener["id"], "session_hash": self.session, "trigger_id": None}
        if not listener["queue"]:
            return self._changed(listener, [self.post("run/predict", body)["data"]])
        self.post("queue/join", body)
        return self._changed(listener, self._outputs())

    def _outputs(self) -> list[list[Any]]:
        outputs: list[list[Any]] = []
        with self.stream(f"queue/data?session_hash={self.session}") as stream:
            for line in stream.iter_lines():
                message = json.loads(line.removeprefix("data:")) if line.startswith("data:") else {}
                if message.get("msg") == "process_generating" and message["success"]:
                    outputs.append(message["output"]["data"])
                if message.get("msg") == "process_completed":
                    if not message["success"]:
                        raise RuntimeError(str(message["output"]))
                    outputs.append(message["output"]["data"])
                    break
        return outputs

    def _changed(self, listener: dict[str, Any], outputs: list[list[Any]]) -> dict[str, Any]:
        changed: dict[str, Any] = {}
        for data in outputs:
            for identifier, value in zip(listener["outputs"], data, strict=False):
                name = self.names[identifier]
                if isinstance(value, list):  # differences from the update before, as paths and values
                    value = next((item[2] for item in value if not item[1]), changed.get(name))
                if value is not None and value != {"__type__": "update"}:
                    changed[name] = value
        return changed
