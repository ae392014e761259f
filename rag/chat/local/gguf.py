"""A GGUF file as chat model: llama.cpp's server in a process of its own, which ends with this one.

The package `xllamacpp` brings it prebuilt; it is asked as any other server of the OpenAI protocol.
"""

from __future__ import annotations

import importlib.util
import json
import secrets
import selectors
import subprocess
import sys
import time
import weakref
from contextlib import suppress
from pathlib import Path
from typing import IO, cast

from rag.errors import ModelError, SettingError

PROVIDER = "gguf"
START_SECONDS = 300.0
"""Time to load a model; a slow disk needs some of it."""
_MAGIC = b"GGUF"
_MEBIBYTE = 1 << 20
_BESIDE = 4096  # mebibytes of addresses beside the file: the program, its threads, buffers
_A_TOKEN = 0.5  # mebibytes that a token of the context takes at most, in models of the size that fit a machine at home


class GgufServer:
    """Serves one file on loopback; `url` is its address and `key` what it asks for."""

    def __init__(self, path: Path, window: int, start_seconds: float = START_SECONDS) -> None:
        """Loads the model; `window` is the room of tokens.

        Raises:
            SettingError: there is no such file, it is no GGUF file, or the package is not installed.
            ModelError: it cannot be loaded.
        """
        _check(path)
        self.key = secrets.token_hex(16)
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "rag.chat.local.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,  # Ctrl-C is for the parent, which ends this process
        )
        self._end = weakref.finalize(self, _end, self._process)
        memory = path.stat().st_size // _MEBIBYTE * 2 + int(window * _A_TOKEN) + _BESIDE
        wanted = {"path": str(path.resolve()), "window": window, "key": self.key, "memory_mebibytes": memory}
        self.url = self._started(wanted, time.monotonic() + start_seconds, path)

    def _started(self, wanted: dict[str, object], until: float, path: Path) -> str:
        given, told = cast(IO[str], self._process.stdin), cast(IO[str], self._process.stdout)
        with suppress(BrokenPipeError):
            given.write(json.dumps(wanted) + "\n")
            given.flush()
        with selectors.DefaultSelector() as selector:
            selector.register(told, selectors.EVENT_READ)
            line = told.readline() if selector.select(max(0.0, until - time.monotonic())) else ""
        answer = json.loads(line) if line.startswith("{") else {}
        if "url" not in answer:
            reason = answer.get("error", "it ended while it was loading, or took too long: is there memory for it?")
            self.close()
            raise ModelError(f"the model {path} cannot be loaded ({reason}): try a smaller file")
        return str(answer["url"])

    def close(self) -> None:
        """End the process; what it is writing is given up."""
        self._end()


def _check(path: Path) -> None:
    if importlib.util.find_spec("xllamacpp") is None:
        raise SettingError("model is a GGUF file: its package is not installed; run: pip install 'preuve[local]'")
    try:
        with path.open("rb") as file:
            beginning = file.read(len(_MAGIC))
    except OSError as error:
        raise SettingError(f"model is gguf:{path}: it cannot be read ({error.strerror}); name a .gguf file") from error
    if beginning != _MAGIC:
        raise SettingError(f"model is gguf:{path}: it is no GGUF file; name one that ends in .gguf")


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(BrokenPipeError):
                pipe.close()
