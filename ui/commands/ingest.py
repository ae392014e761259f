"""`preuve ingest`: synchronise the index with files, and print the receipt."""

from __future__ import annotations

import argparse
import json
import math
import sys
from dataclasses import asdict
from typing import Any

from tqdm import tqdm

from ingest.children import Children
from ingest.folders.unchanged import unchanged
from ingest.progress import Pace
from ingest.receipt import FileReceipt, Receipt, Status
from rag.settings import Settings
from ui.cli import settings_of

NAME_WIDTH = 40
PERIOD = 0.2
"""Seconds between two pictures of the bar."""


def _duration(seconds: float) -> str:
    """A time as people say it: not more exact than it can be known."""
    if seconds < 60:
        return f"{5 * math.ceil(seconds / 5)} s"
    minutes = math.ceil(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"


def pace_line(pace: Pace) -> str:
    """How far an ingest is, such as `12,400 passages, 231/s, about 3 min left`."""
    parts = [f"{pace.passages:,} passages"]
    if pace.rate:
        parts.append(f"{pace.rate:.0f}/s")
    if pace.remaining is not None:
        parts.append(f"about {_duration(pace.remaining)} left")
    return ", ".join(parts)


class TerminalProgress:
    """A bar on standard error, of the bytes that have been embedded; only where somebody looks at it."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None
        self._pace: Pace | None = None
        self._name = ""
        self._files = self._read = 0

    def start(self, files: int, size: int) -> None:
        self._files = files
        self._pace = Pace(size)
        self._bar = tqdm(
            total=size, file=sys.stderr, disable=not sys.stderr.isatty(), leave=False, mininterval=PERIOD,
            bar_format="{percentage:3.0f}%|{bar:20}| {desc}",
        )  # fmt: skip

    def file(self, name: str) -> None:
        self._read += 1
        self._name = f"file {self._read:,} of {self._files:,}: {name[-NAME_WIDTH:]}"
        self._draw(0)

    def skipped(self, size: int) -> None:
        if self._pace is not None:
            self._pace.skip(size)
        self._draw(size)

    def embedded(self, passages: int, size: int) -> None:
        if self._pace is not None:
            self._pace.add(passages, size)
        self._draw(size)

    def publishing(self, documents: int) -> None:
        if self._bar is not None:
            self._bar.set_description_str(f"publishing {documents} documents")
            self._bar.close()

    def _draw(self, size: int) -> None:
        if self._bar is not None and self._pace is not None:
            self._bar.set_description_str(f"{pace_line(self._pace)} · {self._name}", refresh=False)
            self._bar.update(size)


def _describe(receipt: FileReceipt) -> str:
    document = receipt.document
    if document is None:
        return f": {receipt.reason}" if receipt.reason else ""
    parts = [f"{document.passages} passages", f"{document.characters} characters", document.language]
    if document.pages is not None:
        parts.insert(0, f"{document.pages} pages")
    if document.encoding is not None:
        parts.append(document.encoding + (" (guessed)" if document.encoding_guessed else ""))
    return "  " + ", ".join(parts)


def receipt_lines(receipt: Receipt) -> list[str]:
    """The receipt as text: a line a file that changed, was refused or has a warning, then the counts."""
    lines = []
    for file in receipt.files:
        if file.status is not Status.UNCHANGED:
            lines.append(f"{file.status.value:<9} {file.file}{_describe(file)}")
        lines += [f"          {file.file}: warning: {warning}" for warning in file.warnings]
    counts = ", ".join(f"{receipt.count(status)} {status.value}" for status in Status)
    lines.append(f"{counts}; index {receipt.index}")
    return lines


def receipt_record(receipt: Receipt) -> dict[str, Any]:
    """The receipt as a JSON object."""
    files = []
    for file in receipt.files:
        record: dict[str, Any] = {"file": file.file, "status": file.status.value}
        if file.document is not None:
            record |= asdict(file.document)
        if file.reason is not None:
            record |= {"code": file.code, "reason": file.reason}
        record["warnings"] = list(file.warnings)
        files.append(record)
    counts = {status.value: receipt.count(status) for status in Status}
    return {"index": receipt.index, **counts, "missing": list(receipt.missing), "files": files}


def _synchronise(arguments: argparse.Namespace, settings: Settings) -> Receipt:
    with Children() as children:
        # The engines take a second to import: only those wait for them whose files have changed.
        from ingest.sync import sync

        return sync(
            arguments.paths, settings, progress=TerminalProgress(), rebuild=arguments.rebuild, children=children
        )


def run(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    receipt = None if arguments.rebuild else unchanged(arguments.paths, settings)
    if receipt is None:
        receipt = _synchronise(arguments, settings)
    if arguments.json:
        print(json.dumps(receipt_record(receipt), ensure_ascii=False))
    else:
        print("\n".join(receipt_lines(receipt)))
    for path in receipt.missing:
        print(f"preuve: {path} does not exist: give a folder or a file to ingest", file=sys.stderr)
    return 2 if receipt.missing else 0
