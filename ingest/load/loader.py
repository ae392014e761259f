"""Files to documents: bytes are read once here and parsed in a child process under limits.

The parsers are imported by the child only. A child serves many files; it is replaced when it crashes, hangs or grows.
"""

from __future__ import annotations

import hashlib
import json
import os
import selectors
import stat
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from struct import Struct
from types import TracebackType
from typing import IO, Any, Self, cast

from ingest.load.limits import LARGEST_FILE, MEBIBYTE, Limits
from rag.errors import FileRefused
from rag.types import Document, Heading, Page

TRIES = 4
"""Times a file is read before it counts as unstable; the pauses between them grow from a tenth of a second."""

START_SECONDS = 120.0
"""Time that the child may take to import the parsers; a slow disk needs some of it."""

_PAUSE = 0.1
_LENGTH = Struct(">I")
_LONGEST_HEADER = 256 * MEBIBYTE
_PIECE = 1 << 20

_ROOT = str(Path(__file__).resolve().parents[2])
_START = "import sys; sys.path.append(sys.argv[1]); from ingest.load.child import main; main()"

WORKER = (sys.executable, "-I", "-c", _START, _ROOT)
"""Command of the child: isolated from environment and working folder, which may hold modules of any name."""


class Loader:
    """Reads files; use it as a context manager, so that the child ends with it.

    `worker` is the command of a child that speaks the protocol of `ingest.load.child`.
    """

    def __init__(self, limits: Limits | None = None, worker: Sequence[str] = WORKER) -> None:
        self.limits = limits or Limits()
        self._worker = tuple(worker)
        self._child: _Child | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child process."""
        if self._child is not None:
            self._child.kill()
            self._child = None

    def load(self, path: Path, file: str) -> Document:
        """The document in the file at `path`; `file` is its name in the corpus.

        The hash and the text always belong together: both come from the same bytes, which are one version of the file.

        Raises:
            FileRefused: the file cannot be ingested; `code` says why: empty, no-text, encrypted, damaged, binary,
                unsupported, too-large, too-many-pages, archive-bomb, timeout, memory, crashed, unstable, unreadable.
        """
        data = read_stable(path)
        sha256 = hashlib.sha256(data).hexdigest()
        header, text = self._parse(data, file)
        if "refused" in header:
            raise FileRefused(str(header["refused"]), str(header["message"]))
        return Document(
            file=file,
            sha256=sha256,
            format=header["format"],
            text=text.decode("utf-8"),
            language=header["language"],
            pages=tuple(Page(*page) for page in header["pages"]),
            headings=tuple(Heading(*heading) for heading in header["headings"]),
            encoding=header["encoding"],
            encoding_guessed=header["guessed"],
            warnings=tuple(header["warnings"]),
        )

    def _parse(self, data: bytes, file: str) -> tuple[dict[str, Any], bytes]:
        request = {"file": file, "bytes": len(data), "memory": self.limits.memory, "seconds": self.limits.seconds}
        try:
            if self._child is None:
                self._child = _Child(self._worker)
                self._child.wait_until_ready()
            header, text = self._child.ask(request, data, self.limits)
        except FileRefused:
            self.close()
            raise
        if header["peak"] > self.limits.grown:
            self.close()
        return header, text


def load(path: Path, file: str) -> Document:
    """Read one file with a child of its own; see `Loader.load`."""
    with Loader() as loader:
        return loader.load(path, file)


def read_stable(path: Path) -> bytes:
    """The bytes of one version of a file.

    Raises `FileRefused`: `unreadable` where it cannot be opened or is no file, `too-large`, `unstable` where it
    changes again and again while it is read.
    """
    for attempt in range(TRIES):
        if attempt:
            time.sleep(_PAUSE * 2 ** (attempt - 1))
        try:
            data = _read_once(path)
        except OSError as error:
            raise FileRefused("unreadable", f"the file cannot be read: {error.strerror or error}") from error
        if data is not None:
            return data
    raise FileRefused("unstable", f"the file changed during each of {TRIES} readings; ingest it again later")


def _read_once(path: Path) -> bytes | None:
    """The bytes of the file if a second reading finds the same ones, else `None`."""
    # Without O_NONBLOCK the opening of a FIFO waits for a writer.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb", buffering=0) as stream:
        before = os.fstat(stream.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise FileRefused("unreadable", "this is no regular file (a folder, device, pipe or socket)")
        if before.st_size > LARGEST_FILE:
            size, limit = before.st_size // MEBIBYTE, LARGEST_FILE // MEBIBYTE
            raise FileRefused("too-large", f"the file has {size} MB; at most {limit} MB are read: divide it")
        data = _all(stream)
        first = hashlib.sha256(data).digest()
        stream.seek(0)
        second = hashlib.sha256()
        while piece := stream.read(_PIECE):
            second.update(piece)
        after = os.fstat(stream.fileno())
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return data if same and len(data) == after.st_size and first == second.digest() else None


def _all(stream: Any) -> bytes:
    pieces = []
    size = 0
    while piece := stream.read(_PIECE):
        size += len(piece)
        if size > LARGEST_FILE:
            raise FileRefused("too-large", f"the file grew beyond {LARGEST_FILE // MEBIBYTE} MB while it was read")
        pieces.append(piece)
    return b"".join(pieces)


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

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._in.close()
        self._out.close()

    def wait_until_ready(self) -> None:
        """Wait until the parsers are imported, which is no file's fault. Raises `FileRefused` (`crashed`)."""
        self._receive(Limits(seconds=START_SECONDS, answer=0), time.monotonic() + START_SECONDS)

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
                raise FileRefused("timeout", f"reading took longer than {limits.seconds:g} s and was stopped")

    def _crashed(self) -> FileRefused:
        status = self._process.wait()
        cause = f"signal {-status}" if status < 0 else f"exit code {status}"
        return FileRefused(
            "crashed", f"the parser crashed ({cause}): the file is damaged, hostile or needs too much memory"
        )
