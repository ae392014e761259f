"""Example questions for the start of the chat: those of the bundled test set, where its documents are indexed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from rag.answers import Answer
from rag.index.library import Documents

BUNDLED = files("eval").joinpath("data")
SHOWN = 3
TRIED = 12
"""Questions that are tried at most before fewer are shown."""

KIND = "one-fact"
"""Kind of question that shows best what a citation is."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question of the bundled set and the place that answers it."""

    question: str
    language: str
    file: str
    start: int
    end: int

    def proven_by(self, answer: Answer) -> bool:
        return any(
            citation.file == self.file and citation.start < self.end and self.start < citation.end
            for sentence in answer.sentences
            for citation in sentence.citations
        )


def bundled_corpus() -> Path:
    """The folder of the bundled documents."""
    return Path(str(BUNDLED.joinpath("corpus")))


def bundled_set() -> Path:
    """The folder of the bundled test set."""
    return Path(str(BUNDLED))


@cache
def bundled_questions() -> tuple[Example, ...]:
    """The bundled questions that one place of one file answers."""
    found = []
    for line in BUNDLED.joinpath("questions.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        if record["answerable"] and record.get("kind") == KIND and not record.get("turns"):
            place = record["evidence"][0][0]
            found.append(Example(record["question"], record["language"], place["file"], place["start"], place["end"]))
    return tuple(found)


class BundledExamples:
    """Up to three questions that the documents answer, each from another file, in the language of the page.

    With `tried`, which is for an assistant whose answers cost nothing, only questions are shown that it answers.
    """

    def __init__(self, opening: Future[Any], tried: bool) -> None:
        self._opening = opening
        self._tried = tried
        self._chosen: dict[tuple[str, frozenset[str]], tuple[str, ...]] = {}

    def __call__(self, documents: Documents, language: str) -> Sequence[str]:
        indexed = frozenset(documents.infos(item.file for item in bundled_questions()))
        key = (language, indexed)
        if key not in self._chosen:
            self._chosen = {**self._chosen, key: tuple(self._choose(indexed, language))}
        return self._chosen[key]

    def _choose(self, indexed: frozenset[str], language: str) -> Iterator[str]:
        shown: set[str] = set()
        candidates = [item for item in bundled_questions() if item.file in indexed and item.language == language]
        for item in candidates[:TRIED]:
            if len(shown) == SHOWN:
                return
            if item.file in shown or (self._tried and not item.proven_by(self._opening.result().ask(item.question))):
                continue
            shown.add(item.file)
            yield item.question
