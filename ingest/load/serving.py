"""What a child process does that parses files: it answers requests under limits, one by one.

Protocol on the pipes: the child says `ready`, then answers. A message is four bytes with the length of a JSON header,
the header, then as many bytes as its `bytes` says. A request carries the file's bytes, an answer what was made of them.
Nothing is unpickled.
"""

from __future__ import annotations

import json
import os
import resource
import struct
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from rag.errors import FileRefused

LENGTH = struct.Struct(">I")
"""The length of a header on the wire."""

Answer = tuple[dict[str, Any], bytes]
"""The header of an answer and what comes after it."""

_STATUS = Path("/proc/self/status")


def serve(answer: Callable[[dict[str, Any], bytes], Answer]) -> None:
    """Answer requests on standard input until it closes; `answer` gets the header of each and the file's bytes.

    What a parser prints goes to standard error, since standard output belongs to the protocol.
    """
    requests = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _send(answers, {"ready": True}, b"")
    while True:
        start = requests.read(LENGTH.size)
        if len(start) < LENGTH.size:
            return
        request = json.loads(requests.read(LENGTH.unpack(start)[0]))
        _limit(request["memory"], request["seconds"])
        data = requests.read(request["bytes"])
        header, body = _answer(answer, request, data)
        del data
        _send(answers, header | {"peak": _peak()}, body)


def _answer(answer: Callable[[dict[str, Any], bytes], Answer], request: dict[str, Any], data: bytes) -> Answer:
    try:
        return answer(request, data)
    except FileRefused as refused:
        return {"refused": refused.code, "message": str(refused)}, b""
    except MemoryError:
        return {"refused": "memory", "message": "the file needs more memory to be read than one file may use"}, b""
    except RecursionError:
        return {"refused": "damaged", "message": "the file is nested too deeply to be read"}, b""


def _limit(memory: int, seconds: float) -> None:
    """Limit the memory, and the processor time for the case that the parent, which watches the clock, is gone."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, resource.RLIM_INFINITY))
    until = int(time.process_time() + 2 * seconds) + 5
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


def _peak() -> int:
    """The most memory that this process has held, in bytes."""
    try:
        status = _STATUS.read_text()
    except OSError:
        pass
    else:
        # Linux lets ru_maxrss begin with the peak of the process that this one was forked from.
        return 1024 * int(status.partition("VmHWM:")[2].split()[0])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak


def _send(answers: BinaryIO, header: dict[str, Any], body: bytes) -> None:
    encoded = json.dumps(header | {"bytes": len(body)}).encode("ascii")
    answers.write(LENGTH.pack(len(encoded)))
    answers.write(encoded)
    answers.write(body)
    answers.flush()
