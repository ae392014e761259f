"""`preuve ingest`: synchronise the index with files, and print the receipt."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from typing import Any

from tqdm import tqdm

from ingest.receipt import FileReceipt, Receipt, Status
from ingest.sync import sync
from ui.cli import settings_of

NAME_WIDTH = 40


class TerminalProgress:
    """A bar of files on standard error, only where somebody looks at it."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None

    def start(self, files: int) -> None:
        self._bar = tqdm(total=files, unit="file", file=sys.stderr, disable=not sys.stderr.isatty(), leave=False)

    def file(self, name: str) -> None:
        if self._bar is not None:
            self._bar.set_postfix_str(name[-NAME_WIDTH:], refresh=False)
            self._bar.update()

    def embedded(self, passages: int) -> None:
        if self._bar is not None:
            self._bar.set_postfix_str(f"{passages} passages embedded")

    def publishing(self, documents: int) -> None:
        if self._bar is not None:
            self._bar.set_postfix_str(f"publishing {documents} documents")
            self._bar.close()


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


def run(arguments: argparse.Namespace) -> int:
    receipt = sync(arguments.paths, settings_of(arguments), progress=TerminalProgress(), rebuild=arguments.rebuild)
    if arguments.json:
        print(json.dumps(receipt_record(receipt), ensure_ascii=False))
    else:
        print("\n".join(receipt_lines(receipt)))
    for path in receipt.missing:
        print(f"preuve: {path} does not exist: give a folder or a file to ingest", file=sys.stderr)
    return 2 if receipt.missing else 0
