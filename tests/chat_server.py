"""A chat-completions server on loopback that plays scripts: real HTTP, real streaming, no model.

Each request takes the next reply of the script. `finish` fails unless every reply was played and nothing more asked.
"""

from __future__ import annotations

import json
import select
import socket
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

Piece = str | bytes | float
"""A piece of a stream: text of the answer, raw bytes as they are, or a pause in seconds."""


@dataclass(frozen=True)
class Reply:
    """What one request gets: a stream of pieces, or `body` as it is.

    `pieces` may be endless. `done` ends the stream properly; `close` cuts the connection without an answer.
    """

    pieces: Iterable[Piece] = ()
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    done: bool = True
    close: bool = False


def says(text: str, size: int = 7) -> Reply:
    """A proper answer in chunks of `size` characters."""
    return Reply([text[at : at + size] for at in range(0, len(text), size)])


def fails(status: int, **headers: str) -> Reply:
    body = json.dumps({"error": {"message": f"status {status} key sk-canary-0123456789abcdef"}}).encode()
    return Reply(status=status, headers={name.replace("_", "-"): value for name, value in headers.items()}, body=body)


Script = Sequence[Reply] | Callable[[dict[str, Any]], Reply]


class ChatServer:
    """Plays a script; a function as script answers every request by what it holds."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._lock = threading.Lock()
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.times: list[float] = []
        self.open = 0
        self.surplus = 0
        self.closed_early = threading.Event()
        self._server = _Listener(self)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @property
    def prompts(self) -> list[str]:
        """The text of every request, all messages together."""
        return ["\n".join(str(message["content"]) for message in request["messages"]) for request in self.requests]

    def finish(self) -> None:
        """Assert that the whole script was played, and nothing else."""
        assert self.surplus == 0, f"{self.surplus} requests more than the script has"
        if not callable(self._script):
            assert len(self.requests) == len(self._script), f"{len(self.requests)} of {len(self._script)} played"

    def reply(self, request: dict[str, Any], key: str) -> Reply:
        with self._lock:
            self.requests.append(request)
            self.keys.append(key)
            self.times.append(time.monotonic())
            if callable(self._script):
                return self._script(request)
            if len(self.requests) > len(self._script):
                self.surplus += 1
                return fails(400)
            return self._script[len(self.requests) - 1]


class _Listener(ThreadingHTTPServer):
    """The HTTP server, which knows whose script it plays."""

    daemon_threads = True

    def __init__(self, played: ChatServer) -> None:
        self.played = played
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Listener

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def do_POST(self) -> None:
        server = self.server.played
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        reply = server.reply(request, self.headers.get("Authorization", ""))
        server.open += 1
        try:
            self._play(reply)
        except OSError:
            server.closed_early.set()
            self.close_connection = True
        finally:
            server.open -= 1

    def _play(self, reply: Reply) -> None:
        if reply.close:
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.body is not None:
            self.send_header("Content-Type", reply.headers.get("Content-Type", "application/json"))
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)
            return
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        for piece in reply.pieces:
            self._send(piece)
        if reply.done:
            self._send(b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"id":"c"}\n\n')
            self._send(b"data: [DONE]\n\n")

    def _send(self, piece: Piece) -> None:
        if isinstance(piece, float):
            self._pause(piece)
            return
        if isinstance(piece, str):
            choice = {"index": 0, "delta": {"role": "assistant", "content": piece}, "finish_reason": None}
            event = {"id": "c", "object": "chat.completion.chunk", "model": "m", "created": 1, "choices": [choice]}
            piece = b"data: " + json.dumps(event).encode() + b"\n\n"
        self.wfile.write(piece)
        self.wfile.flush()

    def _pause(self, seconds: float) -> None:
        """Wait, and notice when the other side goes."""
        readable, _, _ = select.select([self.connection], [], [], seconds)
        if readable and self.connection.recv(1, socket.MSG_PEEK) == b"":
            raise ConnectionAbortedError
