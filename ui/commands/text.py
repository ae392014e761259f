"""`preuve text`: what the program reads of a file, without an index."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ingest.load import load
from ingest.load.members import file_of
from rag.errors import FileRefused, UsageError
from rag.types import Block, Document
from ui.commands.terminal import say_record, say_text, warn
from ui.words.reading import left_out_lines, recognised_lines

Record = dict[str, Any]


def run(arguments: argparse.Namespace) -> int:
    """Print the canonical text, on a terminal with what is invisible made visible; remarks go to standard error."""
    name = arguments.file.as_posix()
    try:
        document = load(Path(file_of(name)), name)
    except FileRefused as refused:
        raise UsageError(f"{name}: refused ({refused.code}): {refused}") from refused
    if arguments.json:
        say_record(text_record(document))
        return 0
    say_text(document.text)
    for line in (*recognised_lines(document, "en"), *document.warnings, *left_out_lines(document.left_out, "en")):
        warn(line)
    return 0


def text_record(document: Document) -> Record:
    """A document as JSON: its text and, as spans of it, its parts."""
    details = {name: getattr(document, name) for name in ("title", "author", "date")}
    return {
        "file": document.file,
        "sha256": document.sha256,
        "format": document.format,
        "language": document.language,
        "reader": document.reader,
        "recogniser": document.recogniser,
        "recognised": [asdict(each) for each in document.recognised],
        **{name: detail and {"value": detail.value, "origin": detail.origin.value} for name, detail in details.items()},
        "text": document.text,
        "pages": [{"number": page.number, "start": page.start, "end": page.end} for page in document.pages],
        "headings": [
            {"level": heading.level, "start": heading.start, "end": heading.end} for heading in document.headings
        ],
        "blocks": [block_record(block) for block in document.blocks],
        "warnings": list(document.warnings),
        "left_out": [{"code": each.code.value, "numbers": list(each.numbers)} for each in document.left_out],
    }


def block_record(block: Block) -> Record:
    """A block as JSON; `above` is the place of another one in the list of blocks."""
    record = {
        "kind": block.kind.value,
        "start": block.start,
        "end": block.end,
        "level": block.level,
        "above": block.above,
        "cells": [{"start": cell.start, "end": cell.end} for cell in block.cells],
    }
    return record | {"words": [asdict(word) for word in block.words]} if block.words else record
