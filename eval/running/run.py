"""Ask a system every question of test sets and write its predictions, in a way that survives interruption.

While a run goes on, answers are appended to `FILE.part`, each on stable storage before the next question is asked.
The complete file appears in one step at the end. A part of the same run is taken up again; one of another is not.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from eval.sets.cases import Question, TestSet
from eval.sets.predictions import Key, Prediction, prediction_from
from rag.answers import Answer, AnswerOrigin, Turn
from rag.chat.words import told
from rag.errors import Busy, ModelError, PreuveError, TestSetError
from rag.proof.records import answer_record

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


def run(
    sets: Sequence[TestSet],
    opener: Opener,
    file: Path,
    stamp: Mapping[str, str],
    progress: Progress,
    strict: bool = False,
) -> Run:
    """Ask every question of `sets` in order and write the predictions to `file`.

    `stamp` tells runs apart: a part that was written under another stamp is not taken up. Errors of the system on a
    question are written down as predictions; `KeyboardInterrupt` and errors of the machine end the run and leave the
    part, and so does the first failure of the chat model where the run is `strict`, which raises `ModelError`. Raises
    `TestSetError` where `file` cannot be written.
    """
    keys = [(each.name, question.id) for each in sets for question in each.questions]
    with _Part(file, stamp) as part:
        resumed = len(part.records)
        for each in sets:
            left = [question for question in each.questions if (each.name, question.id) not in part.records]
            if left:
                asked = partial(ask, set_name=each.name, strict=strict)
                _ask_all(left, opener(each), part, asked, lambda: progress(len(part.records), len(keys)))
        records = [part.records[key] for key in keys]
        part.complete(records)
    return Run({key: prediction_from(record, file) for key, record in zip(keys, records, strict=True)}, resumed)


def _ask_all(
    questions: Sequence[Question],
    opened: AbstractContextManager[System],
    part: _Part,
    asked: Callable[[System, Question], Record],
    answered: Callable[[], None],
) -> None:
    with opened as system:
        for question in questions:
            part.append(asked(system, question))
            answered()


def ask(system: System, question: Question, set_name: str, strict: bool = False) -> Record:
    """The record of one answer, or of the error in its place; `Busy` is no answer and ends the run.

    An answer that was made without the chat model, as that failed, is recorded as it is: `eval.sets.predictions` reads
    it as an error. Raises `ModelError` for it where the run is `strict`.
    """
    try:
        answer = system.ask(question.question, question.turns, question.files)
    except Busy:
        raise
    except PreuveError as error:
        return {"id": question.id, "set": set_name, "question": question.question, "error": str(error)}
    if strict and (failure := failure_of(answer)):
        raise ModelError(f"question {question.id!r} of {set_name}: {failure}; leave --strict-model out to go on")
    record = answer_record(answer, question.id)
    return {"id": record.pop("id"), "set": set_name, **record}


def failure_of(answer: Answer) -> str | None:
    """Why the chat model did not answer, where its answer was made without it; `None` otherwise."""
    if answer.origin is not AnswerOrigin.FALLBACK:
        return None
    return told(answer.cause) if answer.cause else "the model failed"


def _line(record: Mapping[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


class _Part:
    """The answers of a run that is not complete, beside the file that they will become; held by one run at a time.

    Raises `Busy` where another run holds it and `TestSetError` where it cannot be written.
    """

    def __init__(self, file: Path, stamp: Mapping[str, str]) -> None:
        self._file, self._path = file, file.with_name(file.name + ".part")
        self._header = _line({"run": dict(stamp)})
        self.records: dict[Key, Record] = {}

    def __enter__(self) -> _Part:
        with self._translated():
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._stream = self._path.open("a+b")
            try:
                fcntl.flock(self._stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self._stream.close()
                raise Busy(f"another run writes {self._path}: wait for it, or name another file") from None
            self._take_up()
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def _take_up(self) -> None:
        """Keep the complete lines of an interrupted run with the same stamp, or begin anew."""
        self._stream.seek(0)
        content = self._stream.read()
        size = len(self._header)
        if not content.startswith(self._header):
            self._stream.truncate(0)
            return self._write(self._header)
        for line in content[size:].splitlines(keepends=True):
            record = _record(line)
            if record is None:
                break
            self.records[record["set"], record["id"]] = record
            size += len(line)
        self._stream.truncate(size)
        return None

    def append(self, record: Record) -> None:
        """Put one answer on stable storage."""
        with self._translated():
            self._write(_line(record))
        self.records[record["set"], record["id"]] = record

    def complete(self, records: Sequence[Record]) -> None:
        """Write the whole file in one step and drop the part."""
        whole = self._file.with_name(self._file.name + ".whole")
        with self._translated():
            with whole.open("wb") as stream:
                stream.writelines(_line(record) for record in records)
                stream.flush()
                os.fsync(stream.fileno())
            whole.replace(self._file)
            self._path.unlink()

    def _write(self, content: bytes) -> None:
        self._stream.write(content)
        self._stream.flush()
        os.fsync(self._stream.fileno())

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            reason = error.strerror or str(error)
            raise TestSetError(f"{self._file}: cannot be written ({reason}); name another file") from error


def _record(line: bytes) -> Record | None:
    """The object of a line; `None` where the line was cut off."""
    if not line.endswith(b"\n"):
        return None
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) and {"id", "set"} <= record.keys() else None
