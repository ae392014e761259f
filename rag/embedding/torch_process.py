"""The other end of `rag.embedding.torch_model`: starts that process, sends it texts and takes vectors."""

from __future__ import annotations

import os
import subprocess
import sys
import weakref
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from threading import Lock
from typing import Any

from rag.errors import EmbedderError, EmbedderUnavailable

SHAPES = "16"
"""Shapes of batches that are remembered; few batches have the shape of one before, so that more of them gain little."""


class TorchProcess:
    """A model in a process of its own; started at once, ready when the first answer comes. Safe to use from threads."""

    def __init__(self, source: str, name: str) -> None:
        self._name = name
        self._described: dict[str, Any] | None = None
        # One question at a time: two that are computed at once only slow each other down.
        self._lock = Lock()
        here, there = Pipe()
        environment = {
            **os.environ,
            # Threads that wait in a loop for each other slow down everything else, themselves included.
            "OMP_WAIT_POLICY": "PASSIVE",
            # What torch and oneDNN keep of every shape of a batch: as much as 1,024 of them by themselves, 1.2 MB each.
            "LRU_CACHE_CAPACITY": SHAPES,
            "ONEDNN_PRIMITIVE_CACHE_CAPACITY": SHAPES,
        }
        self._process = subprocess.Popen(  # noqa: S603 - the command is this program's own
            [sys.executable, "-P", "-m", "rag.embedding.torch_model", str(there.fileno()), source, name],
            pass_fds=[there.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,  # Ctrl-C is for the parent, which ends this process
        )
        there.close()
        self._connection = here
        self._end = weakref.finalize(self, _end, self._process, here)

    def close(self) -> None:
        """End the process; what it is computing is given up."""
        self._end()

    @property
    def described(self) -> dict[str, Any]:
        """What the model says of itself; waits until it is loaded. Raises `EmbedderUnavailable`."""
        with self._lock:
            return self._ready()

    def ask(self, method: str, *arguments: Any) -> Any:
        """Call a method of `TorchModel`; raises `EmbedderError`, or `EmbedderUnavailable` where none can work."""
        with self._lock:
            self._ready()
            try:
                self._connection.send((method, arguments))
            except OSError as error:
                raise self._ended() from error
            return self._answer()

    def _ready(self) -> dict[str, Any]:
        if self._described is None:
            try:
                self._described = self._answer()
            except EmbedderError as error:
                raise EmbedderUnavailable(
                    f"the embedder {self._name} cannot be loaded ({error}): give a sentence-transformers folder or name"
                ) from error
        return self._described

    def _answer(self) -> Any:
        try:
            state, result = self._connection.recv()
        except (EOFError, OSError) as error:
            raise self._ended() from error
        if state == "failed":
            raise EmbedderError(f"the embedder {self._name} failed: {result}")
        return result

    def _ended(self) -> EmbedderUnavailable:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=1.0)
        code = self._process.returncode
        cause = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
        return EmbedderUnavailable(
            f"the process of the embedder {self._name} has ended ({cause}): is there enough memory?"
        )


def _end(process: subprocess.Popen[bytes], connection: Connection) -> None:
    process.kill()
    process.wait()
    connection.close()
