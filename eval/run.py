"""Ask a system every question of test sets and write its predictions, in a way that survives interruption.

While a run goes on, answers are appended to `FILE.part`, each on stable storage before the next question is asked.
The complete file appears in one step at the end. A part of the same run is taken up again; one of another is not.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from eval.cases import Question, TestSet
from eval.predictions import Key, Prediction, prediction_from
from rag.errors import Busy, PreuveError, TestSetError
from rag.records import answer_record
from rag.types import Answer, Turn

Record = dict[str, Any]


class System(Protocol):
    """What is asked; `rag.assistant.Assistant` is one."""

    def ask(self, question: str, turns: Sequence[Turn] = (), files: Sequence[str] | None = None) -> Answer:
        """The answer to a question; raises `PreuveError` where there is none."""
        ...


Opener = Callable[[TestSet], AbstractContextManager[System]]
"""Opens the system on the corpus of a test set."""

FolderOpener = Callable[[Path, Path], AbstractContextManager[System]]
"""Opens the system on a folder, after bringing its index, which lies in the second folder, in line with it."""

Progress = Callable[[int, int], None]
"""Told how many questions are answered, and of how many."""


@dataclass(frozen=True, slots=True)
class Run:
    """Predictions of a run, and how many of them an interrupted run had left."""

    predictions: Mapping[Key, Prediction]
    resumed: int


def run(sets: Sequence[TestSet], opener: Opener, file: Path, stamp: Mapping[str, str], progress: Progress) -> Run:
    """Ask every question of `sets` in order and write the predictions to `file`.

    `stamp` tells runs apart: a part that was written under another stamp is not taken up. Errors of the system on a
    question are written down as predictions; `KeyboardInterrupt` and errors of the machine end the run and leave the
    part. Raises `TestSetError` where `file` cannot be written.
    """
    part = file.with_name(file.name + ".part")
    total = sum(len(each.questions) for each in sets)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        done = _taken_up(part, stamp)
        resumed = len(done)
        with _appending(part) as append:
            for each in sets:
                left = [question for question in each.questions if (each.name, question.id) not in done]
                if not left:
                    continue
                with opener(each) as system:
                    for question in left:
                        record = ask(system, question, each.name)
                        append(record)
                        done[each.name, question.id] = record
                        progress(len(done), total)
        ordered = [done[each.name, question.id] for each in sets for question in each.questions]
        _write_whole(ordered, file)
        part.unlink()
    except OSError as error:
        raise TestSetError(f"{file}: cannot be written ({error.strerror or error}); choose another place") from error
    keys = [(each.name, question.id) for each in sets for question in each.questions]
    return Run({key: prediction_from(done[key], file) for key in keys}, resumed)


def ask(system: System, question: Question, set_name: str) -> Record:
    """The record of one answer, or of the error in its place; `Busy` is no answer and ends the run."""
    try:
        answer = system.ask(question.question, question.turns, question.files)
    except Busy:
        raise
    except PreuveError as error:
        return {"id": question.id, "set": set_name, "question": question.question, "error": str(error)}
    record = answer_record(answer, question.id)
    return {"id": record.pop("id"), "set": set_name, **record}


def _line(record: Mapping[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def _taken_up(part: Path, stamp: Mapping[str, str]) -> dict[Key, Record]:
    """The complete lines of an interrupted run with the same stamp; the part is cut after them or begun anew."""
    header = _line({"run": dict(stamp)})
    content = part.read_bytes() if part.exists() else b""
    kept: dict[Key, Record] = {}
    size = len(header)
    if content.startswith(header):
        for line in content[size:].splitlines(keepends=True):
            record = _record(line)
            if record is None:
                break
            kept[record["set"], record["id"]] = record
            size += len(line)
    with part.open("r+b" if kept else "wb") as stream:
        if kept:
            stream.truncate(size)
        else:
            stream.write(header)
        _secure(stream.fileno())
    return kept


def _record(line: bytes) -> Record | None:
    """The object of a line; `None` where the line was cut off."""
    if not line.endswith(b"\n"):
        return None
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) and {"id", "set"} <= record.keys() else None


@contextmanager
def _appending(part: Path) -> Iterator[Callable[[Record], None]]:
    with part.open("ab", buffering=0) as stream:

        def append(record: Record) -> None:
            stream.write(_line(record))
            _secure(stream.fileno())

        yield append


def _write_whole(records: Sequence[Record], file: Path) -> None:
    whole = file.with_name(file.name + ".whole")
    with whole.open("wb") as stream:
        stream.writelines(_line(record) for record in records)
        _secure(stream.fileno())
    whole.replace(file)


def _secure(descriptor: int) -> None:
    os.fsync(descriptor)
