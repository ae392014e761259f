"""`preuve eval move`: a test set gets the offsets at which its evidence stands now."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.sets.cases import QUESTIONS, Question, TestSet, Unusable
from eval.sets.evidence import Place
from eval.sets.lines import Line, read_lines
from rag.errors import UsageError

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Moving:
    """What was written: how many places got new offsets, and the questions that stay as they were."""

    file: Path
    places: int
    unusable: tuple[Unusable, ...]

    def record(self) -> Record:
        """As JSON."""
        unusable = [{"id": each.id, "reason": each.reason} for each in self.unusable]
        return {"file": str(self.file), "moved": self.places, "unusable": unusable}

    def text(self) -> str:
        """For the terminal."""
        lost = f"; {len(self.unusable)} questions are unusable and stay as they were" if self.unusable else ""
        return f"{self.file}: {self.places} places moved{lost}"


def move_set(test_set: TestSet) -> Moving:
    """Write the questions of a set with the offsets at which their evidence stands; all else stays as it is.

    The file is replaced in one step. Raises `UsageError` where it cannot be written.
    """
    file = test_set.directory / QUESTIONS
    questions = {question.id: question for question in test_set.questions}
    if test_set.moved:
        lines = [_record(line, questions) for line in read_lines(file)]
        content = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in lines)
        whole = file.with_name(file.name + ".whole")
        try:
            whole.write_text(content, encoding="utf-8")
            whole.replace(file)
        except OSError as error:
            raise UsageError(f"{file}: cannot be written ({error.strerror}); move a copy of the set") from error
    return Moving(file, len(test_set.moved), test_set.unusable)


def _record(line: Line, questions: Mapping[str, Question]) -> Record:
    question = questions.get(line.record["id"])
    if question is None or not any(place.moved for place in question.places):
        return line.record
    facts = zip(line.record["evidence"], question.evidence, strict=True)
    return line.record | {"evidence": [_fact_record(records, places) for records, places in facts]}


def _fact_record(records: Sequence[Record], places: Sequence[Place]) -> list[Record]:
    return [
        record | {"start": place.start, "end": place.end, "text": place.text} if place.moved else record
        for record, place in zip(records, places, strict=True)
    ]
