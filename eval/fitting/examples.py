"""What the trained reader learns from: questions with passages that answer them, and with passages that do not.

Rows whose passage stands in a development set are kept apart: they are learnt from last, and crosswise, so that fits
and figures on those sets are honest (`eval.fitting.halves`). Of each other file an epoch takes at most `SHARES`: what
people have before what encyclopedias have, and all three languages alike.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from eval.fitting.near_misses import changed_question
from eval.fitting.wordings import as_people_type

SHARES = {
    "policyqa": 800, "condaqa": 1300, "pubmedqa": 200, "cuad": 1600, "contractnli": 1000, "qed": 800, "nomiracl": 1500,
    "covidqa": 1000,
}  # fmt: skip
"""Rows of a file that an epoch takes at most; all of others."""
REPEATED = {"fr": 2, "ar": 1, "en": 1}
"""How often an epoch takes each row: French is thin."""
ALIKE = {"cuad", "contractnli", "policyqa", "condaqa", "pubmedqa", "tatqa"}
"""Files in which other passages of a document may answer as well, or have no document."""
ELSEWHERE = 0.22
"""Share of the answered questions that are put to another passage of their document, too."""
ELSEWHERE_LAST = 0.5
"""That of the second course: which passage of an article answers is what the search leaves open there."""
REHEARSED = 0.09
"""Share of the first course's examples that an epoch of the second one shows again."""
CHANGED = 0.25
"""Share of the answered questions that are put with another number or name, too, where they have one."""
UNTITLED = 0.25
"""Share of the passages that are shown without what stands above them."""
HELD_OUT = 25
"""One document in so many is kept for the report."""
_WORD = re.compile(r"\w{4,}")


@dataclass(frozen=True, slots=True)
class Example:
    """A question, a passage with what stands above it, and the spans of the passage that answer (none: it does not).

    `kind` is what it teaches, for the report.
    """

    source: str
    language: str
    kind: str
    question: str
    above: str
    passage: str
    answers: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a folder: those to learn from, those of development sets, those kept for the report."""

    learnt: list[Example]
    developed: list[Example]
    kept: list[Example]


def read_rows(folder: Path) -> Rows:
    """The rows of all `NAME.jsonl.gz` of a folder."""
    rows = Rows([], [], [])
    for path in sorted(folder.glob("*.jsonl.gz")):
        source = path.name.removesuffix(".jsonl.gz")
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                room = rows.developed if row.get("in_eval") else rows.kept if _is_kept(source, row) else rows.learnt
                room.append(_example(source, row))
    return rows


def _is_kept(source: str, row: dict[str, Any]) -> bool:
    document = row["title"] if source not in ALIKE - {"cuad", "contractnli", "policyqa"} else row["context"]
    return sum(f"{source}/{document}".encode()) % HELD_OUT == 0


def _example(source: str, row: dict[str, Any]) -> Example:
    answers = tuple((each["start"], each["start"] + len(each["text"])) for each in row["answers"])
    kind = row.get("kind") or ("encyclopedia" if row["answerable"] else "unanswerable")
    return Example(source, row["language"], kind, row["question"], row["title"].strip(), row["context"], answers)


class Elsewhere:
    """Other passages of the same document, the nearest to a question in words first."""

    def __init__(self, rows: Iterable[Example]) -> None:
        self._passages: dict[tuple[str, str], dict[str, frozenset[str]]] = defaultdict(dict)
        for row in rows:
            if row.source not in ALIKE:
                self._passages[row.source, row.above][row.passage] = frozenset(_words(row.passage))

    def miss(self, row: Example, rng: random.Random) -> Example | None:
        """The question with a passage that does not answer it, `None` where its document has no other one."""
        if row.source in ALIKE:
            return None
        said = [row.passage[start:end].casefold() for start, end in row.answers]
        others = [
            (passage, words)
            for passage, words in self._passages[row.source, row.above].items()
            if passage != row.passage and not any(each in passage.casefold() for each in said)
        ]
        if not others:
            return None
        asked = set(_words(row.question))
        some = rng.sample(others, min(len(others), 12))
        passage, _ = max(some, key=lambda other: len(asked & other[1]))
        return replace(row, passage=passage, answers=(), kind="another passage")


def _words(text: str) -> Iterator[str]:
    return (found.group().casefold() for found in _WORD.finditer(text))


def epoch(rows: Sequence[Example], elsewhere: Elsewhere, rng: random.Random, share: float = ELSEWHERE) -> list[Example]:
    """The examples of one epoch, drawn anew each time, in no order.

    `share` of the answered questions are put to another passage, too.
    """
    by_source: dict[str, list[Example]] = defaultdict(list)
    for row in rows:
        by_source[row.source] += [row] * REPEATED[row.language]
    found: list[Example] = []
    for source, those in sorted(by_source.items()):
        most = SHARES.get(source, len(those))
        found += those if len(those) <= most else rng.sample(those, most)
    made: list[Example] = []
    for row in found:
        if not row.answers:
            continue
        if rng.random() < share and (other := elsewhere.miss(row, rng)) is not None:
            made.append(other)
        if rng.random() < CHANGED and (question := changed_question(row.question, row.passage, row.language, rng)):
            made.append(replace(row, question=question, answers=(), kind="made near miss"))
    found += made
    rng.shuffle(found)
    return [
        replace(
            row,
            question=as_people_type(row.question, row.language, rng),
            above="" if rng.random() < UNTITLED else row.above,
        )
        for row in found
    ]


def last_epoch(
    rows: Sequence[Example], others: Sequence[Example], elsewhere: Elsewhere, rng: random.Random
) -> list[Example]:
    """The examples of an epoch of the second course: of development sets, and a share of those of the first course."""
    before = epoch(others, elsewhere, rng)
    found = epoch(rows, elsewhere, rng, ELSEWHERE_LAST) + before[: int(REHEARSED * len(before))]
    rng.shuffle(found)
    return found
