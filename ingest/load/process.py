"""A child process that parses files, seen from its parent: it is started, asked under limits, and replaced.

`ingest.load.serving` is the other side, and describes the protocol.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from struct import Struct
from typing import IO, Any, cast

from ingest.load.limits import MEBIBYTE, Limits
from rag.errors import FileRefused

START_SECONDS = 120.0
"""Time that the child may take to import the parsers; a slow disk needs some of it."""

_LENGTH = Struct(">I")
_LONGEST_HEADER = 256 * MEBIBYTE
_PIECE = 1 << 20

_ROOT = str(Path(__file__).resolve().parents[2])


def command(module: str) -> tuple[str, ...]:
    """The command of a child that runs `main` of a module of this package.

    It is isolated from environment and working folder, which may hold modules of any name.
    """
    start = f"import sys; sys.path.append(sys.argv[1]); from {module} import main; main()"
    return (sys.executable, "-I", "-c", start, _ROOT)


class Worker:
    """Answers requests by a child, which is started when it is needed and replaced when it crashes, hangs or grows.

    Used by one thread at a time.
    """

    def __init__(self, command: Sequence[str], limits: Limits) -> None:
        self._command = tuple(command)
        self._limits = limits
        self._child: _Child | None = None

    def start(self) -> None:
        """Start the child now, so that it is ready when it is asked."""
        self._child = self._child or _Child(self._command)

    def close(self) -> None:
        """End the child process."""
        if self._child is not None:
            self._child.kill()
            self._child = None

    def interrupt(self) -> None:
        """End what the child does; whoever waits for it, in another thread, is told `crashed`."""
        child = self._child
        if child is not None:
            child.interrupt()

    def ask(self, request: dict[str, Any], data: bytes, limits: Limits | None = None) -> tuple[dict[str, Any], bytes]:
        """Hand over the bytes of one file; the header of the answer and what came with it.

        `limits` are those of this request, where it has others than one of its file. Raises `FileRefused`: what the
        child refuses, and `timeout`, `crashed`, `too-large`.
        """
        limits = limits or self._limits.for_file(data)
        request = {**request, "bytes": len(data), "memory": limits.memory, "seconds": limits.seconds}
        try:
            child = self._child = self._child or _Child(self._command)
            child.wait_until_ready()
            header, body = child.ask(request, data, limits)
        except FileRefused:
            self.close()
            raise
        if header["peak"] > limits.grown:
            self.close()
        if "refused" in header:
            raise FileRefused(str(header["refused"]), str(header["message"]))
        return header, body


class _Child:
    """A running child process."""

    def __init__(self, worker: Sequence[str]) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - the command is this package's own
            worker,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            start_new_session=True,  # Ctrl-C is for the parent, which may want to finish the file
        )
        self._in = cast(IO[bytes], self._process.stdin)
        self._out = cast(IO[bytes], self._process.stdout)
        os.set_blocking(self._in.fileno(), False)
        os.set_blocking(self._out.fileno(), False)
        self._ready = False

    def interrupt(self) -> None:
        # With what it has started: the program that recognises text would go on for minutes.
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def kill(self) -> None:
        self.interrupt()
        self._process.wait()
        self._in.close()
        self._out.close()

    def wait_until_ready(self) -> None:
        """Wait until the parsers are imported, which is no file's fault. Raises `FileRefused` (`crashed`)."""
        if not self._ready:
            self._receive(Limits(seconds=START_SECONDS, answer=0), time.monotonic() + START_SECONDS)
            self._ready = True

    def ask(self, request: dict[str, Any], data: bytes, limits: Limits) -> tuple[dict[str, Any], bytes]:
        """Hand over one file and wait for its text. Raises `FileRefused` (`timeout`, `crashed`, `too-large`)."""
        deadline = time.monotonic() + limits.seconds
        encoded = json.dumps(request).encode("ascii")
        self._write([_LENGTH.pack(len(encoded)) + encoded, data], deadline, limits)
        return self._receive(limits, deadline)

    def _receive(self, limits: Limits, deadline: float) -> tuple[dict[str, Any], bytes]:
        length = _LENGTH.unpack(self._read(_LENGTH.size, deadline, limits))[0]
        if length > _LONGEST_HEADER:
            raise FileRefused("too-large", f"the file gives {length} bytes of pages and headings, which is too many")
        header = json.loads(self._read(length, deadline, limits))
        if header["bytes"] > limits.answer:
            raise FileRefused("too-large", f"the file gives {header['bytes']} bytes of text; divide it")
        return header, self._read(header["bytes"], deadline, limits)

    def _write(self, parts: Sequence[bytes], deadline: float, limits: Limits) -> None:
        for part in parts:
            view = memoryview(part)
            while view:
                self._wait(self._in, selectors.EVENT_WRITE, deadline, limits)
                try:
                    written = os.write(self._in.fileno(), view[:_PIECE])
                except BlockingIOError:
                    continue
                except BrokenPipeError:
                    raise self._crashed() from None
                view = view[written:]

    def _read(self, size: int, deadline: float, limits: Limits) -> bytes:
        content = bytearray()
        while len(content) < size:
            self._wait(self._out, selectors.EVENT_READ, deadline, limits)
            piece = os.read(self._out.fileno(), min(_PIECE, size - len(content)))
            if not piece:
                raise self._crashed()
            content += piece
        return bytes(content)

    def _wait(self, stream: Any, event: int, deadline: float, limits: Limits) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(stream, event)
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise FileRefused("timeout", f"reading took longer than {limits.seconds:.3g} s and was stopped")

    def _crashed(self) -> FileRefused:
        status = self._process.wait()
        cause = f"signal {-status}" if status < 0 else f"exit code {status}"
        return FileRefused(
            "crashed", f"the parser crashed ({cause}): the file is damaged, hostile or needs too much memory"
        )
