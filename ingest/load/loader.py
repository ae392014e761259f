"""Files to documents: bytes are read once here and parsed in a child process under limits.

The parsers are imported by the child only. A child serves many files; it is replaced when it crashes, hangs or grows.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ingest.load.kind import holds_documents
from ingest.load.limits import LARGEST_FILE, MEBIBYTE, PAGE, Limits
from ingest.load.members import DEEPEST, SEPARATOR, Member, depth, file_of, within
from ingest.load.opening import open_file
from ingest.load.passages import Prepared, from_wire
from ingest.load.process import Worker, command
from ingest.load.recognition.scans import NoScans, Scans
from ingest.load.recognition.words import RecognisedPage, page_list
from rag.errors import FileRefused
from rag.index.parts import block_from, detail_from, left_out_from, recognition_from
from rag.types import Document, Heading, Page

TRIES = 4
"""Times a file is read before it counts as unstable; the pauses between them grow from a tenth of a second."""

SETTLED = 0.05
"""Seconds since its last change before which a file may be half written, though two readings find the same bytes."""

_PAUSE = 0.1
_PIECE = 1 << 20

WORKER = command("ingest.load.child")
"""Command of the child that reads files."""


class Loader:
    """Reads files; use it as a context manager, so that the child ends with it.

    `worker` is the command of a child that speaks the protocol of `ingest.load.serving`. Pictures of text are
    recognised, where a program for that is installed, unless `recognise` is false.
    """

    def __init__(self, limits: Limits | None = None, worker: Sequence[str] = WORKER, recognise: bool = True) -> None:
        self._worker = Worker(worker, limits or Limits())
        self._recognise = recognise
        self.scans: Scans = NoScans()
        """Where pages that were recognised are kept."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start the child now: it imports the parsers while others do something else."""
        self._worker.start()

    def close(self) -> None:
        """End the child process."""
        self._worker.close()

    def interrupt(self) -> None:
        """End the reading that goes on in another thread, which is told that the parser crashed."""
        self._worker.interrupt()

    def load(self, path: Path, file: str, root: Path | None = None) -> Document:
        """The document in the file at `path`; `file` is its name in the corpus, also of a document in that file.

        With `root`, the real path of a folder, no file that lies elsewhere is opened. The hash and the text always
        belong together: both come from the same bytes, which are one version of the file.

        Raises:
            FileRefused: the file cannot be ingested; `code` says why: empty, no-text, encrypted, damaged, binary,
                unsupported, too-large, too-many-pages, archive-bomb, timeout, memory, crashed, unstable, unreadable,
                outside.
        """
        data = self._bytes(path, file, root)
        sha256 = hashlib.sha256(data).hexdigest()
        header, text = self._read({"file": file}, sha256, data)
        return _document(file, sha256, header, text)

    def _read(self, request: dict[str, Any], sha256: str, data: bytes) -> tuple[dict[str, Any], bytes]:
        """What a file holds; its pictures of text are recognised one by one, each under the limits of a page."""
        if not self._recognise:
            return self._worker.ask(request, data)
        header, body = self._worker.ask({**request, "recognised": {}}, data)
        if "needed" not in header:
            return header, body
        pages = header["needed"]
        recognised = {}
        for at, page in enumerate(pages, 1):
            self.scans.page(request["file"], at, len(pages))
            recognised[str(page)] = self._scan(request["file"], sha256, header["recogniser"], page, data)
        return self._worker.ask({**request, "recognised": recognised}, data)

    def _scan(self, file: str, sha256: str, recogniser: str, page: int, data: bytes) -> list[Any]:
        """A page as it was recognised before, or is now; one that cannot be is kept with the reason."""
        kept = self.scans.find(sha256, recogniser, page)
        if kept is not None:
            values: list[Any] = json.loads(kept)
            return values
        try:
            header, _ = self._worker.ask({"file": file, "recognise": page, "recognised": {}}, data, PAGE)
            found: list[Any] = header["page"]
        except FileRefused as refused:
            if refused.code == "crashed":
                raise
            found = page_list(RecognisedPage(0.0, 0.0, failed=str(refused)))
        self.scans.keep(sha256, recogniser, page, json.dumps(found, ensure_ascii=False))
        return found

    def digest(self, path: Path, file: str, root: Path | None = None) -> str:
        """The sha256 of a document in the file at `path`; raises as `load`."""
        return hashlib.sha256(self._bytes(path, file, root)).hexdigest()

    def _bytes(self, path: Path, file: str, root: Path | None) -> bytes:
        data = read_stable(path, root)
        whole = file_of(file)
        for name in file.split(SEPARATOR)[1:]:
            data = self._member(data, whole, name)
            whole = within(whole, name)
        return data

    def _member(self, data: bytes, file: str, name: str) -> bytes:
        found = next((each.data for each in self.members(data, file) if each.name == name), None)
        if found is None:
            raise FileRefused("unreadable", f"{file} holds no {name}")
        return found

    def members(self, data: bytes, file: str) -> list[Member]:
        """The documents of their own that stand in the bytes of a file: attachments, members of an archive.

        Raises `FileRefused` as `load`.
        """
        header, body = self._worker.ask({"file": file, "members": True}, data)
        found, at = [], 0
        for name, size in header["members"]:
            found.append(Member(name, body[at : at + size]))
            at += size
        return found

    def inside(self, path: Path, file: str) -> dict[str, str]:
        """The sha256 of each document that stands in a file, by its name; one that is refused holds no others.

        Raises `FileRefused` where the file cannot be read at all.
        """
        found: dict[str, str] = {}
        waiting = [(file, read_stable(path))]
        while waiting:
            holder, data = waiting.pop()
            with suppress(FileRefused):
                for member in self.members(data, holder):
                    name = within(holder, member.name)
                    found[name] = hashlib.sha256(member.data).hexdigest()
                    if holds_documents(name) and depth(name) < DEEPEST:
                        waiting.append((name, member.data))
        return found

    def prepare(self, path: Path, file: str, passage_characters: int, root: Path | None = None) -> Prepared:
        """The document in a file with its passages of at most so many characters, and their analyses.

        They are cut and analysed by the child, so that a text that takes too long or too much memory costs its own
        file only. Raises `FileRefused` as `load`.
        """
        return self.prepare_bytes(read_stable(path, root), file, passage_characters)

    def prepare_bytes(self, data: bytes, file: str, passage_characters: int) -> Prepared:
        """The same of bytes that were read already, such as those of an attachment."""
        sha256 = hashlib.sha256(data).hexdigest()
        request = {"file": file, "sha256": sha256, "passage_characters": passage_characters}
        header, body = self._read(request, sha256, data)
        document = _document(file, sha256, header, body[: header["text"]])
        return from_wire(document, header["passages"], body[header["text"] :])


def _document(file: str, sha256: str, header: Mapping[str, Any], text: bytes) -> Document:
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
        blocks=tuple(map(block_from, header["blocks"])),
        left_out=left_out_from(header["left_out"]),
        title=detail_from(*header["title"]),
        author=detail_from(*header["author"]),
        date=detail_from(*header["date"]),
        reader=header["reader"],
        recogniser=header["recogniser"],
        recognised=recognition_from(header["recognised"]),
    )


def load(path: Path, file: str) -> Document:
    """Read one file with a child of its own; see `Loader.load`."""
    with Loader() as loader:
        return loader.load(path, file)


def read_stable(path: Path, root: Path | None = None) -> bytes:
    """The bytes of one version of a file; with `root` only of one below that folder (see `ingest.load.opening`).

    Raises `FileRefused`: `unreadable` where it cannot be opened or is no file, `outside`, `too-large`, `unstable` where
    it changes again and again while it is read.
    """
    for attempt in range(TRIES):
        if attempt:
            time.sleep(_PAUSE * 2 ** (attempt - 1))
        try:
            data = _read_once(path, root)
        except OSError as error:
            raise FileRefused("unreadable", f"the file cannot be read: {error.strerror or error}") from error
        if data is not None:
            return data
    raise FileRefused("unstable", f"the file changed during each of {TRIES} readings; ingest it again later")


def _read_once(path: Path, root: Path | None) -> bytes | None:
    """The bytes of the file if it has not changed just now and a second reading finds the same ones, else `None`."""
    with os.fdopen(open_file(path, root), "rb", buffering=0) as stream:
        before = os.fstat(stream.fileno())
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
    # A file from the future says nothing about when it was changed.
    settled = not 0.0 <= time.time() - after.st_mtime < SETTLED
    return data if settled and same and len(data) == after.st_size and first == second.digest() else None


def _all(stream: Any) -> bytes:
    pieces = []
    size = 0
    while piece := stream.read(_PIECE):
        size += len(piece)
        if size > LARGEST_FILE:
            raise FileRefused("too-large", f"the file grew beyond {LARGEST_FILE // MEBIBYTE} MB while it was read")
        pieces.append(piece)
    return b"".join(pieces)
