"""A test set: a corpus, and questions with the places that prove their answers. Read strictly.

A set is a folder with `corpus/` and `questions.jsonl`; the format is described in `docs/evaluation.md`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from eval.sets.evidence import EvidenceLost, Fact, Finder, Place
from eval.sets.lines import Line, read_lines
from eval.sets.source import Corpus
from ingest.load.members import file_of
from rag.answers import Turn
from rag.errors import TestSetError
from rag.types import UNDETERMINED

QUESTIONS, CORPUS = "questions.jsonl", "corpus"


@dataclass(frozen=True, slots=True)
class Question:
    """A test question.

    `evidence` lists the facts that the answer needs, empty where the corpus does not answer. `turns` are the
    earlier turns of a follow-up; `files` restricts the question to some files; `parity` names a group of questions
    that differ only in the format of the file which answers them.
    """

    id: str
    question: str
    language: str
    answerable: bool
    evidence: tuple[Fact, ...]
    answers: tuple[str, ...]
    kind: str = ""
    turns: tuple[Turn, ...] = ()
    files: tuple[str, ...] | None = None
    parity: str | None = None

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple(place for fact in self.evidence for place in fact)

    @property
    def document(self) -> str | None:
        """The file that resampling keeps together: that of the first place."""
        return self.evidence[0][0].file if self.evidence else None

    @property
    def format(self) -> str | None:
        """Suffix without the dot where all places, or else all files asked about, are of one format.

        A document that stands in a file has the format of that file.
        """
        files = [place.file for place in self.places] or self.files or ()
        formats = {Path(file_of(file)).suffix.lower().removeprefix(".") for file in files}
        return formats.pop() if len(formats) == 1 else None


@dataclass(frozen=True, slots=True)
class Unusable:
    """A question that cannot be scored, since what proves its answer is not found in the corpus any more."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class TestSet:
    """A test set that has been read and checked against its corpus; `unusable` questions are not asked."""

    __test__ = False

    name: str
    directory: Path
    questions: tuple[Question, ...]
    corpus: Corpus
    unusable: tuple[Unusable, ...] = ()

    @property
    def moved(self) -> tuple[Place, ...]:
        """The places that do not stand where `questions.jsonl` says."""
        return tuple(place for question in self.questions for place in question.places if place.moved)

    def first(self, limit: int | None) -> TestSet:
        """The set with its first `limit` questions only, all of them without a limit."""
        return self if limit is None else replace(self, questions=self.questions[:limit])

    @property
    def digest(self) -> str:
        """Changes when a question or a byte of the corpus changes."""
        digest = hashlib.sha256((self.directory / QUESTIONS).read_bytes())
        for file, sha256 in sorted(self.corpus.digests.items()):
            digest.update(f"{file}\0{sha256}\n".encode())
        return digest.hexdigest()[:16]


def read_set(directory: Path) -> TestSet:
    """The test set in `directory`.

    A place whose text stands elsewhere in its file, exactly once, is moved there; a question with a place that is not
    found is unusable, and the others go on.

    Raises `TestSetError` naming file, line and id for a part that is missing, a duplicate id, a question without
    evidence, or a set without a usable question.
    """
    if not (directory / CORPUS).is_dir() or not (directory / QUESTIONS).is_file():
        raise TestSetError(f"{directory} is not a test set: it must hold {QUESTIONS} and a folder {CORPUS}/")
    corpus = Corpus(directory / CORPUS)
    finder = Finder(corpus)
    questions: dict[str, Question | Unusable] = {}
    for line in read_lines(directory / QUESTIONS):
        question = _question(line, finder)
        if question.id in questions:
            raise line.error("this id stands on an earlier line too; ids must be unique")
        questions[question.id] = question
    if not questions:
        raise TestSetError(f"{directory / QUESTIONS} holds no question; write one JSON object a line")
    usable = tuple(each for each in questions.values() if isinstance(each, Question))
    unusable = tuple(each for each in questions.values() if isinstance(each, Unusable))
    if not usable:
        first = unusable[0]
        raise TestSetError(f"{directory / QUESTIONS}: no question is usable; the first, {first.id!r}: {first.reason}")
    return TestSet(directory.resolve().name, directory, usable, corpus, unusable)


def _question(line: Line, finder: Finder) -> Question | Unusable:
    record = line.record
    identifier, words = line.text(record, "id"), line.text(record, "question")
    if not identifier or not words.strip():
        raise line.error("'id' and 'question' must not be empty")
    answerable = line.flag(record, "answerable")
    try:
        evidence = finder.facts(line)
    except EvidenceLost as lost:
        return Unusable(identifier, str(lost))
    if answerable and not evidence:
        raise line.error("answerable, but 'evidence' is empty; list the facts, or set 'answerable' to false")
    if not answerable and evidence:
        raise line.error("not answerable, but it has 'evidence'; remove it, or set 'answerable' to true")
    files = line.items(record, "files", None)
    if files is not None:
        _known_files(line, files, finder.corpus)
    return Question(
        identifier,
        words,
        line.text(record, "language", UNDETERMINED),
        answerable,
        evidence,
        _strings(line, "answers"),
        line.text(record, "kind", ""),
        tuple(
            Turn(line.text(turn, "question"), line.text(turn, "answer", "")) for turn in line.items(record, "turns", ())
        ),
        None if files is None else tuple(files),
        line.text(record, "parity", None),
    )


def _strings(line: Line, name: str) -> tuple[str, ...]:
    values = line.items(line.record, name, ())
    if not all(isinstance(value, str) for value in values):
        raise line.error(f"{name!r} must be a list of strings")
    return tuple(values)


def _known_files(line: Line, files: Sequence[Any], corpus: Corpus) -> None:
    for file in files:
        if not isinstance(file, str) or file not in corpus:
            raise line.error(f"'files' names {file!r}, which is not in {corpus.root}")
