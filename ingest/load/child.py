"""The child process that parses files: a parser may crash, hang or eat memory without harm to the ingest.

Protocol on the pipes: the child says `ready`, then answers requests one by one. A message is four bytes with the length
of a JSON header, the header, then as many bytes as its `bytes` says. A request carries the file's bytes, an answer the
canonical text in UTF-8. Nothing is unpickled.
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

from ingest.load import docx, html, markdown, pdf, plain
from ingest.load.extracted import Extracted
from ingest.load.garbled import warnings as garbled
from ingest.load.kind import kind_of, mismatch
from ingest.load.limits import MOST_CHARACTERS, MOST_HEADINGS
from rag.errors import FileRefused
from rag.language import detect

READERS: dict[str, Callable[[bytes], Extracted]] = {
    plain.FORMAT: plain.read,
    markdown.FORMAT: markdown.read,
    html.FORMAT: html.read,
    pdf.FORMAT: pdf.read,
    docx.FORMAT: docx.read,
}
"""The reader of each format."""

_STATUS = Path("/proc/self/status")
LENGTH = struct.Struct(">I")
"""The length of a header on the wire."""


def read(data: bytes, file: str) -> Extracted:
    """Read the bytes of a file by what they are. Raises `FileRefused`."""
    kind = kind_of(data, file)
    extracted = READERS[kind](data)
    if len(extracted.text) > MOST_CHARACTERS:
        found = f"the file holds {len(extracted.text)} characters of text"
        raise FileRefused("too-large", f"{found}; at most {MOST_CHARACTERS} are read: divide it")
    return extracted


def serve(read: Callable[[bytes, str], Extracted]) -> None:
    """Answer requests on standard input until it closes.

    What a parser prints goes to standard error, since standard output belongs to the protocol.
    """
    requests = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    # The first detection loads the language model, which must not count against the first file.
    detect("Une phrase quelconque, assez longue pour que le modèle soit interrogé. " * 5)
    _send(answers, {"ready": True}, b"")
    while True:
        start = requests.read(LENGTH.size)
        if len(start) < LENGTH.size:
            return
        header = json.loads(requests.read(LENGTH.unpack(start)[0]))
        _limit(header["memory"], header["seconds"])
        data = requests.read(header["bytes"])
        answer, text = _answer(read, data, header["file"])
        del data
        _send(answers, answer | {"peak": _peak()}, text)


def _limit(memory: int, seconds: float) -> None:
    """Limit the memory, and the processor time for the case that the parent, which watches the clock, is gone."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, resource.RLIM_INFINITY))
    until = int(time.process_time() + 2 * seconds) + 5
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


def _answer(read: Callable[[bytes, str], Extracted], data: bytes, file: str) -> tuple[dict[str, Any], bytes]:
    try:
        extracted = read(data, file)
        text = extracted.text.encode("utf-8")
        language = detect(extracted.text)
    except FileRefused as refused:
        return {"refused": refused.code, "message": str(refused)}, b""
    except MemoryError:
        return {"refused": "memory", "message": "the file needs more memory to be read than one file may use"}, b""
    except RecursionError:
        return {"refused": "damaged", "message": "the file is nested too deeply to be read"}, b""
    named = mismatch(extracted.format, file)
    warnings = (*([named] if named else []), *extracted.warnings, *garbled(extracted.text))
    if len(extracted.headings) > MOST_HEADINGS:
        warnings += (f"only the first {MOST_HEADINGS} headings are kept",)
    return {
        "format": extracted.format,
        "language": language,
        "pages": [(page.number, page.start, page.end) for page in extracted.pages],
        "headings": [(heading.level, heading.start, heading.end) for heading in extracted.headings[:MOST_HEADINGS]],
        "encoding": extracted.encoding,
        "guessed": extracted.encoding_guessed,
        "warnings": warnings,
    }, text


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


def _send(answers: BinaryIO, header: dict[str, Any], text: bytes) -> None:
    encoded = json.dumps(header | {"bytes": len(text)}).encode("ascii")
    answers.write(LENGTH.pack(len(encoded)))
    answers.write(encoded)
    answers.write(text)
    answers.flush()


def main() -> None:
    """Serve the readers of this package."""
    serve(read)


if __name__ == "__main__":
    main()
