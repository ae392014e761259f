"""Requests that are stored, mutated and sent: what the HTTP surface of the page and the API is fuzzed with."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.attack.test_requests import BODIES, HEADERS, METHODS, PATHS, QUERIES, TYPES, texts
from tests.fixtures.mounted import file_object

STORE = Path(__file__).parent / "fuzz_corpus" / "http.jsonl"
"""Requests that have reached something of their own, one a line; a finding that was mended is added by hand."""

LONGEST = 4_000
"""Characters of a body that is stored."""

VALUES: list[Any] = [
    None, True, -1, 0, 2**63, 10**400, 1e308, "", "\0", "\u202e", "\ud7ff\uffff", "x" * 5_000, "../../etc/passwd",
    "٣" * 9, [], {}, [[[[[]]]]], {"": {"": None}}, file_object("/etc/hostname"), file_object("http://127.0.0.1:1/"),
    {"path": "/etc/passwd"}, {"__type__": "update"}, "data:text/plain,x", "<script>", "{{7*7}}", "%00", "1" * 5_000,
]  # fmt: skip
"""What stands in the place of a value."""

PIECES = (
    "..",
    ".",
    "%2e%2e",
    "%00",
    "%2f",
    "",
    "etc",
    "file=/etc/hostname",
    "gradio_api",
    "a" * 300,
    "é",
    "%ff",
    "\\",
    ";",
)
"""Parts of an address."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A request without what says who sends it. `body` is text whose characters are bytes (latin-1)."""

    method: str
    path: str
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""

    @property
    def line(self) -> str:
        return json.dumps(asdict(self), sort_keys=True)


def stored() -> list[Sent]:
    """The corpus of the repository."""
    return [Sent(**json.loads(line)) for line in STORE.read_text(encoding="ascii").splitlines()]


def of_the_suite() -> Iterator[Sent]:
    """What the suite of attacks sends, one of each."""
    for path in PATHS:
        path = path.format(digest="0" * 64)
        yield from (Sent(method, path) for method in METHODS)
        yield from (Sent("GET", path, query) for query in QUERIES)
        for headers in HEADERS:
            yield Sent("GET", path, "", {name: value for name, value in headers.items() if value.isascii()})
        for body in BODIES.values():
            if len(body) <= LONGEST:
                headers = {"content-type": TYPES[len(body) % len(TYPES)]}
                yield Sent("POST", path, "", headers, body.decode("latin-1"))


def of_the_page(config: dict[str, Any], tab: str) -> Iterator[Sent]:
    """A call of every listener of the page, as its own script makes it."""
    for listener in config["dependencies"]:
        address = "queue/join" if listener["queue"] else "run/predict"
        body = {"data": [None] * len(listener["inputs"]), "fn_index": listener["id"], "session_hash": tab}
        yield _call(f"/gradio_api/{address}", {**body, "trigger_id": None})
    for address in ("cancel", "reset"):
        yield _call(f"/gradio_api/{address}", {"event_id": "0" * 32, "fn_index": 1, "session_hash": tab})


def _call(path: str, body: Any) -> Sent:
    return Sent("POST", path, "", {"content-type": "application/json"}, json.dumps(body))


COMMANDS = list(texts())


def mutated(sent: Sent, others: Sequence[Sent], chance: random.Random) -> Sent:
    """The request with one to four things about it changed."""
    for _ in range(chance.choice((1, 1, 2, 4))):
        change = chance.choice((_other_value, _other_value, _other_value, _other_bytes, _other_address, _other_head))
        sent = change(sent, others, chance)
    return sent


def _other_address(sent: Sent, others: Sequence[Sent], chance: random.Random) -> Sent:
    parts = sent.path.split("/")
    match chance.randrange(5):
        case 0:
            parts.insert(chance.randrange(1, len(parts) + 1), chance.choice(PIECES))
        case 1:
            parts[chance.randrange(1, len(parts))] = chance.choice(PIECES)
        case 2:
            return replace(sent, path=chance.choice(others).path)
        case 3:
            pair = f"{chance.choice(('c', 'session_hash', 'name', 'batch', 'language', 'next', 'x'))}="
            return replace(sent, query=f"{sent.query}&{pair}{quote(str(chance.choice(COMMANDS))[:200])}".lstrip("&"))
        case _:
            return replace(sent, method=chance.choice(METHODS))
    return replace(sent, path="/".join(parts) or "/")


def _other_head(sent: Sent, others: Sequence[Sent], chance: random.Random) -> Sent:
    headers = dict(sent.headers) | chance.choice(others).headers
    if headers and chance.random() < 0.3:
        del headers[chance.choice(sorted(headers))]
    return replace(sent, headers=headers)


def _other_bytes(sent: Sent, others: Sequence[Sent], chance: random.Random) -> Sent:
    body, at = sent.body, chance.randrange(len(sent.body) + 1)
    match chance.randrange(4):
        case 0:
            body = body[:at] + chr(chance.randrange(256)) + body[at + 1 :]
        case 1:
            body = body[:at]
        case 2:
            body = (
                body[:at]
                + chance.choice(("[", "{", '"', "\\ud800", "1e999", "--", "\0", ",")) * chance.choice((1, 1, 900))
                + body[at:]
            )
        case _:
            body = chance.choice(others).body
    return replace(sent, body=body)


def _other_value(sent: Sent, others: Sequence[Sent], chance: random.Random) -> Sent:
    """A value somewhere inside of a body that is JSON, replaced, left out or added."""
    try:
        whole = json.loads(sent.body)
    except (ValueError, RecursionError):
        return _other_bytes(sent, others, chance)
    around: dict[str, Any] = {"": whole}
    holder: Any = around
    key: Any = ""
    while isinstance(inner := holder[key], dict | list) and inner and chance.random() < 0.85:
        holder, key = inner, chance.choice(list(inner) if isinstance(inner, dict) else range(len(inner)))
    kind = chance.random()
    if kind < 0.5:
        holder[key] = chance.choice(COMMANDS)
    elif kind < 0.85:
        holder[key] = copy.deepcopy(chance.choice(VALUES))
    elif kind < 0.93:
        del holder[key]
    elif isinstance(holder, dict):
        holder[chance.choice(("path", "meta", "batched", "event_data", "request", "trigger_id", "x"))] = chance.choice(
            VALUES
        )
    else:
        holder.append(chance.choice(VALUES))
    return replace(sent, body=json.dumps(around.get("")))
