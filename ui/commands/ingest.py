"""`preuve ingest`: synchronise the index with files, and print the receipt."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from ingest.children import Children
from ingest.folders.unchanged import unchanged
from ingest.receipt import FileReceipt, Receipt, Status
from rag.settings import Settings
from ui.commands.configuration import settings_of
from ui.commands.terminal import say, say_record, warn
from ui.words.lexicon import WORDS
from ui.words.places import counted_parts
from ui.words.reading import left_out_lines, recognised_lines
from ui.work.progress import TerminalProgress


def _describe(receipt: FileReceipt) -> str:
    document = receipt.document
    if document is None:
        return f": {receipt.reason}" if receipt.reason else ""
    parts = [f"{document.passages} passages", f"{document.characters} characters", document.language]
    if document.pages is not None:
        parts.insert(0, counted_parts(WORDS["en"], document.format, document.pages))
    if document.encoding is not None:
        parts.append(document.encoding + (" (guessed)" if document.encoding_guessed else ""))
    if receipt.reason:
        parts.append(receipt.reason)
    return "  " + ", ".join(parts)


def receipt_lines(receipt: Receipt) -> list[str]:
    """The receipt as text: a line a file that changed, was refused or has a warning, then the counts."""
    lines = []
    for file in receipt.files:
        if file.status is not Status.UNCHANGED:
            lines.append(f"{file.status.value:<9} {file.file}{_describe(file)}")
        lines += [f"          {file.file}: warning: {warning}" for warning in file.warnings]
        if file.document:
            lines += [f"          {file.file}: {line}" for line in recognised_lines(file.document, "en")]
        left_out = file.document.left_out if file.document else ()
        lines += [f"          {file.file}: {line}" for line in left_out_lines(left_out, "en")]
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
        from rag.embedding.embedder import open_embedder

        embedder = open_embedder(settings.embedding.embedder, settings.index.directory)
        receipt = sync(arguments.paths, settings, embedder, TerminalProgress(), arguments.rebuild, children)
        if embedder.notice:
            warn(embedder.notice)
        return receipt


def run(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    receipt = None if arguments.rebuild else unchanged(arguments.paths, settings)
    if receipt is None:
        receipt = _synchronise(arguments, settings)
    if arguments.json:
        say_record(receipt_record(receipt))
    else:
        say(*receipt_lines(receipt))
    for path in receipt.missing:
        warn(f"{path} does not exist: give a folder or a file to ingest")
    return 2 if receipt.missing else 0
