"""Example questions for the start of the chat: those of the bundled test set, where its documents are indexed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from rag.rows import DocumentInfo

BUNDLED = files("eval").joinpath("data")
SHOWN = 4
KIND = "one-fact"
"""Kind of question that shows best what a citation is."""


def bundled_corpus() -> Path:
    """The folder of the bundled documents."""
    return Path(str(BUNDLED.joinpath("corpus")))


@cache
def _bundled() -> tuple[tuple[str, str, str], ...]:
    """Question, language and file of the bundled questions whose proof is one place of one file."""
    found = []
    for line in BUNDLED.joinpath("questions.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        if record["answerable"] and record.get("kind") == KIND and not record.get("turns"):
            found.append((record["question"], record["language"], record["evidence"][0][0]["file"]))
    return tuple(found)


def bundled_examples(documents: Sequence[DocumentInfo], language: str) -> Sequence[str]:
    """Up to four questions that the documents answer, each from another file; first those in `language`."""
    indexed = {document.file for document in documents}
    chosen: dict[str, str] = {}
    ranked = sorted(_bundled(), key=lambda item: item[1] != language)
    for question, _, file in ranked:
        if file in indexed:
            chosen.setdefault(file, question)
    return tuple(chosen.values())[:SHOWN]
